"""The model register: what every model is for, and what came of its findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from anlan.detect.compiler.plan import Plan
from anlan.detect.language.model import Model
from anlan.govern.grants import Grant
from anlan.store.query import OneOf, Query
from anlan.store.store import Store


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One model. Counts are of its findings in every version."""

    model: Model
    digest: str
    findings: int
    open: int
    tasked: int
    """Became a task, whatever came of it."""
    dismissed: int
    verified: int
    expired: int

    @property
    def acted_on(self) -> float | None:
        """Share of its findings that a person decided on; None before the first finding."""
        return (self.tasked + self.dismissed) / self.findings if self.findings else None


def register(store: Store, plans: Iterable[Plan], grant: Grant) -> list[RegisterEntry]:
    """The entries of the given plans, in their order. Read through the door."""
    plans = list(plans)
    models = tuple(plan.model.id for plan in plans)
    query = Query("finding", ("model", "status", "task"), where=OneOf("model", models))
    counts: Counter[tuple[str, str]] = Counter()
    for row in store.read(grant, query):
        counts[row["model"], "findings"] += 1
        counts[row["model"], row["status"]] += 1
        counts[row["model"], "with a task"] += row["task"] is not None
    return [
        RegisterEntry(
            model=plan.model,
            digest=plan.digest,
            findings=counts[plan.model.id, "findings"],
            open=counts[plan.model.id, "open"],
            tasked=counts[plan.model.id, "with a task"],
            dismissed=counts[plan.model.id, "dismissed"],
            verified=counts[plan.model.id, "verified"],
            expired=counts[plan.model.id, "expired"],
        )
        for plan in plans
    ]
