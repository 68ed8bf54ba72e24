"""5 Indicators that go against, and 6 those that rest on opinions."""

from __future__ import annotations

from anlan.evaluate.declaration.measure import Guard, Measure, MeasureKind
from anlan.evaluate.report.document import (
    SIGNIFICANT,
    Block,
    Cell,
    Column,
    Gap,
    Paragraph,
    Section,
    Table,
)
from anlan.evaluate.report.matter import Matter

KINDS = {
    MeasureKind.OBJECTIVE: ("反向", "less is better"),
    MeasureKind.SURVEY: ("反向，主观", "less is better, opinion"),
    MeasureKind.CORRECTIVE: ("纠偏（满分起扣）", "corrective (starts full, loses)"),
    MeasureKind.DEDUCTION: ("扣分", "deduction"),
}


def against(of: Matter) -> Section:
    """What is better the less there is, what only deducts, and what guards another."""
    some = [m for m in of.measures() if m.direction == "negative" or m.deducting]
    title = of.say("5 反向与纠偏指标", "5 Negative and corrective indicators")
    blocks: list[Block] = [_table(of, some)] if some else [
        Gap(of.say("本体系没有反向或纠偏指标：只奖不罚的体系容易被做高。",
                   "This framework has none: one that only rewards is easily gamed."))
    ]  # fmt: skip
    return Section("against", title, (*blocks, *_guards(of)))


def _table(of: Matter, some: list[Measure]) -> Table:
    columns = (
        Column(of.say("编号", "id")),
        Column(of.say("名称", "title")),
        Column(of.say("类别", "kind")),
        Column(of.say("数值", "value"), SIGNIFICANT),
        Column(of.say("单位", "unit")),
        Column(of.say("得分", "score"), 2),
        Column(of.say("比上期", "change"), 2),
    )
    rows = tuple(
        (
            Cell(m.id),
            Cell(m.title.in_(of.language)),
            Cell(of.say(*KINDS[m.kind])),
            of.figure(of.value(m.id), m.id),
            Cell(m.unit or ""),
            of.figure(of.score(m.id).score, m.id),
            of.figure(of.moved(m.id), m.id),
        )
        for m in some
    )
    return Table(
        of.say("表 5-1 反向与纠偏指标", "Table 5-1 Negative and corrective"), columns, rows
    )


def _guards(of: Matter) -> list[Block]:
    guarded = [(m, m.guard) for m in of.measures() if m.guard is not None]
    if not guarded:
        return [Gap(of.say("没有声明守门条件。", "No guards are declared."))]
    columns = (
        Column(of.say("指标", "indicator")),
        Column(of.say("守门条件", "guard")),
        Column(of.say("是否自动检查", "checked")),
    )
    rows = tuple(
        (
            Cell(f"{m.id} {m.title.in_(of.language)}", f"src-{m.id}"),
            Cell(guard.in_(of.language)),
            Cell(_checked(of, guard)),
        )
        for m, guard in guarded
    )
    text = of.say(
        "守门条件写明读一个指标时须同时看什么；自动检查的，不达标即不评分。",
        "A guard says what to read an indicator with; one that is checked bars the score.",
    )
    caption = of.say("表 5-2 守门条件", "Table 5-2 Guards")
    return [Paragraph(text), Table(caption, columns, rows)]


def _checked(of: Matter, guard: Guard) -> str:
    if guard.measure is None:
        return of.say("由人审读", "read by a person")
    bounds = [f"≥ {guard.at_least:g}" if guard.at_least is not None else "",
              f"≤ {guard.at_most:g}" if guard.at_most is not None else ""]  # fmt: skip
    return f"{guard.measure} {' '.join(bounds).strip()}"


def opinions(of: Matter) -> Section:
    """Survey indicators with the error of sampling."""
    title = of.say("6 主观指标", "6 Indicators of opinion")
    some = [m for m in of.measures() if m.entry == "survey" or m.kind is MeasureKind.SURVEY]
    if not some:
        text = of.say(
            "本体系没有主观（调查）指标，群众的看法未进入得分。",
            "This framework has no survey indicators: what people think is not in the score.",
        )
        return Section("opinions", title, (Gap(text),))
    columns = (
        Column(of.say("编号", "id")),
        Column(of.say("名称", "title")),
        Column(of.say("数值", "value"), SIGNIFICANT),
        Column(of.say("单位", "unit")),
        Column(of.say("抽样区间 下", "sampling interval, low"), SIGNIFICANT),
        Column(of.say("抽样区间 上", "high"), SIGNIFICANT),
        Column(of.say("样本量", "sample"), 0),
        Column(of.say("得分", "score"), 2),
    )
    rows = tuple(_opinion(of, m) for m in some)
    known = [m for m in some if m.source is not None]
    blocks: list[Block] = [
        Table(of.say("表 6-1 主观指标", "Table 6-1 Indicators of opinion"), columns, rows)
    ]
    if len(known) < len(some):
        gone = of.say(
            f"{len(some) - len(known)} 个主观指标未采集：没有样本，也就没有抽样误差可报。",
            f"{len(some) - len(known)} of them are not collected: no sample, so no error to report.",
        )
        blocks.append(Gap(gone))
    text = of.say(
        "区间为 95% 抽样误差，并入得分区间。样本量见来源；标准误来自调查方。",
        "Intervals are 95 % sampling errors and go into those of scores. Samples and standard errors "
        "are as whoever did the survey states them.",
    )
    return Section("opinions", title, (*blocks, Paragraph(text)))


def _opinion(of: Matter, measure: Measure) -> tuple[Cell, ...]:
    low, high = of.interval(measure.id)
    return (
        Cell(measure.id),
        Cell(measure.title.in_(of.language)),
        of.figure(of.value(measure.id), measure.id),
        Cell(measure.unit or ""),
        Cell(low),
        Cell(high),
        Cell(of.samples.get(measure.id)),
        of.figure(of.score(measure.id).score, measure.id),
    )
