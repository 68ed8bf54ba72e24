"""What every way of finding weights returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from anlan.evaluate.method.arrays import Floats


@dataclass(frozen=True, slots=True)
class Found:
    """Weights of the parts of one branch."""

    origin: str
    weights: dict[str, float]
    """By part; they sum to 1."""
    figures: dict[str, Any] = field(default_factory=dict)
    """What the way says about them: consistency, spread, correlations reached …"""
    doubts: tuple[str, ...] = ()
    """Why they should not be taken as they are; empty when there is no reason."""

    @property
    def sound(self) -> bool:
        """Whether nothing speaks against them."""
        return not self.doubts


def shared(parts: Sequence[str], shares: Floats) -> dict[str, float]:
    """Numbers ≥ 0 by part, made to sum to 1."""
    return dict(zip(parts, (shares / shares.sum()).tolist(), strict=True))
