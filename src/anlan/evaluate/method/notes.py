"""What a reader of the scores has to know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that happened on the way from data to scores."""

    step: str
    what: str
    """constant, all-missing, not-passed …"""
    column: str
    text: str
