"""Appendix: data gaps, formulas and the source of every figure, versions."""

from __future__ import annotations

import numpy as np

from anlan.evaluate.declaration.framework import ROOT, Node
from anlan.evaluate.report.document import (
    Block,
    Cell,
    Code,
    Column,
    Gap,
    Paragraph,
    Section,
    Subheading,
    Table,
)
from anlan.evaluate.report.matter import Matter
from anlan.evaluate.report.words import FORMULAS, NOTES, WAYS


def gaps(of: Matter) -> Section:
    """What is missing, left out or doubtful, and why."""
    title = of.say("附一 数据缺口", "Appendix 1 Data gaps")
    blocks = [*_not_collected(of), *_missing(of), *_screened(of), *_notes(of)]
    if not blocks:
        blocks = [Paragraph(of.say("没有缺口。", "There are none."))]
    return Section("gaps", title, tuple(blocks))


def _not_collected(of: Matter) -> list[Block]:
    some = [(m, m.not_collected) for m in of.measures() if m.not_collected is not None]
    if not some:
        return []
    columns = (
        Column(of.say("编号", "id")),
        Column(of.say("指标", "indicator")),
        Column(of.say("占总体 %", "share of the whole, %"), 2),
        Column(of.say("需要", "what it takes")),
    )
    rows = tuple(
        (
            Cell(m.id),
            Cell(m.title.in_(of.language)),
            Cell(of.shares.get(m.id)),
            Cell(why.in_(of.language)),
        )
        for m, why in some
    )
    return [Table(of.say("表 A-1 未采集的指标", "Table A-1 Not collected"), columns, rows)]


def _missing(of: Matter) -> list[Block]:
    at = of.rows(of.period)
    values, scored = of.built.steps["denominated"][at], of.built.steps["normalised"][at]
    rows = []
    for measure in of.measures():
        place = of.built.tree.place[measure.id]
        if measure.source is None or not len(at):
            continue
        missing = float(np.isnan(values[:, place]).sum())
        without = float(np.isnan(scored[:, place]).sum())
        if missing or without:
            name = Cell(measure.title.in_(of.language))
            rows.append((Cell(measure.id, f"src-{measure.id}"), name, Cell(missing), Cell(without)))
    if not rows:
        return []
    columns = (
        Column(of.say("编号", "id")),
        Column(of.say("指标", "indicator")),
        Column(of.say("缺值单位", "units without a value"), 0),
        Column(of.say("未评分单位", "units without a score"), 0),
    )
    caption = of.say("表 A-2 本期缺值", "Table A-2 Missing in this period")
    return [Table(caption, columns, tuple(rows))]


def _screened(of: Matter) -> list[Block]:
    if not of.built.screened:
        return []
    text = of.say("数据太少未评的单位：", "Units left out for too few data: ")
    return [Gap(text + ", ".join(of.built.screened))]


def _notes(of: Matter) -> list[Block]:
    known = [note for note in of.built.notes if not _uncollected(of, note.column)]
    if not known:
        return []
    columns = (
        Column(of.say("编号", "id")),
        Column(of.say("名称", "title")),
        Column(of.say("说明", "note")),
    )
    rows = tuple(
        (Cell(note.column), Cell(of.title(note.column)), Cell(of.say(*NOTES[note.what])))
        for note in known
    )
    return [Table(of.say("表 A-3 计算说明", "Table A-3 Notes of the computation"), columns, rows)]


def _uncollected(of: Matter, node: str) -> bool:
    measure = of.framework.measures.get(node)
    return measure is not None and measure.source is None


def sources(of: Matter) -> Section:
    """Formula of every branch, and of every indicator query or column, time and records."""
    title = of.say("附二 公式与来源", "Appendix 2 Formulas and sources")
    blocks: list[Block] = [Subheading(of.say("合成公式", "Formulas"))]
    parts = {part.id: part for _, part in of.framework.walk() if isinstance(part, Node)}
    for branch in reversed(of.study.tree.branches):
        text = [FORMULAS[branch.way], of.say(*WAYS[branch.way])]
        text += [f"{w:g} × {child} {of.title(child)}"
                 for child, w in zip(branch.children, branch.weights, strict=True)]  # fmt: skip
        text += [f"− {node} {of.title(node)}" for node in branch.deductions]
        if branch.id == ROOT or branch.id in parts:
            blocks.append(
                Code(f"{branch.id} {of.title(branch.id)}", "\n".join(text), f"mean-{branch.id}")
            )
    blocks.append(Subheading(of.say("指标来源", "Sources of the indicators")))
    for measure in of.measures():
        name = f"{measure.id} {measure.title.in_(of.language)}"
        text_of = of.sources.get(measure.id)
        if text_of is None:
            why = measure.not_collected.in_(of.language) if measure.not_collected else ""
            text_of = of.say("未采集：", "not collected: ") + why
        blocks.append(Code(name, text_of, f"src-{measure.id}"))
    return Section("sources", title, tuple(blocks))


def versions(of: Matter) -> Section:
    """Which version this is, and what that means for comparing."""
    title = of.say("附三 版本变更", "Appendix 3 Versions")
    framework = of.framework
    text = of.say(
        f"本报告全部得分按 {framework.id} {framework.version} 计算，对比期同样按此版本重算。",
        f"Every score here is by {framework.id} {framework.version}; the period compared with was scored "
        "by the same version.",
    )
    gone = of.say(
        "没有提供上一版本的体系：版本间的差异未列。跨版本比较须声明衔接（anlan index compare）。",
        "No earlier version was given, so no changes are listed. To compare across versions, state a "
        "bridge (anlan index compare).",
    )
    return Section("versions", title, (Paragraph(text), Gap(gone)))
