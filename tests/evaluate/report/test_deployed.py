"""The annual report on a deployed index: its scores, queries, records and audit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from anlan.cli.options import steward
from anlan.evaluate.declaration.framework import ROOT
from anlan.evaluate.deployment.index import Index
from anlan.evaluate.report.annual import annual_report
from anlan.evaluate.report.asked import Asked
from anlan.evaluate.report.document import Code
from anlan.evaluate.report.from_deployment import matter_of_index
from anlan.evaluate.report.writing import written
from anlan.standards.errors import BadInput, NotFound
from anlan.standards.time import DAY
from anlan.standards.title import Title
from anlan.store.facts import Fact
from tests.evaluate.records import START, ZONE, invented
from tests.evaluate.report.reading import page_of
from tests.evaluate.small import small
from tests.evaluate.stores import fill, filled, later

MARCH, APRIL = "2026-03", "2026-04"
MODEL = ("repeats", "1", Title(zh="重复", en="repeats"))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with filled(tmp_path_factory.mktemp("report"), invented(1)) as store:
        made = Index(store, small(), clock=store.clock, zone=ZONE)
        made.compute()
        yield made


def test_the_report_tells_the_stored_scores(index: Index) -> None:
    of = matter_of_index(index, steward(), Asked(APRIL, MARCH, "N1"), "en", [MODEL])
    table = index.table(steward(), period=APRIL, area="N1")
    assert of.score(ROOT).score == pytest.approx(table.total.score, abs=1e-6)
    for line in table.nodes:
        assert of.score(line.node).score == (
            None if line.score is None else pytest.approx(line.score, abs=1e-6)
        )
    assert of.change is not None
    assert sum(of.change.parts.values()) == pytest.approx(of.moved(ROOT))


def test_a_source_has_its_query_and_ids_of_records(index: Index) -> None:
    document = annual_report(matter_of_index(index, steward(), Asked(APRIL), "zh", [MODEL]))
    codes = {b.id: b.text for s in document.sections for b in s.blocks if isinstance(b, Code)}
    opened = index.open(steward(), "repeat", period=APRIL, limit=1)
    assert opened.query is not None
    assert opened.query.strip() in codes["src-repeat"]
    assert opened.records[0].id in codes["src-repeat"]
    assert f"记录: {opened.total}" in codes["src-repeat"]


def test_bands_are_those_of_the_index(index: Index) -> None:
    of = matter_of_index(index, steward(), Asked(APRIL), "en", [])
    shown = {area.id: area.band for area in index.table(steward(), period=APRIL).areas}
    assert {unit: band for unit, _, _, band in of.units()} == {
        unit: band for unit, band in shown.items() if band is not None
    }


def test_reading_for_a_report_does_not_change_the_report(index: Index) -> None:
    texts = []
    for _ in range(2):
        of = matter_of_index(index, steward(), Asked(APRIL), "en", [MODEL])
        texts.append(written(annual_report(of), "html"))
        later(index.store, DAY)
    assert texts[0] == texts[1]
    assert "Not collected: reports of privacy impact assessments (PIA)." in texts[0].decode()
    assert len(page_of(texts[0]).headings) == 15


def test_an_area_or_month_that_is_not_there(index: Index) -> None:
    with pytest.raises(NotFound):
        matter_of_index(index, steward(), Asked("2031-01"), "en", [])
    with pytest.raises(NotFound):
        matter_of_index(index, steward(), Asked(APRIL, unit="nowhere"), "en", [])


def test_scores_older_than_the_records_are_refused(index: Index) -> None:
    store = index.store
    rows = [dict(row) for row in invented(1)["call"] if row.get("received", 0) > START]
    with store.writing(actor="test", purpose="stewardship") as uow:
        for n, row in enumerate(rows[:40]):
            data = {k: v for k, v in row.items() if k != "id" and v is not None}
            uow.append(Fact("call.stored", "call", f"again{n}", 1, START, data))
    fill(store)
    with pytest.raises(BadInput, match="older than the records"):
        for period in index.table(steward()).periods:
            matter_of_index(index, steward(), Asked(period), "en", [])
