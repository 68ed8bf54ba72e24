"""What is due, decided without a database (PI03)."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.govern.retention import due, horizon, keeps, rule_of, without_personal
from anlan.standards.kinds import base_kinds
from anlan.standards.time import DAY, Instant

KINDS = {kind.id: kind for kind in base_kinds()}
CALL, QUARANTINE, AREA = KINDS["call"], KINDS["quarantine"], KINDS["area"]
NOW = Instant(3_000 * DAY)
EDGE = NOW - 1_095 * DAY


def row(**columns: Any) -> dict[str, Any]:
    system = {"id": "c", "version": 4, "tz": "Asia/Shanghai", "taken_in": NOW}
    return {**system, "last_fact": "call.changed", "received": EDGE, **columns}


@pytest.mark.parametrize(
    ("columns", "is_due"),
    [
        ({}, True),
        ({"received": EDGE + 1}, False),
        ({"received": EDGE - 1}, True),
        ({"received": None}, False),
        ({"received": None, "taken_in": EDGE}, True),
        ({"received": EDGE + 1, "taken_in": EDGE - DAY}, False),
        ({"last_fact": "call.erased"}, False),
        ({"last_fact": "call.amended"}, True),
    ],
)
def test_a_call_is_due(columns: dict[str, Any], is_due: bool) -> None:
    assert bool(list(due(CALL, [row(**columns)], NOW))) == is_due


def test_what_ends_a_call_clears_every_personal_field_and_no_other() -> None:
    (found,) = due(CALL, [row()], NOW)
    assert (found.record, found.version, found.fact) == ("c", 4, "call.erased")
    assert found.data == {"summary": None, "caller": None, "raw": None}
    assert found.since == NOW


def test_withdrawing_clears_and_withdraws() -> None:
    (found,) = due(QUARANTINE, [row(seen=EDGE, last_fact="quarantine.added")], NOW)
    assert found.fact == "quarantine.retired"
    assert found.data == {"value": None, "message": None, "raw": None, "withdrawn": True}


@pytest.mark.parametrize(("taken_in", "is_due"), [(NOW, False), (NOW - 1_095 * DAY, True)])
def test_history_loaded_today_is_not_gone_tonight(taken_in: Instant, is_due: bool) -> None:
    old = row(raised=Instant(0), taken_in=taken_in, last_fact="finding.raised")
    assert bool(list(due(KINDS["finding"], [old], NOW))) == is_due


def test_every_kind_has_a_rule_a_job_can_keep() -> None:
    for kind in KINDS.values():
        assert kind.personal == () or keeps(kind), kind.id
        assert horizon(kind, NOW) == NOW - kind.retention.days * DAY
        assert str(kind.retention.days) in rule_of(kind)


def test_what_remains_of_a_fact() -> None:
    assert without_personal(CALL, {"summary": "x", "level": 1}) == {"level": 1}
    assert without_personal(CALL, {"summary": None, "level": 1}) is None
    assert without_personal(CALL, {"level": 1, "summary": None, "raw": {}}) == {
        "level": 1,
        "summary": None,
    }
    assert without_personal(AREA, {"name_zh": "城东"}) is None
