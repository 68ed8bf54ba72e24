"""Composite indices: frameworks, scores, and what they rest on.

A framework is a YAML file; data are CSV, Parquet or a workbook. No deployment is needed:

    from anlan.evaluate import read_study, rows_of
    study = read_study("framework.yaml", "data.csv")
    built = study.build()           # every step as arrays: built.steps, built.scores, built.notes
    rows_of(study)                  # unit, period, node, score, rank, coverage as a polars table

How far scores hold and why they differ: `analysis`, `change` and `weights`, and `report` writes it
down. Only `measuring` and `deployment` need the records of a deployment.

    method ──► declaration ──► tables ──► study ──► analysis, change ──► report
                                            └─────► measuring ──► deployment ──┘

The method itself takes plain numpy arrays: `Panel`, `Indicator`, `Tree`, `Branch`, `Recipe`, `build`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anlan.evaluate.analysis.lineage import trace as trace
    from anlan.evaluate.declaration.framework import ROOT as ROOT, Framework as Framework
    from anlan.evaluate.method.build import Built as Built, build as build
    from anlan.evaluate.method.indicator import Indicator as Indicator
    from anlan.evaluate.method.panel import Panel as Panel
    from anlan.evaluate.method.recipe import Recipe as Recipe
    from anlan.evaluate.method.tree import Branch as Branch, Tree as Tree
    from anlan.evaluate.study.results import rows_of as rows_of, write_rows as write_rows
    from anlan.evaluate.study.study import (
        Study as Study,
        read_framework as read_framework,
        read_study as read_study,
        study_of as study_of,
    )
    from anlan.evaluate.tables.coin_tool import read_coin_tool as read_coin_tool
    from anlan.evaluate.tables.coinr import read_coinr as read_coinr

_WHERE = {
    "ROOT": "declaration.framework", "Framework": "declaration.framework",
    "read_coinr": "tables.coinr", "read_coin_tool": "tables.coin_tool",
    "Study": "study.study", "read_study": "study.study", "study_of": "study.study",
    "read_framework": "study.study", "rows_of": "study.results", "write_rows": "study.results",
    "trace": "analysis.lineage",
    "Built": "method.build", "build": "method.build", "Indicator": "method.indicator",
    "Panel": "method.panel", "Recipe": "method.recipe", "Branch": "method.tree", "Tree": "method.tree",
}  # fmt: skip
"""Where each public name lives; loaded when it is first asked for."""

__all__ = sorted(_WHERE)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__]
