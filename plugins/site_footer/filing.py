"""Filing numbers: ICP, public security, site code; each wrong form with its own problem code.

The forms are those in use, as docs/settings.md lists them; no public standard states them all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from plugins.site_footer.divisions import (
    ICP_FOR_POLICE,
    ICP_PROVINCES,
    POLICE_DIVISIONS,
    POLICE_FOR_ICP,
    province_of,
)
from plugins.site_footer.tidying import tidy

_ICP = re.compile(
    r"(?P<province>.)ICP(?P<word>备案|备字|备|证)(?P<number>[0-9]+)(?P<end>号?)(?P<rest>.*)\Z"
)
_SITE_SUFFIX = re.compile(r"-(?P<site>[1-9][0-9]{0,4})(?P<form>[AXK]?)\Z")
_LOOSE_SUFFIX = re.compile(r"[-_.·~(第]?0*(?P<site>[1-9][0-9]{0,4})(?P<form>[AXK]?)[)号]?\Z")
_LICENCE = re.compile(
    rf"(?:[{ICP_PROVINCES}]ICP证[0-9]{{6,8}}号?|(?:[{ICP_PROVINCES}]|合字)?[AB][12]-[0-9]{{8}}(?:-[0-9]+)?)\Z"
)
_POLICE = re.compile(r"(?P<province>[^公]?)公网安备(?P<code>[0-9]+)(?P<end>号?)\Z")
_SITE_CODE = re.compile(r"(?:bm[0-9]{8}|[0-9]{10})\Z")
_POSTCODE = re.compile(r"[0-9]{6}\Z")


class FilingError(ValueError):
    """A text that is no right filing number or link."""

    def __init__(self, code: str, **fields: str) -> None:
        """Name the problem code and the fields of its message."""
        super().__init__(code)
        self.code = code
        self.fields = fields


@dataclass(frozen=True, slots=True)
class IcpNumber:
    """An ICP filing number (ICP备案号)."""

    province: str
    """One of ICP_PROVINCES."""
    number: str
    """Year (2 digits, or 4) and six digits."""
    site: int | None = None
    """N of -N: which site of the body it is; None for the body's own number (主体备案号)."""
    form: str = ""
    """A for apps, X for mini-programs, K for quick apps; empty for sites."""

    @property
    def year(self) -> int:
        """Year of filing."""
        return int(self.number[:4]) if len(self.number) == 10 else 2000 + int(self.number[:2])

    def __str__(self) -> str:
        """Return the number in its right form."""
        suffix = f"-{self.site}{self.form}" if self.site else ""
        return f"{self.province}ICP备{self.number}号{suffix}"


@dataclass(frozen=True, slots=True)
class PoliceNumber:
    """A public-security filing number (公安备案号)."""

    province: str
    """One of POLICE_DIVISIONS."""
    code: str
    """14 digits, the first six a division; 12 or 13 in old numbers."""

    @property
    def legacy(self) -> bool:
        """Whether it is an old number of fewer than 14 digits."""
        return len(self.code) < 14

    def __str__(self) -> str:
        """Return the number in its right form."""
        return f"{self.province}公网安备{self.code}号"


def parse_icp(text: str) -> IcpNumber:
    """Read an ICP filing number.

    Raises:
        FilingError: it is not in its right form; the code tells why.

    """
    right = tidy(text)
    number = _read_icp(text, right.text)
    if right.fault:
        raise FilingError(right.fault, key="icp", text=text, form=str(number))
    return number


def _read_icp(text: str, tidied: str) -> IcpNumber:
    if _LICENCE.match(tidied):
        raise FilingError("P013", text=text)
    match = _ICP.match(tidied)
    if match is None:
        raise FilingError("P014" if "公网安备" in tidied else "P001", text=text)
    province, digits = match["province"], match["number"]
    right_province = ICP_FOR_POLICE.get(province, province)
    if right_province not in ICP_PROVINCES:
        raise FilingError("P003", text=text, found=province)
    if len(digits) not in (8, 10):
        raise FilingError("P005", text=text, count=str(len(digits)))
    suffix = _SITE_SUFFIX.match(match["rest"])
    loose = suffix or _LOOSE_SUFFIX.match(match["rest"])
    if loose is None and match["rest"]:
        raise FilingError("P001", text=text)
    number = IcpNumber(
        right_province,
        digits,
        int(loose["site"]) if loose else None,
        loose["form"] if loose else "",
    )
    if number.year < 2000:
        raise FilingError("P007", text=text, year=str(number.year))
    for wrong, code in (
        (right_province != province, "P002"),
        (match["word"] != "备", "P012"),
        (not match["end"], "P004"),
        (loose is not suffix, "P009"),
    ):
        if wrong:
            found = province if code == "P002" else match["word"]
            raise FilingError(code, text=text, found=found, form=str(number))
    return number


def parse_police(text: str) -> PoliceNumber:
    """Read a public-security number; its province must be that of its division.

    One space before the digits is in common use and accepted.

    Raises:
        FilingError: it is not in its right form; the code tells why.

    """
    right = tidy(re.sub(r"(?<=备) (?=[0-9])", "", text, count=1))
    number = _read_police(text, right.text)
    if right.fault:
        raise FilingError(right.fault, key="public_security", text=text, form=str(number))
    return number


def _read_police(text: str, tidied: str) -> PoliceNumber:
    if "ICP" in tidied or re.match(r".?公网安备[0-9]{8}(?:[0-9]{2})?号", tidied):
        raise FilingError("P021", text=text)
    match = _POLICE.match(tidied)
    if match is None:
        raise FilingError("P020", text=text)
    province, code = match["province"], match["code"]
    if not 12 <= len(code) <= 14:
        raise FilingError("P027", text=text, count=str(len(code)))
    owner = province_of(code)
    if not owner:
        raise FilingError("P025", text=text, division=code[:6])
    right = POLICE_FOR_ICP.get(province, province)
    if right and right not in POLICE_DIVISIONS:
        raise FilingError("P023", text=text, found=province)
    number = PoliceNumber(owner, code)
    if not province:
        raise FilingError("P029", text=text, form=str(number))
    if right != owner:
        raise FilingError("P024", text=text, found=province, owner=owner, division=code[:6])
    if right != province:
        raise FilingError("P022", text=text, found=province, form=str(number))
    if not match["end"]:
        raise FilingError("P026", text=text, form=str(number))
    return number


def parse_site_code(text: str) -> str:
    """Read a 网站标识码: bm and eight digits, or a division of six digits and four more.

    Raises:
        FilingError: it is neither; the code tells why.

    """
    right = tidy(text)
    if not _SITE_CODE.match(right.text):
        raise FilingError("P040", text=text)
    if not right.text.startswith("bm") and not province_of(right.text):
        raise FilingError("P041", text=text, division=right.text[:6])
    if right.fault:
        raise FilingError(right.fault, key="site_code", text=text, form=right.text)
    return right.text


def parse_postcode(text: str) -> str:
    """Read a 邮政编码 of six digits.

    Raises:
        FilingError: it is none; the code tells why.

    """
    right = tidy(text)
    if not _POSTCODE.match(right.text):
        raise FilingError("P042", text=text)
    if right.fault:
        raise FilingError(right.fault, key="postcode", text=text, form=right.text)
    return right.text
