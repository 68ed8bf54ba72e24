"""The city's clock: runs at a multiple of the wall's, never past what has not happened yet."""

from __future__ import annotations

import time

from anlan.standards.time import Instant


class CityClock:
    """City time. `hold` is the next event's time: until that is played the clock waits for it."""

    def __init__(self, start: Instant, speed: float) -> None:
        self._start = start
        self._speed = speed
        self._wall = time.monotonic()
        self._least = start
        self.hold: Instant = start

    def __call__(self) -> Instant:
        return max(self._least, min(self.wished(), self.hold))

    def wished(self) -> Instant:
        """Where the clock would be if nothing held it."""
        return Instant(self._start + int((time.monotonic() - self._wall) * 1e6 * self._speed))

    def set_to(self, at: Instant) -> None:
        """It is `at` now; never backwards."""
        self._least = max(self._least, at)
        self.hold = max(self.hold, at)

    def run_from_here(self) -> None:
        """Forget time lost: go on from the present moment at the usual speed."""
        self._start, self._wall = self(), time.monotonic()
