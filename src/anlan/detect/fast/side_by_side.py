"""Groups that run side by side: they share nothing that one of them changes."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from anlan.detect.fast.found import Found, Missed
from anlan.detect.fast.group import Frame
from anlan.detect.fast.shared import SharedPlan

THREADS = 2
"""The two heaviest families cost as much as all others."""


class SideBySide(SharedPlan):
    """A shared plan that finds the same sooner where a second core is idle."""

    def _of_groups(self, frame: Frame) -> Iterable[tuple[Found, Missed]]:
        return _threads().map(lambda group: group.take(frame), self.groups)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, "groups")
