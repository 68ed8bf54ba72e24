"""Who may read what: the whole decision as a table, no database (DS06, DESIGN law 4)."""

from __future__ import annotations

from itertools import product

import pytest

from anlan.govern.decisions import Allowed, Denied, decide_read
from anlan.govern.grants import Grant, role_grant, service_grant
from anlan.govern.purposes import PURPOSES
from anlan.govern.roles import ROLES
from anlan.standards.errors import Refused
from anlan.standards.kinds import DataClass, base_kinds
from anlan.standards.time import Instant

KINDS = {kind.id: kind for kind in base_kinds()}
CALL = KINDS["call"]
NOW = Instant(1_000)


def grant(
    purpose: str = "call-handling",
    ceiling: DataClass = DataClass.PERSONAL,
    matter: str | None = None,
    until: Instant | None = None,
) -> Grant:
    return Grant("wang", "duty-officer", purpose, ceiling, matter, until)


@pytest.mark.parametrize(
    ("fields", "held", "reason"),
    [
        (("address",), grant(), "held for call-handling"),
        (("address",), grant(until=Instant(1_001)), "held for"),
        (("id", "version", "tz"), grant(), "held for"),
        (("summary",), grant(matter="c1"), "matter c1"),
        (("summary", "address"), grant(matter="c1"), "matter c1"),
        (("level",), grant(ceiling=DataClass.INTERNAL), "held for"),
    ],
)
def test_allowed(fields: tuple[str, ...], held: Grant, reason: str) -> None:
    decided = decide_read(CALL, fields, held, NOW)
    assert isinstance(decided, Allowed)
    assert decided.fields == fields
    assert reason in decided.reason
    assert decided.personal == ("summary" in fields)


@pytest.mark.parametrize(
    ("fields", "held", "reason", "missing"),
    [
        (("address",), grant(until=NOW), "ended", "grant in force"),
        (("address",), grant(until=Instant(999)), "ended", "grant in force"),
        (("address",), grant("publication"), "not held for publication", "purposes"),
        (("id",), grant("publication"), "not held for publication", "purposes"),
        ((), grant("publication"), "not held for publication", "purposes"),
        (("summary",), grant(), "for a matter only", "matter id"),
        (("summary",), grant(matter=""), "for a matter only", "matter id"),
        (("address", "caller"), grant(), "for a matter only", "matter id"),
        (("raw",), grant(ceiling=DataClass.INTERNAL, matter="c1"), "above", "ceiling"),
        (("level",), grant(ceiling=DataClass.PUBLIC), "above", "ceiling"),
    ],
)
def test_denied_says_why_what_is_missing_and_what_to_do(
    fields: tuple[str, ...], held: Grant, reason: str, missing: str
) -> None:
    decided = decide_read(CALL, fields, held, NOW)
    assert isinstance(decided, Denied)
    assert reason in decided.reason
    assert missing in decided.missing
    assert decided.next_step


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_over_every_purpose_and_ceiling_nothing_slips_through(kind) -> None:  # type: ignore[no-untyped-def]
    for purpose, ceiling, matter in product(PURPOSES, DataClass, (None, "m1")):
        held = grant(purpose, ceiling, matter)
        for name in kind.fields:
            decided = decide_read(kind, (name,), held, NOW)
            personal = kind.data_class_of(name).rank >= DataClass.PERSONAL.rank
            may = (
                purpose in kind.purposes_of(name)
                and kind.data_class_of(name).rank <= ceiling.rank
                and (not personal or matter is not None)
            )
            assert isinstance(decided, Allowed) == may, (purpose, ceiling, matter, name)
        if isinstance(default := decide_read(kind, (), held, NOW), Allowed):
            assert not set(default.fields) & set(kind.personal)


def test_a_service_never_reads_personal_fields() -> None:
    held = service_grant("detect", "early-warning")
    assert held.ceiling is DataClass.INTERNAL
    assert not any(held.may(permission) for role in ROLES.values() for permission in role.may)
    assert isinstance(decide_read(CALL, ("summary",), held, NOW), Denied)


def test_a_role_reads_only_for_its_purposes() -> None:
    assert role_grant("a", ROLES["auditor"]).purpose == "audit"
    with pytest.raises(Refused, match="does not read for this purpose") as caught:
        role_grant("a", ROLES["auditor"], purpose="call-handling")
    assert "audit" in caught.value.way_out


def test_a_missing_permission_names_who_has_it() -> None:
    held = role_grant("a", ROLES["evaluator"])
    held.demand("index.compute")
    with pytest.raises(Refused) as caught:
        held.demand("account.manage")
    assert "security-administrator" in caught.value.way_out
