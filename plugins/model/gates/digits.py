"""Numbers of people that are made of digits, in the ways that people write them.

A run is digits with little between them. A number begins and ends where a group of digits does, so
that neighbouring numbers of a table don't grow into one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.model.gates.expressions import Expression
from plugins.model.gates.findings import Finding, folded
from plugins.model.gates.identity_number import is_identity, is_old_identity, is_shaped
from plugins.model.gates.masks import mask_card, mask_identity, mask_landline, mask_phone

_DIGIT = "0-9０-９"
_BETWEEN = "[ \\t\xa0\u3000\u2000-\u200d\u2060\ufeff\\-‐-―－()（）.．·]"
_BREAK = "[ \\t]{0,2}\n[ \\t>\u3000]{0,4}"
_GAP = f"(?:{_BETWEEN}{{1,3}}|{_BREAK})?"
RUN = rf"[{_DIGIT}](?:{_GAP}[{_DIGIT}]){{6,}}(?:{_GAP}[XxＸｘ](?![0-9A-Za-z０-９]))?"
_G = f"(?:[ \\t\xa0\u3000\u2000-\u200d\u2060\ufeff\\-‐-―()·.]{{1,3}}|{_BREAK})?"
"""What may stand between the groups of one number, once full-width characters are made plain."""
_S = "[ \\t\xa0\u3000-]{1,2}"
"""What stands between digits that are written one by one."""
_END = r"(?![0-9])"
_IDENTITY = Expression(rf"[1-8](?:{_G}[0-9]){{16}}{_G}[0-9Xx]{_END}")
_OLD_IDENTITY = Expression(
    rf"[1-8](?:[0-9]{{14}}|[0-9]{{5}}{_G}[0-9]{{6}}{_G}[0-9]{{3}}|(?:{_S}[0-9]){{14}}){_END}"
)
_CARD = Expression(
    rf"[0-9](?:[0-9]{{15,16}}|[0-9]{{18}}|[0-9]{{5}}{_G}[0-9]{{10}}(?:[0-9]{{3}})?"
    rf"|[0-9]{{3}}(?:{_G}[0-9]{{4}}){{3}}(?:{_G}(?:[0-9]{{3}}|[0-9]))?"
    rf"|(?:{_S}[0-9]){{15}}|(?:{_S}[0-9]){{18}}){_END}"
)
_BANK = Expression(r"(?:62|60|4|5[1-5]|35|37|6[89]|8[147]|9[0-9])[0-9]+\Z")
_ABROAD = rf"(?:(?:00)?86{_G})?"
_MOBILE = Expression(
    rf"{_ABROAD}(1[3-9][0-9](?:{_G}[0-9]{{4}}{_G}[0-9]{{4}}|{_G}[0-9]{{3}}{_G}[0-9]{{5}})"
    rf"|1[3-9][0-9]{{3}}{_G}[0-9]{{6}}|1{_S}[3-9](?:{_S}[0-9]){{9}}){_END}"
)
_AREA = "(?:10|2[0-57-9]|[3-9][0-9]{2})"
_LINE = Expression(
    rf"(?:(?:00)?86{_G}0?|0)({_AREA}){_G}([2-8][0-9]{{2,3}}{_G}[0-9]{{4}}"
    rf"|[2-8][0-9]{{2}}{_G}[0-9]{{3}}{_G}[0-9]{{2}}){_END}"
)
_CREDIT = Expression(r"(?:信用代码|机构代码|税号|识别号)[^\n。；]{0,12}\Z")
_CALLED_IDENTITY = Expression(r"(?:身份证|身份号码|证件号)[^\n。；]{0,12}\Z")
_CALLED = Expression(r"(?:电话|手机|传真|联系|热线|座机|Tel|TEL|tel)[^\n。；0-9]{0,12}\Z")
_LOCAL = Expression(rf"([2-8][0-9]{{2,3}}[ \-]?[0-9]{{4}}){_END}(?![年月日号元万件人次％%])")
"""A number without an area code; it counts where it is called one."""
_WORD = re.compile(r"[A-Za-z0-9]\Z")
_INSIDE = re.compile(r"(?:[A-Za-z0-9_/=%#&@￥¥$]|(?<![0-9])0\.|[0-9]{3}\.)\Z")
_ON = re.compile(r"[A-Za-z_@%％元万亿]|/\w|\.[a-z]|\.[0-9]{1,2}(?![0-9])|[ \u3000][元万亿]")
"""What goes on as an address, a sum or a share."""
_YEARS = Expression(r"0[0-9]{2,3}-(?:19|20)[0-9]{2}-[0-9]{4}\Z")
"""A number of something, by year."""


def find_digits(text: str, start: int, end: int) -> Iterator[Finding]:
    """Yield the numbers of people in the run that stands from `start` to `end` of a text."""
    run = folded(text[start:end])
    at = 0
    while at < len(run):
        found = None
        if run[at].isdecimal() and (at == 0 or not run[at - 1].isdecimal()):
            found = _find(text, start + at, run, at)
        if found:
            yield found
            at = found.end - start
        else:
            at += 1


def _find(text: str, place: int, run: str, at: int) -> Finding | None:
    """Return the number that begins at `at` of a run, which is `place` of the text."""
    before = text[max(0, place - 24) : place]
    if _WORD.search(before):
        return None
    inside = bool(_INSIDE.search(before))
    for pattern, read in _KINDS:
        match = pattern.match(run, at)
        if match is None:
            continue
        end = place + match.end() - at
        loose = inside or bool(_ON.match(text[end : end + 4]))
        told = read(match, before, loose)
        if told:
            return Finding(told[0], place, end, told[1], told[1])
    return None


def _plain(text: str) -> str:
    return re.sub("[^0-9X]", "", text.upper())


def _identity(match: re.Match[str], before: str, _loose: bool) -> tuple[str, str] | None:
    number = _plain(match[0])
    if is_identity(number):
        return None if _CREDIT.search(before) else ("C001", mask_identity(number))
    if is_shaped(number) and _CALLED_IDENTITY.search(before):
        return "C003", mask_identity(number)
    return None


def _old_identity(match: re.Match[str], _before: str, loose: bool) -> tuple[str, str] | None:
    number = _plain(match[0])
    return ("C002", mask_identity(number)) if is_old_identity(number) and not loose else None


def _card(match: re.Match[str], _before: str, loose: bool) -> tuple[str, str] | None:
    number = _plain(match[0])
    fits = not loose and _BANK.match(number) and _luhn(number)
    return ("C006", mask_card(number)) if fits else None


def _luhn(number: str) -> bool:
    total = 0
    for place, char in enumerate(reversed(number)):
        digit = int(char) * (1 + place % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def _mobile(match: re.Match[str], before: str, loose: bool) -> tuple[str, str] | None:
    broken = "\n" in match[1] and not _CALLED.search(before)
    return None if loose or broken else ("C004", mask_phone(_plain(match[1])))


def _line(match: re.Match[str], before: str, loose: bool) -> tuple[str, str] | None:
    by_year = _YEARS.match(match[0]) and not _CALLED.search(before)
    if loose or by_year or "\n" in match[0]:
        return None
    return "C005", mask_landline(f"0{match[1]}", _plain(match[2]))


def _local(match: re.Match[str], before: str, loose: bool) -> tuple[str, str] | None:
    number = _plain(match[1])
    called = not loose and _CALLED.search(before)
    return ("C005", f"{'*' * (len(number) - 4)}{number[-4:]}") if called else None


_KINDS = (
    (_IDENTITY, _identity),
    (_OLD_IDENTITY, _old_identity),
    (_CARD, _card),
    (_MOBILE, _mobile),
    (_LINE, _line),
    (_LOCAL, _local),
)
"""The most exact first."""
