"""What is sent to be aggregated elsewhere has all it takes; the portal's tests read the same file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from anlan.evaluate.analysis.what_if import Cell as Place, supposed
from anlan.evaluate.analysis.workings import workings_of
from anlan.evaluate.measuring.cells import Cell
from anlan.evaluate.measuring.scoring import Scored, bands, panel_of, score_study
from anlan.evaluate.study.study import Study, study_of
from anlan.standards.errors import NotFound
from tests.evaluate.small import TEXT, small

FIXTURE = (
    Path(__file__).parents[2] / "portal" / "src" / "index" / "what-if" / "workings.fixture.json"
)
"""Written anew by `python -m tests.evaluate.test_workings`."""
PERIOD = "2026-01"
WEIGHTS = {"crime": 10.0, "minutes": 3.0, "far": 0.0, "repeat": 2.5}
MEASURES = ("rate", "repeat", "minutes", "typed", "far", "recalled", "voided")


def study(aggregate: str = "{how: arithmetic, threshold: 0.4}") -> Study:
    """Six areas and the city; what is missing differs from one to the next."""
    declared = small(
        TEXT.replace('version: "1"\n', f'version: "1"\nrecipe: {{aggregate: {aggregate}}}\n', 1)
    )
    rng = np.random.default_rng(7)
    cells = []
    for n in range(7):
        for m, measure in enumerate(MEASURES):
            value = round(rng.uniform(1, 18), 2)
            area = f"A0{n}" if n else None
            note = "few" if n and (n + m) % 4 == 0 else None
            cells.append(
                Cell(
                    measure, area, PERIOD, value=value, low=value * 0.8, high=value * 1.3, note=note
                )
            )
    return study_of(declared, panel_of(declared, cells, lambda _: None))


def told(aggregate: str) -> dict[str, Any]:
    """Before, the weights that are moved, and what comes of them."""
    before = study(aggregate)
    after = score_study(supposed(before, weights=WEIGHTS))
    ranked = workings_of(supposed(before, weights=WEIGHTS), PERIOD)
    wholes: dict[str, Scored] = {unit: after[unit, PERIOD]["index"] for unit, _ in after if unit}
    return {
        "before": asdict(workings_of(before, PERIOD)),
        "weights": WEIGHTS,
        "after": {
            unit: {node: asdict(scored) for node, scored in nodes.items() if scored.assessed}
            for (unit, _), nodes in after.items()
        },
        "ranks": {unit.id: unit.ranks["index"] for unit in ranked.units if "index" in unit.ranks},
        "bands": bands(wholes),
    }


WAYS = {
    "arithmetic": "{how: arithmetic, threshold: 0.4}",
    "geometric": "{how: geometric}",
    "harmonic": "{how: harmonic}",
    "power": "{how: power, power: 0.5}",
    "minimum": "{how: minimum, threshold: 0.6}",
}


def everything() -> dict[str, Any]:
    """Every way that needs no other unit."""
    return json.loads(json.dumps({name: told(how) for name, how in WAYS.items()}))  # type: ignore[no-any-return]


def test_what_the_portal_is_tested_with_is_what_the_server_says() -> None:
    kept = json.loads(FIXTURE.read_text())
    for name, case in everything().items():
        for part in ("after", "ranks", "bands", "weights"):
            assert kept[name][part] == case[part], f"{name} {part}: write the fixture anew"
        assert kept[name]["before"]["branches"] == case["before"]["branches"]


def test_leaves_carry_value_score_and_interval() -> None:
    made = workings_of(study(), PERIOD)
    assert made.alone
    assert [unit.whole for unit in made.units] == [True] + [False] * 6
    for unit in made.units:
        assert unit.leaves
        assert bool(unit.ranks) != unit.whole
        for leaf in unit.leaves:
            assert leaf.low <= leaf.score <= leaf.high
            assert unit.scores[leaf.node] == leaf.score


def test_a_supposed_value_has_no_interval() -> None:
    other = supposed(study(), values={Place("A01", "rate", PERIOD): 5.0})
    unit = next(unit for unit in workings_of(other, PERIOD).units if unit.id == "A01")
    (leaf,) = (leaf for leaf in unit.leaves if leaf.node == "rate")
    assert (leaf.value, leaf.score) == (5.0, 75.0)
    assert leaf.low == leaf.high == leaf.score


def test_copeland_cannot_be_aggregated_unit_by_unit() -> None:
    assert not workings_of(study("{how: copeland}"), PERIOD).alone


def test_another_period_is_not_found() -> None:
    with pytest.raises(NotFound, match="2026-01"):
        workings_of(study(), "1999-01")


if __name__ == "__main__":
    FIXTURE.write_text(json.dumps(everything(), ensure_ascii=False) + "\n")
