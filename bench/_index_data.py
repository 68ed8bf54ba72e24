"""Studies for the bench: the ASEM example of COINr where it lies here, else one of its size."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from anlan.evaluate import Branch, Indicator, Panel, Recipe, Study, Tree, read_coinr, study_of
from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.method.recipe import Normalise, Treat
from anlan.evaluate.tables.data import read_panel

RECIPE = Recipe(treat=Treat(), normalise=Normalise(how="minmax"))


def asem(folder: Path) -> tuple[Study, str]:
    """51 countries, 49 indicators in 8 pillars of 2 halves; and where it is from."""
    data, meta = folder / "asem_iData.csv", folder / "asem_iMeta.csv"
    if not data.is_file():
        return generated(51, 49, 1), "generated, of the size of ASEM"
    framework, _ = read_coinr("asem", meta, data)
    framework = framework.model_copy(update={"recipe": RECIPE})
    return study_of(framework, read_panel(framework, [data])), "ASEM"


def generated(units: int, indicators: int, years: int, seed: int = 1) -> Study:
    """Skewed and other indicators, 4 % of the values missing, a tree of four levels."""
    rng = np.random.default_rng(seed)
    values = rng.normal(50, 10, (units * years, indicators))
    values[:, ::3] = rng.lognormal(2, 1, values[:, ::3].shape)
    values[rng.random(values.shape) < 0.04] = np.nan
    ids = tuple(f"i{n:03d}" for n in range(indicators))
    names = tuple(f"u{n:04d}" for n in range(units)) * years
    periods = tuple(str(2010 + year) for year in range(years) for _ in range(units))
    panel = Panel(names, periods, ids, values, {}, {})
    directions = (Indicator(id, 1 - 2 * (n % 5 == 0)) for n, id in enumerate(ids))
    plain = Framework.model_validate({"id": "generated", "title": {"zh": "示例", "en": "generated"}, "total": None, "measures": [
        {"id": id, "direction": "positive", "unit": "1", "source": {"column": id}} for id in ids
    ]}, strict=False)  # fmt: skip
    return Study(plain, panel, tuple(directions), _tree(ids), RECIPE)


def _tree(ids: tuple[str, ...]) -> Tree:
    pillars = [ids[n : n + 6] for n in range(0, len(ids), 6)]
    lower = [_equal(f"p{n}", some) for n, some in enumerate(pillars)]
    middle = len(lower) // 2
    halves = [
        _equal("h0", [b.id for b in lower[:middle]]),
        _equal("h1", [b.id for b in lower[middle:]]),
    ]
    return Tree(ids, (*lower, *halves, _equal("index", ["h0", "h1"])))


def _equal(id: str, children: tuple[str, ...] | list[str]) -> Branch:
    return Branch(id, tuple(children), (1.0,) * len(children))
