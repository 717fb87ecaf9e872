"""Picture files without what isn't the picture: EXIF, GPS, XMP, comments, thumbnails, profiles.

The compressed pixels stay as they are, so nothing is lost; what follows the end of the picture, as
the film of a "live" photograph does, goes too. A part that isn't known to be needed goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from plugins.model.picture_kinds import Kind

_JPEG_MARKER = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
"""Begins a segment; what else follows FF inside a scan belongs to its pixels."""
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_EXTRAS = frozenset({b"tRNS", b"acTL", b"fcTL", b"fdAT"})
"""Chunks beside the critical ones: transparency, animation."""
_WEBP_PARTS = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANIM"})
_WEBP_ABOUT = 0x20 | 0x08 | 0x04
"""Flags of VP8X that announce a profile, EXIF and XMP."""
_GIF_LOOP = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


class PartsError(ValueError):
    """The file isn't whole."""


def stripped(raw: bytes, kind: Kind) -> bytes:
    """Return a picture file with its pixels alone.

    Raises:
        PartsError: the file ends too early or isn't of that kind.

    """
    try:
        return b"".join(_READERS[kind](raw))
    except IndexError:
        raise PartsError(kind) from None


def _cut(raw: bytes, start: int, length: int) -> bytes:
    part = raw[start : start + length]
    if len(part) < length:
        raise PartsError(start)
    return part


def _number(raw: bytes, start: int, length: int, order: str) -> int:
    part = _cut(raw, start, length)
    return int.from_bytes(part, "big" if order == "big" else "little")


def _jpeg(raw: bytes) -> Iterator[bytes]:
    """Yield the segments of a JPEG file (ITU-T T.81, annex B) that its pixels need."""
    yield _cut(raw, 0, 2)
    at = 2
    while True:
        found = _JPEG_MARKER.match(raw, at)
        if found is None:
            raise PartsError(at)
        marker, at = found[1][0], found.end()
        if marker == 0xD9:
            yield b"\xff\xd9"
            return
        length = _number(raw, at, 2, "big")
        segment = _cut(raw, at, length)
        at += length
        own = segment.startswith(b"JFIF\0", 2) if marker == 0xE0 else marker == 0xEE
        if own or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            yield b"\xff" + found[1] + segment
        if marker == 0xDA:
            following = _JPEG_MARKER.search(raw, at)
            if following is None:
                raise PartsError(at)
            yield raw[at : following.start()]
            at = following.start()


def _png(raw: bytes) -> Iterator[bytes]:
    """Yield the chunks of a PNG file (ISO/IEC 15948) that its pixels need."""
    yield _cut(raw, 0, len(_PNG_START))
    at = len(_PNG_START)
    while True:
        size = _number(raw, at, 4, "big")
        chunk = _cut(raw, at, size + 12)
        at += size + 12
        name = chunk[4:8]
        if name[:1].isupper() or name in _PNG_EXTRAS:
            yield chunk
        if name == b"IEND":
            return


def _gif(raw: bytes) -> Iterator[bytes]:
    """Yield the blocks of a GIF file (GIF89a) that its frames need."""
    yield _cut(raw, 0, 13)
    at = 13 + _colours(raw[10])
    yield _cut(raw, 13, at - 13)
    while True:
        block = raw[at : at + 1] or b"\x3b"
        if block == b"\x3b":
            yield block
            return
        if block == b"\x2c":
            begin, at = at, at + 10
            at = _blocks_end(raw, at + _colours(_cut(raw, begin, 10)[9]) + 1)
            yield raw[begin:at]
        elif block == b"\x21":
            begin, label = at, _cut(raw, at + 1, 1)
            at = _blocks_end(raw, at + 2)
            loop = label == b"\xff" and raw[begin + 3 : begin + 14] in _GIF_LOOP
            if label == b"\xf9" or loop:
                yield raw[begin:at]
        else:
            raise PartsError(at)


def _colours(flags: int) -> int:
    """Return the bytes of a colour table that follows these flags."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks_end(raw: bytes, at: int) -> int:
    """Return where the sub-blocks that begin at a place end."""
    while size := _cut(raw, at, 1)[0]:
        at += size + 1
    return at + 1


def _webp(raw: bytes) -> Iterator[bytes]:
    """Yield a WebP file (RFC 9649) with the chunks that its frames need."""
    whole = _number(raw, 4, 4, "little")
    if raw[:4] != b"RIFF" or raw[8:12] != b"WEBP":
        raise PartsError(0)
    body = b"".join(_webp_chunks(_cut(raw, 8, whole)[4:]))
    yield b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body


def _webp_chunks(raw: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(raw):
        name, size = _cut(raw, at, 4), _number(raw, at + 4, 4, "little")
        content = _cut(raw, at + 8, size)
        at += 8 + size + size % 2
        if name == b"VP8X":
            content = bytes([content[0] & ~_WEBP_ABOUT]) + content[1:]
        elif name == b"ANMF":
            content = content[:16] + b"".join(_webp_chunks(content[16:]))
        elif name not in _WEBP_PARTS:
            continue
        yield name + len(content).to_bytes(4, "little") + content + b"\0" * (len(content) % 2)


_READERS: Mapping[Kind, Callable[[bytes], Iterator[bytes]]] = {
    Kind.JPEG: _jpeg,
    Kind.PNG: _png,
    Kind.GIF: _gif,
    Kind.WEBP: _webp,
}
