"""Pictures of every kind that editors hand in; each carries what must not be published."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageCms, PngImagePlugin

SECRET = "某某手机的秘密"
"""Stands in every metadata field."""
MARK = SECRET.encode()
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
    f'"http://www.w3.org/1999/02/22-rdf-syntax-ns#">{SECRET}</rdf:RDF></x:xmpmeta>'
).encode()
RED, GREEN, BLUE = (200, 30, 30), (30, 160, 60), (30, 60, 200)


def photo(width: int, height: int) -> Image.Image:
    """Return a picture with many colours and much detail, the same every time."""
    side = max(width, height)
    planes = [
        Image.effect_mandelbrot((512, 512), (-2 + at / 5, -1.5, 0.8, 1.2), 60).resize((side, side))
        for at in range(3)
    ]
    return Image.merge("RGB", planes).crop((0, 0, width, height))


def corners(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Return a picture that is red above left, blue below left, green on the right."""
    picture = Image.new("RGB", (width, height), GREEN)
    picture.paste(RED, (0, 0, width // 2, height // 2))
    picture.paste(BLUE, (0, height // 2, width // 2, height))
    return picture.convert(mode)


def exif(turn: int = 1) -> Image.Exif:
    """Return EXIF with camera, author and place."""
    found = Image.Exif()
    found[0x0112], found[0x010E], found[0x013B], found[0x0110] = turn, SECRET, SECRET, SECRET
    found.get_ifd(0x8825).update({1: "N", 2: (31.0, 51.0, 40.0), 3: "E", 4: (117.0, 17.0, 1.0)})
    return found


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def swapped_profile() -> bytes:
    """Return an RGB profile in which red and blue change places."""
    raw = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"tXYZ"), (b"bXYZ", b"rXYZ"), (b"tXYZ", b"bXYZ")):
        raw = raw.replace(old, new, 1)
    return raw.replace("sRGB".encode("utf-16-be"), "Swap".encode("utf-16-be"))


def jpeg(picture: Image.Image, turn: int = 1, **options: object) -> bytes:
    """Return a JPEG file as a phone writes it, with a film behind the picture."""
    about = {"exif": exif(turn), "comment": MARK, "xmp": XMP, "quality": 90, **options}
    return saved(picture, "JPEG", **about) + b"film" + MARK


def png(picture: Image.Image, **options: object) -> bytes:
    """Return a PNG file with texts of all three kinds."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", SECRET)
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    texts.add_text("Comment", SECRET, zip=True)
    texts.add(b"prVt", MARK)
    return saved(picture, "PNG", pnginfo=texts, exif=exif(), **options) + MARK


def frames(size: tuple[int, int]) -> list[Image.Image]:
    """Return three pictures that differ."""
    return [Image.new("RGB", size, colour) for colour in (RED, GREEN, BLUE)]


def moving(form: str, **options: object) -> bytes:
    """Return three frames as GIF, WebP or APNG."""
    first, *others = frames((1600, 200))
    about = {"save_all": True, "append_images": others, "duration": 90, "loop": 0}
    return saved(first, form, **about, **options)


def chunk(name: bytes, content: bytes) -> bytes:
    """Return a PNG chunk."""
    return (
        struct.pack(">I", len(content)) + name + content
        + struct.pack(">I", zlib.crc32(name + content))
    )  # fmt: skip


def raw_png(width: int, height: int, depth: int, colours: int, lines: bytes) -> bytes:
    """Return a PNG file of given pixels, which may be fewer than it claims."""
    head = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )  # fmt: skip


def deep_colours() -> bytes:
    """Return a PNG of 16 bits a channel: the left half red, the right half blue."""
    left, right = struct.pack(">HHH", 51400, 7710, 7710), struct.pack(">HHH", 7710, 15420, 51400)
    return raw_png(1600, 40, 16, 2, (b"\0" + left * 800 + right * 800) * 40)


def deep_grey() -> bytes:
    """Return a PNG of 16 bits of grey, from black to white."""
    line = b"\0" + b"".join(struct.pack(">H", 65535 * at // 1599) for at in range(1600))
    return raw_png(1600, 40, 16, 0, line * 40)


def clear_palette() -> bytes:
    """Return a PNG with a palette, one colour of it transparent."""
    picture = corners(1600, 400).quantize(8)
    return png(picture, transparency=picture.getpixel((10, 10)))


ODD: dict[str, bytes] = {
    "photo.jpg": jpeg(photo(2000, 1250)),
    "turned.jpg": jpeg(corners(800, 1600), 6),
    "profile.jpg": jpeg(corners(1000, 500), icc_profile=swapped_profile()),
    "srgb.jpg": jpeg(
        corners(900, 500),
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    ),
    "broken-profile.jpg": jpeg(corners(900, 500), icc_profile=MARK * 9),
    "cmyk.jpg": jpeg(corners(1000, 500, "CMYK")),
    "grey.jpg": jpeg(photo(1000, 600).convert("L")),
    "progressive.jpg": jpeg(photo(1000, 600), progressive=True, subsampling=0),
    "chart.png": png(corners(960, 540).quantize(16)),
    "photo.png": png(photo(900, 560)),
    "clear.png": clear_palette(),
    "soft.png": png(corners(1600, 400).convert("LA")),
    "bits.png": png(corners(1600, 400).convert("1")),
    "deep.png": deep_colours(),
    "deep-grey.png": deep_grey(),
    "still.gif": saved(corners(1600, 400), "GIF", comment=MARK),
    "moving.gif": moving("GIF", comment=MARK),
    "photo.webp": saved(photo(1600, 1000), "WEBP", exif=exif(), xmp=XMP),
    "turned.webp": saved(corners(800, 1600), "WEBP", lossless=True, exif=exif(8), xmp=XMP),
    "moving.webp": moving("WEBP", exif=exif(), xmp=XMP),
    "moving.png": moving("PNG"),
    "tiny.png": png(corners(4, 4)),
    "long.jpg": jpeg(corners(900, 20000)),
    "中文 名，二.jpg": jpeg(photo(800, 500)),
}
"""Files by name."""
