"""The pictures that pages must look like, and what they were drawn with."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.etree import ElementTree

import tomli_w
from PIL import Image

from tests.visual.comparing import compare, compare_coarsely, keep

HERE = Path(__file__).parent
FONTS_CONF = HERE / "fonts.conf"
GOLDEN = HERE / "golden"
KEPT = HERE.parents[1] / ".visual"
REMAKE = "UPDATE_VISUAL=1 .venv/bin/python -m pytest tests/visual -n 0"


@dataclass(frozen=True, slots=True)
class MadeWith:
    """What draws the pictures; another one draws others."""

    chromium: int
    """Major version."""
    fonts: str
    """Digest of the font files."""


def font_files() -> list[Path]:
    """Return the fonts that fonts.conf admits, where this machine has them."""
    root = ElementTree.parse(FONTS_CONF).getroot()
    folders = [Path(str(one.text)) for one in root.findall("dir")]
    globs = [Path(str(one.text)).name for one in root.findall("selectfont/acceptfont/glob")]
    return [folder / name for folder in folders for name in globs if (folder / name).is_file()]


def font_digest(files: list[Path]) -> str:
    """Return a digest of the contents of files, whatever their folders."""
    whole = hashlib.blake2b(digest_size=8)
    for path in sorted(files, key=lambda one: one.name):
        whole.update(hashlib.blake2b(path.read_bytes()).digest())
    return whole.hexdigest()


@dataclass(slots=True)
class GoldenSet:
    """A folder of pictures, compared with or remade."""

    folder: Path
    kept: Path
    here: MadeWith
    update: bool

    @property
    def made_with(self) -> MadeWith:
        """Return what the pictures were drawn with."""
        path = self.folder / "made-with.toml"
        return MadeWith(**tomllib.loads(path.read_text(encoding="utf-8")))

    def sign(self) -> None:
        """Say that the pictures are of this browser and these fonts."""
        text = tomli_w.dumps(asdict(self.here))
        (self.folder / "made-with.toml").write_text(text, encoding="utf-8")

    def names(self) -> set[str]:
        """Return the names of the pictures that are there."""
        found = self.folder.rglob("*.webp")
        return {path.relative_to(self.folder).with_suffix("").as_posix() for path in found}

    def drop(self, name: str) -> None:
        """Remove a picture."""
        (self.folder / f"{name}.webp").unlink()

    def check(self, name: str, actual: Image.Image) -> str:
        """Return the fault of a picture, "" for none; remake it where that was asked for."""
        path = self.folder / f"{name}.webp"
        if path.is_file():
            with Image.open(path) as opened:
                expected = opened.convert("RGB")
            strict = self.update or self.made_with == self.here
            found = (compare if strict else compare_coarsely)(expected, actual)
            if found is None:
                return ""
            fault, picture = found.fault, found.picture
        else:
            expected, fault, picture = None, "has no picture yet", actual
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            actual.save(path, "WEBP", lossless=True, quality=80, method=4)
            return ""
        keep(self.kept / name, expected, actual, picture)
        return f"{name}: {fault}; see {self.kept / name}"
