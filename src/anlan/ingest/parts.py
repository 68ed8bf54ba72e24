"""The parts of a surveyed file in the order to be stored, mapped here or in a process of its own.

Beside a large file's mapping its records are written: mapping and writing each keep one
processor busy, which two threads of one interpreter cannot.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import IO

from anlan.ingest.by_time import by_time
from anlan.ingest.chunk import ROWS
from anlan.ingest.part import Part, part_of
from anlan.ingest.plan import Plan
from anlan.ingest.survey import Survey
from anlan.standards.collector import resting
from anlan.standards.errors import AnlanError

LARGE = 8 * 2**20
"""Bytes from which on a file is worth the second a process takes to begin."""

Apart = subprocess.Popen[bytes]
"""A process that waits for the job of mapping a file."""


def begin_apart(path: Path) -> AbstractContextManager[Apart | None]:
    """For a large file a process to map it in, which begins while the file is surveyed."""
    if not path.is_file() or path.stat().st_size < LARGE:
        return nullcontext()
    command = [sys.executable, "-P", "-c", f"from {__name__} import _work; _work()"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, start_new_session=True)


def parts_of(plan: Plan, found: Survey, apart: Apart | None = None) -> Iterator[Part]:
    """A file in parts of at most ROWS rows. BadInput when it cannot be read to its end."""
    return _mapped(plan, found, ROWS) if apart is None else _mapped_apart(plan, found, apart)


def _mapped(plan: Plan, found: Survey, rows: int) -> Iterator[Part]:
    parts = (part_of(chunk, plan.run(plan.frame(chunk))) for chunk in found.reader.chunks(rows))
    return by_time(parts, rows) if plan.mapping.sequence == "time" else parts


def _mapped_apart(plan: Plan, found: Survey, apart: Apart) -> Iterator[Part]:
    """The same from a process that works one part ahead.

    It ends by the broken pipe when nobody reads on, this process killed or not.
    """
    assert apart.stdin is not None
    assert apart.stdout is not None
    with suppress(BrokenPipeError), apart.stdin as job:
        pickle.dump((plan, found, ROWS), job)
    with ThreadPoolExecutor(1, thread_name_prefix="parts") as pool:
        coming = pool.submit(_received, apart.stdout, found)
        while (part := coming.result()) is not None:
            coming = pool.submit(_received, apart.stdout, found)
            yield part


def _received(pipe: IO[bytes], found: Survey) -> Part | None:
    """The next part, None at the end; raises what was raised over there."""
    try:
        said = pickle.load(pipe)
    except (EOFError, pickle.UnpicklingError):
        raise AnlanError(
            "the process that maps the file was ended from outside",
            place=str(found.path),
            way_out="see that there is memory for it, then load the file again",
        ) from None
    if isinstance(said, Exception):
        raise said
    part: Part | None = said
    return part


def _work() -> None:
    """The process: a job on standard input, parts on standard output."""
    with suppress(BrokenPipeError), os.fdopen(os.dup(1), "wb") as pipe:
        os.dup2(2, 1)  # what anything prints must not come between the parts
        try:
            plan, found, rows = pickle.load(sys.stdin.buffer)
        except EOFError:  # the file cannot be taken: there is no job
            return
        try:
            with resting():
                for part in _mapped(plan, found, rows):
                    _send(pipe, part)
            _send(pipe, None)
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 - it is raised in the other process
            _send(pipe, error)


def _send(pipe: IO[bytes], said: object) -> None:
    pickle.dump(said, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()
