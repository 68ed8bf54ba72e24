"""8 Maturity: the levels that evidence bears out, and what lacks for the next."""

from __future__ import annotations

from anlan.evaluate.maturity.assess import DimensionLevel, Maturity
from anlan.evaluate.report.document import Block, Cell, Column, Gap, Paragraph, Section, Table
from anlan.evaluate.report.matter import Matter


def maturity(of: Matter) -> Section:
    """Levels by dimension, from evidence."""
    title = of.say("8 成熟度", "8 Maturity")
    if of.maturity is None:
        text = of.say(
            "没有提供成熟度评估的证据：七个维度的等级须由证据支持，本报告不推定。用 --evidence 给出证据文件。",
            "No evidence of maturity was given: levels of the dimensions need evidence, and none is "
            "guessed here. Give a file of it with --evidence.",
        )
        return Section("maturity", title, (Gap(text),))
    found = of.maturity
    blocks: list[Block] = [Paragraph(_whole(of, found)), _levels(of, found)]
    if found.capped_by is not None:
        blocks.insert(1, Paragraph(_capped(of, found, found.capped_by)))
    return Section("maturity", title, tuple(blocks))


def _whole(of: Matter, found: Maturity) -> str:
    level = found.title.in_(of.language)
    return of.say(
        f"{found.organisation}，截至 {found.as_of}，按 {found.model} {found.version}：总体第 {found.level} 级（{level}）。",
        f"{found.organisation}, as of {found.as_of}, by {found.model} {found.version}: "
        f"level {found.level} ({level}) as a whole.",
    )


def _capped(of: Matter, found: Maturity, by: str) -> str:
    name = next(each.title for each in found.dimensions if each.id == by).in_(of.language)
    return of.say(
        f"“{name}”把总体限制在第 {found.level} 级；其余维度的中位为第 {found.median} 级。",
        f"“{name}” holds the whole at level {found.level}; the others stand at {found.median}.",
    )


def _levels(of: Matter, found: Maturity) -> Table:
    columns = (
        Column(of.say("维度", "dimension")),
        Column(of.say("等级", "level"), 0),
        Column(of.say("达到下一级还缺", "what lacks for the next")),
    )
    rows = tuple(
        (Cell(each.title.in_(of.language)), Cell(each.level), Cell(_lacking(of, each)))
        for each in found.dimensions
    )
    caption = of.say("表8-1 各维度的等级与所缺", "Table 8-1 Levels and what lacks")
    return Table(caption, columns, rows)


def _lacking(of: Matter, dimension: DimensionLevel) -> str:
    return of.say("；", "; ").join(
        f"{each.statement.in_(of.language)} ({each.state})" for each in dimension.lacking
    )
