"""Sources for tests: Word files made by python-docx, pages, archives."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from scripts.import_items import command
from scripts.word_package import pandoc
from tests.conftest import missing
from tests.site.building import DAY

W = nsdecls("w")


def program() -> Path:
    """Return pandoc; a machine without it skips, but never in CI."""
    return pandoc() or missing("pandoc isn't installed: portal.py test installs it")


def saved(document: WordDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word(fill: Callable[[WordDocument], object]) -> bytes:
    """Return a Word file that a function fills."""
    document = Document()
    fill(document)
    return saved(document)


def with_parts(raw: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """Return a Word file with some parts in others' place; None takes a part out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def part(raw: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return archive.read(name)


def picture(width: int = 40, height: int = 30, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (width, height), (200, 0, 0))
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    image.save(out, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return out.getvalue()


def numbering(document: WordDocument, number: int, *levels: tuple[str, str]) -> None:
    """Give a document a numbering: form and text of each level."""
    root = document.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    root.insert(
        0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="{number}">{inner}</w:abstractNum>')
    )
    root.append(
        parse_xml(f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
    )


def numbered(document: WordDocument, text: str, number: int, depth: int = 0) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {W}><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')
    )


def footnoted(raw: bytes) -> bytes:
    """Return a Word file whose text `注点` carries a footnote."""
    body = part(raw, "word/document.xml").decode()
    body = body.replace(
        "注点</w:t></w:r>", '注点</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
    )
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>'
        "<w:r><w:t>脚注的内容。</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    place = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    relations = part(raw, "word/_rels/document.xml.rels").decode()
    relations = relations.replace(
        "</Relationships>",
        f'<Relationship Id="rId99" Type="{place}" Target="footnotes.xml"/></Relationships>',
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    types = part(raw, "[Content_Types].xml").decode()
    types = types.replace(
        "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    )
    return with_parts(
        raw,
        {
            "word/document.xml": body.encode(),
            "word/_rels/document.xml.rels": relations.encode(),
            "[Content_Types].xml": types.encode(),
            "word/footnotes.xml": notes.encode(),
        },
    )


def imported(content: Path, *arguments: object, monkeypatch: pytest.MonkeyPatch) -> Result:
    """Run `portal import` in this process; nothing may escape it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    done = CliRunner().invoke(command, [*map(str, arguments), "--content", str(content)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done
