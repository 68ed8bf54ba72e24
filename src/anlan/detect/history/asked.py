"""What of a filter a database can answer over columns of changes, as Ibis expressions.

Every answer is exact or is not given: questions about text as people read it, places and spans
between two times are asked of the distinct values that the rest has left, by the very code
that live detection runs.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from anlan.detect.compiler.answer import Among, Minutes
from anlan.detect.compiler.derive import MINUTES_OF_WEEK, Derive, derive_day, derive_minute
from anlan.detect.compiler.filter import Conjunct, Filter, Group, Node

OF_THE_CLOCK = {derive_minute: "_minute", derive_day: "_day"}
"""Derived attributes that are columns."""


def narrowed(table: ibis.Table, asked: Filter) -> tuple[list[Any], list[Conjunct]]:
    """Expressions that all must hold, and the conjuncts that are left to ask."""
    answers = [(conjunct, in_sql(conjunct, table)) for conjunct in asked.conjuncts]
    return (
        [answer for _, answer in answers if answer is not None],
        [conjunct for conjunct, answer in answers if answer is None],
    )


def in_sql(node: Node, table: ibis.Table) -> Any | None:
    """The expression of a question, true or false for every row; None when there is none."""
    if isinstance(node, Group):
        parts = [in_sql(part, table) for part in node.parts]
        if any(part is None for part in parts):
            return None
        return reduce(and_ if node.how == "all" else or_, parts)
    if node.derive in OF_THE_CLOCK:
        return _column(table[OF_THE_CLOCK[node.derive]], node)
    if node.derive is None:
        return _column(table[node.attribute], node) if node.attribute in table.columns else None
    group = group_of(node.derive)
    said = None if group is None else in_sql(group, table)
    if said is None:
        return None
    yes, no = node.accepts(True), node.accepts(False)
    return said if yes and not no else ~said if no and not yes else ibis.literal(yes)


def group_of(derive: Derive) -> Group | None:
    """The group a derived attribute stands for, if it stands for one."""
    group = getattr(derive, "__self__", None)
    return group if isinstance(group, Group) else None


def of_the_clock(node: Node) -> bool:
    """Whether a question looks at the time of a row."""
    if isinstance(node, Group):
        return any(map(of_the_clock, node.parts))
    if node.derive is None:
        return False
    group = group_of(node.derive)
    return node.derive in OF_THE_CLOCK or (group is not None and of_the_clock(group))


def _column(column: Any, conjunct: Conjunct) -> Any | None:
    answer = conjunct.answer
    if isinstance(answer, Among):
        known = [value for value in answer.values if value is not None]
        said = column.isin(sorted(known)) if known else ibis.literal(False)
        said = said.fill_null(False)
        if None in answer.values:
            said = said | column.isnull()
        return said if answer.inside else ~said
    return _spans(column, answer) if isinstance(answer, Minutes) else None


def _spans(column: Any, answer: Minutes) -> Any:
    edges = answer.bits ^ (answer.bits << 1)
    turns = [minute for minute in range(MINUTES_OF_WEEK + 1) if edges >> minute & 1]
    spans = [
        (column >= first) & (column < last)
        for first, last in zip(turns[::2], turns[1::2], strict=True)
    ]
    return reduce(or_, spans, ibis.literal(False)).fill_null(False)
