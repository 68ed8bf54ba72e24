"""Whose turn it is to write, among the processes of one machine.

SQLite waits for its one writer in naps that grow to a tenth of a second. Where one process writes
all the time, another that writes now and then may so find the database taken for seconds. Here
the next one waits in a doorway that nobody else can pass meanwhile, so turns alternate. The locks
are the kernel's: they end with the process that has them. They only order the waiting; that one
process writes at a time is still the database's own doing.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

NAP = 0.001
"""Seconds between two looks whether the one before has finished."""
PATIENCE = 60.0
"""Seconds after which one asks the database all the same; it says what is in the way."""


class Turn:
    """Two empty files beside the database, and the locks on them."""

    def __init__(self, database: str) -> None:
        self._doorway, self._room = Path(f"{database}-next"), Path(f"{database}-turn")

    @contextmanager
    def taken(self) -> Iterator[None]:
        """It is the caller's turn until the end."""
        until = time.monotonic() + PATIENCE
        with self._room.open("ab") as room:
            with self._doorway.open("ab") as doorway:
                _lock(doorway, until)
                _lock(room, until)
            yield


def _lock(file: IO[bytes], until: float) -> None:
    """Lock a file until it is closed, if that can be had in time."""
    while time.monotonic() < until:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(NAP)
        else:
            return
