"""9 Systems and models, 10 protection of rights: what only a deployment knows."""

from __future__ import annotations

from anlan.evaluate.report.document import Block, Cell, Column, Gap, Paragraph, Section, Table
from anlan.evaluate.report.matter import Matter

NOT_COLLECTED = {
    "systems": (
        (
            "应用与系统清单、采购与重复建设",
            "the list of applications and systems, what was bought twice",
        ),
        ("四大风险、五大检验的评审记录", "reviews of the four risks and five tests"),
    ),
    "rights": (
        ("个人信息保护影响评估（PIA）报告", "reports of privacy impact assessments (PIA)"),
        ("申诉与更正请求", "appeals and requests for correction"),
        ("个人信息泄露事件", "leaks of personal information"),
    ),
}
"""What the platform has no records of, by section."""


def systems(of: Matter) -> Section:
    """The models, and what became of what they raised."""
    title = of.say("9 信息化实效", "9 Systems and models")
    if of.deployed is None:
        text = of.say(
            "数据来自表格，没有部署：系统、应用与模型清单无从列出。",
            "The data are tables, there is no deployment: systems, applications and models cannot be "
            "listed.",
        )
        return Section("systems", title, (Gap(text), *_not_collected(of, "systems")))
    columns = (
        Column(of.say("模型", "model")),
        Column(of.say("版本", "version")),
        Column(of.say("名称", "title")),
        Column(of.say("本期预警", "findings"), 0),
        Column(of.say("成任务", "became tasks"), 0),
        Column(of.say("核验闭环", "verified"), 0),
        Column(of.say("排除", "dismissed"), 0),
    )
    rows = tuple(
        (
            Cell(each.id), Cell(each.version), Cell(each.title.in_(of.language)),
            Cell(each.findings), Cell(each.tasked), Cell(each.verified), Cell(each.dismissed),
        )
        for each in of.deployed.systems
    )  # fmt: skip
    idle = [each.id for each in of.deployed.systems if not each.findings]
    blocks: list[Block] = [
        Table(of.say("表 9-1 运行中的模型", "Table 9-1 Models that run"), columns, rows)
    ]
    if idle:
        text = of.say(
            "本期没有预警，建议复核去留：",
            "Raised nothing in this period; review whether to keep: ",
        )
        blocks.append(Paragraph(text + ", ".join(idle)))
    return Section("systems", title, (*blocks, *_not_collected(of, "systems")))


def rights(of: Matter) -> Section:
    """Reads as audited, and what was erased."""
    title = of.say("10 权利保障", "10 Protection of rights")
    if of.deployed is None:
        text = of.say(
            "数据来自表格，没有部署：没有查询审计和到期处置的记录。",
            "The data are tables, there is no deployment: no audit of queries and no erasures to tell.",
        )
        return Section("rights", title, (Gap(text), *_not_collected(of, "rights")))
    columns = (
        Column(of.say("目的", "purpose")),
        Column(of.say("结果", "result")),
        Column(of.say("次数", "reads"), 0),
        Column(of.say("行数", "rows"), 0),
        Column(of.say("抽查", "drawn for review"), 0),
    )
    rows = tuple(
        (
            Cell(each.purpose),
            Cell(each.result),
            Cell(each.reads),
            Cell(each.rows),
            Cell(each.sampled),
        )
        for each in of.deployed.reads
    )
    audited = of.say("表 10-1 查询审计（本期）", "Table 10-1 Audited reads of the period")
    blocks: list[Block] = [Table(audited, columns, rows)]
    if not rows:
        blocks = [Gap(of.say("本期没有查询记录。", "No reads were recorded in this period."))]
    return Section("rights", title, (*blocks, _erased(of), *_not_collected(of, "rights")))


def _erased(of: Matter) -> Block:
    erased = of.deployed.erased if of.deployed else ()
    if not erased:
        return Gap(of.say("本期没有到期处置。", "Nothing came to the end of its retention."))
    columns = (
        Column(of.say("数据集", "record kind")),
        Column(of.say("处置", "what was done")),
        Column(of.say("记录数", "records"), 0),
    )
    rows = tuple((Cell(each.kind), Cell(each.action), Cell(each.records)) for each in erased)
    return Table(of.say("表 10-2 到期处置", "Table 10-2 At the end of retention"), columns, rows)


def _not_collected(of: Matter, section: str) -> list[Block]:
    return [
        Gap(of.say(f"未采集：{zh}。", f"Not collected: {en}.")) for zh, en in NOT_COLLECTED[section]
    ]
