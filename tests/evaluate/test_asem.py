"""The ASEM example by COINr's conventions, each written out by hand with plain Python numbers.

51 units × 49 indicators in 8 pillars and 2 sub-indices; data of COINr (MIT), read in place.
"""

from __future__ import annotations

import csv
import math
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from anlan.evaluate import Study, read_coinr, study_of
from anlan.evaluate.tables.data import read_panel
from tests.real import shared_data

Column = list[float | None]


@pytest.fixture(scope="module")
def paths() -> tuple[Path, Path]:
    return (
        shared_data("index_reference/asem_iMeta.csv"),
        shared_data("index_reference/asem_iData.csv"),
    )


@pytest.fixture(scope="module")
def asem(paths: tuple[Path, Path]) -> Callable[..., Study]:
    meta, data = paths
    framework, _ = read_coinr("asem", meta, data)
    panel = read_panel(framework, [data])

    def made(**recipe: Any) -> Study:
        changed = type(framework).model_validate(
            {**framework.model_dump(by_alias=True), "recipe": recipe}, strict=False
        )
        return study_of(changed, panel)

    return made


@pytest.fixture(scope="module")
def by_hand(paths: tuple[Path, Path]) -> dict[str, Column]:
    """Denominated values by indicator, in order of the units' codes."""
    meta, data = (list(csv.DictReader(path.open(encoding="utf-8"))) for path in paths)
    rows = sorted(data, key=lambda row: row["uCode"])
    found: dict[str, Column] = {}
    for line in meta:
        if line["Type"] != "Indicator":
            continue
        under = line["Denominator"]
        found[line["iCode"]] = [
            None
            if row[line["iCode"]] in ("", "NA")
            or (under not in ("", "NA") and row[under] in ("", "NA"))
            else float(row[line["iCode"]]) / (1.0 if under in ("", "NA") else float(row[under]))
            for row in rows
        ]
    return found


@pytest.fixture(scope="module")
def directions(paths: tuple[Path, Path]) -> dict[str, int]:
    rows = csv.DictReader(paths[0].open(encoding="utf-8"))
    return {row["iCode"]: int(row["Direction"]) for row in rows if row["Type"] == "Indicator"}


def known(column: Column) -> list[float]:
    return [x for x in column if x is not None]


def same(study: Study, step: str, wanted: dict[str, Column]) -> None:
    table = study.build().steps[step]
    for n, name in enumerate(study.tree.leaves):
        column = [math.nan if x is None else x for x in wanted[name]]
        np.testing.assert_allclose(table[:, n], column, rtol=1e-9, atol=1e-12, err_msg=name)


def test_denominated(asem: Callable[..., Study], by_hand: dict[str, Column]) -> None:
    same(asem(), "denominated", by_hand)


def minmax(x: float, of: list[float]) -> float:
    return (x - min(of)) / (max(of) - min(of)) * 100


def zscore(x: float, of: list[float]) -> float:
    return (x - statistics.fmean(of)) / statistics.stdev(of)


def rank(x: float, of: list[float]) -> float:
    return 1 + sum(other < x for other in of)


def percentile(x: float, of: list[float]) -> float:
    return (rank(x, of) - 1) / (len(of) - 1)


def to_max(x: float, of: list[float]) -> float:
    return 1 - (max(of) - x) / (max(of) - min(of))


def of_max(x: float, of: list[float]) -> float:
    return x / max(of) if max(of) else math.nan  # nothing is a share of 0


@pytest.mark.parametrize(
    ("how", "formula"),
    [
        ("minmax", minmax),
        ("zscore", zscore),
        ("rank", rank),
        ("percentile-rank", percentile),
        ("distance-to-max", to_max),
        ("fraction-of-max", of_max),
    ],
)
def test_normalised_in_the_direction_of_better(
    asem: Callable[..., Study],
    by_hand: dict[str, Column],
    directions: dict[str, int],
    how: str,
    formula: Callable[[float, list[float]], float],
) -> None:
    wanted: dict[str, Column] = {}
    for name, column in by_hand.items():
        upwards = [None if x is None else x * directions[name] for x in column]
        of = known(upwards)
        wanted[name] = [None if x is None else formula(x, of) for x in upwards]
    same(asem(normalise={"how": how}), "normalised", wanted)


def test_imputed_by_the_mean_of_a_group(
    asem: Callable[..., Study], by_hand: dict[str, Column], paths: tuple[Path, Path]
) -> None:
    rows = sorted(csv.DictReader(paths[1].open(encoding="utf-8")), key=lambda row: row["uCode"])
    groups = [row["EurAsia_group"] for row in rows]
    wanted: dict[str, Column] = {}
    for name, column in by_hand.items():
        means = {
            group: statistics.fmean(
                [x for x, g in zip(column, groups, strict=True) if g == group and x is not None]
            )
            for group in set(groups)
        }
        wanted[name] = [
            means[group] if x is None else x for x, group in zip(column, groups, strict=True)
        ]
    impute = {"how": "group", "middle": "mean", "group": "EurAsia_group"}
    same(asem(impute=impute), "imputed", wanted)


def skew(x: list[float]) -> float:
    n, mean, sd = len(x), statistics.fmean(x), statistics.stdev(x)
    return n / ((n - 1) * (n - 2)) * sum(((v - mean) / sd) ** 3 for v in x)


def kurt(x: list[float]) -> float:
    n, mean, sd = len(x), statistics.fmean(x), statistics.stdev(x)
    fourth = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * sum(((v - mean) / sd) ** 4 for v in x)
    return fourth - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))


def passes(x: list[float]) -> bool:
    return abs(skew(x)) < 2 or kurt(x) < 3.5


def treated(column: Column, points: int = 5) -> Column:
    """Up to some values brought in, else log(x − min + 1 % of the range)."""
    if passes(known(column)):
        return column
    moved = list(column)
    for _ in range(points):
        x = known(moved)
        top = skew(x) >= 0
        end = max(x) if top else min(x)
        rest = [v for v in x if v != end]
        moved = [(max(rest) if top else min(rest)) if v == end else v for v in moved]
        if passes(known(moved)):
            return moved
    x = known(column)
    return [None if v is None else math.log(v - min(x) + 0.01 * (max(x) - min(x))) for v in column]


def test_treated_by_winsorising_then_the_logarithm(
    asem: Callable[..., Study], by_hand: dict[str, Column]
) -> None:
    study = asem(treat={})
    same(study, "treated", {name: treated(column) for name, column in by_hand.items()})
    assert any(0 < each.winsorised <= 5 for each in study.build().treated.values())
    fewer = asem(treat={"points": 1})
    same(fewer, "treated", {name: treated(column, 1) for name, column in by_hand.items()})
    assert any(each.transform == "log" for each in fewer.build().treated.values())


@pytest.mark.parametrize("way", ["arithmetic", "geometric", "harmonic", "minimum", "copeland"])
def test_aggregated_level_by_level(
    asem: Callable[..., Study], way: str, paths: tuple[Path, Path]
) -> None:
    study = asem(normalise={"how": "minmax", "low": 1.0, "high": 100.0}, aggregate={"how": way})
    built, place = study.build(), study.tree.place
    lines = list(csv.DictReader(paths[0].open(encoding="utf-8")))
    for parent in [line for line in lines if line["Type"] == "Aggregate"]:
        name = parent["iCode"] if parent["Parent"] not in ("", "NA") else "index"
        parts = [x for x in lines if x["Parent"] == parent["iCode"] and x["Type"] != "Group"]
        table = built.scores[:, [place[part["iCode"]] for part in parts]]
        weights = [float(part["Weight"]) for part in parts]
        wanted = MEANS[way](table.tolist(), weights)
        np.testing.assert_allclose(built.scores[:, place[name]], wanted, rtol=1e-9, atol=1e-9)


def mean(power: float) -> Callable[[list[list[float]], list[float]], list[float]]:
    def of(rows: list[list[float]], weights: list[float]) -> list[float]:
        out = []
        for row in rows:
            pairs = [(x, w) for x, w in zip(row, weights, strict=True) if not math.isnan(x)]
            total = sum(w for _, w in pairs)
            if power == 0:
                out.append(math.exp(sum(w * math.log(x) for x, w in pairs) / total))
            else:
                out.append((sum(w * x**power for x, w in pairs) / total) ** (1 / power))
        return out

    return of


def worst(rows: list[list[float]], _: list[float]) -> list[float]:
    return [min(x for x in row if not math.isnan(x)) for row in rows]


def tournament(rows: list[list[float]], weights: list[float]) -> list[float]:
    """The sum of signs of (outranking − 0.5) over the other units."""

    def outranks(a: list[float], b: list[float]) -> float:
        pairs = [(x, y, w) for x, y, w in zip(a, b, weights, strict=True) if not math.isnan(x + y)]
        won = sum(w if x > y else w / 2 if x == y else 0 for x, y, w in pairs)
        share = won / sum(w for _, _, w in pairs)
        return 0.0 if abs(share - 0.5) < 1e-12 else math.copysign(1, share - 0.5)

    return [sum(outranks(a, b) for b in rows if b is not a) for a in rows]


MEANS = {
    "arithmetic": mean(1), "geometric": mean(0), "harmonic": mean(-1), "minimum": worst,
    "copeland": tournament,
}  # fmt: skip


def test_the_best_has_rank_1_and_ties_share_the_better_one(asem: Callable[..., Study]) -> None:
    built = asem().build()
    scores, ranks = built.scores[:, -1], built.ranks()[:, -1]
    assert ranks.tolist() == [1 + sum(other > x for other in scores) for x in scores]
