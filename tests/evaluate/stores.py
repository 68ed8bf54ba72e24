"""A store filled with small records, for tests that share one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anlan.standards.time import DAY, Instant, ManualClock
from anlan.store.facts import Fact
from anlan.store.store import Store
from tests.evaluate.records import START, Records
from tests.evaluate.small import codes, kinds


@contextmanager
def filled(folder: Path, records: Records) -> Iterator[Store]:
    """A store whose journal, views and lake hold these records."""
    store = Store.open(
        f"sqlite:///{folder}/anlan.db",
        kinds=kinds(),
        codes=codes(),
        clock=ManualClock(Instant(START + 120 * DAY)),
        lake=folder / "lake",
    )
    with store.writing(actor="test", purpose="stewardship") as uow:
        for kind, rows in records.items():
            for row in rows:
                data = {k: v for k, v in row.items() if k != "id" and v is not None}
                uow.append(Fact(f"{kind}.stored", kind, row["id"], 1, START, data))
    fill(store)
    yield store
    store.close()


def fill(store: Store) -> None:
    """Bring the lake up to the journal."""
    while store.fill_lake():
        pass


def later(store: Store, by: int) -> None:
    """Let the store's clock go on."""
    assert isinstance(store.clock, ManualClock)
    store.clock.advance_to(Instant(store.clock() + by))


def scores(store: Store) -> int:
    """How many score facts the journal holds."""
    return sum(1 for _ in store.journal.stream(kinds=["score"]))
