"""Region profile: the time limits of a call. The national rule sets no minutes (CALL03).

A region may set arrival limits per zone (CALL04) and says where they come from; every call
with a limit names the profile that gave it.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from anlan.standards.kinds import Declaration
from anlan.standards.time import MINUTE, SECOND, Instant
from anlan.standards.title import Title


class RegionProfile(Declaration):
    """Limits and unit kinds of one region."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,47}$")]
    """Its name, for good."""
    title: Title
    """What a reader calls it."""
    version: str
    """Raise it whenever the meaning changes."""
    source: str
    """The regulation or practice the limits come from."""
    arrive_minutes: dict[str, Annotated[int, Field(ge=1)] | None] = {}
    """Zone code → minutes from intake to arrival; no minutes: as soon as possible."""
    arrive_levels: tuple[int, ...] = (1, 2)
    """Levels the arrival limits hold for."""
    acknowledge_seconds: Annotated[int, Field(ge=5)] = 60
    """Seconds a unit has to acknowledge before the call is offered again."""
    offers: Annotated[int, Field(ge=1)] = 3
    """How often a call is offered before only a person may go on."""
    desk_chief: str = "指挥中心值班长 desk chief"
    """The post told when nobody acknowledges."""
    suitable_units: dict[str, tuple[str, ...]] = {}
    """Route → kinds of unit that suit it; a route not named takes any unit."""

    def arrive_by(self, since: Instant, *, zone: str | None, level: int) -> Instant | None:
        """When the unit is due at the scene, or None where this profile sets no minutes."""
        minutes = self.arrive_minutes.get(zone) if zone else None
        if minutes is None or level not in self.arrive_levels:
            return None
        return Instant(since + minutes * MINUTE)

    @property
    def acknowledge_within(self) -> int:
        """µs a unit has to acknowledge."""
        return self.acknowledge_seconds * SECOND


NATIONAL = RegionProfile(
    id="national",
    title=Title(zh="全国规则（不设分钟数）", en="national rule (no minutes)"),
    version="2003",
    source="110接警服务工作规则（公通字〔2003〕31号）",
)
"""The limits where no region has set its own."""
