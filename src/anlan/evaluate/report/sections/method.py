"""2 Method: framework and version, scope, recipe, weights and where they come from."""

from __future__ import annotations

from anlan.evaluate.declaration.framework import ROOT, Node, weight_of
from anlan.evaluate.report.document import (
    Block,
    Cell,
    Column,
    Gap,
    Paragraph,
    Section,
    Subheading,
    Table,
)
from anlan.evaluate.report.matter import Matter
from anlan.evaluate.report.words import ORIGINS, WAYS, settings_in_words


def method(of: Matter) -> Section:
    """What was measured, of whom, how, by which version."""
    framework = of.framework
    facts = [
        (of.say("体系", "framework"), of.title(ROOT)),
        (of.say("编号与版本", "id and version"), f"{framework.id} {framework.version}"),
        (of.say("适用范围", "scope"), of.subject),
        (of.say("时期", "period"), of.period or of.say("单期", "one period")),
        (of.say("对比期", "compared with"), of.before or "—"),
        (of.say("数据", "data"), ", ".join(of.data)),
    ]
    if framework.provenance is not None:
        said = framework.provenance
        facts += [
            (of.say("出处", "source"), f"{said.source} ({said.author})"),
            (of.say("沿用", "carried over"), said.carried_over),
            (of.say("自定", "ours"), said.ours),
        ]
    columns = (Column(of.say("项目", "item")), Column(of.say("内容", "content")))
    rows = tuple((Cell(name), Cell(text)) for name, text in facts)
    blocks: list[Block] = [
        Table(of.say("表 2-1 口径与版本", "Table 2-1 Definitions and version"), columns, rows),
        Subheading(of.say("从数据到得分", "From data to scores")),
        _recipe(of),
        Subheading(of.say("权重", "Weights")),
        _weights(of),
    ]
    for branch, how in of.study.found.items():
        blocks += [Gap(f"{of.title(branch)}: {doubt}") for doubt in how.doubts]
    blocks.append(
        Paragraph(
            of.say(
                "不同版本的得分不可比；权重在有数据的部分之间重新归一，覆盖率随得分列出。",
                "Scores of different versions do not compare. Weights renormalise over what has data, "
                "and the coverage stands beside each score.",
            )
        )
    )
    return Section("method", of.say("2 口径与版本", "2 Definitions and version"), tuple(blocks))


def _recipe(of: Matter) -> Table:
    columns = (Column(of.say("步骤", "step")), Column(of.say("做法", "how")))
    rows = tuple((Cell(a), Cell(b)) for a, b in settings_in_words(of.study, of.language))
    return Table(of.say("表 2-2 步骤", "Table 2-2 Steps"), columns, rows)


def _weights(of: Matter) -> Table:
    columns = (
        Column(of.say("编号", "id")),
        Column(of.say("名称", "title")),
        Column(of.say("同级权重", "weight among siblings"), 3),
        Column(of.say("占总体 %", "share of the whole, %"), 2),
        Column(of.say("来源", "origin")),
        Column(of.say("合成", "aggregated by")),
    )
    ways = {branch.id: branch.way for branch in of.study.tree.branches}
    weights = {
        child: weight
        for branch in of.study.tree.branches
        for child, weight in zip(branch.children, branch.weights, strict=True)
    }
    rows = []
    for parent, part in of.framework.walk():
        found = of.study.found.get(parent)
        origin = found.origin if found else part.weight.origin
        rows.append((
            Cell(part.id),
            Cell(part.title.in_(of.language)),
            Cell(weights.get(part.id) if weight_of(part) else None),
            Cell(of.shares.get(part.id) if weight_of(part) else None),
            Cell(of.say(*ORIGINS[origin]) if weight_of(part) else of.say("只扣分", "deducts only")),
            Cell(of.say(*WAYS[ways[part.id]]) if isinstance(part, Node) else ""),
        ))  # fmt: skip
    return Table(of.say("表 2-3 权重", "Table 2-3 Weights"), columns, tuple(rows))
