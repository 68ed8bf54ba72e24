"""Counts per key in a sliding window, and which levels stand raised.

The records of a key are kept sorted by (time, id). Nothing happens to a key between two
records about it except that records leave its window, so it is enough to settle a key when
it is touched: the count can only have fallen meanwhile.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence

from anlan.detect.compile import Threshold
from anlan.standards.time import Instant

Entry = tuple[Instant, str]
"""Time and id of a record that counts."""

_LAST = "\U0010ffff"


class Tally:
    """The windows of one model."""

    def __init__(self, window: int, thresholds: Sequence[Threshold], cooldown: int | None) -> None:
        self._window = window
        self._thresholds = thresholds
        self._cooldown = cooldown
        self._lowest = min(threshold.at_least for threshold in thresholds)
        self._entries: dict[str, list[Entry]] = {}
        self.raised: dict[str, dict[int, Instant]] = {}
        """For each key, when each level was last raised; what is no longer silent may go."""

    def add(self, key: str, entry: Entry, clock: Instant) -> int | None:
        """Count a record under a key; the level that is now to be raised, if any."""
        entries = self._settled(key, clock)
        if not entries:
            self._entries[key] = [entry]
            count = 1
        else:
            if entry < entries[-1]:
                insort(entries, entry)
            else:
                entries.append(entry)
            count = len(entries)
        return self._crossed(key, count, clock) if count >= self._lowest else None

    def remove(self, key: str, entry: Entry, clock: Instant) -> None:
        """Take back a record that counted under a key."""
        entries = self._settled(key, clock)
        if entries is not None:
            entries.remove(entry)
            self._rearm(key, len(entries))

    def move(self, key: str, old: Entry, new: Entry, clock: Instant) -> None:
        """Correct the time of a record that goes on counting under its key."""
        entries = self._settled(key, clock)
        if entries is not None:
            entries.remove(old)
            insort(entries, new)

    def restore(self, key: str, entry: Entry) -> None:
        """Put back a record that counted when the state was saved; `restored` ends it."""
        self._entries.setdefault(key, []).append(entry)

    def restored(self) -> None:
        """Every record is back."""
        for entries in self._entries.values():
            entries.sort()

    def entries(self, key: str) -> Sequence[Entry]:
        """The records of a key, by time and id, as of the last time it was touched."""
        return self._entries.get(key, ())

    def forget(self, clock: Instant) -> None:
        """Drop the keys that hold nothing any more; changes no answer."""
        for key in list(self._entries):
            if not self._settled(key, clock):
                del self._entries[key]
        for key, levels in list(self.raised.items()):
            if self._cooldown is None:
                silent = key in self._entries
            else:
                silent = any(at + self._cooldown > clock for at in levels.values())
            if not silent:
                del self.raised[key]

    def _settled(self, key: str, clock: Instant) -> list[Entry] | None:
        entries = self._entries.get(key)
        floor = clock - self._window
        if entries and entries[0][0] <= floor:
            del entries[: bisect_right(entries, (floor, _LAST))]
            self._rearm(key, len(entries))
        return entries

    def _rearm(self, key: str, count: int) -> None:
        if self._cooldown is None and (levels := self.raised.get(key)):
            for threshold in self._thresholds:
                if count < threshold.at_least:
                    levels.pop(threshold.level, None)

    def _crossed(self, key: str, count: int, clock: Instant) -> int | None:
        """Only the most urgent level that is reached can be due: a level that is raised silences
        the milder ones with it, so while it is silent they are."""
        for reached in self._thresholds:
            if count >= reached.at_least:
                break
        levels = self.raised.get(key)
        if levels is None:
            levels = self.raised[key] = {}
        at = levels.get(reached.level)
        if at is not None and (self._cooldown is None or at + self._cooldown > clock):
            return None
        for milder in self._thresholds:
            if milder.at_least <= reached.at_least:
                levels[milder.level] = clock
        return reached.level
