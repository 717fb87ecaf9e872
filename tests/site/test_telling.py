"""What a build says of problems."""

from __future__ import annotations

import pytest

from plugins.model.problems import Problems
from plugins.portal.completeness import MOST, tell


@pytest.mark.parametrize("more", [0, 7])
def test_every_error_is_told_and_the_first_warnings(more: int, capsys: pytest.CaptureFixture[str]):
    problems = Problems()
    for line in range(1, MOST + more + 1):
        problems.add("W013", "content/news/a.md", line, value="，，", mended="，")
    problems.add("I020", "content/news/z.md", url="/a/", other="b.md")
    tell(problems)
    told = capsys.readouterr().err
    assert told.count(": W013 ") == MOST
    assert "content/news/z.md" in told
    assert (f"另有 {more} 个提醒" in told) is bool(more)
    assert (f"{more} more warnings; portal.py check lists them" in told) is bool(more)
