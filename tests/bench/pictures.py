"""Kinds of pictures compared: `python -m tests.bench.pictures [FOLDER]`.

Encodes each JPEG and PNG of a folder, by default the sample's, in the widths of texts. Prints for
each kind and quality the bytes, the likeness (SSIM of blocks of 8 by 8, 1 for equal), and the
seconds of one processor a million pixels.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageMath

from plugins.model.pictures import WIDE, widths
from scripts.console import PROJECT

KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "JPEG 75": ("JPEG", {"quality": 75, "optimize": True, "progressive": True}),
    "JPEG 82": ("JPEG", {"quality": 82, "optimize": True, "progressive": True}),
    **{f"WebP {quality}": ("WEBP", {"quality": quality, "method": 4}) for quality in (70, 75, 80)},
    **{
        f"AVIF {quality} speed {speed}": (
            "AVIF",
            {"quality": quality, "speed": speed, "max_threads": 1},
        )
        for speed in (6, 8)
        for quality in (55, 60, 65)
    },
}


def likeness(one: Image.Image, other: Image.Image) -> float:
    """Return the SSIM (Wang et al. 2004) of two pictures' brightness."""

    def combine(formula: Callable[[dict[str, Any]], Any], **planes: Image.Image) -> Image.Image:
        return ImageMath.lambda_eval(formula, **planes)

    def times(left: Image.Image, right: Image.Image) -> Image.Image:
        return combine(lambda of: of["a"] * of["b"], a=left, b=right)

    a, b = one.convert("L").convert("F"), other.convert("L").convert("F")
    means = {"a": a.reduce(8), "b": b.reduce(8)}
    squares = {
        "aa": times(a, a).reduce(8),
        "bb": times(b, b).reduce(8),
        "ab": times(a, b).reduce(8),
    }
    plane = combine(
        lambda of: (
            (2 * of["a"] * of["b"] + 6.5025)
            * (2 * (of["ab"] - of["a"] * of["b"]) + 58.5225)
            / (of["a"] * of["a"] + of["b"] * of["b"] + 6.5025)
            / (of["aa"] - of["a"] * of["a"] + of["bb"] - of["b"] * of["b"] + 58.5225)
        ),
        **means,
        **squares,
    )
    return float(plane.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)))


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "content" / "images"
    pictures = []
    for path in sorted([*folder.rglob("*.jpg"), *folder.rglob("*.png")]):
        with Image.open(path) as picture:
            colours = picture.convert("RGB")
        for width in widths(colours.width, WIDE):
            height = round(colours.height * width / colours.width)
            pictures.append(colours.resize((width, height), Image.Resampling.LANCZOS))
    pixels = sum(one.width * one.height for one in pictures)
    print(f"{len(pictures)} pictures, {pixels / 1e6:.1f} million pixels")
    print("kind", "KB", "bits a pixel", "SSIM", "seconds a million", sep="\t")
    for name, (form, options) in KINDS.items():
        size, same, spent = 0, 0.0, 0.0
        for one in pictures:
            out = io.BytesIO()
            start = time.process_time()
            one.save(out, form, **options)
            spent += time.process_time() - start
            size += len(out.getvalue())
            same += likeness(one, Image.open(out)) / len(pictures)
        row = (
            f"{size >> 10}",
            f"{8 * size / pixels:.2f}",
            f"{same:.4f}",
            f"{spent / pixels * 1e6:.2f}",
        )
        print(name, *row, sep="\t", flush=True)


if __name__ == "__main__":
    main()
