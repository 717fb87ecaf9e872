"""Personal data in a text: numbers of people, plates, mail and home addresses.

What looks alike doesn't count: credit codes, document and index numbers, service numbers such as
12388, and what the portal says of itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plugins.model.gates.digits import RUN, find_digits
from plugins.model.gates.expressions import Expression
from plugins.model.gates.findings import Finding, folded, lines_with
from plugins.model.gates.masks import mask_address, mask_mail, mask_passport, mask_plate

_IDENTITIES = frozenset({"C001", "C002", "C003"})
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_DOT = "[ \\t\xa0\u3000·•・．.\\-—]{0,2}"
_TAIL = "[0-9A-HJ-NP-Za-hj-np-z０-９Ａ-Ｚａ-ｚ]"
_PLATE = Expression(
    rf"(?<=[{_PROVINCES}])(?P<mid>[ \u3000]?)[A-HJ-NP-Za-hj-np-zＡ-Ｚａ-ｚ]{_DOT}"
    rf"{_TAIL}(?: ?{_TAIL}){{3}}(?: ?{_TAIL}){{0,2}} ?[挂学警港澳使领]?(?![0-9A-Za-z０-９])"
)
_DOCUMENT = Expression(
    r"(?<![A-Za-z0-9])(?:E[A-HJ-NP-Z][0-9]{7}|[EGDSPHMC][0-9]{8}(?:[0-9]{2})?)(?![A-Za-z0-9])"
)
_CALLED_DOCUMENT = Expression(r"(?:护照|通行证|旅行证|证件)[^\n。；，、]{0,16}\Z")
_ALWAYS = Expression(r"(?:E[A-Z]|[EG](?!(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]))[0-9]+\Z")
"""Passports by their form alone, unless it is a date's."""
_MAIL = Expression(
    r"[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,18}(?![A-Za-z0-9])"
)
_RUN = re.compile(RUN)
_DAY = re.compile(r"(?:19|20)[0-9]{2}-[01]?[0-9]-[0-3]?[0-9](?: [0-2][0-9])?\Z")
_LETTER = re.compile(
    rf"[A-Za-zＡ-Ｚａ-ｚ](?:(?:(?<=[{_PROVINCES}].)|(?<=[{_PROVINCES}][ \u3000].)){_DOT}{_TAIL}"
    r"|(?<![A-Za-z0-9].)(?P<document>[A-Z]?[0-9]{7}))"
)
"""Where a plate or the number of a travel document may begin."""
_NAME = (
    "(?:[赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁马方任袁柳史唐"
    "薛雷贺倪汤罗毕郝安常于傅顾孟黄萧尹姚邵汪毛戴宋庞熊纪项董梁杜阮蓝季贾江郭梅林钟徐邱骆高夏"
    "蔡田樊胡凌霍卢柯丁邓石崔龚程陆左段侯武刘龙叶黎白赖乔谭申冉曾沙关游聂][\u4e00-\u9fff]{1,2})"
)
_PLACE = "(?:[\u4e00-\u9fff]{1,12}?(?:大道|路|街|道|巷|弄|村|组|小区|花园|苑|新村|家园|大院|胡同))"
_ROOM = "[0-9０-９一二三四五六七八九十A-Za-z\\-—]{1,8}(?:室|户)"
_HOME = Expression(
    rf"(?:家住|(?:家庭|户籍|现|居)住?(?:地?址|地)[为是：:]?|住址[为是：:]?|现居)\s*"
    rf"(?P<labelled>[\u4e00-\u9fff]{{0,12}}{_PLACE}[^\n，。；|]{{0,10}}?[0-9０-９一二三四五六七八九十]+(?:号|室|户|栋|幢|组)"
    rf"[^\n，。；|]{{0,16}})"
    rf"|{_NAME}[，、\s（(|]{{1,3}}(?:[^\n。；]{{0,24}}[，、\s|])?住?(?P<near>[\u4e00-\u9fff]{{0,10}}{_PLACE}"
    rf"[^\n，。；|]{{0,16}}?{_ROOM})"
)
_HOME_SIGN = re.compile(
    "[家住现户居常室](?:住|址|在|庭住?地?址|籍地|籍所在地|(?<=[0-9０-９A-Za-z一二三四五六七八九十].))"
)
_NUMBER = re.compile(r"[0-9A-Z]*[0-9][0-9A-Z ()（）\-—]{3,}[0-9A-Z]")


@dataclass(frozen=True, slots=True)
class Own:
    """What the portal says of itself, which is public."""

    numbers: frozenset[str] = frozenset()
    """Phones and codes: digits and letters alone, area codes included."""
    mails: frozenset[str] = frozenset()
    """Addresses, in lower case."""
    domain: str = ""
    """The portal's domain: mail there is the portal's."""
    places: tuple[str, ...] = ()
    """Postal addresses."""

    @staticmethod
    def of(texts: Iterable[str], domain: str, places: Iterable[str]) -> Own:
        """Return what texts of the settings hold."""
        numbers: set[str] = set()
        mails: set[str] = set()
        for text in texts:
            if "@" in text:
                mails.update(mail[0].lower() for mail in _MAIL.finditer(text))
            numbers.update(_bare(one) for one in _NUMBER.findall(text))
        return Own(frozenset(numbers), frozenset(mails), domain, tuple(filter(None, places)))

    def has_number(self, text: str) -> bool:
        """Whether a number is the portal's, whether or not its area code is written."""
        bare = re.sub("^(?:00)?86", "", _bare(text))
        return any(one == bare or (len(bare) >= 7 and one.endswith(bare)) for one in self.numbers)

    def has_mail(self, mail: str) -> bool:
        """Whether an address is the portal's."""
        host = mail.lower().partition("@")[2]
        domain = self.domain.removeprefix("www.")
        return mail.lower() in self.mails or (
            bool(domain) and (host == domain or host.endswith(f".{domain}"))
        )


def _bare(text: str) -> str:
    return re.sub("[^0-9A-Z]", "", folded(text).upper())


def find_personal(text: str, own: Own) -> Iterator[Finding]:
    """Yield the personal data of a text, in no order."""
    for match in _RUN.finditer(text):
        if _DAY.match(match[0]):
            continue
        for one in find_digits(text, match.start(), match.end()):
            if one.code in _IDENTITIES or not own.has_number(text[one.start : one.end]):
                yield one
    for match in _LETTER.finditer(text):
        found = _travel if match["document"] else _plate
        passage = found(text, match.start())
        if passage is not None:
            yield passage
    if "@" in text or "＠" in text:
        yield from _mails(text, own)
    yield from _homes(text, own)


def _mails(text: str, own: Own) -> Iterator[Finding]:
    for match in _MAIL.finditer(folded(text) if "＠" in text else text):
        if not own.has_mail(match[0]):
            masked = mask_mail(match[0])
            yield Finding("C010", match.start(), match.end(), masked, masked)


def _travel(text: str, start: int) -> Finding | None:
    """Return the passport or permit that begins at `start`."""
    match = _DOCUMENT.match(text, start)
    before = text[max(0, start - 24) : start]
    if match and (_ALWAYS.match(match[0]) or _CALLED_DOCUMENT.search(before)):
        masked = mask_passport(match[0])
        return Finding("C008", start, match.end(), masked, masked)
    return None


def _plate(text: str, letter: int) -> Finding | None:
    """Return the plate whose letter stands at `letter`, right or one space behind the province."""
    start = letter - 1 if text[letter - 1] not in " \u3000" else letter - 2
    match = _PLATE.match(text, start + 1)
    if match is None:
        return None
    plate = re.sub(r"[^0-9A-Z\u4e00-\u9fff]", "", folded(text[start : match.end()]).upper())
    if len(plate) not in (7, 8) or not any(char.isdecimal() for char in plate):
        return None
    return Finding("C007", start, match.end(), mask_plate(plate), mask_plate(plate))


def _homes(text: str, own: Own) -> Iterator[Finding]:
    for start, end in lines_with(_HOME_SIGN, text):
        for match in _HOME.finditer(text, start, end):
            name = "labelled" if match["labelled"] else "near"
            if "*" in match[name] or any(place in match[name] for place in own.places):
                continue
            masked = mask_address(match[name])
            yield Finding("C009", match.start(name), match.end(name), masked, masked)
