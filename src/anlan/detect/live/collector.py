"""Python's collector of cycles, kept out of the way of the loop.

Detection makes much that lasts, and no cycles. Looking for one takes a third of the time of a
round, and looking through everything that is remembered stops the process for a second.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from anlan.standards.collector import resting

MUCH = 5_000
"""Objects; what more than a thousand records leave."""


class Collector:
    """Rests during a round. When much was left by the rounds, what there is by then is no longer
    looked through. A cycle that somebody else has open just then stays as well, which is why it
    is not done after the small rounds of every day."""

    def __init__(self) -> None:
        self._left = 0

    @contextmanager
    def resting(self) -> Iterator[None]:
        """No cycles are looked for meanwhile."""
        with resting():
            yield
            self._left += max(0, gc.get_count()[0])
            if self._left > MUCH:
                gc.freeze()
                self._left = 0
