"""A finding asked again of the records as they are now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from anlan.detect.judging.explain import explain
from anlan.detect.live.detection import Detection
from anlan.govern.grants import service_grant
from anlan.standards.errors import NotFound
from anlan.standards.time import DAY, Instant, ManualClock
from anlan.store.query import Query
from anlan.store.store import Store
from tests.detect.calls import amend, write
from tests.detect.declared import START, plan

GRANT = service_grant("test", "early-warning")


@pytest.fixture
def finding(store: Store, clock: ManualClock, tmp_path: Path) -> dict[str, Any]:
    clock.advance_to(Instant(START + 300 * DAY))
    write(store, [(0, {}), (1, {"category": "alarm"}), (2, {}), (3, {}), (4, {"premises": "Q"})])
    Detection(store, [plan()], clock, tmp_path / "c").catch_up()
    (found,) = store.read(GRANT, Query("finding"))
    return found


def test_evidence_and_what_else_came_in_the_window(store: Store, finding: dict[str, Any]) -> None:
    said = explain(store, [plan()], finding, GRANT)
    assert [(row.record, row.evidence, row.counts) for row in said.rows] == [
        ("c1", True, True),
        ("c2", False, False),
        ("c3", True, True),
        ("c4", True, True),
    ]
    assert (said.measure, said.measure_now) == (3.0, 3.0)
    assert said.thresholds == {2: 5.0, 3: 3.0}
    assert "30 days" in said.because.en
    assert said.rows[0].fields["premises"] == "P"


def test_what_was_corrected_since_shows(store: Store, finding: dict[str, Any]) -> None:
    amend(store, "c3", 2, category="traffic")
    amend(store, "c1", 2, withdrawn=True)
    said = explain(store, [plan()], finding, GRANT)
    assert said.gone == ("c1",)
    assert {row.record: row.counts for row in said.rows} == {"c2": False, "c3": False, "c4": True}
    assert (said.measure, said.measure_now) == (3.0, 1.0)


def test_a_version_nobody_kept_cannot_be_asked(store: Store, finding: dict[str, Any]) -> None:
    with pytest.raises(NotFound, match="not kept"):
        explain(store, [plan(version="2")], finding, GRANT)
