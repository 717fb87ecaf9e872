from __future__ import annotations

import re
import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.model.gates.findings import Finding
from plugins.model.gates.gate import Gate, source_findings
from plugins.model.gates.identity_number import check_of, is_identity, is_old_identity
from plugins.model.gates.masking import CERTAIN, maskable, masked
from plugins.model.gates.personal import Own, find_personal
from plugins.model.gates.prose import prose_of
from plugins.model.gates.secrecy import find_secrecy
from plugins.model.gates.wording import Wording, shipped
from tests.gates.samples import samples
from tests.search.corpus import CORPUS

TEXTS = Path(__file__).with_name("texts.toml")
CASES = tomllib.loads(TEXTS.read_text(encoding="utf-8"))["case"]
OWN = Own.of(["12388", "0551-63000000"], "www.small.example", ["某市某路1号"])
GATE = Gate(OWN, Wording(shipped()), editor=False, digest="")
SCRAPS = (
    "张某，", "身份证", "电话：", "3401041900", "01010008", "138", " ", "0000", "\n", "-", "皖A",
    "12345",
    "@", "a.cn", "机密", "★", "《", "》", "“", "的的", "，", "`", "<", ">", "](", ")", "---\n",
    "１２", "2020年", "02月", "家住某路1号2室", "\u200b", "（", "x", "X", "86", "+", "0551",
)  # fmt: skip


def told(text: str) -> list[str]:
    found = sorted(source_findings(text, 0, GATE), key=lambda one: (one.start, one.code))
    return [f"{one.code} {one.value} → {one.mended}" for one in found]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:20])
def test_a_text_is_told_of(case: dict[str, object]):
    assert told(str(case["text"])) == case["found"]


def test_invented_numbers_are_found_in_every_spelling():
    made, found = Counter(), Counter()
    for one in samples(500):
        made[one.code] += 1
        for finding in find_personal(one.text, OWN):
            if finding.code == one.code:
                found[one.code] += 1
                passage = one.text[finding.start : finding.end]
                assert finding.value.replace("*", "")[-2:] in one.digits + one.digits.upper()
                assert re.sub(r"\s", "", passage), one
                break
    for code, least in {"C001": 0.995, "C004": 0.98, "C005": 0.98, "C007": 0.98}.items():
        assert found[code] >= least * made[code], code
    assert found["C002"] == made["C002"]
    assert found["C006"] == made["C006"]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus isn't beside the project")
def test_real_documents_raise_hardly_an_alarm():
    """Published judicial interpretations hold nothing personal, and speak of state secrets."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.md"))]
    alarms = [one for text in texts for one in (*find_personal(text, OWN), *find_secrecy(text))]
    assert len(alarms) <= len(texts) // 100, alarms
    assert sum("秘密" in text for text in texts) >= 40


def test_masking_covers_what_is_certain_and_nothing_else():
    for one in samples(100, seed=2):
        certain = [f for f in maskable(one.text, OWN, ()) if f.code in CERTAIN]
        covered = masked(one.text, certain)
        assert not [f for f in find_personal(covered, OWN) if f.code in CERTAIN], one
        assert bool(certain) is (one.code in CERTAIN)
    assert masked("甲138 0000 0000乙", maskable("甲138 0000 0000乙", OWN, ())) == "甲138****0000乙"
    assert maskable("13800000000", OWN, {("C004", "138****0000")}) == []


def test_a_wrong_digit_is_no_identity_number():
    for one in samples(200, seed=3):
        if one.code == "C001":
            assert is_identity(one.digits)
            for place in (0, 5, 12, 16):
                other = str((int(one.digits[place]) + 1) % 10)
                assert not is_identity(one.digits[:place] + other + one.digits[place + 1 :])
    assert check_of("34010419000101000") == "8"
    assert not is_identity("340104190002300000")
    assert not is_old_identity("340104001301000")
    assert told("身份证号码：340104190001010009") == [
        "C003 340104********0009 → 340104********0009"
    ]


def test_the_portals_own_numbers_are_public():
    own = Own.of(["0551-63000000", "office@mail.example"], "www.small.example", [])
    text = "0551-63000000、（0551）6300 0000、+86 551 63000000、电话63000000，office@mail.example"
    assert not list(find_personal(text, own))
    assert [one.code for one in find_personal(text, Own())] == ["C005"] * 4 + ["C010"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join))
def test_findings_lie_in_any_text(text: str):
    for one in (*source_findings(text, 0, GATE), *source_findings(text, len(text) // 2, GATE)):
        assert isinstance(one, Finding)
        assert 0 <= one.start < one.end <= len(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join), st.integers(0, 200))
def test_prose_keeps_every_place(text: str, start: int):
    prose = prose_of(text, min(start, len(text)))
    assert len(prose) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, prose, strict=True))
    assert prose.count("\n") == text.count("\n")


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    ["1 ", "《）", "“", "a@", "(甲", "皖A", "王某，", "内部资料，", "机密 ", "布署", "](", "`a"],
)
def test_hostile_texts_take_no_time(text: str):
    """Each of these took a minute as long as a scanner looked back too far."""
    begin = time.process_time()
    assert sum(1 for _ in source_findings(text * 20_000, 0, GATE)) >= 0
    assert sum(1 for _ in source_findings(f"{text * 20_000}秘密一", 0, GATE)) >= 0
    assert sum(1 for _ in source_findings(f"{'> ' * 20_000}{text}秘密一", 0, GATE)) >= 0
    assert time.process_time() - begin < 10


def test_the_shipped_list_is_plain():
    for word in shipped():
        assert len(word.wrong) > 1
        assert word.right
        assert word.wrong not in word.right
        assert all(word.wrong in whole and whole != word.wrong for whole in word.unless)
        assert [one.mended for one in GATE.wording.find(f"甲{word.wrong}，乙")] == [word.right]
        for whole in word.unless:
            assert not [one for one in GATE.wording.find(f"，{whole}，") if one.value == word.wrong]
    assert len({word.wrong for word in shipped()}) == len(shipped())
