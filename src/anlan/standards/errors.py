"""The base error family.

AnlanError            exit 1   something the user can mend
├── BadDeclaration    exit 3   a kind, mapping, model, framework or pack is wrong
├── BadInput          exit 4   a file, a row, a request or a command is wrong
├── Refused           exit 5   not allowed: by purpose, role, or by the design's law
├── NotFound          exit 6   no such record, batch, kind, table …
├── Conflict          exit 7   somebody else changed it first, or the state forbids it
└── Broken            exit 8   stored data does not verify

Exit 0 is success, 2 is wrong usage of the command line, 70 a defect of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial


class AnlanError(Exception):
    """An error a user can act on: where, what value, why, and the way out.

    >>> str(AnlanError("no such zone", place="map.yaml:3", value="Mars/One", way_out="use an IANA name"))
    "map.yaml:3: no such zone (got 'Mars/One'). Way out: use an IANA name"
    """

    exit_code = 1
    code = "error"

    def __init__(
        self, problem: str, *, way_out: str, place: str | None = None, value: object = None
    ) -> None:
        self.problem = problem
        self.way_out = way_out
        self.place = place
        self.value = value
        super().__init__(problem)

    def __reduce__(self) -> tuple[Callable[[], AnlanError], tuple[()]]:
        """From one process to another it goes whole."""
        again = partial(
            type(self), self.problem, way_out=self.way_out, place=self.place, value=self.value
        )
        return again, ()

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        got = f" (got {_short(self.value)})" if self.value is not None else ""
        return f"{where}{self.problem}{got}. Way out: {self.way_out}"


class BadDeclaration(AnlanError):
    """A declaration cannot be what it says it is."""

    exit_code = 3
    code = "bad-declaration"


class BadInput(AnlanError):
    """Data or a command that cannot be taken as it is."""

    exit_code = 4
    code = "bad-input"


class Refused(AnlanError):
    """Not allowed; the way out names the legitimate next step."""

    exit_code = 5
    code = "refused"


class NotFound(AnlanError):
    """What was asked for does not exist here."""

    exit_code = 6
    code = "not-found"


class Conflict(AnlanError):
    """The thing is not in the state the command needs."""

    exit_code = 7
    code = "conflict"


class Broken(AnlanError):
    """Stored data does not agree with its seal or its journal."""

    exit_code = 8
    code = "broken"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…" + text[-1]
