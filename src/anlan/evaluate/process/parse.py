"""Reading XES with a full XML parser, event by event: slower than `scan.py`, and always right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

import numpy as np
import pyarrow as pa

from anlan.evaluate.process.instants import UNREAD, instants
from anlan.evaluate.process.keys import Keys
from anlan.evaluate.process.log import Gathered
from anlan.standards.errors import BadInput

_BLOCK = 1 << 20
_NAMESPACE = "}"


def parse_xes(stream: IO[bytes], keys: Keys, place: str) -> Gathered:
    """The events of an XES document. BadInput, with line and column, where it is no XML."""
    found = _Events(keys)
    parser = expat.ParserCreate(namespace_separator=_NAMESPACE)
    parser.StartElementHandler = found.opened
    parser.EndElementHandler = found.closed
    try:
        while block := stream.read(_BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BadInput(
            f"not well-formed XML: {expat.ErrorString(error.code)}",
            place=f"{place}:{error.lineno}:{error.offset + 1}",
            way_out="mend the file there, or export it again",
        ) from None
    if found.root != "log":
        raise BadInput(
            "an XES document begins with <log>",
            place=place,
            value=f"<{found.root}>",
            way_out="give an event log as XES, or as CSV with --case, --activity and --time",
        )
    return found.gathered()


@dataclass(slots=True)
class _Events:
    """The events seen so far, as columns."""

    keys: Keys
    root: str | None = None
    path: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    trace: list[int] = field(default_factory=list)
    cases: list[str | None] = field(default_factory=list)
    rows: list[tuple[int, int]] = field(default_factory=list)
    times: list[str | None] = field(default_factory=list)
    now: dict[str, str | None] = field(default_factory=dict)
    case: str | None = None

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(_NAMESPACE)[2]
        self.root = self.root or name
        self.path.append(name)
        where = self.path[:3]
        if self.path == ["log", "trace"]:
            self.case = None
        elif self.path == ["log", "trace", "event"]:
            self.now = {}
        elif len(self.path) == 3 and where[:2] == ["log", "trace"]:
            if attributes.get("key") == self.keys.case:
                self.case = attributes.get("value")
        elif len(self.path) == 4 and where == ["log", "trace", "event"] and "key" in attributes:
            self.now[attributes["key"]] = attributes.get("value")

    def closed(self, _: str) -> None:
        if self.path == ["log", "trace", "event"]:
            self.trace.append(len(self.cases))
            activity = self._number(self.now.get(self.keys.activity))
            department = self._number(self.now.get(self.keys.department or ""))
            self.rows.append((activity, department))
            self.times.append(self.now.get(self.keys.time))
        elif self.path == ["log", "trace"]:
            self.cases.append(self.case)
        self.path.pop()

    def _number(self, name: str | None) -> int:
        return self.numbers.setdefault(name, len(self.numbers)) if name else -1

    def gathered(self) -> Gathered:
        times, local = instants(pa.array(self.times, pa.large_string()))
        unread = np.flatnonzero(times == UNREAD)
        columns = np.array(self.rows, np.int32).reshape(-1, 2)
        cases = np.array([self._number(name) for name in self.cases], np.int32)
        return of_traces(
            list(self.numbers),
            np.array(self.trace, np.int32),
            cases,
            (columns[:, 0], times, local, columns[:, 1]),
            self.times[unread[0]] if len(unread) else None,
        )


def of_traces(
    names: list[str],
    trace: np.ndarray,
    cases: np.ndarray,
    columns: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    bad_time: str | None,
) -> Gathered:
    """Events of numbered traces; a trace without a name is called by its number."""
    known = set(names)
    unnamed = np.flatnonzero(cases < 0)
    cases = cases.copy()
    for number in unnamed:
        name = f"trace {number + 1}"
        while name in known:
            name += "*"
        known.add(name)
        cases[number] = len(names)
        names.append(name)
    first = np.searchsorted(trace, np.arange(len(cases)))

    def place(event: int) -> str:
        return f"trace {trace[event] + 1}, event {event - first[trace[event]] + 1}"

    activity, time, local, department = columns
    return Gathered(
        names, cases[trace].astype(np.int32), activity, time, local, department, place, bad_time
    )
