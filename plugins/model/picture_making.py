"""Making what is published of pictures: each file once, kept in the cache, several at a time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from plugins.model.cache import FileCache, cache_key
from plugins.model.picture_encoding import ENCODERS, VERSION, Form, PictureError, Shape, encode
from plugins.model.picture_kinds import HEAD, Kind, Raster, raster_kind, raster_of
from plugins.model.pictures import WIDE, Candidate, Picture, widths

ENCODING = f"{VERSION} {ENCODERS}"
"""What the bytes of pictures depend on besides their sources."""
_HASH_LENGTH = 10
_WORKERS = 4
"""At most so many at a time, each with the pixels of one picture in memory."""


@dataclass(frozen=True, slots=True)
class Order:
    """A picture to make files of."""

    path: str
    """Below the content folder."""
    raster: Raster
    uses: frozenset[tuple[int, ...]]
    """The steps of widths that pages need; empty where the picture itself is all that is published.
    """


@dataclass(frozen=True, slots=True)
class _File:
    shape: Shape
    key: str
    """Of the cache."""
    digest: str
    """Of the content."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class _Made:
    order: Order
    files: tuple[_File, ...]
    new: int
    """How many of them weren't in the cache."""


class PicturePress:
    """Makes pictures of a content folder; the bytes lie in the cache until they are written."""

    def __init__(self, root: Path, cache: FileCache) -> None:
        """Take the content folder and the cache."""
        self.root, self.cache = root, cache
        self.pictures: dict[str, Picture] = {}
        """What is published, by path below the content folder."""
        self.damaged: list[str] = []
        """Paths of the pictures that could not be read to their end."""
        self.new = 0
        """Files that weren't in the cache."""
        self._files: dict[str, tuple[Order, _File]] = {}

    def make(self, orders: Mapping[str, Order]) -> None:
        """Make every file of the orders, by path."""
        count = min(_WORKERS, os.cpu_count() or 1)
        with ThreadPoolExecutor(count) as pool:
            for path, made in zip(orders, pool.map(self._make, orders.values()), strict=True):
                if made is None:
                    self.damaged.append(path)
                else:
                    self.new += made.new
                    self.pictures[path] = self._picture(made)

    def files(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        """Yield the path below the output folder and the maker of every file."""
        for path, (order, file) in self._files.items():
            yield path, partial(self._content, order, file)

    def _content(self, order: Order, file: _File) -> bytes:
        content = self.cache.get(file.key)
        if content is None:
            raw = (self.root / order.path).read_bytes()
            content = encode(raw, order.raster, (file.shape,))[0]
        return content

    def _make(self, order: Order) -> _Made | None:
        raw = (self.root / order.path).read_bytes()
        source = hashlib.sha256(raw).hexdigest()
        keys = {shape: _key(source, shape) for shape in _shapes(order)}
        found = {shape: self.cache.get(key) for shape, key in keys.items()}
        missing = [shape for shape, kept in found.items() if kept is None]
        if missing:
            try:
                made = encode(raw, order.raster, missing)
            except PictureError:
                return None
            for shape, content in zip(missing, made, strict=True):
                found[shape] = content
                self.cache.put(keys[shape], content)
        files = tuple(
            _File(shape, keys[shape], hashlib.sha256(content).hexdigest(), len(content))
            for shape, content in found.items()
            if content
        )
        return _Made(order, files, len(missing))

    def _picture(self, made: _Made) -> Picture:
        """Give every file its address; those that would gain nothing are left out."""
        order, raster = made.order, made.order.raster
        whole = made.files[0]
        fallback, address = whole, order.path
        candidates: dict[Candidate, _File] = {}
        for file in made.files[1:]:
            path = _address(order, file)
            if file.shape.form is Form.WEBP:
                candidates[Candidate(file.shape.width, path, file.size)] = file
            elif file.size < whole.size:
                fallback, address = file, path
        picture = Picture(
            width=raster.width,
            height=raster.height,
            fallback=address,
            fallback_width=fallback.shape.width,
            fallback_height=max(1, round(raster.height * fallback.shape.width / raster.width)),
            fallback_size=fallback.size,
            candidates=tuple(candidates),
        )
        chosen = {one for steps in order.uses for one in picture.choice(steps)}
        self._files[order.path] = (order, whole)
        self._files[address] = (order, fallback)
        self._files |= {
            one.path: (order, file) for one, file in candidates.items() if one in chosen
        }
        return picture


def _address(order: Order, file: _File) -> str:
    """Return the path below the output folder of a file beside the picture itself."""
    place = PurePosixPath(order.path)
    ending = "webp" if file.shape.form is Form.WEBP else order.raster.kind
    digest = file.digest[:_HASH_LENGTH]
    return place.with_name(f"{place.stem}-{file.shape.width}.{digest}.{ending}").as_posix()


def _key(source: str, shape: Shape) -> str:
    return cache_key("picture", ENCODING, source, shape.form, str(shape.width))


def plain_picture(raw: bytes, cache: FileCache) -> bytes:
    """Return the picture in its own kind for programs that take one file, no wider than needed.

    Other files come back as they are.

    Raises:
        PictureError: the picture is damaged.

    """
    kind = raster_kind(raw[:HEAD])
    if kind is None:
        return raw
    order = Order("", raster_of(raw, kind), frozenset({WIDE}))
    source = hashlib.sha256(raw).hexdigest()
    made = []
    for shape in _shapes(order):
        if shape.form is not Form.WEBP:
            key = _key(source, shape)
            content = cache.get(key)
            if content is None:
                content = encode(raw, order.raster, (shape,))[0]
                cache.put(key, content)
            made.append(content)
    return min(made, key=len)


def _shapes(order: Order) -> tuple[Shape, ...]:
    raster = order.raster
    shapes = [Shape(Form.WHOLE, raster.width)]
    if order.uses and not raster.moving:
        if raster.width > WIDE[-1] and raster.kind is not Kind.GIF:
            shapes.append(Shape(Form.FALLBACK, WIDE[-1]))
        wanted = {width for steps in order.uses for width in widths(raster.width, steps)}
        shapes += [Shape(Form.WEBP, width) for width in sorted(wanted)]
    return tuple(shapes)
