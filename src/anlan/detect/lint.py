"""Remarks on a model: what is wrong, and what its owner should look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from anlan.detect.compile import compile_model
from anlan.detect.examples import run_examples
from anlan.detect.model import Model, microseconds
from anlan.standards.codes import Codes
from anlan.standards.errors import AnlanError
from anlan.standards.kinds import Kinds
from anlan.standards.time import DAY

LONGEST_REVIEW = timedelta(days=2 * 366)
LONG_WINDOW = 366 * DAY


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark. An error keeps the model from running; a warning does not."""

    grade: Literal["error", "warning"]
    model: str
    field: str
    text: str
    way_out: str


def lint(model: Model, kinds: Kinds, codes: Codes, *, today: date) -> list[Remark]:
    """Every remark on a model, errors first."""
    try:
        compile_model(model, kinds, codes)
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
    return [*failed, *_warnings(model, today)]


def _warnings(model: Model, today: date) -> Iterator[Remark]:
    def warning(field: str, text: str, way_out: str) -> Remark:
        return Remark("warning", model.id, field, text, way_out)

    if model.review_date < today:
        yield warning(
            "review_date",
            f"the review was due on {model.review_date}",
            "judge it on what its findings came to, then set a new date or retire it",
        )
    elif model.review_date > today + LONGEST_REVIEW:
        yield warning("review_date", "more than two years ahead", "review it earlier")
    if microseconds(model.window.sliding) > LONG_WINDOW:
        yield warning(
            "window",
            "longer than a year: every record of that time is kept in memory",
            "shorten it unless the matter is really that slow",
        )
    if min(level.at_least for level in model.raise_.levels) == 1:
        yield warning(
            "raise",
            "a single record raises a finding: this is a look-up, not a pattern",
            "raise at_least, or let the source send these records to the desk",
        )
    if model.where is None:
        yield warning("where", "every record counts", "say which records the matter is about")


def _list(findings: tuple[object, ...]) -> str:
    return "; ".join(map(str, findings)) or "nothing"
