"""The roster: which models run, and telling the engine when that changes.

Models of packs run from the start; records of kind `model` say what two people have changed
about that. The roster follows them, so that an approved model runs without a restart.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence

from anlan.detect.compiler.compile import compile_model
from anlan.detect.compiler.composition import circles
from anlan.detect.compiler.plan import Plan
from anlan.detect.judging import proposals
from anlan.detect.judging.broken import BrokenModel, broken_model, broken_record
from anlan.detect.language.model import Model
from anlan.standards.declaration import parse_declaration
from anlan.standards.errors import AnlanError
from anlan.store.query import Query
from anlan.store.store import Store


class Roster:
    """The models that run here. `changed` is told the plans whenever they change."""

    name = "models"

    def __init__(self, store: Store, packs: Iterable[Model]) -> None:
        """The roster as the records have it now. A model that does not compile, and models that
        raise each other in a circle, are left out and told as broken; the rest runs."""
        self._store = store
        self._packs = tuple(packs)
        self._compiled: dict[str, Plan] = {}
        self.changed: Callable[[Sequence[Plan]], None] = lambda _: None
        self.broken: dict[str, BrokenModel] = {}
        """Models that should run and cannot, by id."""
        self._lock = threading.Lock()
        self._position = store.journal.head()
        self.plans = self._read()

    @property
    def models(self) -> dict[str, Model]:
        """The models that run, by id."""
        return {plan.model.id: plan.model for plan in self.plans}

    @property
    def troubles(self) -> dict[str, str]:
        """Models that should run and cannot, by id, and why."""
        return {name: str(each.error) for name, each in self.broken.items()}

    def standing(self, name: str, rows: Iterable[proposals.Row]) -> proposals.Standing | None:
        """What runs under an id by the records of its versions, as they are at this moment."""
        return proposals.standing(name, self._packs, rows)

    def of_packs(self, model: Model) -> bool:
        """Whether a pack has exactly this model."""
        return any(each.digest == model.digest for each in self._packs)

    def catch_up(self, limit: int = 5_000) -> int:
        """Look for decisions about models; how many facts there were, 0 when none.

        Any thread may: whoever decides on a model need not wait for the followers to see it run.
        """
        with self._lock:
            head = self._store.journal.head()
            news = len(self._store.journal.read(self._position, [proposals.KIND], limit))
            self._position = head
            if news:
                self.plans = self._read()
                self.changed(self.plans)
            return news

    def _read(self) -> tuple[Plan, ...]:
        with self._store.writing(actor=self.name, purpose="early-warning") as unit:
            rows = unit.select(Query(proposals.KIND))
        kept, approved = proposals.running(self._packs, rows)
        broken: list[BrokenModel] = []
        models = [*kept, *_parsed(approved, broken)]
        plans = list(self._compile(models, broken))
        for name, error in circles(plans).items():
            broken.append(broken_model(next(m for m in models if m.id == name), error))
        self.broken = {each.id: each for each in broken}
        return tuple(plan for plan in plans if plan.name not in self.broken)

    def _compile(self, models: Iterable[Model], broken: list[BrokenModel]) -> Iterator[Plan]:
        for model in models:
            try:
                yield self._plan(model)
            except AnlanError as error:
                broken.append(broken_model(model, error))

    def _plan(self, model: Model) -> Plan:
        if model.digest not in self._compiled:
            kinds, codes = self._store.kinds, self._store.codes
            self._compiled[model.digest] = compile_model(model, kinds, codes)
        return self._compiled[model.digest]


def _parsed(rows: Iterable[proposals.Row], broken: list[BrokenModel]) -> Iterator[Model]:
    for row in rows:
        try:
            yield parse_declaration(row["declaration"], Model, place=row["model"])
        except AnlanError as error:
            broken.append(broken_record(row, error))
