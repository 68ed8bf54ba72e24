"""One condition means the same to a model, to a task standard and to a measure."""

from __future__ import annotations

from typing import Any

import ibis
import orjson
import pytest

from anlan.evaluate.declaration.conditions import Condition as MeasureCondition, holds
from anlan.govern.grants import service_grant
from anlan.respond.matching import readable
from anlan.standards.codes import Codes, base_codes
from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.time import Instant, moment, parse_iso
from anlan.store.query import Query
from anlan.store.store import Store
from anlan.store.where import Condition, as_query
from tests.detect.declared import meets, plan
from tests.store.facts import call

CODES = Codes(base_codes())
CALL = Kinds(base_kinds())["call"]
NOON = parse_iso("2026-03-01T12:00:00+08:00")
ROWS: list[dict[str, Any]] = [
    {"category": category, "valid": valid, "level": level, "address": address, "dispatched": at}
    for category, valid, level, address, at in (
        ("dispute.family", True, 1, "12 Mill Lane", NOON),
        ("dispute", False, 3, "mill lane", Instant(NOON - 1)),
        ("traffic.collision", None, None, None, None),
        (None, True, 2, "Station Road", NOON + 1),
    )
]
ASKED = [
    {"field": "category", "under": "dispute"},
    {"field": "valid", "equals": False},
    {"field": "level", "one_of": [1, 3]},
    {"field": "level", "between": {"low": 1, "high": 3}},
    {"field": "dispatched", "between": {"low": "2026-03-01T12:00:00+08:00"}},
    {"field": "address", "contains": "MILL"},
    {"field": "address", "is_null": True},
    {"field": "address", "is_null": False},
]
COMBINED = [
    {"all": ASKED[:2]},
    {"any": [ASKED[1], {"not": ASKED[3]}]},
    {"all": [{"not": {"any": ASKED[1:3]}}, {"not": {"not": ASKED[3]}}]},
    {"any": [{"not": {"all": ASKED[:2]}}, ASKED[6]]},
]


@pytest.mark.parametrize("said", [*ASKED, *COMBINED], ids=str)
@pytest.mark.parametrize("turned", [False, True])
def test_every_stage_keeps_the_same_records(
    said: dict[str, Any], turned: bool, store: Store
) -> None:
    text = orjson.dumps({"not": said} if turned else said)
    field = readable(CALL)

    asked_by_model = plan(where=orjson.loads(text)).where
    by_model = [n for n, row in enumerate(ROWS) if meets(asked_by_model, row, NOON, "UTC")]

    with store.writing(actor="test", purpose="call-handling") as uow:
        uow.append(*(call(f"c{n}", received=NOON, **row) for n, row in enumerate(ROWS)))
    asked = Query("call", where=as_query(Condition.model_validate_json(text), field, CODES))
    grant = service_grant(actor="detect", purpose="early-warning")
    by_store = sorted(int(row["id"][1:]) for row in store.read(grant, asked))

    kept = [_kept(n, row) for n, row in enumerate(ROWS)]
    table = ibis.memtable(kept, schema=SCHEMA)
    measured = MeasureCondition.model_validate_json(text)
    found = table.filter(holds(measured, table, lambda name: CODES[CALL.fields[name].codes or ""]))
    by_measure = sorted(found.n.execute().tolist())

    assert by_model == by_store == by_measure
    if said in ASKED:
        assert 0 < len(by_model) < len(ROWS)


SCHEMA = {
    "n": "int64",
    "category": "string",
    "valid": "boolean",
    "level": "int64",
    "address": "string",
    "dispatched": "timestamp(6)",
}


def _kept(n: int, row: dict[str, Any]) -> dict[str, Any]:
    at = row["dispatched"]
    utc = None if at is None else moment(Instant(at)).replace(tzinfo=None)
    return {"n": n, **row, "dispatched": utc}
