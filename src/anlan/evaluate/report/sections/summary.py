"""1 Summary: the whole in a page, and why it moved."""

from __future__ import annotations

from anlan.evaluate.declaration.framework import ROOT, manual_share
from anlan.evaluate.report.charts.bars import Bar, Line, bars
from anlan.evaluate.report.charts.radar import radar
from anlan.evaluate.report.document import (
    SIGNIFICANT,
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

STEPS = {
    "data": ("数据", "data"),
    "weights": ("权重", "weights"),
    "framework": ("体系版本", "framework version"),
    "base": ("标准化基准", "normalisation base"),
    "peers": ("其他单位", "peers"),
}
LEAST, MOST = 5e-4, 12
"""Points from which an indicator is said to have moved a score, and how many a figure shows."""


def summary(of: Matter) -> Section:
    """Total, coverage, manual share, change against the period before."""
    blocks: list[Block] = [Paragraph(_sentence(of)), _table(of)]
    spokes = of.areas
    if len(spokes) >= 3:
        series = [(of.period, [of.score(node).score for node in spokes])]
        if of.before is not None:
            series.append((of.before, [of.score(node, of.before).score for node in spokes]))
        caption = of.say("图 1-1 各部分得分", "Figure 1-1 Scores of the parts")
        names = [of.title(node) for node in spokes]
        told = "; ".join(f"{n} {v:.1f}" for n, v in zip(names, series[0][1], strict=True) if v)
        blocks.append(Figure(caption, radar(names, series), told))
    return Section("summary", of.say("1 摘要", "1 Summary"), (*blocks, *_change(of)))


def _sentence(of: Matter) -> str:
    score = of.score(ROOT)
    if score.score is None:
        return of.say(
            f"{of.subject} {of.period} 没有可用于评分的数据，指数未评估。",
            f"There are no data to score {of.subject} in {of.period}: the index is not assessed.",
        )
    what = of.say("中位数", "the median") if of.unit is None else of.say("总分", "the total")
    text = of.say(
        f"{of.subject} {of.period} 指数{what}为 {score.score:.2f}，覆盖率 {score.coverage:.1%}"
        f"（覆盖率是有数据的权重占全部权重的比重，没有数据的部分不推定）。",
        f"{of.subject[:1].upper()}{of.subject[1:]}, {of.period}: {what} is {score.score:.2f} at a "
        f"coverage of {score.coverage:.1%} (the share of the weight that has data; what has none is "
        "not guessed).",
    )
    moved = of.moved(ROOT)
    if moved is None:
        return text + of.say("没有可比的上期。", " There is no period before to compare with.")
    points = f"{moved:+.2f}".replace("-", "−")
    return text + of.say(f"比 {of.before} {points} 分。", f" Since {of.before}: {points} points.")


def _table(of: Matter) -> Table:
    score, measured = of.score(ROOT), [m for m in of.measures() if m.source is not None]
    lines: list[tuple[str, Cell]] = [
        (of.say("总分", "total"), of.figure(score.score, ROOT)),
        (of.spread + of.say(" 下", ", low"), of.figure(score.low, ROOT)),
        (of.spread + of.say(" 上", ", high"), of.figure(score.high, ROOT)),
        (of.say("覆盖率 %", "coverage, %"), Cell(100 * score.coverage, "gaps")),
        (of.say("手工数据占权重 %", "weight on manual entry, %"), Cell(manual_share(of.framework))),
        (of.say("与上期之差", "change since the period before"), of.figure(of.moved(ROOT), ROOT)),
        (of.say("单位数", "units"), Cell(len(of.peers(of.period)), "units")),
        (of.say("指标数", "indicators"), Cell(len(of.measures()), "indicators")),
        (of.say("其中已采集", "of these collected"), Cell(len(measured), "gaps")),
    ]
    columns = (Column(of.say("项目", "item")), Column(of.say("数值", "figure"), SIGNIFICANT))
    rows = tuple((Cell(name), cell) for name, cell in lines)
    return Table(of.say("表 1-1 总体情况", "Table 1-1 The whole"), columns, rows)


def _change(of: Matter) -> list[Block]:
    head = Subheading(of.say("变化原因", "Why it moved"))
    if of.before is None:
        return [
            head,
            Gap(
                of.say(
                    "没有更早的一期，变化无从说起。", "There is no earlier period: nothing moved."
                )
            ),
        ]
    if of.change is None:
        why = of.say(
            "变化分解针对一个单位；请指定单位（--unit）。",
            "A change is split for one unit: name one (--unit).",
        )
        not_split = of.say("变化不能分解：", "The change cannot be split: ")
        return [head, Gap(why if of.unsplit is None else not_split + of.unsplit)]
    parts = [(of.say(*STEPS[step]), points) for step, points in of.change.parts.items()]
    text = of.say(
        "按沙普利值分解，各项之和等于总变化，没有残差。",
        "Split by Shapley values: the parts add up to the change, without residual.",
    )
    columns = (Column(of.say("来源", "from")), Column(of.say("分", "points"), 3))
    total = (of.say("合计", "sum"), of.change.difference)
    rows = tuple((Cell(name), Cell(points)) for name, points in (*parts, total))
    blocks: list[Block] = [head, Paragraph(text)]
    blocks.append(Table(of.say("表 1-2 变化分解", "Table 1-2 The change split"), columns, rows))
    return blocks + _by_indicator(of)


def _by_indicator(of: Matter) -> list[Block]:
    if of.change is None or of.change.indicators is None:
        return [
            Gap(
                of.say(
                    "科普兰法下变化不能分到指标。",
                    "Under Copeland no indicator has a part of its own.",
                )
            )
        ]
    some = [each for each in of.change.indicators.items() if abs(each[1]) > LEAST]
    moved = sorted(some, key=lambda each: (-abs(each[1]), each[0]))
    most = moved[:MOST]
    if not most:
        return [Paragraph(of.say("没有指标变动。", "No indicator moved it."))]
    caption = of.say("图 1-2 变动最大的指标（分）", "Figure 1-2 What moved it most (points)")
    lines = [Line(of.title(node), (Bar(points),)) for node, points in most]
    told = "; ".join(f"{of.title(node)} {points:+.2f}" for node, points in most)
    columns = (Column(of.say("指标", "indicator")), Column(of.say("分", "points"), 3))
    rows = tuple((Cell(of.title(node)), of.figure(points, node)) for node, points in moved)
    table = Table(of.say("表 1-3 数据变化按指标", "Table 1-3 Data, by indicator"), columns, rows)
    return [Figure(caption, bars(lines, digits=2), told), table]
