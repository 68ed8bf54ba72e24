"""3 First-level scores, and 4 what they are made of."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.evaluate.declaration.framework import Node
from anlan.evaluate.declaration.measure import Measure
from anlan.evaluate.report.charts.bars import Bar, Line, bars
from anlan.evaluate.report.document import (
    SIGNIFICANT,
    Block,
    Cell,
    Column,
    Figure,
    Paragraph,
    Section,
    Subheading,
    Table,
)
from anlan.evaluate.report.matter import Matter


def first_level(of: Matter) -> Section:
    """Each area of the first level with its interval."""
    columns = (
        Column(of.say("编号", "id")),
        Column(of.say("名称", "title")),
        Column(of.say("权重 %", "weight, %"), 1),
        Column(of.say("得分", "score"), 2),
        Column(of.spread + of.say(" 下", ", low"), 2),
        Column(of.spread + of.say(" 上", ", high"), 2),
        Column(of.say("覆盖率 %", "coverage, %"), 1),
        Column(of.say("比上期", "change"), 2),
    )
    rows, lines = [], []
    for part in of.framework.parts:
        score = of.score(part.id)
        title = part.title.in_(of.language)
        lines.append(Line(title, (Bar(score.score, score.low, score.high),)))
        numbers = (score.score, score.low, score.high)
        rows.append((
            Cell(part.id), Cell(title), Cell(of.shares.get(part.id)),
            *(of.figure(number, part.id) for number in numbers),
            Cell(100 * score.coverage, "gaps"), of.figure(of.moved(part.id), part.id),
        ))  # fmt: skip
    told = "; ".join(
        f"{line.label} {line.bars[0].value:.1f}" for line in lines if line.bars[0].value
    )
    caption = of.say(
        f"图 3-1 一级得分与{of.spread}", f"Figure 3-1 First-level scores, with {of.spread}"
    )
    blocks: list[Block] = [
        Figure(caption, bars(lines), told),
        Table(of.say("表 3-1 一级得分", "Table 3-1 First-level scores"), columns, tuple(rows)),
    ]
    if of.unit is None:
        text = of.say("得分为各单位中位数。", "Scores are medians across units.")
        blocks.insert(0, Paragraph(text))
    return Section("first-level", of.say("3 一级得分", "3 First-level scores"), tuple(blocks))


def indicators(of: Matter) -> Section:
    """Every indicator: direction, value, target, score and source."""
    text = of.say(
        "点数值可到其来源：查询或列、时间、记录。",
        "Each figure leads to its source: query or column, time, records.",
    )
    blocks: list[Block] = [Paragraph(text)]
    for part in of.framework.parts:
        blocks.append(Subheading(f"{part.id} {part.title.in_(of.language)}"))
        caption = of.say("分项", "Parts") + f" {part.id}"
        blocks.append(Table(caption, _columns(of), tuple(_rows(of, part))))
    title = of.say("4 二级与分项", "4 Second level and indicators")
    return Section("indicators", title, tuple(blocks))


def _columns(of: Matter) -> tuple[Column, ...]:
    return (
        Column(of.say("编号", "id")),
        Column(of.say("名称", "title")),
        Column(of.say("方向", "better")),
        Column(of.say("数值", "value"), SIGNIFICANT),
        Column(of.say("单位", "unit")),
        Column(of.say("目标", "target"), SIGNIFICANT),
        Column(of.say("得分", "score"), 2),
        Column(of.say("占总体 %", "share, %"), 2),
        Column(of.say("来源", "source")),
    )


def _rows(of: Matter, part: Node | Measure) -> Iterator[tuple[Cell, ...]]:
    score = of.figure(of.score(part.id).score, part.id)
    share = Cell(of.shares.get(part.id))
    names = (Cell(part.id), Cell(part.title.in_(of.language)))
    if isinstance(part, Measure):
        better = of.say("高", "high") if part.direction == "positive" else of.say("低", "low")
        value = of.figure(of.value(part.id), part.id)
        source = of.say("见来源", "see source")
        if part.not_collected is not None:
            source = of.say("未采集", "not collected")
        linked = Cell(source, f"src-{part.id}")
        yield (
            *names,
            Cell(better),
            value,
            Cell(unit_of(part)),
            Cell(target_of(of, part)),
            score,
            share,
            linked,
        )
        return
    nothing = (Cell(""), Cell(None), Cell(""), Cell(None))
    yield (*names, *nothing, score, share, Cell(of.say("合成", "aggregated"), f"mean-{part.id}"))
    for child in part.parts:
        yield from _rows(of, child)


def unit_of(measure: Measure) -> str:
    """The unit of a value, with what it is divided by."""
    unit = measure.unit or ""
    return f"{unit} / {measure.denominator}" if measure.denominator else unit


def target_of(of: Matter, measure: Measure) -> float | None:
    """The value that scores full: of the unit's group and period, else for everywhere."""
    panel, rows = of.built.panel, of.rows(of.period)

    def group(grouping: str) -> str | None:
        known = of.unit is not None and len(rows) and grouping in panel.groups
        return panel.groups[grouping][rows[0]] if known else None

    if measure.goalposts is not None:
        return measure.goalposts.of(group, of.period).target
    return None if measure.targets is None else measure.targets.of(group, of.period)
