"""The parts of a surveyed file in the order to be stored, mapped here or in a process of its own.

Beside a large file's mapping its records are written: mapping and writing each keep one
processor busy, which two threads of one interpreter cannot.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Generator
from contextlib import suppress
from typing import IO

from anlan.ingest.by_time import by_time
from anlan.ingest.chunk import ROWS
from anlan.ingest.part import Part, part_of
from anlan.ingest.plan import Plan
from anlan.ingest.survey import Survey
from anlan.standards.errors import AnlanError

MANY = 200_000
"""Rows from which on a process is worth the second it takes to begin."""


def parts_of(plan: Plan, found: Survey) -> Generator[Part, None, None]:
    """A file in parts of at most ROWS rows. BadInput when it cannot be read to its end."""
    return _mapped_apart(plan, found) if found.rows >= MANY else _mapped(plan, found, ROWS)


def _mapped(plan: Plan, found: Survey, rows: int) -> Generator[Part, None, None]:
    parts = (part_of(chunk, plan.run(plan.frame(chunk))) for chunk in found.reader.chunks(rows))
    return by_time(parts, rows) if plan.mapping.sequence == "time" else parts


def _mapped_apart(plan: Plan, found: Survey) -> Generator[Part, None, None]:
    """The same from a process that works one part ahead.

    It ends by the broken pipe when nobody reads on, this process killed or not.
    """
    command = [sys.executable, "-P", "-c", f"from {__name__} import _work; _work()"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, start_new_session=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError), process.stdin as job:
            pickle.dump((plan, found, ROWS), job)
        while (part := _received(process.stdout, found)) is not None:
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
        plan, found, rows = pickle.load(sys.stdin.buffer)
        try:
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
