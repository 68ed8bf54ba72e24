"""Levels follow from evidence alone, and weak protection of rights caps the whole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, strategies as st

from anlan.cli.__main__ import main
from anlan.evaluate.maturity.assess import Maturity, assess
from anlan.evaluate.maturity.evidence import Evidence
from anlan.evaluate.maturity.lint import lint_maturity
from anlan.evaluate.maturity.model import MaturityModel
from anlan.packs.loader import find_pack, load_pack
from anlan.standards.declaration import parse_declaration
from anlan.standards.errors import BadDeclaration, BadInput

DAY = date(2026, 6, 30)


@cache
def model() -> MaturityModel:
    return load_pack(find_pack("policing-index")).maturity["five-levels"]


def item(demand: str, state: str = "met", day: date = DAY, **more: Any) -> dict[str, Any]:
    source = {"source": {"document": "D-1"}} if state != "unknown" else {}
    return {"demand": demand, "state": state, "statement": "seen", "date": day} | source | more


def evidence(items: Iterable[dict[str, Any]], /, **more: Any) -> Evidence:
    whole = {"model": "five-levels", "version": model().version, "organisation": "city"}
    text = orjson.dumps(whole | {"as_of": DAY, "items": list(items)} | more).decode()
    return parse_declaration(text, Evidence, place="evidence")


def up_to(levels: dict[str, int]) -> list[dict[str, Any]]:
    return [
        item(demand.id)
        for dimension in model().dimensions
        for demand in dimension.demands
        if demand.level <= levels[dimension.id]
    ]


def reached(found: Maturity) -> dict[str, int]:
    return {each.id: each.level for each in found.dimensions}


def test_the_model_that_comes_with_anlan_is_sound() -> None:
    assert lint_maturity(model()) == []
    assert (len(model().levels), len(model().dimensions), model().capping) == (5, 7, "legal_ethics")


def test_without_evidence_everything_is_at_the_start() -> None:
    found = assess(model(), evidence([]))
    assert found.level == 1
    assert set(reached(found).values()) == {1}
    assert {f.state for each in found.dimensions for f in each.findings} == {"unknown"}


@given(st.lists(st.integers(1, 5), min_size=7, max_size=7))
def test_the_whole_is_the_median_of_the_rest_capped_by_rights(levels: list[int]) -> None:
    wanted = dict(zip([d.id for d in model().dimensions], levels, strict=True))
    found = assess(model(), evidence(up_to(wanted)))
    assert reached(found) == wanted
    rest = sorted(level for name, level in wanted.items() if name != "legal_ethics")
    assert found.level == min(rest[2], wanted["legal_ethics"])
    assert (found.capped_by == "legal_ethics") == (wanted["legal_ethics"] < rest[2])


@given(st.lists(st.integers(1, 5), min_size=7, max_size=7))
def test_what_is_needed_for_the_next_level_is_enough_and_no_more(levels: list[int]) -> None:
    wanted = dict(zip([d.id for d in model().dimensions], levels, strict=True))
    found = assess(model(), evidence(up_to(wanted)))
    if found.next is None:
        assert found.level == 5
        return
    others = list(found.candidates)[: found.of_others]
    raised = wanted | dict.fromkeys([*found.needed, *others], found.next)
    assert assess(model(), evidence(up_to(raised))).level == found.next
    for spared in [*found.needed, *others]:
        less = raised | {spared: wanted[spared]}
        assert assess(model(), evidence(up_to(less))).level < found.next


def test_a_gap_below_holds_a_dimension_down() -> None:
    items = [i for i in up_to(_all(4)) if i["demand"] != "structure-times"]
    found = assess(model(), evidence(items))
    assert reached(found)["structure"] == 1
    (structure,) = [each for each in found.dimensions if each.id == "structure"]
    assert [f.demand for f in structure.lacking] == ["structure-times"]


@pytest.mark.parametrize("state", ["partly", "not", "unknown"])
def test_only_what_is_met_counts(state: str) -> None:
    items = [*up_to(_all(3)), item("rights-assessed", state)]
    found = assess(model(), evidence(items))
    assert (found.level, found.median, found.capped_by) == (2, 3, "legal_ethics")
    assert found.needed == ("legal_ethics",)


def test_the_latest_item_counts_and_old_evidence_is_unknown() -> None:
    year_ago, long_ago = DAY - timedelta(365), DAY - timedelta(401)
    mended = [item("culture-report", "not", year_ago), item("culture-report")]
    assert reached(assess(model(), evidence(mended)))["culture"] == 2
    old = assess(model(), evidence([item("culture-report", day=long_ago)]))
    (culture,) = [each for each in old.dimensions if each.id == "culture"]
    assert culture.level == 1
    assert "401 days old" in culture.lacking[0].why


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": "0"}, "another model or version"),
        ({"items": [item("nothing")]}, "no such demand"),
        ({"items": [item("culture-report", day=DAY + timedelta(1))]}, "after the day"),
    ],
)
def test_evidence_that_does_not_fit_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        assess(model(), evidence([], **change))


@pytest.mark.parametrize(
    "source",
    [
        None,
        {},
        {"document": "a", "query": "b", "value": 1},
        {"query": "count(call)"},
        {"measure": "CALL-1"},
    ],
)
def test_a_statement_needs_one_source_that_can_be_checked(source: Any) -> None:
    with pytest.raises(BadDeclaration):
        evidence([item("culture-report") | {"source": source}])


def test_a_hollow_level_is_an_error() -> None:
    first, *rest = model().dimensions
    hollow = model().model_copy(
        update={"dimensions": (first.model_copy(update={"demands": first.demands[1:]}), *rest)}
    )
    (remark,) = lint_maturity(hollow)
    assert (remark.severity, remark.rule, remark.node) == ("error", "hollow level", "culture")


def test_the_command_prints_levels_and_reasons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "evidence.yaml"
    known = evidence([*up_to(_all(3)), item("rights-assessed", "partly")])
    file.write_text(known.model_dump_json(exclude_none=True), encoding="utf-8")
    assert main(["index", "maturity", "five-levels", str(file), "--json"]) == 0
    found = orjson.loads(capsys.readouterr().out)
    assert (found["level"], found["capped_by"], found["next"]) == (2, "legal_ethics", 3)
    assert main(["index", "maturity", "five-levels", str(file)]) == 0
    assert "held at 2 by legal_ethics" in capsys.readouterr().out


def _all(level: int) -> dict[str, int]:
    return dict.fromkeys([each.id for each in model().dimensions], level)
