"""Replaying the journal rebuilds every view, byte for byte; on every engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings, strategies as st

from anlan.standards.codes import Codes, base_codes
from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.time import ManualClock
from anlan.store.query import Query
from anlan.store.store import Store
from tests.store.facts import call, write

changes = st.fixed_dictionaries(
    {},
    optional={
        "received": st.integers(-(2**40), 2**50),
        "level": st.none() | st.integers(1, 4),
        "latitude": st.none() | st.floats(-90, 90),
        "valid": st.none() | st.booleans(),
        "address": st.none()
        | st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00")),
        "raw": st.none() | st.dictionaries(st.text("abc"), st.floats(-1, 1) | st.text("xyz")),
        "withdrawn": st.booleans(),
    },
)
transactions = st.lists(
    st.lists(st.tuples(st.sampled_from("abcde"), changes), min_size=1, max_size=6), max_size=8
)


@given(batches=transactions)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_rebuild_never_differs(
    any_store: Store, batches: list[list[tuple[str, dict[str, Any]]]]
) -> None:
    with any_store.writing(actor="t", purpose="audit") as unit:
        versions = {
            row["id"]: row["version"] for row in unit.select(Query("call", include_withdrawn=True))
        }
    for batch in batches:
        with any_store.writing(actor="t", purpose="audit") as unit:
            for record, data in batch:
                versions[record] = versions.get(record, 0) + 1
                unit.append(call(record, versions[record], **data))
    rebuilt = any_store.rebuild()
    assert rebuilt.same, rebuilt.differs
    assert rebuilt.rows["call"] == len(versions)
    assert any_store.verify().ok


def test_the_current_row_is_the_fold_of_its_facts(any_store: Store) -> None:
    write(any_store, call("a", received=1, level=4, address="x"))
    write(any_store, call("a", 2, level=2), call("a", 3, address=None))
    with any_store.writing(actor="t", purpose="audit") as unit:
        row = unit.get("call", "a")
    assert row is not None
    assert (row["version"], row["level"], row["address"], row["received"]) == (3, 2, None, 1)
    assert (row["opened"], row["position"]) == (1, 3)


def test_a_touched_view_is_found_named_and_mended(any_store: Store) -> None:
    write(any_store, call("a", received=1, level=4), call("b", received=2, level=4))
    with any_store.engine.writing() as connection:
        connection.execute(sa.text("UPDATE view_call SET level = 1 WHERE id = 'b'"))
    found = any_store.verify()
    assert not found.ok
    assert found.views == ("call",)
    assert found.broken == 2
    assert any_store.rebuild().differs == {"call": ["b"]}
    assert any_store.verify().ok


def test_a_kind_that_gains_a_field_gets_its_view_rebuilt(
    store: Store, tmp_path: Path, clock: ManualClock
) -> None:
    write(store, call("a", received=1, level=4))
    store.close()
    kinds = []
    for kind in base_kinds():
        if kind.id == "call":
            fields = {**kind.fields, "weather": kind.fields["disposition"]}
            kind = kind.model_copy(update={"fields": fields})
            kind.__dict__.pop("shape", None)
        kinds.append(kind)
    again = Store.open(
        f"sqlite:///{tmp_path}/anlan.db",
        kinds=Kinds(kinds),
        codes=Codes(base_codes()),
        clock=clock,
        lake=tmp_path / "lake",
    )
    write(again, call("a", 2, weather="storm"))
    with again.writing(actor="t", purpose="audit") as unit:
        row = unit.get("call", "a")
    assert row is not None
    assert (row["level"], row["weather"]) == (4, "storm")
    assert again.verify().ok
    again.close()


def test_a_deployment_from_before_loses_the_index_of_positions(
    tmp_path: Path, clock: ManualClock
) -> None:
    def indexes(store: Store) -> set[str]:
        of_calls = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'view_call'"
        with store.engine.reading() as connection:
            names = set(connection.exec_driver_sql(of_calls).scalars())
        return {name for name in names if not name.startswith("sqlite_autoindex")}

    kinds, codes = Kinds(base_kinds()), Codes(base_codes())
    url = f"sqlite:///{tmp_path}/anlan.db"
    store = Store.open(url, kinds=kinds, codes=codes, clock=clock, lake=tmp_path / "lake")
    with store.engine.writing() as connection:
        connection.exec_driver_sql("CREATE INDEX view_call_position ON view_call (position)")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0003'")
    store.close()
    again = Store.open(url, kinds=kinds, codes=codes, clock=clock, lake=tmp_path / "lake")
    assert indexes(again) == {"view_call_received", "view_call_status", "view_call_premises"}
    again.close()
