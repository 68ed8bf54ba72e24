"""Which attributes of an event log tell case, activity, time and department.

A case, an activity or a department may never be a person: a map by person would follow one, and a
table of hand-overs by person would rank them. Attributes that name individuals are refused, and a
department is taken in their place where the log has one.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from anlan.standards.errors import BadInput, NotFound, Refused

CASE = ("case:concept:name", "case_id", "caseid", "case", "案件编号", "警情编号", "编号")
ACTIVITY = ("concept:name", "activity", "activityid", "activity_id", "event", "环节", "活动")
TIME = (
    *("time:timestamp", "timestamp", "completetimestamp", "complete_timestamp", "time"),
    *("end_time", "start_time", "时间", "办理时间"),
)
DEPARTMENT = ("org:group", "department", "group", "team", "unit_type", "org:role", "role", "部门")
_PERSON = re.compile(
    r"(^|[\s_:.-])(resource|user|userid|username|officer|employee|agent|person|staff|operator|"
    r"assignee|handler|worker|responsible|caller|suspect|victim|badge|monitoringresource|"
    r"responsible_actor)([\s_:.-]?(id|no|name|number))?$|处理人|经办人|民警|警号|姓名|身份证|办案人"
)


@dataclass(frozen=True, slots=True)
class Keys:
    """The attributes, as the log spells them."""

    case: str
    activity: str
    time: str
    department: str | None = None
    note: str | None = None
    """What a reader must know about the choice."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The attributes as a user names them; None: by the usual names."""

    case: str | None = None
    activity: str | None = None
    time: str | None = None
    department: str | None = None


def names_people(attribute: str) -> bool:
    """Whether an attribute, by its name, holds individuals.

    >>> names_people("org:resource"), names_people("org:role"), names_people("OfficerID")
    (True, False, True)
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", attribute).lower()
    return bool(_PERSON.search(words))


def check_lawful(asked: Asked) -> None:
    """Refused when a case or an activity is to be a person."""
    for option in ("case", "activity"):
        name = getattr(asked, option)
        if name is not None and names_people(name):
            raise Refused(
                "a process is not mapped by person",
                place=f"--{option}",
                value=name,
                way_out="name an attribute of the matter: a case number, a step, a department",
            )


def department_among(asked: str | None, there: Collection[str]) -> tuple[str | None, str | None]:
    """The attribute that tells the department, among those there are, and a note on the choice.

    An attribute that names individuals gives way to the department or role beside it; Refused
    when there is none.
    """
    usual = _first(DEPARTMENT, there)
    if asked is None:
        return usual, None
    if not names_people(asked):
        return _there("department", asked, there), None
    if usual is None:
        raise Refused(
            "hand-overs are between departments, never between persons",
            place="--department",
            value=asked,
            way_out="name an attribute that holds a department, team or role; "
            "this log has none by a usual name",
        )
    return usual, f"{asked} names individuals: hand-overs are shown by {usual}"


def columns_among(asked: Asked, there: Collection[str], place: str) -> Keys:
    """The columns of a table. BadInput, naming the columns, when one cannot be told."""
    check_lawful(asked)
    found = {
        "case": _column("case", asked.case, CASE, there, place),
        "activity": _column("activity", asked.activity, ACTIVITY, there, place),
        "time": _column("time", asked.time, TIME, there, place),
    }
    department, note = department_among(asked.department, there)
    return Keys(**found, department=department, note=note)


def _column(
    option: str, asked: str | None, usual: tuple[str, ...], there: Collection[str], place: str
) -> str:
    if asked is not None:
        return _there(option, asked, there)
    name = _first(usual, there)
    if name is None:
        raise BadInput(
            f"which column tells the {option}?",
            place=place,
            value=", ".join(there),
            way_out=f"name it with --{option} COLUMN",
        )
    return name


def _there(option: str, asked: str, there: Collection[str]) -> str:
    if asked not in there:
        raise NotFound(
            "no such attribute in the log",
            place=f"--{option}",
            value=asked,
            way_out=f"use one of {', '.join(sorted(there)[:40])}",
        )
    return asked


def _first(usual: tuple[str, ...], there: Collection[str]) -> str | None:
    spelt = {name.lower(): name for name in there}
    return next((spelt[name] for name in usual if name in spelt), None)
