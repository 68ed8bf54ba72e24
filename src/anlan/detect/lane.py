"""A lane: some models, their engine, and the checkpoint it goes on from.

A checkpoint holds the declarations of its models, so that it can be read again when one of
them has been retired meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import orjson

from anlan.detect.checkpoint import read_if_there, write_whole
from anlan.detect.compile import compile_model
from anlan.detect.engine import Engine
from anlan.detect.finding import Correction
from anlan.detect.model import Model
from anlan.detect.plan import Plan
from anlan.detect.state import restore, save
from anlan.standards.errors import AnlanError
from anlan.store.facts import Recorded
from anlan.store.store import Store

SLICE = 500
"""Facts read at once: few enough to stay in the processor's cache until they are taken."""


class Lane:
    """An engine that follows the journal."""

    def __init__(self, store: Store, engine: Engine, folder: Path) -> None:
        self._store = store
        self.engine = engine
        self.path = folder / f"{engine.digest[:16]}.state"
        self.waiting: dict[str, Correction] = {}
        """What corrections came to before it had caught up; only the last word counts."""
        self.unsaved = 0

    @property
    def digests(self) -> frozenset[str]:
        """Of the plans it runs."""
        return frozenset(plan.digest for plan in self.engine.plans)

    def next(self, limit: int) -> list[Recorded]:
        """The next facts it has to see, at most so many."""
        facts: list[Recorded] = []
        after, kinds = self.engine.position, sorted(self.engine.kinds)
        while (size := min(SLICE, limit - len(facts))) > 0:
            part = self._store.journal.read(after, kinds, size)
            facts += part
            if len(part) < size:
                break
            after = part[-1].position
        return facts

    def save(self) -> None:
        """Write the checkpoint."""
        models = [plan.model.model_dump(mode="json", by_alias=True, exclude_none=True)
                  for plan in self.engine.plans]  # fmt: skip
        head = {"fact": _fact_at(self._store, self.engine.position), "models": models}
        write_whole(self.path, orjson.dumps(head) + b"\n" + save(self.engine))
        self.unsaved = 0


def saved_lanes(store: Store, folder: Path) -> list[Lane]:
    """The lanes whose checkpoints fit this journal and what is declared now."""
    lanes = [_read(store, path, folder) for path in sorted(folder.glob("*.state"))]
    return [lane for lane in lanes if lane is not None]


def _read(store: Store, path: Path, folder: Path) -> Lane | None:
    head, _, state = (read_if_there(path) or b"").partition(b"\n")
    try:
        told = orjson.loads(head)
        engine = restore(_compiled(store, told["models"]), state)
        if told["fact"] == _fact_at(store, engine.position):
            return Lane(store, engine, folder)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AnlanError):
        pass  # damaged, of another version or of other declarations: the journal knows it all
    return None


def _compiled(store: Store, trees: Sequence[object]) -> list[Plan]:
    models = [Model.model_validate_json(orjson.dumps(tree)) for tree in trees]
    return [compile_model(model, store.kinds, store.codes) for model in models]


def _fact_at(store: Store, position: int) -> str:
    """What the journal holds at a position: tells this journal from another one."""
    for entry in store.journal.read(position - 1, limit=1):
        if entry.position == position:
            fact = entry.fact
            return f"{fact.kind}/{fact.record}/{fact.version} {entry.recorded}"
    return "nothing"
