"""What a maturity model must fulfil before anybody is held against it."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.evaluate.checking.lint import SPENDING
from anlan.evaluate.checking.remark import Remark
from anlan.evaluate.maturity.model import Demand, Dimension, MaturityModel
from anlan.standards.lawful import forbidden_word


def lint_maturity(model: MaturityModel) -> list[Remark]:
    """Every remark, errors first."""
    remarks = [
        *(remark for each in model.dimensions for remark in _hollow(model, each)),
        *(remark for demand in model.demands for remark in _demand(demand)),
    ]
    return sorted(remarks, key=lambda remark: ("error", "warning", "note").index(remark.severity))


def _hollow(model: MaturityModel, dimension: Dimension) -> Iterator[Remark]:
    """A level that asks for nothing is reached by doing nothing."""
    asked = {demand.level for demand in dimension.demands}
    for level in range(2, len(model.levels) + 1):
        if level not in asked:
            yield Remark(
                "error",
                "hollow level",
                dimension.id,
                f"level {level} demands nothing",
                "declare what must be so there",
            )


def _demand(demand: Demand) -> Iterator[Remark]:
    text = f"{demand.statement.zh} {demand.statement.en}".lower()
    if word := next((word for word in SPENDING if word in text), None):
        yield Remark(
            "error",
            "no reward for spending",
            demand.id,
            f"it asks for money spent or things bought ({word})",
            "ask for what it brings",
        )
    if word := forbidden_word(text):
        yield Remark(
            "error",
            "lawful",
            demand.id,
            f"it asks for what the law of the design forbids ({word})",
            "ask about the organisation, never about persons",
        )
