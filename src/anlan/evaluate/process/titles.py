"""What a reader calls the facts of calls and tasks, and the desks that work on them."""

from __future__ import annotations

from anlan.standards.title import Title


def _titles(*lines: tuple[str, str, str]) -> dict[str, Title]:
    return {name: Title(zh=zh, en=en) for name, zh, en in lines}


TITLES = _titles(
    ("call.received", "接警", "received"),
    ("call.graded", "定级定类", "graded"),
    ("call.level-raised", "升级", "level raised"),
    ("call.level-lowered", "降级", "level lowered"),
    ("call.dispatched", "派警", "dispatched"),
    ("call.reoffered", "改派", "offered again"),
    ("call.acknowledged", "签收", "acknowledged"),
    ("call.departed", "出发", "departed"),
    ("call.arrived", "到场", "arrived"),
    ("call.handled", "处置", "handled"),
    ("call.fed-back", "反馈", "fed back"),
    ("call.feedback-returned", "反馈退回", "feedback returned"),
    ("call.reviewed", "审核", "reviewed"),
    ("call.called-back", "回访", "called back"),
    ("call.archived", "归档", "archived"),
    ("call.marked-duplicate", "标记重复", "marked duplicate"),
    ("call.marked-invalid", "标记无效", "marked invalid"),
    ("call.voided", "作废", "voided"),
    ("call.diverted", "转办", "diverted"),
    ("call.diversion-received", "转办签收", "diversion received"),
    ("call.diversion-working", "转办办理", "diversion in work"),
    ("call.diversion-finished", "转办办结", "diversion finished"),
    ("call.diversion-returned", "转办退回", "diversion returned"),
    ("call.reopened", "重开", "reopened"),
    ("task.opened", "下达", "issued"),
    ("task.accepted", "签收", "accepted"),
    ("task.started", "开始", "started"),
    ("task.step-done", "完成步骤", "step done"),
    ("task.finished", "完成", "finished"),
    ("task.verified", "核验通过", "verified"),
    ("task.reopened", "重开", "reopened"),
    ("task.cancelled", "撤销", "cancelled"),
    ("task.escalated", "催办", "escalated"),
    ("desk", "指挥中心", "command desk"),
    ("unit", "处警单元", "responding units"),
    ("issuer", "下达与核验", "issuing and verifying"),
)
