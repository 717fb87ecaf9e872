"""Word files as HTML, by pandoc: a program of its own, shut off from files and the network."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lxml import etree

from plugins.importing.word_file import BODY, W, WordError, WordFile, open_word, packed
from plugins.importing.word_numbers import write_numbers

_TEMPLATE = (
    "$if(title)$<h1>$title$</h1>$endif$\n$if(subtitle)$<p>$subtitle$</p>$endif$\n"
    "$for(author)$<p>$author$</p>$endfor$\n$if(date)$<p>$date$</p>$endif$\n"
    "$if(abstract)$<p>$abstract$</p>$endif$\n$body$\n"
)
"""What pandoc takes for metadata belongs to the text."""
MEMORY = "300M"
"""Of pandoc's heap; a document of 10 MB of XML fits."""
SECONDS = 60
"""For one document at most."""
_EXTRAS = (
    (re.compile(r"word/header\d*\.xml"), "页眉 header"),
    (re.compile(r"word/footer\d*\.xml"), "页脚 footer"),
    (re.compile(r"word/comments\.xml"), "批注 comments"),
    (re.compile(r"word/embeddings/.*"), "嵌入的文件 embedded file"),
    (re.compile(r"word/charts/chart\d*\.xml"), "图表 chart"),
    (re.compile(r"word/diagrams/data\d*\.xml"), "SmartArt"),
    (re.compile(r"word/vbaProject\.bin"), "宏 macros"),
)


@dataclass(frozen=True, slots=True)
class WordText:
    """A Word document as HTML."""

    html: str
    left_out: tuple[str, ...]
    """What the document holds besides, in words for the report."""
    letters: int
    """Characters of the document's text, white space not counted."""
    word: WordFile

    def picture(self, address: str) -> bytes | None:
        """Return the picture that an address of the HTML means."""
        name = PurePosixPath("word", address).as_posix()
        return self.word.parts.get(name)


def read_word(raw: bytes, pandoc: Path) -> WordText:
    """Return a Word document as HTML; `pandoc` is the program.

    Raises:
        WordError: the file can't be read.

    """
    word = open_word(raw)
    document = word.tree(BODY)
    if document is None or document.find(f"{W}body") is None:
        raise WordError("X003", part=BODY)
    left_out = [*_extras(word), *_hidden(document), *_deleted(document)]
    _open_text_boxes(document)
    write_numbers(document, word.tree("word/numbering.xml"), word.tree("word/styles.xml"))
    letters = sum(len("".join((one.text or "").split())) for one in document.iter(f"{W}t"))
    changed = etree.tostring(document, xml_declaration=True, encoding="UTF-8", standalone=True)
    del document  # pandoc needs the memory
    return WordText(_convert(packed(word, {BODY: changed}), pandoc), tuple(left_out), letters, word)


def _convert(raw: bytes, pandoc: Path) -> str:
    with tempfile.TemporaryDirectory(prefix="tongbao-") as folder:
        file, template = Path(folder, "text.docx"), Path(folder, "text.html")
        file.write_bytes(raw)
        template.write_text(_TEMPLATE, encoding="utf-8")
        program = [str(pandoc), "--sandbox", "--from=docx", "--to=html", "--wrap=none",
                   "--standalone", f"--template={template}", "--quiet", str(file),
                   "+RTS", f"-M{MEMORY}", "-RTS"]  # fmt: skip
        try:
            done = subprocess.run(program, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise WordError("X006", limit=f"{SECONDS} 秒 seconds") from None
    if done.returncode == 251:  # the code for an exhausted heap
        raise WordError("X006", limit=f"{MEMORY} 内存 memory")
    if done.returncode:
        raise WordError("X003", part=BODY)
    return done.stdout.decode("utf-8", errors="replace")


def _extras(word: WordFile) -> list[str]:
    found = []
    for form, name in _EXTRAS:
        texts = [_words(word, part) for part in sorted(word.parts) if form.fullmatch(part)]
        if any(texts) or (texts and "/" not in name and not form.pattern.endswith(r"\.xml")):
            shown = "；".join(dict.fromkeys(text for text in texts if text))
            found.append(f"{name}：{shown[:200]}" if shown else name)
    return found


def _words(word: WordFile, part: str) -> str:
    """Return the text of a part; page numbers and their like say nothing."""
    if not part.endswith(".xml"):
        return PurePosixPath(part).name
    try:
        tree = word.tree(part)
    except WordError:
        return ""
    words = "".join(one.text or "" for one in tree.iter(f"{W}t")) if tree is not None else ""
    return words.strip() if re.search("[\u4e00-\u9fffA-Za-z]", words) else ""


def _hidden(document: etree._Element) -> list[str]:
    """Take out text that Word doesn't show."""
    found = []
    for mark in list(document.iter(f"{W}vanish")):
        run = mark.getparent().getparent()
        if mark.get(f"{W}val") in ("0", "false", "off") or run is None or run.tag != f"{W}r":
            continue
        found.append("".join(one.text or "" for one in run.iter(f"{W}t")))
        parent = run.getparent()
        if parent is not None:
            parent.remove(run)
    words = "".join(found).strip()
    return [f"隐藏文字 hidden text：{words[:200]}"] if words else []


def _deleted(document: etree._Element) -> list[str]:
    words = "".join(one.text or "" for one in document.iter(f"{W}delText")).strip()
    return [f"修订中删去的文字 tracked deletion：{words[:200]}"] if words else []


def _open_text_boxes(document: etree._Element) -> None:
    """Set the paragraphs of text boxes behind the paragraph that holds the box."""
    for box in list(document.iter(f"{W}txbxContent")):
        above = list(box.iterancestors())
        if any(one.tag.endswith("}Fallback") for one in above if isinstance(one.tag, str)):
            continue
        host = next((one for one in above if one.tag == f"{W}p"), None)
        holder = host.getparent() if host is not None else None
        if host is None or holder is None:
            continue
        at = holder.index(host) + 1
        for child in reversed(list(box)):
            holder.insert(at, child)
    for fallback in list(
        document.iter("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
    ):
        parent = fallback.getparent()
        if parent is not None and len(parent) > 1:
            parent.remove(fallback)
