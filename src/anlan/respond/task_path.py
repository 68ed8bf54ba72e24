"""The paths of a task and of a finding: which command is legal in which state."""

from __future__ import annotations

from collections.abc import Mapping

from anlan.respond.change import Row
from anlan.standards.errors import Conflict

UNFINISHED = ("open", "accepted", "started", "reopened")
"""States in which somebody still has to work."""

TASK_PATH: dict[str, tuple[str, ...]] = {
    "accept": ("open",),
    "start": ("accepted", "reopened"),
    "step": ("started",),
    "finish": ("started",),
    "verify": ("done",),
    "cancel": UNFINISHED,
    "escalate": UNFINISHED,
}
FINDING_PATH: dict[str, tuple[str, ...]] = {
    "dismiss": ("open",),
    "open-task": ("open", "expired"),
}


def legal_in(path: Mapping[str, tuple[str, ...]], row: Row) -> tuple[str, ...]:
    """The commands of a path that are legal for a row."""
    return tuple(name for name, states in path.items() if row.get("status") in states)


def check_state(path: Mapping[str, tuple[str, ...]], kind: str, row: Row, command: str) -> None:
    """Conflict, naming the state and what is legal in it, unless the command is legal."""
    legal = legal_in(path, row)
    if command not in legal:
        raise Conflict(
            f"{kind} {row['id']} is {row.get('status')}: `{command}` is not legal now",
            place=f"{kind}/{row['id']}",
            value=row.get("status"),
            way_out=f"legal now: {', '.join(legal) or 'nothing, it is closed'}",
        )
