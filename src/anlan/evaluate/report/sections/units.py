"""7 Units beside each other: bands where intervals overlap, and how far ranks hold."""

from __future__ import annotations

from anlan.evaluate.report.charts.bars import Bar, Line, bars
from anlan.evaluate.report.charts.slope import Moved, slope
from anlan.evaluate.report.document import (
    Block,
    Cell,
    Column,
    Figure,
    Gap,
    Paragraph,
    Section,
    Subheading,
    Table,
)
from anlan.evaluate.report.matter import Matter
from anlan.evaluate.report.words import CHOICES

MOST = 60
"""Units a figure can hold."""


def units(of: Matter) -> Section:
    """Bands, ranks in two periods, and both under other choices."""
    title = of.say("7 单位分带比较", "7 Units in bands")
    standing = of.units()
    if len(standing) < 2:
        text = of.say(
            "本期有得分的单位不足两个，无从比较。",
            "Fewer than two units have a score: nothing to compare.",
        )
        return Section("units", title, (Gap(text),))
    blocks: list[Block] = [Paragraph(_bands_said(of)), _bars(of), _table(of)]
    if len(standing) > MOST:
        blocks.append(
            Gap(of.say(f"图中只画前 {MOST} 个单位。", f"Figures show the first {MOST} units."))
        )
    return Section("units", title, (*blocks, *_slope(of), *_uncertain(of)))


def _bands_said(of: Matter) -> str:
    if of.intervals:
        return of.say(
            "区间与该带首位重叠的单位同带，不作排名。",
            "Units whose intervals reach that of the leader of a band share it; they are not ranked.",
        )
    return of.say(
        "数据没有误差信息，分带等同排名；名次是否站得住见下面的不确定性。",
        "The data state no errors, so bands are ranks; how far ranks hold is told below.",
    )


def _bars(of: Matter) -> Figure:
    some = of.units()[:MOST]
    lines = [
        Line(f"{of.name(unit)}", (Bar(score.score, *_ends(of, score.low, score.high)),))
        for unit, score, _, _ in some
    ]
    told = "; ".join(f"{of.name(unit)} {score.score:.1f}" for unit, score, _, _ in some)
    return Figure(of.say("图 7-1 各单位总分", "Figure 7-1 Totals of units"), bars(lines), told)


def _ends(of: Matter, low: float | None, high: float | None) -> tuple[float | None, float | None]:
    return (low, high) if of.intervals else (None, None)


def _table(of: Matter) -> Table:
    held = {} if of.uncertainty is None else {
        each.unit: each for each in of.uncertainty.units if each.period == of.period
    }  # fmt: skip
    columns = (
        Column(of.say("带", "band"), 0),
        Column(of.say("单位", "unit")),
        Column(of.say("总分", "total"), 2),
        Column(of.say("95% 下", "95 %, low"), 2),
        Column(of.say("95% 上", "high"), 2),
        Column(of.say("覆盖率 %", "coverage, %"), 1),
        Column(of.say("名次下限（换法）", "rank, best under other choices"), 0),
        Column(of.say("名次上限（换法）", "rank, worst"), 0),
    )
    rows = []
    for unit, score, _, band in of.units():
        low, high = _ends(of, score.low, score.high)
        other = held.get(unit)
        ranks = (None, None) if other is None else (other.rank_low, other.rank_high)
        rows.append((
            Cell(band), Cell(of.name(unit)), of.figure(score.score, "index"), Cell(low), Cell(high),
            Cell(100 * score.coverage), *(Cell(rank) for rank in ranks),
        ))  # fmt: skip
    return Table(of.say("表 7-1 分带", "Table 7-1 Bands"), columns, tuple(rows))


def _slope(of: Matter) -> list[Block]:
    head = Subheading(of.say("两期名次", "Ranks in two periods"))
    if of.before is None:
        return [
            head,
            Gap(
                of.say(
                    "没有更早的一期，没有名次变化。",
                    "There is no earlier period: ranks have not moved.",
                )
            ),
        ]
    now = {unit: rank for unit, _, rank, _ in of.units()}
    then = {unit: rank for unit, _, rank, _ in of.units(of.before)}
    both = [unit for unit in sorted(now, key=lambda u: (now[u], u)) if unit in then][:MOST]
    if not both:
        return [head, Gap(of.say("没有单位两期都有得分。", "No unit has a score in both."))]
    caption = of.say("图 7-2 名次变化", "Figure 7-2 Ranks moved")
    moved = [Moved(of.name(unit), then[unit], now[unit]) for unit in both]
    told = "; ".join(f"{each.label} {each.before:g}→{each.after:g}" for each in moved)
    columns = (
        Column(of.say("单位", "unit")),
        Column(of.before, 0),
        Column(of.period, 0),
    )
    rows = tuple((Cell(each.label), Cell(each.before), Cell(each.after)) for each in moved)
    table = Table(of.say("表 7-2 名次", "Table 7-2 Ranks"), columns, rows)
    return [head, Figure(caption, slope(moved, of.before, of.period), told), table]


def _uncertain(of: Matter) -> list[Block]:
    head = Subheading(of.say("换一种合理做法会怎样", "Under other reasonable choices"))
    told = of.uncertainty
    if told is None or of.sensitivity is None:
        text = of.say("未能做不确定性分析：", "No uncertainty could be computed: ")
        return [head, Gap(text + (of.unvaried or "—"))]
    names = ", ".join(of.say(*CHOICES[choice]) for choice in told.choices)
    text = of.say(
        f"同时变动：{names}，共 {len(told.replications)} 次；单位平均移动 {told.shift:.2f} 个名次。"
        "表 7-1 的名次上下限含 90% 的结果。种子固定，可重算。",
        f"Varied together: {names}; {len(told.replications)} replications. Units move by "
        f"{told.shift:.2f} places on the mean. The ranks in table 7-1 hold 90 % of the results. The "
        "seed is fixed: it can be run again.",
    )
    return [head, Paragraph(text), *_shares(of)]


def _shares(of: Matter) -> list[Block]:
    if of.sensitivity is None:
        return []
    factors = of.sensitivity.factors
    names = [of.say(*CHOICES[each.choice]) for each in factors]
    series = of.say("单独", "by itself (first order)"), of.say("连同交互", "with others (total)")
    lines = [
        Line(name, (Bar(each.first, each.first_low, each.first_high),
                    Bar(each.total, each.total_low, each.total_high)))
        for name, each in zip(names, factors, strict=True)
    ]  # fmt: skip
    caption = of.say(
        "图 7-3 名次变动由哪种选择引起（索博尔指数）",
        "Figure 7-3 Which choice moves ranks (Sobol indices)",
    )
    columns = (
        Column(of.say("选择", "choice")),
        Column(of.say("一阶", "first order"), 3),
        Column(of.say("总阶", "total order"), 3),
    )
    rows = tuple(
        (Cell(name), Cell(each.first), Cell(each.total))
        for name, each in zip(names, factors, strict=True)
    )
    told = "; ".join(
        f"{n} {each.first:.2f}/{each.total:.2f}" for n, each in zip(names, factors, strict=True)
    )
    table = Table(of.say("表 7-3 敏感性", "Table 7-3 Sensitivity"), columns, rows)
    return [Figure(caption, bars(lines, series=series, digits=2), told), table]
