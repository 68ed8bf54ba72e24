"""How far back the windows of all models reach from a clock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from anlan.detect.compiler.horizon import Horizon
from anlan.detect.fast.compiled import compiled, inlined

NEVER = -(1 << 62)
"""Earlier than every instant."""


class Floors:
    """The distinct windows of some models as arrays that compiled loops can ask.

    `settings` int64[n, 5]: 0 length · 1 tumbling length, 0 if none · 2, 3 first and last + 1 in
    `starts` of a calendar window, both 0 if none · 4 gap of a session, 0 if none.
    """

    def __init__(self, horizons: Iterable[Horizon]) -> None:
        self._numbers: dict[Horizon, int] = {}
        for one in horizons:
            self._numbers.setdefault(one, len(self._numbers))
        parts: dict[tuple[str, str], tuple[int, int]] = {}
        starts: list[Any] = []
        self.settings = np.zeros((len(self._numbers), 5), np.int64)
        for one, number in self._numbers.items():
            first = last = 0
            if one.unit is not None:
                known = (one.unit, one.zone)
                if known not in parts:
                    begin = sum(map(len, starts))
                    starts.append(one.seasons.starts)
                    parts[known] = (begin, begin + len(starts[-1]))
                first, last = parts[known]
            self.settings[number] = one.length, one.every, first, last, one.gap
        self.starts = np.concatenate(starts) if starts else np.zeros(0, np.int64)
        self.now = np.zeros((len(self._numbers), 2), np.int64)
        """Floor of each tumbling or calendar window, and until when it holds; see `floor_now`."""

    def number(self, horizon: Horizon) -> int:
        """The number of a window."""
        return self._numbers[horizon]


@compiled
def floor_at(window: Any, at: Any, settings: Any, starts: Any) -> Any:
    """`Horizon.floor` of a window at any instant."""
    if settings[window, 3] > 0:
        begin, end = settings[window, 2], settings[window, 3]
        return starts[begin + np.searchsorted(starts[begin:end], at, side="right") - 1] - 1
    every = settings[window, 1]
    if every > 0:
        return at // every * every - 1
    return at - settings[window, 0]


@compiled
def _renew(window: Any, clock: Any, settings: Any, starts: Any, now: Any) -> Any:
    if settings[window, 3] > 0:
        begin, end = settings[window, 2], settings[window, 3]
        n = np.searchsorted(starts[begin:end], clock, side="right") - 1
        now[window, 0] = starts[begin + n] - 1
        now[window, 1] = starts[begin + n + 1] if begin + n + 1 < end else (1 << 62)
    else:
        every = settings[window, 1]
        now[window, 0] = clock // every * every - 1
        now[window, 1] = now[window, 0] + 1 + every


@inlined
def floor_now(window: Any, clock: Any, settings: Any, starts: Any, now: Any) -> Any:
    """`Horizon.floor` of a window at a clock that never goes back; costs little.

    `now` is `Floors.now` or the caller's own copy of it, zeros at the beginning.
    """
    if settings[window, 1] == 0 and settings[window, 3] == 0:
        return clock - settings[window, 0]
    if clock >= now[window, 1] or clock <= now[window, 0]:
        _renew(window, clock, settings, starts, now)
    return now[window, 0]
