"""Work done aside: in a copy of the process, so that the loop goes on meanwhile.

The copy sees memory as it was at that moment and shares it until one of the two writes. It may
compute and write files; the database and everything else that is open belong to the process.
"""

from __future__ import annotations

import gc
import os
import signal
import time
import warnings
from collections.abc import Callable

LONGEST = 300.0
"""Seconds after which a copy is given up."""


class Aside:
    """At most one piece of work at a time."""

    def __init__(self) -> None:
        self._copy: int | None = None
        self._begun = 0.0
        self.took = 0.0
        """Seconds that the last piece of work took, as far as it was noticed."""
        self.failed = False
        """Whether the last piece of work came to nothing; then it is better done here."""

    @property
    def busy(self) -> bool:
        """Whether the copy still works."""
        if self._copy is None:
            return False
        late = time.monotonic() - self._begun > LONGEST
        if late:
            os.kill(self._copy, signal.SIGKILL)
        copy, status = os.waitpid(self._copy, 0 if late else os.WNOHANG)
        if copy:
            self._copy, self.failed = None, status != 0
            self.took = time.monotonic() - self._begun
        return self._copy is not None

    def wait(self) -> None:
        """Until the copy has done its work."""
        while self.busy:
            time.sleep(0.005)

    def begin(self, work: Callable[[], None]) -> None:
        """Do some work aside, or here where a process cannot be copied."""
        self._begun = time.monotonic()
        if self.failed or not hasattr(os, "fork"):
            self.failed = False
            work()
            self.took = time.monotonic() - self._begun
            return
        with warnings.catch_warnings():
            # Other threads may hold locks that stay locked in the copy. The work takes none,
            # and a copy that does not end is given up.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._copy = os.fork()
        if self._copy == 0:
            _run(work)


def _run(work: Callable[[], None]) -> None:
    """The copy: lets go of what belongs to the process, works, and ends."""
    try:
        gc.disable()  # looking for cycles would write to every page, and so copy it
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        os.nice(15)
        work()
        os._exit(0)
    finally:
        os._exit(1)
