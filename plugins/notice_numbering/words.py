"""What the states and kinds of numbers are called."""

from __future__ import annotations

from plugins.model.register_lists import PublicState, RegisterBy
from plugins.model.registers import State
from plugins.model.series import SeriesKind

STATES = {
    State.ISSUED: "已发布",
    State.RESERVED: "预留",
    State.VOID: "作废",
    State.WITHHELD: "不予公开",
}
PUBLIC_STATES = {
    PublicState.ISSUED: STATES[State.ISSUED],
    PublicState.WAITING: "尚未公开",
    PublicState.WITHDRAWN: "已撤回",
    PublicState.RESERVED: STATES[State.RESERVED],
    PublicState.VOID: STATES[State.VOID],
    PublicState.WITHHELD: STATES[State.WITHHELD],
}
KINDS = {
    SeriesKind.DOCUMENT: "发文字号",
    SeriesKind.ANNOUNCEMENT: "公告",
    SeriesKind.ORDER: "令",
    SeriesKind.ISSUE: "期号",
}
FILTERS = {
    RegisterBy.YEAR: "年份",
    RegisterBy.FORM: "编号方式",
    RegisterBy.KIND: "文种",
    RegisterBy.STATE: "状态",
}
SERIES = "系列"
TITLE = "发文登记簿"
