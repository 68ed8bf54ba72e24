"""What a call command may look at besides the call itself; the desk fills it in."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.respond.change import Row
from anlan.respond.profile import NATIONAL, RegionProfile
from anlan.respond.suggest import Suggestion
from anlan.respond.triage import Grading, Triage, grade
from anlan.standards.codes import Codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Rules, codes and the rows beside the call that the command touches."""

    codes: Codes
    triage: Triage
    profile: RegionProfile = NATIONAL
    actor: str
    machine: bool = False
    """Whether a service of ours acts, not a named human."""
    zone: str | None = None
    """Zone code of the call's area."""
    premises: Row | None = None
    caller: str | None = None
    """Pseudonym of the caller."""
    unit: Row | None = None
    """The unit to be sent."""
    suggestion: Suggestion | None = None
    response: Row | None = None
    """The unit response under way."""
    original: Row | None = None
    """The call this one is said to repeat."""
    diversion: Row | None = None
    """The latest work order of the call."""

    def grading(self, call: Row, *, category: str | None = None) -> Grading:
        """What the triage rules say of a call."""
        return grade(
            self.triage,
            self.codes["category"],
            text=call.get("summary") or "",
            category=category or call.get("category"),
            channel=call.get("channel"),
        )
