"""The index over a store: scores written once, shown as a table, opened down to record ids."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

import pytest

from anlan.evaluate.declaration.framework import ROOT
from anlan.evaluate.deployment.index import Index
from anlan.evaluate.measuring.cells import NOTES
from anlan.evaluate.method.intervals import wilson
from anlan.govern.grants import Grant, role_grant, service_grant
from anlan.govern.roles import ROLES
from anlan.standards.errors import BadDeclaration, BadInput, NotFound, Refused
from anlan.standards.time import DAY, MINUTE, ManualClock
from anlan.store.facts import Fact
from anlan.store.query import Equals, OneOf, Query
from anlan.store.store import Store
from tests.evaluate.records import START, ZONE, invented
from tests.evaluate.small import TEXT, small
from tests.evaluate.stores import fill, filled, later, scores

EVALUATOR: Grant = role_grant("li", ROLES["evaluator"])
MARCH = "2026-03"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Computed once; the tests that change its records put nothing back, so they come last."""
    with filled(tmp_path_factory.mktemp("index"), invented(1)) as store:
        made = Index(store, small(), clock=store.clock, zone=ZONE)
        made.compute()
        yield made


def test_computing_twice_writes_nothing_the_second_time(index: Index) -> None:
    before = scores(index.store)
    later(index.store, 7 * DAY)
    again = index.compute()
    assert again.written == 0
    assert again.cells > 0
    assert scores(index.store) == before > 0


def test_the_table_shows_every_node_with_what_is_not_assessed(index: Index) -> None:
    table = index.table(EVALUATOR, period=MARCH, area="N1")
    nodes = {line.node: line for line in table.nodes}
    assert list(nodes) == [part.id for _, part in index.framework.walk()]
    assert nodes["solved"].assessed is False
    assert nodes["solved"].note.en == "needs case records"
    assert nodes["cases"].note == NOTES["not-collected"]
    assert nodes["repeat"].assessed
    assert nodes["repeat"].low <= nodes["repeat"].value <= nodes["repeat"].high
    assert table.total.coverage < 1
    assert sum(nodes[node.id].weight for node in index.framework.nodes) == 100
    assert dict(table.total.history)[MARCH] == table.total.score
    assert table.periods == ("2026-02", "2026-03", "2026-04", "2026-05")


def test_the_table_bands_areas_and_takes_the_latest_month(index: Index) -> None:
    table = index.table(EVALUATOR)
    assert table.period == table.periods[-1]
    assert [area.id for area in table.areas] == ["N", "N1", "N2", "S"]
    for area in table.areas:
        assert (area.band is None) == (area.score is None)
    assert min(area.band for area in table.areas if area.band) == 1


def test_before_anything_is_computed_the_table_is_empty_not_wrong(
    store: Store, clock: ManualClock
) -> None:
    table = Index(store, small(), clock=clock, zone=ZONE).table(EVALUATOR)
    assert (table.period, table.periods, table.total.score) == (None, (), None)
    assert not any(line.assessed for line in table.nodes)


@pytest.mark.parametrize("area", [None, "N", "S"])
def test_a_share_opens_to_ids_that_make_the_same_numbers(index: Index, area: str | None) -> None:
    opened = index.open(EVALUATOR, "repeat", period=MARCH, area=area, limit=1_000)
    ids = [record.id for record in opened.records]
    hits = [record.id for record in opened.records if record.in_numerator]
    assert len(ids) == len(set(ids)) == opened.total == opened.denominator
    assert len(hits) == opened.numerator
    assert opened.value == pytest.approx(100 * len(hits) / len(ids), abs=1e-6)
    low, high = wilson(len(hits), len(ids))
    assert (opened.low, opened.high) == pytest.approx((100 * low, 100 * high), abs=1e-6)
    # What is stored, shown and opened is one number, and the ids are records of the store.
    line = next(
        n for n in index.table(EVALUATOR, period=MARCH, area=area).nodes if n.node == "repeat"
    )
    assert (line.value, line.score) == (opened.value, opened.score)
    rows = index.store.read(EVALUATOR, Query("call", where=OneOf("id", tuple(ids))))
    assert len(rows) == len(ids)
    assert all(row["valid"] and row["premises"] for row in rows)


def test_a_median_opens_to_the_minutes_it_is_taken_of(index: Index) -> None:
    opened = index.open(EVALUATOR, "minutes", period=MARCH, area="N", limit=1_000)
    assert opened.value == pytest.approx(median(r.amount for r in opened.records), abs=1e-6)
    rows = index.store.read(EVALUATOR, Query("call", where=Equals("id", opened.records[0].id)))
    waited = (rows[0]["arrived"] - rows[0]["received"]) / MINUTE
    assert opened.records[0].amount == pytest.approx(waited)


def test_a_rate_opens_to_its_numerator(index: Index) -> None:
    opened = index.open(EVALUATOR, "rate", period=MARCH, area="N1", limit=1_000)
    assert len(opened.records) == opened.numerator
    assert all(record.in_numerator for record in opened.records)
    assert opened.value == pytest.approx(10_000 * len(opened.records) / 4_000, abs=1e-6)


def test_records_come_in_pages(index: Index) -> None:
    whole = index.open(EVALUATOR, "far", period=MARCH, limit=1_000)
    pages = [
        record
        for offset in range(0, whole.total, 25)
        for record in index.open(EVALUATOR, "far", period=MARCH, limit=25, offset=offset).records
    ]
    assert tuple(pages) == whole.records


def test_a_branch_opens_to_its_parts_and_an_uncollected_measure_to_its_reason(
    index: Index,
) -> None:
    whole = index.open(EVALUATOR, ROOT, period=MARCH)
    assert [part.node for part in whole.parts] == ["crime", "service"]
    weight = sum(part.weight for part in whole.parts if part.score is not None)
    total = sum(part.weight * part.score for part in whole.parts if part.score is not None)
    assert whole.score == pytest.approx(total / weight, abs=1e-5)
    solved = index.open(EVALUATOR, "solved", period=MARCH)
    assert (solved.records, solved.query, solved.note.zh) == ((), None, "需要案件记录")


def test_the_query_is_shown_as_declared(index: Index) -> None:
    opened = index.open(EVALUATOR, "repeat", period=MARCH)
    assert "statistic: share" in opened.query
    assert "within_days: 90" in opened.query
    assert opened.formula == "share at repeat places"


def test_what_does_not_exist_is_named_with_a_way_out(index: Index) -> None:
    with pytest.raises(NotFound, match="2026-02"):
        index.table(EVALUATOR, period="2019-01")
    with pytest.raises(NotFound, match="use one of N"):
        index.table(EVALUATOR, area="X")
    with pytest.raises(NotFound, match="no such node"):
        index.open(EVALUATOR, "nothing", period=MARCH)
    with pytest.raises(BadInput, match="write it like"):
        index.open(EVALUATOR, "rate", period="March")


def test_reading_needs_a_purpose_and_leaves_an_audit_record(index: Index) -> None:
    with pytest.raises(Refused):
        index.table(service_grant("portal", "call-handling"))
    auditor = service_grant("audit", "audit")
    index.open(EVALUATOR, "repeat", period=MARCH)
    reads = index.store.read(auditor, Query("audit", where=Equals("actor", "li")))
    assert {row["target"] for row in reads} >= {"call", "score", "area"}


def test_scores_of_two_periods_or_areas_compare_with_regard_to_their_intervals(
    index: Index,
) -> None:
    same = index.compare(EVALUATOR, MARCH, MARCH)
    assert (same.difference, same.apart) == (0, False)
    areas = index.compare(EVALUATOR, f"{MARCH}/N1", f"{MARCH}/N2", node="minutes")
    lines = [
        next(n for n in index.table(EVALUATOR, period=MARCH, area=a).nodes if n.node == "minutes")
        for a in ("N1", "N2")
    ]
    assert areas.difference == pytest.approx(lines[1].score - lines[0].score, abs=1e-5)
    assert areas.apart == (lines[0].high < lines[1].low or lines[1].high < lines[0].low)


def test_scores_of_two_framework_versions_do_not_compare(index: Index) -> None:
    newer = small(TEXT.replace('version: "1"', 'version: "2"'))
    Index(index.store, newer, clock=index.store.clock, zone=ZONE).compute()
    with pytest.raises(Refused, match="compute both periods under one version"):
        index.compare(EVALUATOR, f"1/{MARCH}/*", f"2/{MARCH}/*")
    # Each version keeps its own scores.
    assert index.table(EVALUATOR, period=MARCH).version == "1"


def test_an_unsound_framework_makes_no_index(store: Store, clock: ManualClock) -> None:
    wrong = small(TEXT.replace("under: criminal", "under: crimes"))
    with pytest.raises(BadDeclaration, match="crimes"):
        Index(store, wrong, clock=clock, zone=ZONE)


def test_only_scores_whose_value_changed_are_written(index: Index) -> None:
    before = scores(index.store)
    task = Fact("task.changed", "task", "t0", 2, START, {"typed": 8_000})
    with index.store.writing(actor="test", purpose="task-handling") as uow:
        uow.append(task)
    fill(index.store)
    written = index.compute().written
    newest = [entry.fact for entry in index.store.journal.stream(kinds=["score"])][before:]
    assert len(newest) == written > 0
    assert {fact.record.split("/")[2] for fact in newest} == {"typed", "service", ROOT}
    assert all(fact.version == 2 for fact in newest)
    assert {fact.record.split("/")[3] for fact in newest} == {"*", "N", "N2"}


def test_a_score_that_lost_its_records_is_no_longer_assessed(index: Index) -> None:
    with index.store.writing(actor="test", purpose="stewardship") as uow:
        for row in uow.select(Query("task")):
            gone = {"opened_at": None}
            uow.append(Fact("task.changed", "task", row["id"], row["version"] + 1, START, gone))
    fill(index.store)
    index.compute()
    line = next(n for n in index.table(EVALUATOR, period=MARCH).nodes if n.node == "typed")
    assert (line.assessed, line.score, line.note) == (False, None, NOTES["no-records"])


def test_a_score_withdrawn_when_its_time_was_up_stays_withdrawn(index: Index) -> None:
    with index.store.writing(actor="retention", purpose="evaluation") as unit:
        (row, *_) = unit.select(Query("score", where=Equals("node", ROOT)))
        gone = Fact("score.retired", "score", row["id"], row["version"] + 1, index.store.clock(),
                    {"withdrawn": True})  # fmt: skip
        unit.append(gone)
    fill(index.store)
    assert index.compute().written == 0
