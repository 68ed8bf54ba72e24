"""How models are judged, for the register: made in the historian's process, now and then."""

from __future__ import annotations

import threading
import time
from typing import Any

from anlan.bootstrap import Deployment
from anlan.detect.judging import looks
from anlan.standards.errors import AnlanError
from anlan.standards.time import iso
from anlan.web.shapes import Answer, Json, Words

FRESH = 600.0
"""Seconds a judgement stands; it looks back over months."""


class Overlap(Answer):
    """Another model that rests on the same records, and on what share of this one's."""

    model: str
    share: float


class Drift(Answer):
    """The share of records the model matches, the last four weeks over the four before."""

    recent: int
    before: int
    ratio: float
    low: float
    high: float
    changed: bool


class RunningCost(Answer):
    """Records its windows hold, memory, and work: µs for a record it matches, measured of its
    family, the share of its source's records that it matched in the last four weeks, and what
    that comes to in a day, µs."""

    rows: float
    bytes: float
    microseconds: float
    share: float
    a_day: float


class Advice(Answer):
    """What the system proposes; a person decides."""

    what: str
    called: Words
    why: Words


class Judged(Answer):
    """What came of a model's findings; `year`: of the last twelve months; `lately`: how many
    records it looked at in the last four weeks."""

    family: str
    lately: int
    acted_on: int
    confirmed: int
    year: int
    year_acted_on: int
    year_confirmed: int
    lead_days: float | None
    cost: RunningCost
    overlaps: list[Overlap]
    last_review: str | None
    drift: Drift | None
    advice: list[Advice]


class Judgements:
    """The last judgement of every model. Nobody waits for a newer one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: dict[str, Any] = {}
        self._at = -FRESH
        self._of: frozenset[str] = frozenset()
        self.under_way = False
        """Whether a newer one is being made."""

    def now(self, deployment: Deployment) -> dict[str, Judged]:
        """By model; without those that could not be judged yet."""
        of = frozenset(plan.digest for plan in deployment.detection.plans)
        with self._lock:
            due = time.monotonic() - self._at >= FRESH or of != self._of
            if due and not self.under_way:
                self._at, self._of, self.under_way = time.monotonic(), of, True
                arguments = (deployment,)
                threading.Thread(target=self._judge, args=arguments, daemon=True).start()
        return {name: judged(told, deployment.zone) for name, told in self._made.items()}

    def _judge(self, deployment: Deployment) -> None:
        models = [plan.model for plan in deployment.detection.plans]
        try:
            self._made = deployment.historian.ask("register", looks.judgements, *models)
        except AnlanError:
            pass  # the register goes without; asked again when this one would be old
        finally:
            self.under_way = False


def judged(told: Json, zone: str) -> Judged:
    """A judgement as it goes out."""
    names = set(Judged.model_fields) & told.keys()
    reviewed = told["last_review"]
    return Judged.model_validate(
        {
            **{name: told[name] for name in names},
            "last_review": None if reviewed is None else iso(reviewed, zone),
            "advice": [
                {name: each[name] for name in Advice.model_fields} for each in told["advice"]
            ],
        }
    )
