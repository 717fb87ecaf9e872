"""Documents: the items of an edition as they are searched."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from plugins.full_text.attachments import searched
from plugins.full_text.records import AttachedText, SearchDocument
from plugins.full_text.spellings import foreign_spellings, series_spellings
from plugins.model.edition import Edition
from plugins.model.items import Item
from plugins.model.markup import tokens
from plugins.model.validity import validity_of

_INLINE = frozenset(
    {"a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "rp", "rt",
     "ruby", "s", "small", "span", "strong", "sub", "sup", "u"}
)  # fmt: skip


def search_documents(
    edition: Edition, attached: Mapping[str, str], *, texts: bool = True
) -> tuple[SearchDocument, ...]:
    """Return every searched item; unless `texts` only with what results can be narrowed by.

    `attached` has the texts of attachments by path. Withdrawn and hidden items are left out, drafts
    too except in preview.
    """
    return tuple(
        search_document(edition, item, attached, texts=texts) for item in searched(edition)
    )


def search_document(
    edition: Edition, item: Item, attached: Mapping[str, str], *, texts: bool = True
) -> SearchDocument:
    """Return an item as it is searched."""
    notice = item.notice
    proposed = item.path in edition.proposed
    number = edition.numbers.get(item.path)
    series = edition.site.series_of(number.series) if number else None
    text = "" if proposed else edition.number_text(item)
    if proposed:
        spellings: tuple[str, ...] = ()
    elif number and series:
        spellings = series_spellings(series, number)
    else:
        spellings = foreign_spellings(text)
    return SearchDocument(
        path=item.path,
        url=edition.urls[item.path],
        title=item.title,
        number=text,
        spellings=spellings,
        date=item.date,
        column=item.column,
        series=number.series if number else "",
        kind=notice.kind if notice else "",
        validity=str(validity_of(edition, item) or ""),
        issuer=notice.issuer if notice else "",
        subject=notice.subject if notice else "",
        about=tuple(_about(item)) if texts else (),
        text=plain_text(edition.bodies[item.path]) if texts else "",
        attachments=tuple(
            AttachedText(
                one.title,
                edition.site.identity.base_path + quote(one.path),
                attached.get(one.path, ""),
            )
            for one in (item.attachments if texts else ())
        ),
    )


def _about(item: Item) -> Iterator[str]:
    """Yield what the item's page says besides title, number and text."""
    if item.notice:
        yield item.notice.issuer
        yield item.notice.index_number
    yield item.source
    yield item.author
    yield "；".join(item.keywords)
    yield item.summary


def plain_text(body: str) -> str:
    """Return the text of sanitised HTML, one line a paragraph, cell or heading.

    The numbers and arrows of footnotes are left out: they stand in the middle of sentences.
    """
    pieces: list[str] = []
    left_out = False
    for token in tokens(body):
        if token.tag == "a":
            left_out = not token.closing and 'class="footnote-' in token.text
        elif left_out:
            continue
        elif not token.tag:
            pieces.append(html.unescape(token.text))
        elif token.tag not in _INLINE:
            pieces.append("\n")
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
