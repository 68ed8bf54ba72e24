"""A small framework fed by columns, and tables for it, two years of twelve districts."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.study.study import Study, study_of
from anlan.standards.declaration import parse_declaration

FRAMEWORK = """
id: districts
version: "{version}"
title: {{zh: 区县, en: districts}}
recipe: {{base: "{base}", normalise: {{how: minmax, low: 1}}}}
nodes:
  - id: safety
    title: {{zh: 平安, en: safety}}
    weight: {{value: {safety}, origin: given}}
    {weights}
    measures:
      - {{id: calls, title: {{zh: 警情, en: calls}}, direction: negative, unit: /10k, denominator: people, source: {{column: calls}}}}
      - {{id: solved, title: {{zh: 破案, en: solved}}, direction: positive, unit: "%", source: {{column: solved}}}}
      - {{id: waits, title: {{zh: 等候, en: waits}}, direction: negative, unit: min, source: {{column: waits}}}}
  - id: service
    title: {{zh: 服务, en: service}}
    weight: {{value: {service}, origin: given}}
    measures:
      - {{id: content, title: {{zh: 满意, en: content}}, direction: positive, unit: 0–100, source: {{column: content}}}}
      - {{id: online, title: {{zh: 网办, en: online}}, direction: positive, unit: "%", source: {{column: online}}}}
"""


def framework(
    version: str = "1", safety: float = 60, weights: str = "", base: str = "all"
) -> Framework:
    return parse_declaration(
        framework_text(version, safety, weights, base), Framework, place="districts.yaml"
    )


def framework_text(
    version: str = "1", safety: float = 60, weights: str = "", base: str = "all"
) -> str:
    return FRAMEWORK.format(
        version=version, safety=safety, service=100 - safety, weights=weights, base=base
    )


def table(seed: int = 1, units: int = 12, years: tuple[int, ...] = (2025, 2026)) -> str:
    """CSV."""
    rng = np.random.default_rng(seed)
    lines = ["unit,period,people,calls,solved,waits,content,online"]
    for year in years:
        for n in range(units):
            people = rng.integers(10, 90) * 1000
            calls = int(people * rng.uniform(0.01, 0.03))
            rest = rng.uniform([20, 5, 60, 10], [80, 20, 95, 90]).round(2).tolist()
            lines.append(",".join(map(str, [f"D{n:02d}", year, people, calls, *rest])))
    return "\n".join(lines) + "\n"


def files(folder: Path, **how: object) -> tuple[Path, Path]:
    """The framework and the data as files."""
    declared, data = folder / "districts.yaml", folder / "districts.csv"
    declared.write_text(framework_text(**how))  # type: ignore[arg-type]
    data.write_text(table())
    return declared, data


def study(folder: Path, seed: int = 1, **how: object) -> Study:
    """Both together."""
    from anlan.evaluate.tables.data import read_panel

    data = folder / f"data-{seed}.csv"
    data.write_text(table(seed))
    declared = framework(**how)  # type: ignore[arg-type]
    return study_of(declared, read_panel(declared, [data]))
