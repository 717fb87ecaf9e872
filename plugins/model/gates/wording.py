"""Wording: wrong characters, names and fixed phrases, as listed by us and by the portal."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import yaml

from plugins.model.gates.findings import Finding
from plugins.model.problems import Problems
from plugins.model.source import read_source

OWN_LIST = "wording.yaml"
"""The portal's own list, below the content folder."""
LONGEST_TITLE = 200
"""Characters that are looked back for 《."""
_SHIPPED = Path(__file__).with_name("wording.yaml")
_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COMMON = (
    "的人法民定第条院行当一十者事以应或诉有理不规审二为案权请证关件在三其出可对百被提用罪合据和讼"
    "申公告同执查判作决四保中五刑裁检情产实依认察经议他解期书本起方犯受国机员上成款等由后时所日利"
    "务明律及求通予发六责生照会于知施处内害地下要未确制偿管七并程债年之原政交物重委外庭共担过部相"
    "分形是向具支任高八与承财取收自释前意送准赔业损适效立调九最品进商主间动工无级持监能全序代限供"
    "因除标到得资结司报根正列违使达金问单数该构护名复月将文办安项料造回付信费系按侵协门已组但益罚"
    "开指属销况额约性失材纠记体现非辖特位见华个卖家价专接再履式押计否息反力辩采营嫌疑义符改区托参"
    "织许别仲次存纷质表撤加转包算设题严变大修需没录节涉险新职易止建面强致鉴移海措量张活侦负果督场"
    "企住让股服就补市续际破登清异长容买网范基必境批社核货票助技术直争追假身而述子影售从抗令附典电"
    "更入传签满减死称零响另示视章控劳宣干集"
)
"""Characters that official texts are full of, the most frequent first."""
_RANK = {char: rank for rank, char in enumerate(_COMMON)}
_KEYS = frozenset({"wrong", "right", "reason", "unless", "allow"})


@dataclass(frozen=True, slots=True)
class Word:
    """One entry of a list."""

    wrong: str
    right: str
    reason: str
    unless: tuple[str, ...]
    """Right words that hold the wrong one."""


class Wording:
    """A list that texts are compared with."""

    def __init__(self, words: Iterable[Word]) -> None:
        """Take words; of two for the same wrong form the later one counts."""
        self.words = tuple({word.wrong: word for word in words}.values())
        told = [(one.wrong, one.right, one.reason, one.unless) for one in self.words]
        self.digest = hashlib.sha256(repr(told).encode()).hexdigest()
        """Of everything that findings depend on."""

    @cached_property
    def _by_key(self) -> dict[str, list[tuple[int, Word]]]:
        """Where each word's rarest character stands in it, longer words first."""
        found: dict[str, list[tuple[int, Word]]] = {}
        for word in sorted(self.words, key=lambda one: (-len(one.wrong), one.wrong)):
            ranks = [_RANK.get(char, len(_RANK)) for char in word.wrong]
            place = ranks.index(max(ranks))
            found.setdefault(word.wrong[place], []).append((place, word))
        return found

    @cached_property
    def _keys(self) -> re.Pattern[str]:
        """Rarest characters beside a neighbour that a word has there: few of them are no word."""
        after, before = set(), set()
        for key, words in self._by_key.items():
            for place, word in words:
                if place + 1 < len(word.wrong):
                    after.add((key, word.wrong[place + 1]))
                else:
                    before.add((key, word.wrong[place - 1]))
        ways = [
            f"(?<=[{_class(key for key, _ in pairs)}]){way.format(_class(one for _, one in pairs))}"
            for way, pairs in (("(?=[{}])", after), ("(?<=[{}].)", before))
            if pairs
        ]
        return re.compile(f"[{_class(self._by_key)}](?:{'|'.join(ways)})")

    def find(self, text: str) -> Iterator[Finding]:
        """Yield the wrong forms in a text, in no order; titles in 《》 are quoted as they are."""
        if not self.words:
            return
        taken: list[tuple[int, int]] = []
        for match in self._keys.finditer(text):
            for place, word in self._by_key[match[0]]:
                start = match.start() - place
                end = start + len(word.wrong)
                if start < 0 or not text.startswith(word.wrong, start):
                    continue
                if any(start < other and begin < end for begin, other in taken[-9:]):
                    break
                if not _is_right(text, start, word) and not _is_quoted(text, start):
                    taken.append((start, end))
                    yield Finding("W001", start, end, word.wrong, word.right, word.reason)
                break


def _class(characters: Iterable[str]) -> str:
    """Return characters as a class of an expression."""
    return re.escape("".join(sorted(set(characters))))


def _is_right(text: str, start: int, word: Word) -> bool:
    return any(text.startswith(whole, start - whole.index(word.wrong)) for whole in word.unless)


def _is_quoted(text: str, at: int) -> bool:
    begin = max(0, at - LONGEST_TITLE)
    line = text.rfind("\n", begin, at) + 1 or begin
    return text.rfind("《", line, at) > text.rfind("》", line, at)


@cache
def shipped() -> tuple[Word, ...]:
    """Return the list that comes with the portal."""
    entries = yaml.load(_SHIPPED.read_text(encoding="utf-8"), Loader=_FAST)  # noqa: S506 - safe one
    return tuple(
        Word(one["wrong"], one["right"], one.get("reason", ""), tuple(one.get("unless", ())))
        for one in entries
    )


def load_wording(root: Path, label: str, problems: Problems) -> Wording:
    """Return the shipped list with the portal's own; what is wrong in it becomes problems."""
    path, shown = root / OWN_LIST, f"{label}/{OWN_LIST}"
    source = read_source(path, shown, problems) if path.exists() else None
    words, allowed = _own(source.text, shown, problems) if source else ([], set())
    return Wording([*(one for one in shipped() if one.wrong not in allowed), *words])


def _own(text: str, shown: str, problems: Problems) -> tuple[list[Word], set[str]]:
    """Return the words of a list and the shipped forms that it allows."""
    words: dict[str, Word] = {}
    allowed: set[str] = set()
    known = {word.wrong for word in shipped()}
    for node in _entries(text, shown, problems):
        line, column = _place(node.start_mark)
        entry = _entry(node)
        wrong = str(entry.get("wrong", ""))
        reason = _fault_of(entry, known)
        if reason:
            problems.add("W090", shown, line, column, reason=reason)
        elif "allow" in entry:
            allowed.add(str(entry["allow"]))
        elif wrong in words:
            problems.add("W091", shown, line, column, value=wrong)
        else:
            unless = tuple(entry.get("unless", ()))
            words[wrong] = Word(wrong, str(entry["right"]), str(entry.get("reason", "")), unless)
    return list(words.values()), allowed


def _entries(text: str, shown: str, problems: Problems) -> list[yaml.Node]:
    try:
        top = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "YAML"
        problems.add("W090", shown, *_place(mark), reason=reason)
        return []
    if top is None:
        return []
    if not isinstance(top, yaml.SequenceNode):
        problems.add("W090", shown, *_place(top.start_mark), reason="不是列表 no list")
        return []
    entries: list[yaml.Node] = top.value
    return entries


def _entry(node: yaml.Node) -> dict[str, str | list[str]]:
    """Return keys and texts of an entry; what is of another shape is left empty."""
    found: dict[str, str | list[str]] = {}
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if isinstance(value, yaml.ScalarNode):
            found[str(key.value)] = value.value.strip()
        elif isinstance(value, yaml.SequenceNode):
            inner = [one.value for one in value.value if isinstance(one, yaml.ScalarNode)]
            found[str(key.value)] = inner
        else:
            found[str(key.value)] = ""
    return found


def _fault_of(entry: dict[str, str | list[str]], known: set[str]) -> str:
    """Return what is wrong with an entry, empty where nothing is."""
    strange = sorted(set(entry) - _KEYS)
    if strange:
        return f"没有“{strange[0]}”这个键 unknown key {strange[0]}"
    allow = entry.get("allow")
    if allow is not None:
        return "" if allow in known else f"附带的表里没有“{allow}” not in the shipped list"
    wrong, right, unless = entry.get("wrong"), entry.get("right"), entry.get("unless", [])
    if not (isinstance(wrong, str) and len(wrong) > 1 and isinstance(right, str) and right):
        return "要写 wrong（至少两个字）和 right wrong (two characters at least) and right"
    if not isinstance(entry.get("reason", ""), str) or not isinstance(unless, list):
        return "reason 是文字，unless 是列表 reason is a text, unless a list"
    if wrong == right or any(wrong not in whole or whole == wrong for whole in unless):
        return "right 不能与 wrong 相同，unless 的词要包含 wrong right differs, unless holds wrong"
    return ""


def _place(mark: yaml.Mark | None) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
