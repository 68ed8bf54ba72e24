"""An event log: what happened to which case when, column by column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from anlan.evaluate.process.instants import MISSING, UNREAD, Bools, Int64s, in_zone
from anlan.standards.errors import BadInput

Int32s = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Skipped:
    """Events a log could not use: why, how many, and the first of them."""

    reason: str
    count: int
    place: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """Events in the order a source has them. Codes are places in `names`; −1 is not given."""

    names: list[str]
    case: Int32s
    activity: Int32s
    time: Int64s
    """µs since 1970, MISSING or UNREAD."""
    local: Bools
    """Where the time names no zone."""
    department: Int32s
    place: Callable[[int], str]
    """What a person calls the event of a number."""
    bad_time: str | None = None
    """The first time that could not be read."""


@dataclass(frozen=True, slots=True)
class EventLog:
    """Cases one after the other, each in order of time; what is simultaneous stays as written."""

    source: str
    case_ids: tuple[str, ...]
    starts: Int64s
    """Where each case begins, and, last, how many events there are."""
    activities: tuple[str, ...]
    activity: Int32s
    time: Int64s
    """µs since 1970 UTC."""
    departments: tuple[str, ...] = ()
    department: Int32s | None = None
    """−1 where none is given; None when the log tells no departments."""
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def cases(self) -> int:
        return len(self.case_ids)

    @property
    def events(self) -> int:
        return len(self.activity)

    @property
    def case_of(self) -> Int64s:
        """The case of every event."""
        return np.repeat(np.arange(self.cases), np.diff(self.starts))

    def some(self, wanted: Bools) -> EventLog:
        """Only these cases."""
        lengths = np.diff(self.starts)
        events = np.repeat(wanted, lengths)
        return replace(
            self,
            case_ids=tuple(self.case_ids[case] for case in np.flatnonzero(wanted)),
            starts=np.concatenate(([0], np.cumsum(lengths[wanted]))),
            activity=self.activity[events],
            time=self.time[events],
            department=None if self.department is None else self.department[events],
        )


def arranged(
    found: Gathered,
    source: str,
    *,
    zone: str = "UTC",
    with_departments: bool = True,
    notes: tuple[str, ...] = (),
) -> EventLog:
    """The log of gathered events; what cannot be used is left out and counted.

    BadInput when nothing is left.
    """
    time = in_zone(found.time, found.local, ZoneInfo(zone))
    usable, skipped = _usable(found, time)
    if not usable.any():
        raise _nothing(source, skipped)
    case, activity, department = (
        column[usable] for column in (found.case, found.activity, found.department)
    )
    time = time[usable]
    case_ids, case = _named(found.names, case)
    activities, activity = _named(found.names, activity)
    order = np.lexsort((time, case))
    told = with_departments and bool((department >= 0).any())
    departments, department = _named(found.names, department) if told else ((), department)
    return EventLog(
        source,
        case_ids,
        np.concatenate(([0], np.cumsum(np.bincount(case, minlength=len(case_ids))))),
        activities,
        activity[order],
        time[order],
        departments,
        department[order] if told else None,
        skipped,
        (*notes, *_remarks(case, time, found.local[usable], zone)),
    )


def _usable(found: Gathered, time: Int64s) -> tuple[Bools, tuple[Skipped, ...]]:
    reasons = (
        ("no case", found.case < 0, None),
        ("no activity", found.activity < 0, None),
        ("no time", time == MISSING, None),
        ("a time that cannot be read", time == UNREAD, found.bad_time),
    )
    usable = np.ones(len(time), np.bool_)
    skipped = []
    for reason, wrong, value in reasons:
        first = usable & wrong
        if first.any():
            at = int(np.argmax(first))
            skipped.append(Skipped(reason, int(first.sum()), found.place(at), value))
            usable &= ~wrong
    return usable, tuple(skipped)


def _nothing(source: str, skipped: tuple[Skipped, ...]) -> BadInput:
    first = skipped[0] if skipped else Skipped("no events", 0, source)
    name = first.reason.removeprefix("no ").split()[0]
    option = {"case": "--case", "activity": "--activity"}.get(name, "--time")
    return BadInput(
        f"no event of it can be used: {first.reason} ({first.count} events)",
        place=f"{source}, {first.place}" if skipped else source,
        value=first.value,
        way_out=f"name the attribute that holds it with {option}"
        if skipped
        else "give a log with events in its cases",
    )


def _named(names: list[str], codes: Int32s) -> tuple[tuple[str, ...], Int32s]:
    """The names in use, in their own order, and the codes by them; −1 stays."""
    used = np.unique(codes[codes >= 0])
    ordered = sorted({names[code] for code in used})
    place = {name: number for number, name in enumerate(ordered)}
    table = np.full(len(names) + 1, -1, np.int32)
    table[used] = [place[names[code]] for code in used]
    return tuple(ordered), table[codes]


def _remarks(case: Int32s, time: Int64s, local: Bools, zone: str) -> list[str]:
    remarks = []
    by_case = np.argsort(case, kind="stable")
    case, moment = case[by_case], time[by_case]
    if back := int(((np.diff(moment) < 0) & (np.diff(case) == 0)).sum()):
        remarks.append(f"{back} events stood before an earlier one of their case: put in order")
    if unzoned := int(local.sum()):
        remarks.append(f"{unzoned} times name no zone: taken as {zone}")
    return remarks
