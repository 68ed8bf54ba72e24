"""Records taken in by columns are taken in as they are one by one."""

from __future__ import annotations

import orjson

from anlan.store.facts import Intake, IntakeColumns, Outcome
from anlan.store.store import Store
from tests.store.facts import intake

NAMES = ("received", "level", "address")
FIRST = [intake("a", "1", received=1, level=3), intake("b", "1", received=2, address="x")]
SECOND = [
    intake("c", "1", received=3),
    intake("a", "1", received=1, level=3),
    intake("b", "2", received=2, level=1),
    intake("d", "1", received=4),
    intake("d", "2", received=4, address="y"),
    intake("e", "1", received=5),
]


def _columns(rows: list[Intake]) -> IntakeColumns:
    known = [{k: v for k, v in row.data.items() if v is not None} for row in rows]
    return IntakeColumns(
        records=[row.record for row in rows],
        times=[row.time for row in rows],
        zone=rows[0].zone,
        digests=[row.digest for row in rows],
        texts=[orjson.dumps(data).decode() for data in known],
        names=NAMES,
        columns={name: [data.get(name) for data in known] for name in NAMES},
    )


def test_new_known_changed_and_repeated_records_keep_their_order(any_store: Store) -> None:
    with any_store.writing(actor="loader", purpose="stewardship") as unit:
        assert unit.take_in_columns("call", _columns(FIRST), source="city") == ["stored"] * 2
        outcomes = unit.take_in_columns("call", _columns(SECOND), source="city")
    assert outcomes == [
        Outcome.STORED, Outcome.DUPLICATE, Outcome.AMENDED, Outcome.STORED, Outcome.AMENDED,
        Outcome.STORED,
    ]  # fmt: skip
    facts = [entry.fact for entry in any_store.journal.stream(kinds=["call"])]
    assert [(fact.record, fact.version) for fact in facts] == [
        ("a", 1), ("b", 1), ("c", 1), ("b", 2), ("d", 1), ("d", 2), ("e", 1)
    ]  # fmt: skip
    assert facts[3].data == {"level": 1, "address": None}  # what the source no longer says
    assert any_store.verify().ok
