"""How much of its time a loop works."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

SPAN = 2.0
"""Seconds it is looked back at, at least."""


class Pace:
    """Told when work begins and ends, it knows the share of the time that was work lately."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._worked = 0.0
        self.share = 0.0
        """Of the last span that is over; 0 before."""

    @contextmanager
    def working(self) -> Iterator[None]:
        """This is work."""
        begun = time.monotonic()
        try:
            yield
        finally:
            now = time.monotonic()
            self._worked += now - begun
            if now - self._begun >= SPAN:
                self.share = self._worked / (now - self._begun)
                self._begun, self._worked = now, 0.0
