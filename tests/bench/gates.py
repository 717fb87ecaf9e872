"""What the gates find and what they take: `python -m tests.bench.gates`.

Recall is measured on invented numbers in many spellings, false alarms and time on the published
judicial interpretations of ../shared/corpus, where nothing personal stands.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from plugins.model.gates.findings import Finding
from plugins.model.gates.personal import Own, find_personal
from plugins.model.gates.prose import prose_of
from plugins.model.gates.secrecy import find_secrecy
from plugins.model.gates.typography import find_typography
from plugins.model.gates.wording import Wording, shipped
from tests.gates.samples import samples
from tests.search.corpus import CORPUS

OWN = Own()


def recall(count: int) -> Iterable[str]:
    """Yield a line for each kind of number."""
    made: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed: defaultdict[str, list[str]] = defaultdict(list)
    for one in samples(count):
        made[one.kind] += 1
        if one.code in {finding.code for finding in find_personal(one.text, OWN)}:
            found[one.kind] += 1
        elif len(missed[one.kind]) < 3:
            missed[one.kind].append(one.text)
    for kind, total in made.items():
        share = f"{found[kind] / total:.2%}"
        yield f"| {kind} | {total} | {share} | {'; '.join(map(repr, missed[kind]))} |"


def alarms(texts: dict[str, str]) -> Iterable[str]:
    """Yield a line for each code with findings in texts that hold nothing personal."""
    wording = Wording(shipped())
    found: Counter[str] = Counter()
    where: defaultdict[str, set[str]] = defaultdict(set)
    for name, text in texts.items():
        prose = prose_of(text, 0)
        for one in (
            *find_personal(text, OWN), *find_secrecy(text), *wording.find(prose),
            *find_typography(prose),
        ):  # fmt: skip
            found[one.code] += 1
            where[one.code].add(name)
    for area, kinds in (("personal data and secrecy", "C"), ("wording and typography", "W")):
        codes = [code for code in found if code.startswith(kinds)]
        files = set().union(*(where[code] for code in codes)) if codes else set()
        yield f"| {area} | {sum(found[code] for code in codes)} | {len(files)} of {len(texts)} |"
    for code in sorted(found):
        yield f"| {code} | {found[code]} | {len(where[code])} of {len(texts)} |"


def cost(texts: dict[str, str]) -> Iterable[str]:
    """Yield a line for each scanner: nanoseconds a character, the best of five."""
    wording = Wording(shipped())
    prose = {name: prose_of(text, 0) for name, text in texts.items()}
    length = sum(map(len, texts.values()))
    scanners: dict[str, tuple[Callable[[str], Iterable[Finding] | str], dict[str, str]]] = {
        "personal data": (lambda text: list(find_personal(text, OWN)), texts),
        "secrecy": (lambda text: list(find_secrecy(text)), texts),
        "prose": (lambda text: prose_of(text, 0), texts),
        "wording": (lambda text: list(wording.find(text)), prose),
        "typography": (lambda text: list(find_typography(text)), prose),
    }
    for name, (scan, given) in scanners.items():
        best = min(_seconds(scan, given) for _ in range(5))
        yield f"| {name} | {best / length * 1e9:.1f} |"


def _seconds(scan: Callable[[str], object], given: dict[str, str]) -> float:
    begin = time.process_time()
    for text in given.values():
        scan(text)
    return time.process_time() - begin


def main() -> None:
    """Print the tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    print("| Kind | Samples | Found | Missed, for example |\n|---|---|---|---|")
    print("\n".join(recall(count)))
    if not CORPUS.is_dir():
        print(f"\nno corpus at {CORPUS}")
        return
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.md"))}
    print("\n| Told of judicial interpretations | Findings | Files |\n|---|---|---|")
    print("\n".join(alarms(texts)))
    print("\n| Scanner | Nanoseconds a character |\n|---|---|")
    print("\n".join(cost(texts)))


if __name__ == "__main__":
    main()
