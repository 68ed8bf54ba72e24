"""Groups that run beside the reading and the wording of facts, which share nothing they change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

from anlan.detect.compiler.plan import Plan
from anlan.detect.fast.found import Found, Missed
from anlan.detect.fast.group import Frame, Group
from anlan.detect.fast.shared import SharedPlan
from anlan.detect.steps.layout import Layout


class SideBySide(SharedPlan):
    """A shared plan that finds the same sooner where a second core is idle. A group is swept
    while the findings of the frame are worded and the next facts are read."""

    def __init__(self, plans: Sequence[Plan], layout: Layout) -> None:
        super().__init__(plans, layout)
        self._sweeping: Future[None] | None = None

    def settle(self) -> None:
        if self._sweeping is not None:
            self._sweeping.result()
            self._sweeping = None

    def _of_groups(self, frame: Frame) -> Iterable[tuple[Found, Missed]]:
        """Begins at once; who asks for the results waits for them."""
        sweep, self._sweeping = self._sweeping, None

        def take(group: Group) -> tuple[Found, Missed]:
            if sweep is not None:
                sweep.result()  # it is over, for there is one thread; tells if it failed
            return group.take(frame)

        return _beside().map(take, self.groups)

    def _sweep_group(self, group: Group) -> None:
        self._sweeping = _beside().submit(group.sweep, self._swept_to, self.log)


@cache
def _beside() -> ThreadPoolExecutor:
    """One thread: a second one only took turns with it, and with whoever needs the interpreter."""
    return ThreadPoolExecutor(1, "groups")
