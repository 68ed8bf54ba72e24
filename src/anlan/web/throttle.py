"""How often one address may try to sign in."""

from __future__ import annotations

import threading
from collections import deque

from anlan.standards.time import MINUTE, Clock, Instant
from anlan.web.problems import TooMany

MOST_ADDRESSES = 10_000


class Throttle:
    """Counts attempts per address over the last minute; the oldest address makes room."""

    def __init__(self, per_minute: int, clock: Clock) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._attempts: dict[str, deque[Instant]] = {}
        self._lock = threading.Lock()

    def admit(self, address: str) -> None:
        """Note an attempt; TooMany when the minute is full."""
        now = self._clock()
        with self._lock:
            attempts = self._attempts.pop(address, deque())
            while attempts and attempts[0] <= now - MINUTE:
                attempts.popleft()
            full = len(attempts) >= self._per_minute
            if not full:
                attempts.append(now)
            self._attempts[address] = attempts
            if len(self._attempts) > MOST_ADDRESSES:
                del self._attempts[next(iter(self._attempts))]
        if full:
            raise TooMany("too many sign-in attempts from here", way_out="wait a minute")
