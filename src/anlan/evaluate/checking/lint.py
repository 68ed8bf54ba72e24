"""What a framework must fulfil before it may steer anything (statements IX01, IX02).

A framework fed by queries is for a deployment: it must say where it comes from, how each measure
is computed and who set its goalposts. One fed by tables may be lighter.
"""

from __future__ import annotations

from collections.abc import Iterator

from anlan.evaluate.checking.lint_queries import lint_queries
from anlan.evaluate.checking.remark import Remark
from anlan.evaluate.declaration.framework import Framework, Node, deducts_only, manual_share
from anlan.evaluate.declaration.measure import Measure
from anlan.evaluate.declaration.source import Column, Source, Statistic
from anlan.evaluate.method.arrays import Floats
from anlan.evaluate.study.arranged import indicators_of, recipe_of
from anlan.evaluate.weights.declared import found_by
from anlan.standards.codes import Codes
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import Kinds
from anlan.standards.lawful import forbidden_word

MOST_SECOND_LEVEL = 10
FIRST_LEVEL = range(10, 13)
EXACT = 1e-9
MOST_MANUAL = 10.0
"""Per cent of the weight that may rest on manual entry without a remark."""

SPENDING = (
    "spend", "spent", "budget", "purchas", "procure", "invest", "installed", "bought",
    "投入", "经费", "采购", "购置", "资金", "投资额", "建设数量", "安装数", "装备数量",
)  # fmt: skip
"""Words of indicators that reward money spent or things bought."""


def lint_framework(framework: Framework, kinds: Kinds, codes: Codes) -> list[Remark]:
    """Every remark, errors first; a framework with errors is not computed."""
    remarks = [
        *_size(framework),
        *_weights(framework),
        *lint_queries(framework, kinds, codes),
        *_shares(framework),
        *_deployed(framework),
        *(remark for m in framework.measures.values() for remark in _measure(m)),
    ]
    order = ("error", "warning", "note")
    return sorted(remarks, key=lambda remark: order.index(remark.severity))


def require_sound(framework: Framework, kinds: Kinds, codes: Codes) -> None:
    """BadDeclaration with the first error the linter finds."""
    for remark in lint_framework(framework, kinds, codes):
        if remark.severity == "error":
            raise BadDeclaration(
                f"{remark.rule}: {remark.message}",
                place=f"{framework.id} {framework.version}, {remark.node}",
                way_out=remark.way_out,
            )


def _size(framework: Framework) -> Iterator[Remark]:
    if len(framework.parts) not in FIRST_LEVEL:
        yield Remark(
            "note", "IX01", framework.id,
            f"{len(framework.parts)} first-level areas; the literature recommends 10 to 12",
            "merge or split areas, if the purpose allows",
        )  # fmt: skip
    for node in framework.nodes:
        if len(node.parts) > MOST_SECOND_LEVEL:
            yield Remark(
                "error", "IX01", node.id, f"{len(node.parts)} second-level parts, at most 10",
                "merge parts, or move some to another area",
            )  # fmt: skip


def _weights(framework: Framework) -> Iterator[Remark]:
    total = framework.stated_total
    if total is not None and abs(total - (framework.total or total)) > EXACT:
        yield Remark(
            "note", "IX01", framework.id,
            f"the first-level weights add up to {total:.10g}: rounded, so taken as shares of that",
            f"give one of them the rest, if they are to add up to {framework.total:g}",
        )  # fmt: skip
    nodes = (part for _, part in framework.walk() if isinstance(part, Node))
    branches: list[Framework | Node] = [framework, *nodes]
    for branch in branches:
        weighed = [part for part in branch.parts if not deducts_only(part)]
        if branch.weights is None and len({part.weight.origin for part in weighed}) > 1:
            yield Remark(
                "warning", "IX01", branch.id, "some weights are given and some are defaults",
                "give every sibling a weight, or none",
            )  # fmt: skip
        yield from _judged(branch, [part.id for part in weighed])


def _judged(branch: Framework | Node, parts: list[str]) -> Iterator[Remark]:
    """What speaks against weights that people judged; those from data are told beside scores."""
    how = branch.weighting
    if how is None or how.origin not in ("ahp", "bwm", "budget"):
        return
    try:
        found = found_by(how, parts, _no_values)
    except BadDeclaration as error:
        yield Remark("error", "weights", branch.id, str(error.problem), error.way_out)
        return
    for doubt in found.doubts:
        yield Remark("warning", "weights", branch.id, doubt, "judge again, or say why it stands")


def _shares(framework: Framework) -> Iterator[Remark]:
    share = manual_share(framework)
    yield Remark(
        "warning" if share > MOST_MANUAL else "note", "IX02", framework.id,
        f"{share:.1f} % of the weight rests on manual entry",
        "let a record kind or a survey feed it",
    )  # fmt: skip
    gone = [id for id, measure in framework.measures.items() if measure.source is None]
    if gone:
        shares = framework.shares()
        yield Remark(
            "note", "IX01", framework.id,
            f"{len(gone)} of {len(framework.measures)} measures are not collected, "
            f"{sum(shares[id] for id in gone):.1f} % of the weight",
            "collect what `not_collected` names, or take the measures out",
        )  # fmt: skip


def _deployed(framework: Framework) -> Iterator[Remark]:
    """What a framework of a deployment owes those it measures."""
    if not framework.measured:
        return
    if framework.provenance is None:
        yield _owed(framework.id, "it does not say where it comes from", "state `provenance`")
    parts = [framework, *(part for _, part in framework.walk())]
    for part in parts:
        if "title" not in part.model_fields_set:
            yield _owed(part.id, "it has no title", "state `title` in zh and en")
    recipe = recipe_of(framework)
    hows = {each.id: (each.normalise or recipe.normalise).how for each in indicators_of(framework)}
    for measure in framework.measures.values():
        if not (measure.formula or "").strip():
            yield _owed(measure.id, "it has no formula", "state the formula")
        if measure.source is not None and hows[measure.id] == "goalposts":
            yield from _set(measure)


def _set(measure: Measure) -> Iterator[Remark]:
    points = measure.deducts or measure.goalposts
    if points is None:
        yield _owed(measure.id, "it is scored between goalposts and has none", "state `goalposts`")
    elif points.source is None:
        yield _owed(measure.id, "nobody says who set its points", "state their `source`")


def _measure(measure: Measure) -> Iterator[Remark]:
    words = f"{measure.title.zh} {measure.title.en}".lower()
    word = next((word for word in SPENDING if word in words), None)
    if word is not None and measure.direction == "positive":
        # Of a table only its words are known, and somebody else's investment may be an outcome.
        columnar = isinstance(measure.source, Column)
        yield Remark(
            "warning" if columnar else "error", "IX-spending", measure.id, f"“{word}”: it would reward spending, not effect",
            "measure what changed for people instead",
        )  # fmt: skip
    if lawless := forbidden_word(words):
        yield Remark(
            "error", "law", measure.id, f"“{lawless}” is outside what this platform may hold",
            "measure places, incidents, tasks or the organisation itself",
        )  # fmt: skip
    if not (measure.unit or "").strip():
        yield _owed(measure.id, "it has no unit", "state the unit")
    if not _comparable(measure):
        yield Remark(
            "warning", "IX01", measure.id,
            "nothing divides it, so units of unlike size are not compared by it",
            "give it a denominator, or say in `comparable` why it needs none",
        )  # fmt: skip


def _comparable(measure: Measure) -> bool:
    """Whether size does not decide: it is divided by something, or somebody says why it is not."""
    if measure.comparable or measure.denominator or measure.source is None:
        return True
    if isinstance(measure.source, Source):
        return measure.source.statistic is not Statistic.COUNT or measure.guard is not None
    unit = (measure.unit or "").lower()
    divided = any(sign in unit for sign in ("%", "/", "percent", "per ", "score", "–"))
    return divided or measure.source.of is not None


def _owed(node: str, message: str, way_out: str) -> Remark:
    return Remark("error", "IX01", node, message, way_out)


def _no_values() -> Floats:
    raise AssertionError("weights that people judged need no data")
