"""Groups that run side by side: they share nothing that one of them changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.found import Found, Missed
from anlan.detect.fast.group import Frame, Group
from anlan.detect.fast.near import Near
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.fast.windowed import Windowed
from anlan.detect.steps.layout import Layout

THREADS = 1
HEAVY = (Windowed, Near)
"""The groups that cost as much as all others; each keeps a thread busy."""


class SideBySide(SharedPlan):
    """A shared plan that finds the same sooner where a second core is idle. A group is swept
    while the findings of the frame are worded and the next facts are read."""

    def __init__(self, plans: Sequence[Plan], layout: Layout) -> None:
        super().__init__(plans, layout)
        self._heaviest_first = sorted(self.groups, key=lambda group: not isinstance(group, HEAVY))
        self._sweeping: tuple[Group, Future[None]] | None = None

    def settle(self) -> None:
        if self._sweeping is not None:
            self._sweeping[1].result()
            self._sweeping = None

    def _of_groups(self, frame: Frame) -> Iterable[tuple[Found, Missed]]:
        """Begins at once; who asks for the results waits for them."""
        swept, sweep = self._sweeping or (None, None)
        self._sweeping = None

        def take(group: Group) -> tuple[Found, Missed]:
            if sweep is not None and group is swept:
                sweep.result()
            return group.take(frame)

        return _threads().map(take, self._heaviest_first)

    def _sweep_group(self, group: Group) -> None:
        self._sweeping = group, _threads().submit(group.sweep, self._swept_to, self.log)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, "groups")
