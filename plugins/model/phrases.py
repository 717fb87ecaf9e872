"""Where a title may end a line: between words, never inside one (GB/T 9704-2012, 7.3.1).

No browser knows Chinese words when it breaks lines, and general segmenters don't know those of
official titles. Their make-up helps instead: bodies, 关于, names in 《》, figures with a measure,
的 with the kind of document. Between these nearly all words have two characters; `_COMMON` holds
words that keep the count in step, and those that have more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

_COMMON = (
    # Bodies and people.
    "人民检察院 人民法院 人民政府 委员会 办公厅 办公室 国务院 检察院 监察员 监督员 负责人 当事人 "
    "举报人 未成年人 领导干部 党员干部 中国共产党 中华人民共和国 "
    # Kinds of text, days, meetings, common words of three and four.
    "征求意见稿 国庆节 中秋节 端午节 清明节 劳动节 重阳节 培训班 座谈会 推进会 动员会 研讨会 "
    "常态化 信息化 规范化 标准化 制度化 法治化 现代化 进一步 回头看 责任制 知识产权 个人信息 "
    "机动车 信用卡 专利权 著作权 银行卡 互联网 计算机 "
    # Words that hold one of the single characters below.
    "中共 中央 中国 中秋 中心 中小 集中 国有 安全 行为 作为 成为 以上 以下 以及 可以 所以 "
    "对外 对象 对待 应对 面对 方向 导向 在线 存在 现在 现场 等级 平等 前期 后续 之后 后勤 "
    "和谐 参与 给予 涉及 普及 由于 理由 自由 将来 将军 从事 从严 自从 把关 目的 并购 被告 被动 "
    # Common words of two, which keep the count in step.
    "工作 情况 问题 案件 纠纷 适用 应用 法律 若干 规定 解释 办法 规程 规则 条例 意见 通知 通报 "
    "公告 监督 检查 监察 纪律 纪检 巡视 巡察 信访 举报 受理 处理 审理 办理 管理 执行 刑事 民事 "
    "行政 诉讼 公开 信息 疫情 防控 督导 整改 期间 安排 要求 开展 做好 加强 严明 印发 公布 修改 文件"
)
_WORDS = frozenset(_COMMON.split())
_BEFORE = "在对被把将向从以为由与和及或并"
"""Single words that belong to what follows."""
_BEHIND = "的等中后前"
"""Single words that belong to what stands before them."""
_OPEN, _CLOSE = "《〈（〔“‘「『【", "》〉）〕”’」』】、，。；：？！…—"
_KINDS = "决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要"
"""文种: one with its 的 never stands alone on the last line."""
_PIECE = re.compile(
    rf"(?P<before>[{_OPEN}]|关于|总(?=第)|[{_BEFORE}])"
    rf"|(?P<behind>[{_CLOSE}\s]|的(?:{_KINDS})$|[{_BEHIND}])"
    r"|(?P<word>第?\d[\d.,%％]*[年月日号期届次件个起条项名家份人天元克]?"
    r"|第?[一二三四五六七八九十百两]+(?:季度|[年月日届期次批轮起条件项个名份])"
    r"|[\u4e00-\u9fff]{2}[省市县区](?=纪|监察|人民|委)"
    rf"|[^\s\u3400-\u9fff\U00020000-\U000323af{_OPEN}{_CLOSE}]+)"
)
_MIXED = re.compile(r"[0-9A-Za-z][\u3400-\u9fff]|[\u3400-\u9fff][0-9A-Za-z]")
"""Where browsers put a quarter of a space between scripts: a mark there would take it away."""
_LONGEST = max(map(len, _WORDS))


def phrases(title: str) -> tuple[str, ...]:
    """Return the title in parts; joined they are the title, and a line may end after each."""
    parts: list[str] = []
    held = False
    for kind, text in _pieces(title):
        if parts and (held or kind == "behind" or _MIXED.search(parts[-1][-1:] + text[:1])):
            parts[-1] += text
        else:
            parts.append(text)
        held = kind == "before"
    return tuple(parts)


def with_breaks(title: str) -> Markup:
    """Return the title escaped, with a wbr element between its parts."""
    return Markup("<wbr>").join(phrases(title))


def _pieces(title: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces with their kinds: before, behind, word."""
    start = place = 0
    while place < len(title):
        kind, text = _piece(title, place)
        if not text:
            place += 1
            continue
        yield from _pairs(title[start:place])
        yield kind, text
        start = place = place + len(text)
    yield from _pairs(title[start:])


def _piece(title: str, place: int) -> tuple[str, str]:
    """Return the piece that begins at a place, "" where none is known."""
    for length in range(min(_LONGEST, len(title) - place), 1, -1):
        text = title[place : place + length]
        if text in _WORDS:
            return "word", text
    found = _PIECE.match(title, place)
    return (str(found.lastgroup), found[0]) if found else ("", "")


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Part what is not known two by two; the last three of an odd number stay together."""
    start = 0
    while start < len(text):
        length = 3 if len(text) - start == 3 else 2
        yield "word", text[start : start + length]
        start += length
