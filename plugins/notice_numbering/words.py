"""What the states and kinds of numbers are called."""

from __future__ import annotations

from plugins.model.registers import State
from plugins.model.series import SeriesKind

STATES = {
    State.ISSUED: "已发布",
    State.RESERVED: "预留",
    State.VOID: "作废",
    State.WITHHELD: "不予公开",
}
WAITING = "尚未公开"
"""What readers see of a number whose notice is still a draft."""
KINDS = {
    SeriesKind.DOCUMENT: "发文字号",
    SeriesKind.ANNOUNCEMENT: "公告",
    SeriesKind.ORDER: "令",
    SeriesKind.ISSUE: "期号",
}
WITHDRAWN = "已撤回"
"""State of an issued number whose notice was withdrawn."""
