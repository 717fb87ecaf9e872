"""Numbers that Word draws itself, as 一、（一）第一条: written into the text, else they were lost.

Bullets and plain 1. 2. 3. stay lists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from plugins.importing.word_file import W

_CHINESE = frozenset({
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "ideographDigital", "japaneseDigitalTenThousand",
})  # fmt: skip
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LEVELS = 9
_DIGITS: tuple[str, ...] = ("", *"一二三四五六七八九")


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level of a numbering is drawn."""

    form: str
    text: str
    """With %1 to %9 for the numbers of the levels."""
    start: int


def write_numbers(document: etree._Element, numbering: etree._Element | None,
                  styles: etree._Element | None) -> int:  # fmt: skip
    """Write automatic numbers into the paragraphs of a document; return how many there were."""
    levels = _numberings(numbering)
    by_style = _style_numbers(styles)
    headings = _heading_styles(styles)
    counts: dict[str, list[int]] = {}
    written = 0
    for paragraph in document.iter(f"{W}p"):
        properties = paragraph.find(f"{W}pPr")
        style = _value(properties, "pStyle")
        own = properties.find(f"{W}numPr") if properties is not None else None
        number, depth = by_style.get(style, ("", 0))
        if own is not None:
            number = _value(own, "numId") or number
            depth = _whole(_value(own, "ilvl"), depth)
        known = levels.get(number)
        if known is None or depth not in known[1]:
            continue
        abstract, forms = known
        counter = counts.setdefault(abstract, [0] * _LEVELS)
        level = forms[depth]
        counter[depth] = counter[depth] + 1 if counter[depth] else level.start
        counter[depth + 1 :] = [0] * (_LEVELS - depth - 1)
        plain = level.form == "decimal" and level.text == f"%{depth + 1}." and not _joins(forms)
        if level.form == "bullet" or (plain and style not in headings):
            continue
        label = _label(level, forms, counter)
        _put(paragraph, properties, own, label)
        written += bool(label)
    return written


def _joins(forms: dict[int, _Level]) -> bool:
    """Whether numbers such as 1.1 join those of several levels, which no list shows."""
    return any(one.text.count("%") > 1 for one in forms.values())


def _value(holder: etree._Element | None, name: str) -> str:
    found = holder.find(f"{W}{name}") if holder is not None else None
    return str(found.get(f"{W}val") or "") if found is not None else ""


def _whole(written: str, default: int) -> int:
    return int(written) if written.isdecimal() and len(written) < 6 else default


def _numberings(root: etree._Element | None) -> dict[str, tuple[str, dict[int, _Level]]]:
    """Return the abstract numbering and the levels of each number id."""
    if root is None:
        return {}
    abstract = {
        str(one.get(f"{W}abstractNumId")): {
            _whole(str(level.get(f"{W}ilvl")), 0): _Level(
                _value(level, "numFmt") or "decimal",
                _value(level, "lvlText"),
                _whole(_value(level, "start"), 1),
            )
            for level in one.findall(f"{W}lvl")
        }
        for one in root.findall(f"{W}abstractNum")
    }
    found = {}
    for one in root.findall(f"{W}num"):
        name = _value(one, "abstractNumId")
        own = name if one.find(f"{W}lvlOverride") is None else f"{name}/{one.get(f'{W}numId')}"
        found[str(one.get(f"{W}numId"))] = (own, abstract.get(name, {}))
    return found


def _style_numbers(root: etree._Element | None) -> dict[str, tuple[str, int]]:
    """Return number id and level of the paragraph styles that carry them, inherited ones too."""
    if root is None:
        return {}
    own: dict[str, tuple[str, int]] = {}
    above: dict[str, str] = {}
    for style in root.findall(f"{W}style"):
        name = str(style.get(f"{W}styleId"))
        above[name] = _value(style, "basedOn")
        found = style.find(f"{W}pPr/{W}numPr")
        if found is not None and _value(found, "numId"):
            own[name] = (_value(found, "numId"), _whole(_value(found, "ilvl"), 0))
    for name in above:
        parent, steps = name, 0
        while parent and parent not in own and steps < 20:
            parent, steps = above.get(parent, ""), steps + 1
        if parent in own:
            own.setdefault(name, own[parent])
    return own


def _heading_styles(root: etree._Element | None) -> frozenset[str]:
    if root is None:
        return frozenset()
    return frozenset(
        str(style.get(f"{W}styleId"))
        for style in root.findall(f"{W}style")
        if _value(style, "name").lower().startswith("heading")
    )


def _label(level: _Level, forms: dict[int, _Level], counter: list[int]) -> str:
    label = level.text
    for depth in range(_LEVELS):
        if f"%{depth + 1}" in label:
            form = forms[depth].form if depth in forms else "decimal"
            shown = _FORMS.get(form, _decimal)(counter[depth] or 1)
            label = label.replace(f"%{depth + 1}", shown)
    return label


def _chinese(number: int) -> str:
    """Return 1 to 99 in Chinese numerals, higher numbers digit by digit."""
    if number > 99:
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    start = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return start + _DIGITS[ones]


def _roman(number: int) -> str:
    shown = ""
    for worth, letters in _ROMAN:
        while number >= worth:
            shown, number = shown + letters, number - worth
    return shown


def _letters(number: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26] * ((number - 1) // 26 + 1)


def _decimal(number: int) -> str:
    return f"{number}"


def _circled(number: int) -> str:
    return chr(0x245F + number) if 1 <= number <= 20 else f"({number})"


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


_FORMS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(_CHINESE, _chinese),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": _wide,
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "none": lambda _number: "",
}


def _put(paragraph: etree._Element, properties: etree._Element | None,
         own: etree._Element | None, label: str) -> None:  # fmt: skip
    """Write a label in front of a paragraph, and take it out of the numbering."""
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    if own is not None:
        properties.remove(own)
    nothing = etree.SubElement(etree.SubElement(properties, f"{W}numPr"), f"{W}numId")
    nothing.set(f"{W}val", "0")
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}t").text = label
    paragraph.insert(1, run)
