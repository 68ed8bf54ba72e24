"""One thing the linter has to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with a node, or worth knowing, and the way out."""

    severity: Literal["error", "warning", "note"]
    rule: str
    node: str
    message: str
    way_out: str
