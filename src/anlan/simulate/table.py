"""Calls as columns: what a run makes, before anybody wants an object for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

_EPOCH = date(1970, 1, 1)

SERVED_STEPS = (
    "graded",
    "dispatched",
    "acknowledged",
    "departed",
    "arrived",
    "handled",
    "fed_back",
    "reviewed",
    "called_back",
    "archived",
)
"""Steps of a call a unit is sent to, in their order (statement CALL05)."""
DIVERTED_STEPS = ("diverted", "diversion_received", "diversion_working")
"""Steps of a call that goes to another department, between graded and fed back."""
STEPS = ("graded", "invalid", *DIVERTED_STEPS, *SERVED_STEPS[1:])
"""Every step a call can take, in the order in which no call ever goes back."""


@dataclass(frozen=True, eq=False)
class CallTable:
    """Column i of each is call i, in order of time received. Numbers that are not known are -1."""

    time: NDArray[np.int64]
    """Received; instants, µs."""
    date: NDArray[np.int32]
    """Local date it is numbered on, days since the epoch."""
    number: NDArray[np.int32]
    """1, 2, 3 … on that date."""
    category: NDArray[np.int16]
    """In demand().names; -1 for an invalid call."""
    feedback: NDArray[np.int16]
    """The category in the feedback; -1 when there is none."""
    channel: NDArray[np.int8]
    """In the channels of its category; for an invalid call in those of `police`."""
    level: NDArray[np.int8]
    phrase: NDArray[np.int8]
    """In the summaries of its category; for an invalid call in the reasons."""
    spot: NDArray[np.int32]
    area: NDArray[np.int16]
    unit: NDArray[np.int16]
    """In city.units."""
    nearest: NDArray[np.int16]
    satisfaction: NDArray[np.int8]
    """1 (best) … 5; -1 when not called back."""
    steps: NDArray[np.int64]
    """Calls × STEPS: when each is done, instants; -1 when it never is."""

    def __len__(self) -> int:
        return len(self.time)

    @staticmethod
    def joined(parts: Iterable[CallTable]) -> CallTable:
        """One table after the other; at least one."""
        tables = list(parts)
        return CallTable(
            *(np.concatenate([getattr(t, f.name) for t in tables]) for f in fields(CallTable))
        )

    def rows(self, chosen: NDArray[np.bool_]) -> CallTable:
        """The chosen calls."""
        return CallTable(*(getattr(self, f.name)[chosen] for f in fields(CallTable)))

    @property
    def nbytes(self) -> int:
        return sum(getattr(self, f.name).nbytes for f in fields(CallTable))


def call_id(day: int, number: int) -> str:
    """The id of a call: its local date and its number on that date.

    >>> call_id(20454, 7)
    '20260101-00007'
    """
    return f"{_EPOCH + timedelta(days=day):%Y%m%d}-{number:05d}"
