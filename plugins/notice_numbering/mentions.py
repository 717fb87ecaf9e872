"""Mentions: one expression that finds numbers in running text, in every form that is plain."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from plugins.model.chinese_numerals import NUMERAL, NUMERAL_UNITS
from plugins.model.number_forms import CLOSE, OPEN, genre
from plugins.model.series import Series, SeriesKind

_SPACE = "(?:[ \\t\\n\u3000\xa0]|&nbsp;){0,3}"
_LEFT = f"(?:[{re.escape(OPEN)}]|&lt;)"
_RIGHT = f"(?:[{re.escape(CLOSE)}]|&gt;)"
_YEAR = rf"(?:[0-9]{{4}}|[０-９]{{4}}|[{NUMERAL}]{{4}})"
_SERIAL = "[0-9０-９]{1,5}"
_SPOKEN = f"[{NUMERAL}{NUMERAL_UNITS}]{{1,7}}"
_END = rf"(?:{_SPACE}[号號]|(?![0-9０-９.．%％期月日年个条项次件份名人]))"
"""号; where it is missing, what follows must not make the serial a count of something."""
_DATED = rf"(?:(?:{_LEFT}{_YEAR}年?{_RIGHT}|{_YEAR}年){_SPACE})?"
_TITLE = r"《(?:[^《》〈〉<>&]|&[a-z]{2,6};|〈[^〈〉《》<>]{0,80}〉|《[^《》<>]{0,80}》){2,100}》"
"""A title with titles inside it; no character fits two of the branches, so it runs in one pass."""
_LEAD_IN = "据照按见以和与及或对将即是为的了在由至同院"
"""Characters that end the word before a number whose own name doesn't tell where it begins."""
# A code of one character, as in 法〔2001〕1号, counts where no longer code can end with it.
_BOUND = rf"(?:(?<![\u4e00-\u9fff])|(?<=[{_LEAD_IN}]))"


def mention_pattern(series: Iterable[Series], literal: Iterable[str]) -> str:
    """Return the expression for escaped HTML text; empty where there is nothing to find.

    `literal` are numbers that are found only as they are written. Group `inner` is a number in
    round brackets after its document's 《title》, group `bare` one by itself.
    """
    series = tuple(series)
    documents = {
        name
        for one in series
        if one.kind is SeriesKind.DOCUMENT
        for name in (*one.codes, *one.aliases)
    }
    titles = {
        title
        for one in series
        if one.kind is not SeriesKind.DOCUMENT
        for title in (one.title, *one.aliases)
    }
    forms = []
    if documents:
        long = _alternatives(name for name in documents if len(name) > 1)
        short = _alternatives(name for name in documents if len(name) == 1)
        bound = f"{_BOUND}(?:{short})" if short else ""
        forms.append(_document_form("|".join(filter(None, (long, bound)))))
    if titles:
        forms += _counted_forms(titles)
    exact = _alternatives(html.escape(text, quote=False) for text in literal)
    if exact:
        forms.append(f"(?:{exact})")
    if not forms:
        return ""
    number = "|".join(forms)
    return rf"{_TITLE}{_SPACE}[（(]{_SPACE}(?P<inner>{number}){_SPACE}[）)]|(?P<bare>{number})"


def _alternatives(names: Iterable[str]) -> str:
    """Join names, longer ones first, so that the longest one wins."""
    ordered = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
    return "|".join(re.escape(name) for name in ordered)


def _document_form(codes: str) -> str:
    boxed = rf"{_LEFT}{_SERIAL}{_SPACE}[号號]?{_RIGHT}[号號]?"
    year = rf"{_LEFT}{_SPACE}(?:{_YEAR}|[0-9]{{2}}){_SPACE}年?{_SPACE}{_RIGHT}"
    return (
        rf"(?:{codes}){_SPACE}字?第?{_SPACE}"
        rf"(?:{year}{_SPACE}字?第?{_SPACE}(?:{boxed}|{_SERIAL}{_END})"
        rf"|{_YEAR}年{_SPACE}第?(?:{boxed}|{_SERIAL}{_SPACE}[号號]))"
    )


def _counted_forms(titles: set[str]) -> list[str]:
    names = _alternatives(titles)
    serial = rf"(?:第{_SPACE}(?:{_SERIAL}|{_SPOKEN})|{_SERIAL}){_SPACE}[号號期]"
    total = rf"(?:{_SPACE}[（(]总第?{_SERIAL}期[）)])?"
    forms = [rf"(?:《(?:{names})》|{names}){_SPACE}{_DATED}{serial}{total}"]
    stems = _alternatives(stem for title in titles if (stem := title.removesuffix(genre(title))))
    genres = _alternatives(genre(title) for title in titles)
    if genres:
        if stems:
            forms.append(rf"(?:{stems}){_DATED}第{_SERIAL}[号期](?:{genres})")
        forms.append(rf"{_BOUND}{_YEAR}年第{_SERIAL}[号期](?:{genres})")
    return forms
