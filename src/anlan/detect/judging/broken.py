"""Models that should run and cannot: shown on the register, mended or retired by two people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anlan.detect.judging.proposals import record_of
from anlan.detect.language.model import Model
from anlan.standards.errors import AnlanError
from anlan.standards.title import Title


@dataclass(frozen=True, slots=True)
class BrokenModel:
    """A model of a pack, or an approved one, that cannot run any more; it raises nothing."""

    id: str
    version: str
    title: Title
    record: str
    """The record of its version; one of a pack has none before somebody decided about it."""
    declaration: str
    error: AnlanError
    model: Model | None
    """None when it cannot even be read."""


def broken_model(model: Model, error: AnlanError) -> BrokenModel:
    """A model that can be read and does not fit any more."""
    return BrokenModel(
        id=model.id,
        version=model.version,
        title=model.title,
        record=record_of(model),
        declaration=model.to_yaml(),
        error=error,
        model=model,
    )


def broken_record(row: Mapping[str, Any], error: AnlanError) -> BrokenModel:
    """An approved declaration that cannot be read any more."""
    return BrokenModel(
        id=row["model"],
        version=row["model_version"],
        title=Title(zh=row["title_zh"], en=row["title_en"]),
        record=row["id"],
        declaration=row["declaration"],
        error=error,
        model=None,
    )
