"""Reading what is imported: files, folders and archives, each file as an item."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from plugins.importing.archives import Archive, ArchiveError, Folder
from plugins.importing.cited_numbers import learn_numbers
from plugins.importing.drafts import Draft, draft_item, is_official
from plugins.importing.items import ImportedItem, Wishes, import_text
from plugins.importing.legal_text import LegalText, is_legal_text, read_legal_text
from plugins.importing.linking import Links
from plugins.importing.plain_text import read_lines, read_markdown
from plugins.importing.readers import (
    HTML_LIMIT,
    NotAnArticleError,
    decode_page,
    read_page,
    read_word_file,
)
from plugins.importing.source_set import (
    ENDINGS,
    OLD_WORD,
    PAGES,
    TEXTS,
    SourceSet,
    make_set,
    old_addresses,
)
from plugins.importing.word_file import FILE_LIMIT, WordError
from plugins.model.problems import Problems
from plugins.model.site import Site
from plugins.model.source import SIZE_LIMIT, guess_encoding

_CODECS = {"GBK/GB18030": "gb18030", "Big5": "big5", "UTF-16": "utf-16", "UTF-32": "utf-32"}
_LIMITS = {**dict.fromkeys(TEXTS, SIZE_LIMIT), **dict.fromkeys(PAGES, HTML_LIMIT)}


@dataclass(frozen=True, slots=True)
class Source:
    """One file to import."""

    files: SourceSet
    name: str
    """Its path in the set."""

    @property
    def shown(self) -> str:
        """Return it as messages name it."""
        return self.files.shown(self.name)

    @property
    def ending(self) -> str:
        """Return the end of its name, in lower case."""
        return PurePosixPath(self.name.partition("?")[0]).suffix.lower()


@dataclass(slots=True)
class Reader:
    """Reads sources one after the other, and tells of those that can't be read."""

    site: Site
    problems: Problems
    pandoc: Callable[[], Path | None]
    wishes: Callable[[Source], Wishes]
    moved: bool = False
    """Whether the pages' old addresses are to lead to the items."""
    refused: int = 0
    left_out: int = 0
    passed_over: int = 0
    """Files of other kinds in folders and archives: pictures, styles."""
    texts: dict[Source, str] = field(default_factory=dict)
    """Texts of laws; together they tell more numbers."""

    archives: list[Archive] = field(default_factory=list)

    def close(self) -> None:
        """Let go of the archives."""
        for archive in self.archives:
            archive.close()

    def sources(self, given: tuple[Path, ...]) -> list[Source]:
        """Return the files that are to be read, sorted as given."""
        found: dict[str, Source] = {}
        for path in given:
            for source in self._below(path):
                found.setdefault(source.shown, source)
        return [found[name] for name in sorted(found)]

    def _below(self, path: Path) -> Iterator[Source]:
        if path.is_dir():
            yield from self._chosen(make_set(path.as_posix(), Folder(path)))
        elif path.suffix.lower() == ".zip" and path.is_file():
            try:
                archive = Archive(path)
            except ArchiveError as fault:
                self.refuse(fault.code, path.as_posix(), **fault.fields)
                return
            self.archives.append(archive)
            yield from self._chosen(make_set(path.as_posix(), archive))
        elif not path.is_file():
            self.refuse("M001", path.as_posix(), reason="不是文件 (no file)")
        elif path.suffix.lower() not in (*ENDINGS, *OLD_WORD):
            self.refuse("X014", path.as_posix(), kinds=" ".join((*ENDINGS, ".zip")))
        else:
            folder = path.parent
            label = "" if str(folder) == "." else folder.as_posix()
            yield Source(SourceSet(label, Folder(folder), known=_Beside(folder)), path.name)

    def _chosen(self, files: SourceSet) -> Iterator[Source]:
        for name in files.files.names():
            source = Source(files, name)
            if source.ending in (PAGES if self.moved else (*ENDINGS, *OLD_WORD)):
                yield source
            else:
                self.passed_over += 1

    def refuse(self, code: str, shown: str, **fields: str | int) -> None:
        """Tell of a file that isn't imported."""
        self.problems.add(code, shown, **fields)
        self.refused += 1

    def leave_out(self, code: str, shown: str, **fields: str) -> None:
        """Tell of a file that needn't be imported."""
        self.problems.add(code, shown, **fields)
        self.left_out += 1

    def read(self, source: Source) -> ImportedItem | None:
        """Return the item that a file becomes; None where it is none, or is kept for `laws`."""
        raw = self._raw(source)
        if raw is None:
            return None
        if source.ending in TEXTS:
            return self._text(source, raw)
        try:
            draft = self._draft(source, raw)
        except WordError as fault:
            self.refuse(fault.code, source.shown, **fault.fields)
            return None
        except NotAnArticleError as fault:
            if str(fault) == "encoding":
                self.refuse("M001", source.shown, reason=guess_encoding(raw))
            else:
                self.leave_out("X020", source.shown)
            return None
        if draft is None:
            return None
        if not any(block.text or block.markdown for block in draft.blocks):
            self.leave_out("M002", source.shown)
            return None
        item = draft_item(draft, self.site, self.wishes(source))
        if self.moved and not (draft.moment or item.number or item.is_signed):
            self.leave_out("X020", source.shown)  # a page of the portal itself, not of its news
            return None
        return item

    def _raw(self, source: Source) -> bytes | None:
        try:
            raw = source.files.files.read(source.name)
        except ArchiveError as fault:
            self.refuse(fault.code, source.shown, **fault.fields)
            return None
        if raw is None:
            self.refuse("M001", source.shown, reason="无法读取或过大 (unreadable or too large)")
            return None
        limit = _LIMITS.get(source.ending, FILE_LIMIT)
        if len(raw) > limit:
            self.refuse("M005", source.shown, size=len(raw), limit=limit)
            return None
        return raw

    def _draft(self, source: Source, raw: bytes) -> Draft | None:
        """Return a page or a Word file as a draft; portals offer pages under Word's endings."""
        start = raw[:512].lstrip().lower()
        if source.ending in PAGES or (start.startswith((b"<html", b"<!doctype html"))):
            return self._page(source, raw)
        if source.ending in OLD_WORD and not raw.startswith(b"PK"):
            raise WordError("X001")
        program = self.pandoc()
        if program is None:
            self.refuse("X007", source.shown)
            return None
        return read_word_file(raw, PurePosixPath(source.name).name, program)

    def _page(self, source: Source, raw: bytes) -> Draft:
        text, encoding = decode_page(raw)
        if encoding:
            self.problems.add("M004", source.shown, encoding=encoding)
        files, name = source.files, source.name
        links = Links(
            fetch=lambda address: files.fetch(name, address),
            place=lambda address: files.page(name, address),
        )
        if self.moved:
            links.locate = lambda address: files.resolve(name, address)
        old = old_addresses(name) if self.moved else ()
        if self.moved and "?" in name:
            self.problems.add("X024", source.shown, address=f"/{name}")
        return read_page(raw, text, PurePosixPath(name).name, links, old)

    def _text(self, source: Source, raw: bytes) -> ImportedItem | None:
        text = self._decoded(source, raw)
        if text is None:
            return None
        if not text.strip() or _only_header(text):
            self.leave_out("M002", source.shown)
            return None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if is_legal_text(text):
            self.texts[source] = text
            return None
        wishes, name = self.wishes(source), PurePosixPath(source.name).name
        if source.ending == ".md":
            return draft_item(read_markdown(text, name), self.site, wishes)
        draft = read_lines(text, name, self.site)
        if wishes.column.series or is_official(draft):
            return draft_item(draft, self.site, wishes)
        return import_text(text, name, self.site, wishes)

    def laws(self) -> Iterator[tuple[Source, ImportedItem]]:
        """Yield the items of the texts of laws; they tell each other's numbers."""
        legal: dict[str, LegalText] = {
            source.shown: read_legal_text(text, PurePosixPath(source.name).name)
            for source, text in self.texts.items()
        }
        learned = learn_numbers(legal)
        for source, text in self.texts.items():
            name, number = PurePosixPath(source.name).name, learned.get(source.shown, "")
            yield source, import_text(text, name, self.site, self.wishes(source), number)

    def _decoded(self, source: Source, raw: bytes) -> str | None:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            encoding = guess_encoding(raw)
            codec = _CODECS.get(encoding)
            if codec is None:
                self.refuse("M001", source.shown, reason=encoding)
                return None
            text = raw.decode(codec, errors="replace")
            self.problems.add("M004", source.shown, encoding=encoding)
        if "\0" in text:
            self.refuse("M001", source.shown, reason="含有空字符 (NUL)")
            return None
        return text


@dataclass(frozen=True, slots=True)
class _Beside:
    """The paths below a folder, looked up one by one: it may be a home folder."""

    folder: Path

    def __contains__(self, name: object) -> bool:
        """Whether there is such a file."""
        return isinstance(name, str) and len(name) < 1000 and (self.folder / name).is_file()


def _only_header(text: str) -> bool:
    """Whether a file holds front matter and nothing else."""
    parts = text.strip().split("---")
    return text.startswith("---") and len(parts) >= 3 and not "---".join(parts[2:]).strip()
