"""11 Problems and who answers for them, and 12 next year: what to keep, mend or retire."""

from __future__ import annotations

import numpy as np

from anlan.evaluate.declaration.framework import ROOT
from anlan.evaluate.report.charts.heat import heat
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
from anlan.evaluate.statistics.correlation import correlations
from anlan.evaluate.statistics.retirement import proposals

LOW, FALLEN, MOST, FEW = 60.0, -5.0, 30, 20
"""A score below the first, or a change below the second, is listed; at most so many. Correlations
over fewer rows than the last are called unsure."""

RULES = {
    "ceiling": ("两期几乎都满分", "nearly all score full, two periods running"),
    "spread": ("两期几乎无差异", "hardly any spread, two periods running"),
}
FLAGS = {
    "collinear": ("几乎同义", "say the same"),
    "negative": ("此长彼消", "one gains as the other loses"),
}


def problems(of: Matter) -> Section:
    """What scores low, fell or is not collected, worst first; a person names who answers."""
    title = of.say("11 问题清单与责任", "11 Problems and who answers")
    found = []
    for measure in of.measures():
        score, moved = of.score(measure.id).score, of.moved(measure.id)
        low = score is not None and not measure.deducting and score < LOW
        fell = moved is not None and moved < FALLEN
        if low or fell:
            weight = of.shares.get(measure.id, 0.0) / 100
            lost = weight * (100 - score) if score is not None else 0.0
            found.append((lost, measure, score, moved, low))
    found.sort(key=lambda each: (-each[0], each[1].id))
    if not found:
        text = of.say(f"没有指标低于 {LOW:g} 分或下降超过 {-FALLEN:g} 分。",
                      f"No indicator is below {LOW:g} or fell by more than {-FALLEN:g} points.")  # fmt: skip
        return Section("problems", title, (Gap(text),))
    columns = (
        Column(of.say("编号", "id")),
        Column(of.say("指标", "indicator")),
        Column(of.say("问题", "problem")),
        Column(of.say("得分", "score"), 2),
        Column(of.say("比上期", "change"), 2),
        Column(of.say("总分损失", "points lost of the total"), 2),
        Column(of.say("责任单位与时限", "who answers, by when")),
    )
    named = of.say("待编制单位填写", "to be named by the issuing office")
    rows = tuple(
        (
            Cell(m.id), Cell(m.title.in_(of.language)), Cell(_problem(of, low=low)),
            of.figure(score, m.id), of.figure(moved, m.id), Cell(lost), Cell(named),
        )
        for lost, m, score, moved, low in found[:MOST]
    )  # fmt: skip
    blocks: list[Block] = [Table(of.say("表 11-1 问题清单", "Table 11-1 Problems"), columns, rows)]
    if len(found) > MOST:
        more = of.say(
            f"另有 {len(found) - MOST} 项损失更小，未列。",
            f"{len(found) - MOST} that lost less are not listed.",
        )
        blocks.append(Gap(more))
    return Section("problems", title, tuple(blocks))


def _problem(of: Matter, *, low: bool) -> str:
    if low:
        return of.say(f"低于 {LOW:g} 分", f"below {LOW:g}")
    return of.say(f"下降超过 {-FALLEN:g} 分", f"fell by more than {-FALLEN:g}")


def next_year(of: Matter) -> Section:
    """Proposals to retire indicators, those that say the same, and how weights work in effect."""
    title = of.say("12 下年建议与拟退役指标", "12 Next year, and indicators to retire")
    blocks = [*_retire(of), *_heat(of), *_pairs(of), *_influence(of)]
    return Section("next-year", title, tuple(blocks))


def _retire(of: Matter) -> list[Block]:
    head = Subheading(of.say("拟退役指标", "Proposed to retire"))
    if of.before is None:
        text = of.say(
            "没有更早的一期：退役须看连续两期。",
            "There is no earlier period: to retire takes two running.",
        )
        return [head, Gap(text)]
    some = proposals([each for each in of.appraisal.powers if each.period <= of.period])
    if not some:
        return [head, Paragraph(of.say("没有指标达到退役条件。", "No indicator meets the rules."))]
    columns = (
        Column(of.say("编号", "id")),
        Column(of.say("指标", "indicator")),
        Column(of.say("理由", "reason")),
        Column(of.say("前期", "earlier"), 2),
        Column(of.say("本期", "latest"), 2),
    )
    rows = tuple(
        (
            Cell(each.measure, f"src-{each.measure}"), Cell(of.title(each.measure)),
            Cell(of.say(*RULES[each.rule])), *(Cell(figure) for figure in each.figures),
        )
        for each in some
    )  # fmt: skip
    text = of.say("由人决定；以下只是建议。", "A person decides; these are proposals.")
    return [
        head,
        Paragraph(text),
        Table(of.say("表 12-1 拟退役", "Table 12-1 To retire"), columns, rows),
    ]


def _heat(of: Matter) -> list[Block]:
    head = Subheading(of.say("各部分之间的相关", "Correlations of the parts"))
    nodes = of.areas
    rows = of.built.panel.peers(np.arange(len(of.built.panel.units)))
    scores = of.built.scores[rows][:, [of.built.tree.place[node] for node in nodes]]
    r = correlations(scores)
    known = [n for n in range(len(nodes)) if not np.isnan(r[n, n])]
    if len(known) < 2:
        return [
            head,
            Gap(of.say("得分有差异的部分不足两个。", "Fewer than two parts have a spread.")),
        ]
    names = [of.title(nodes[n]) for n in known]
    table = [[None if np.isnan(r[n, m]) else float(r[n, m]) for m in known] for n in known]
    columns = (Column(""), *(Column(f"{n + 1}", 2) for n in range(len(known))))
    cells = tuple(
        (Cell(f"{n + 1} {names[n]}"), *(Cell(value) for value in line))
        for n, line in enumerate(table)
    )
    told = of.say(
        "各单位各部分得分之间的相关系数", "correlations of the scores of parts across units"
    )
    figure = Figure(
        of.say("图 12-1 相关热图", "Figure 12-1 Correlations"), heat(names, table), told
    )
    blocks: list[Block] = [head, figure]
    if len(rows) < FEW:
        zh, en = (
            f"只有 {len(rows)} 行，相关系数不稳。",
            f"Over {len(rows)} rows only: take them with care.",
        )
        blocks.append(Gap(of.say(zh, en)))
    caption = of.say("表 12-2 相关系数", "Table 12-2 Correlations")
    return [*blocks, Table(caption, columns, cells)]


def _pairs(of: Matter) -> list[Block]:
    head = Subheading(of.say("重复与相互抵触的部分", "Parts that repeat or oppose each other"))
    some = [
        (each.first, each.second, each.r, each.flag)
        for each in of.appraisal.correlations
        if each.relation == "siblings" and each.flag in FLAGS and each.r is not None
    ]
    some += [
        (each.first, each.second, each.r, "collinear")
        for each in of.appraisal.redundant
        if (each.first, each.second) not in {(a, b) for a, b, _, _ in some}
    ]
    if not some:
        return [head, Paragraph(of.say("没有发现。", "None was found."))]
    some.sort(key=lambda each: (-abs(each[2] or 0.0), each[:2]))
    columns = (
        Column(of.say("一", "one")),
        Column(of.say("二", "other")),
        Column("r", 2),
        Column(of.say("提示", "what it warns of")),
    )
    rows = tuple(
        (Cell(of.title(a)), Cell(of.title(b)), Cell(r), Cell(of.say(*FLAGS[flag or "collinear"])))
        for a, b, r, flag in some[:MOST]
    )
    blocks: list[Block] = [
        head,
        Table(of.say("表 12-3 提示", "Table 12-3 Warnings"), columns, rows),
    ]
    if len(some) > MOST:
        blocks.append(
            Gap(
                of.say(
                    f"另有 {len(some) - MOST} 对未列。",
                    f"{len(some) - MOST} more pairs are not listed.",
                )
            )
        )
    return blocks


def _influence(of: Matter) -> list[Block]:
    head = Subheading(of.say("名义权重与实际作用", "Weights on paper and in effect"))
    columns = (
        Column(of.say("编号", "id")),
        Column(of.say("名称", "title")),
        Column(of.say("占总体 %", "share of the whole, %"), 2),
        Column(of.say("与总分相关", "correlation with the whole"), 2),
    )
    first = {part.id for part in of.framework.parts}
    rows = tuple(
        (Cell(each.node), Cell(of.title(each.node)), Cell(100 * each.weight), Cell(each.r))
        for each in of.appraisal.influences
        if each.node in first and each.node != ROOT
    )
    caption = of.say("表 12-4 实际作用", "Table 12-4 In effect")
    return [head, Table(caption, columns, rows)]
