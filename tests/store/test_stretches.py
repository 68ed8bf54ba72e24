"""An index by stretches of the journal finds what there is, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from anlan.standards.codes import Codes, base_codes
from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.time import Instant, ManualClock
from anlan.store.facts import IntakeColumns
from anlan.store.query import Between, Both, Condition, Either, Equals, OneOf, Query
from anlan.store.store import Store
from tests.store.facts import SERVICE

CALLS = 70_000
"""More than a stretch."""
PLACES = 10_000
STEP = 10_000


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Calls, every ten-thousandth from the same premises; one in two is closed."""
    folder = tmp_path_factory.mktemp("filled")
    store = Store.open(
        f"sqlite:///{folder}/anlan.db",
        kinds=Kinds(base_kinds()),
        codes=Codes(base_codes()),
        clock=ManualClock(Instant(0)),
        lake=folder / "lake",
    )
    for first in range(0, CALLS, STEP):
        numbers = range(first, first + STEP)
        columns = {
            "received": list(numbers),
            "premises": [f"P{n % PLACES}" for n in numbers],
            "status": [("dispatched", "archived")[n // PLACES % 2] for n in numbers],
        }
        with store.writing(actor="loader", purpose="stewardship") as unit:
            unit.take_in_columns(
                "call",
                IntakeColumns(
                    records=[f"c{n}" for n in numbers],
                    times=columns["received"],
                    zone="Asia/Shanghai",
                    digests=[str(n) for n in numbers],
                    texts=["{}"] * STEP,
                    names=tuple(columns),
                    columns=columns,
                ),
                source="city",
            )
    yield store
    store.close()


def _found(store: Store, where: Condition) -> list[str]:
    rows = store.read(SERVICE, Query("call", ("received",), where, order=("received",)))
    return [row["id"] for row in rows]


def _steps(store: Store, where: Condition) -> list[str]:
    """How the database goes about a query."""
    asked: list[tuple[str, object]] = []

    @sa.event.listens_for(store.engine.sql, "before_cursor_execute")
    def _asked(_c: object, _k: object, text: str, values: object, _x: object, _m: bool) -> None:
        asked.append((text, values))

    _found(store, where)
    sa.event.remove(store.engine.sql, "before_cursor_execute", _asked)
    text, values = next(each for each in asked if "FROM view_call" in each[0])
    with store.engine.reading() as connection:
        return [r[3] for r in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]


OF_ONE = [f"c{n}" for n in range(7, CALLS, PLACES)]

WAYS: list[tuple[Condition, list[str]]] = [
    (Equals("premises", "P7"), OF_ONE),
    (OneOf("premises", ("P7", "nowhere")), OF_ONE),
    (Both(Equals("premises", "P7"), Equals("status", "archived")), OF_ONE[1::2]),
    (Both(Between("received", 30_000, 50_000), Equals("premises", "P7")), OF_ONE[3:5]),
    (
        Either(OneOf("id", ("c1",)), Both(Equals("premises", "P7"), Equals("status", "archived"))),
        ["c1", *OF_ONE[1::2]],
    ),
]


@pytest.mark.parametrize("way", range(len(WAYS)))
def test_what_lies_in_several_stretches_is_found_by_the_index(filled: Store, way: int) -> None:
    where, found = WAYS[way]
    assert _found(filled, where) == found
    steps = _steps(filled, where)
    assert any("view_call_premises" in step for step in steps), steps
    assert not any("SCAN view_call" in step for step in steps), steps


def test_the_last_stretch_is_asked_too(filled: Store) -> None:
    assert _found(filled, Equals("premises", "P9999"))[-1] == "c69999"
