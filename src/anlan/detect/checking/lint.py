"""Remarks on a model: what is wrong, and what its owner should look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from anlan.detect.checking.cost import LARGE, SLOW, TOO_LARGE, TOO_SLOW, Statistics, expected_cost
from anlan.detect.checking.examples import run_examples
from anlan.detect.compiler.compile import compile_model
from anlan.detect.compiler.composition import FINDING
from anlan.detect.compiler.plan import Plan
from anlan.detect.language.model import Expected, Model
from anlan.standards.codes import Codes
from anlan.standards.errors import AnlanError
from anlan.standards.kinds import Kinds
from anlan.standards.time import DAY

LONGEST_REVIEW = timedelta(days=2 * 366)
LONG_WINDOW = 366 * DAY
FAR = 1_000_000
"""Millimetres; a near repeat over more looks at a good part of a town."""

LOOKED_UP = ("count", "distinct", "near")
"""Families in which one record makes a measure of 1."""
IN_ORDER = ("sequence", "unanswered", "escalation")
"""Families in which the order of the records tells."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark. An error keeps the model from running; a warning does not."""

    grade: Literal["error", "warning"]
    model: str
    field: str
    text: str
    way_out: str


def lint(
    model: Model,
    kinds: Kinds,
    codes: Codes,
    *,
    today: date,
    zone: str | None = None,
    known: Statistics | None = None,
) -> list[Remark]:
    """Every remark on a model, errors first; whether its days are those of the `zone` it runs in,
    and what it costs, when that zone and what it matches are known."""
    try:
        plan = compile_model(model, kinds, codes)
        results = run_examples(model, kinds, codes)
    except AnlanError as error:
        return [Remark("error", model.id, "model", str(error), error.way_out)]
    failed = [
        Remark(
            "error",
            model.id,
            "examples",
            f"“{result.title.en}” must raise {_list(result.expected)}, it raised {_list(result.found)}",
            "mend the example or the model",
        )
        for result in results
        if not result.ok
    ]
    costs = [] if known is None else sorted(_costs(plan, known), key=lambda remark: remark.grade)
    return [*failed, *costs, *_of_zone(model, zone), *_warnings(plan, today)]


def _costs(plan: Plan, known: Statistics) -> Iterator[Remark]:
    cost = expected_cost(plan, known)
    if cost.bytes > LARGE:
        yield Remark(
            "error" if cost.bytes > TOO_LARGE else "warning",
            plan.name,
            "link" if plan.model.window is None else "window",
            f"holds about {cost.rows:,.0f} records, {cost.bytes / 1e6:,.0f} MB",
            "shorten the window, or say more closely which records the matter is about",
        )
    if cost.microseconds > SLOW:
        yield Remark(
            "error" if cost.microseconds > TOO_SLOW else "warning",
            plan.name,
            "link",
            f"about {cost.microseconds:,.0f} µs a record: it is compared with every one nearby",
            "take fewer metres, a shorter window, or a rarer class of records",
        )


def _warnings(plan: Plan, today: date) -> Iterator[Remark]:
    yield from _of_review(plan.model, today)
    yield from _of_pattern(plan)


def _of_review(model: Model, today: date) -> Iterator[Remark]:
    if model.review_date < today:
        yield _warning(
            model,
            "review_date",
            f"the review was due on {model.review_date}",
            "judge it on what its findings came to, then set a new date or retire it",
        )
    elif model.review_date > today + LONGEST_REVIEW:
        yield _warning(model, "review_date", "more than two years ahead", "review it earlier")


def _of_zone(model: Model, zone: str | None) -> Iterator[Remark]:
    calendar = model.stretch.calendar
    if calendar is not None and zone is not None and calendar.zone != zone:
        yield _warning(
            model,
            "window",
            f"begins by the clock of {calendar.zone}; here it is {zone}",
            f"propose a version of it with zone: {zone}, unless it is meant so",
        )


def _of_pattern(plan: Plan) -> Iterator[Remark]:
    model, family = plan.model, plan.measure.family
    if plan.horizon.length > LONG_WINDOW:
        yield _warning(
            model,
            "window",
            "longer than a year: every record of that time is kept in memory",
            "shorten it unless the matter is really that slow",
        )
    if family in LOOKED_UP and plan.thresholds[-1].at_least == 1:
        yield _warning(
            model,
            "raise",
            "a single record raises a finding: this is a look-up, not a pattern",
            "raise at_least, or let the source send these records to the desk",
        )
    if model.where is None and family in LOOKED_UP:
        yield _warning(
            model, "where", "every record counts", "say which records the matter is about"
        )
    if plan.measure.millimetres > FAR:
        yield _warning(
            model,
            "link",
            "a near repeat over more than a kilometre looks at a good part of a town",
            "take fewer metres, or count by area",
        )
    if (sort := sort_of(plan)) != model.kind_of_model:
        yield _warning(
            model, "kind_of_model", f"by what it does it is {sort}", f"write kind_of_model: {sort}"
        )


def sort_of(plan: Plan) -> str:
    """What sort of model a plan is, by what it does."""
    if plan.model.source == FINDING:
        return "composite"
    family = plan.measure.family
    if family in LOOKED_UP and plan.thresholds[-1].at_least == 1:
        return "look-up"
    return "sequence" if family in IN_ORDER else "statistical"


def _warning(model: Model, field: str, text: str, way_out: str) -> Remark:
    return Remark("warning", model.id, field, text, way_out)


def _list(findings: tuple[Expected, ...]) -> str:
    return "; ".join(map(str, findings)) or "nothing"
