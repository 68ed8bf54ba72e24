"""The calls that came and how each was answered, as a table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from anlan.simulate.arrivals import Day
from anlan.simulate.candidates import INVALID
from anlan.simulate.handling import Handling
from anlan.simulate.service import Sent
from anlan.simulate.table import DIVERTED_STEPS, STEPS, CallTable
from anlan.standards.time import MINUTE

_STEP = {name: s for s, name in enumerate(STEPS)}


def answered(
    day: Day,
    drawn: Handling,
    came: NDArray[np.int64],
    sent: Sequence[Sent | None],
    numbers: Sequence[tuple[int, int]],
) -> CallTable:
    """The table of the candidates at positions `came`, who was sent to each (None: nobody) and
    the local date and number each got."""
    calls = day.calls[came]
    served = np.array([s is not None for s in sent], bool)
    on_scene = np.array([_moments(s) for s in sent if s is not None], np.int64).reshape(-1, 7)
    steps = np.full((len(came), len(STEPS)), -1, np.int64)
    steps[:, _STEP["graded"]] = drawn.graded[came]
    first = _STEP["dispatched"]
    steps[served, first : first + 5] = on_scene[:, 2:]
    invalid = calls["category"] == INVALID
    _divert(steps, ~served & ~invalid, drawn, came)
    back = _close(steps, served, ~invalid, drawn, came)
    steps[invalid, _STEP["invalid"]] = drawn.graded[came][invalid]
    steps[invalid, _STEP["graded"]] = -1
    unit = np.full((len(came), 2), -1, np.int16)
    unit[served] = on_scene[:, :2]
    wait = (steps[:, _STEP["arrived"]] - calls["time"]) / MINUTE
    content = 1 + np.floor((2.2 * drawn.mood[came] + wait / 15).clip(0, 4))
    dates = np.array(numbers, np.int32).reshape(-1, 2)
    return CallTable(
        time=calls["time"],
        date=dates[:, 0],
        number=dates[:, 1],
        category=calls["category"],
        feedback=np.where(served, drawn.feedback[came], calls["category"]),
        channel=drawn.channel[came],
        level=np.where(invalid, -1, drawn.level[came]).astype(np.int8),
        phrase=drawn.phrase[came],
        spot=calls["spot"],
        area=drawn.area[came],
        unit=unit[:, 0],
        nearest=unit[:, 1],
        satisfaction=np.where(back, content, -1).astype(np.int8),
        steps=steps,
    )


def _divert(
    steps: NDArray[np.int64], diverted: NDArray[np.bool_], drawn: Handling, came: NDArray[np.int64]
) -> None:
    """Fill the steps of the diverted calls up to the department's result."""
    at = drawn.ready[came]
    for name, later in zip(DIVERTED_STEPS, (0, *drawn.diversion[came].T[:2]), strict=True):
        at = at + later
        steps[diverted, _STEP[name]] = at[diverted]
    steps[diverted, _STEP["fed_back"]] = (at + drawn.diversion[came, 2])[diverted]


def _close(
    steps: NDArray[np.int64],
    served: NDArray[np.bool_],
    valid: NDArray[np.bool_],
    drawn: Handling,
    came: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Fill the steps from `fed_back` on; which calls are called back."""
    feed, review, call, archive = drawn.after[came].T
    back = served & (call > 0)
    steps[served, _STEP["fed_back"]] = (steps[:, _STEP["handled"]] + feed)[served]
    at = steps[:, _STEP["fed_back"]]
    for name, later, on in (
        ("reviewed", review, valid),
        ("called_back", call, back),
        ("archived", archive, valid),
    ):
        at = at + np.where(on, later, 0)
        steps[on, _STEP[name]] = at[on]
    return np.asarray(back)


def _moments(s: Sent) -> tuple[int, ...]:
    return (s.unit, s.nearest, s.dispatched, s.acknowledged, s.departed, s.arrived, s.handled)
