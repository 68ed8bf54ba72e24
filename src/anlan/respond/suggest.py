"""Which unit to send: the nearest free suitable one, with the reason. A person decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from anlan.respond.change import Row
from anlan.standards.place import metres
from anlan.standards.title import Title


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The unit suggested, the nearest suitable one even if busy, and why."""

    unit: str
    nearest_unit: str
    metres: float
    reason: Title


def suggest_unit(
    call: Row,
    units: Iterable[Row],
    *,
    busy: Collection[str],
    suitable: Collection[str] = (),
) -> Suggestion | None:
    """The nearest free suitable unit; None when the call or every free unit has no place.

    `suitable` lists kinds of unit, empty meaning any. Equal distances go to the lower id.
    """
    if call.get("longitude") is None or call.get("latitude") is None:
        return None
    placed = _placed(units, suitable)
    distances = [
        metres(call["longitude"], call["latitude"], unit["longitude"], unit["latitude"])
        for unit in placed
    ]
    ranked = sorted(range(len(placed)), key=lambda at: (distances[at], placed[at]["id"]))
    passed: list[Row] = []
    for at in ranked:
        unit = placed[at]
        if unit["id"] not in busy:
            nearest = placed[ranked[0]]["id"]
            return Suggestion(
                unit["id"], nearest, distances[at], _reason(unit, distances[at], passed)
            )
        passed.append(unit)
    return None


def _placed(units: Iterable[Row], suitable: Collection[str]) -> list[Row]:
    return [
        unit
        for unit in units
        if unit.get("longitude") is not None
        and unit.get("latitude") is not None
        and (not suitable or unit.get("unit_kind") in suitable)
    ]


def _reason(unit: Row, distance: float, passed: list[Row]) -> Title:
    name, far = _sign(unit), f"{distance / 1000:.1f} km"
    if not passed:
        return Title(
            zh=f"{name}为最近的合适空闲单元，距离 {far}",
            en=f"{name} is the nearest suitable free unit, {far} away",
        )
    nearer = [_sign(other) for other in passed[:3]]
    more = len(passed) - len(nearer)
    return Title(
        zh=f"较近的{'、'.join(nearer)}{f'等{len(passed)}个单元' if more else ''}正在处警；"
        f"{name}为其次最近，距离 {far}",
        en=f"{', '.join(nearer)}{f' and {more} more' if more else ''} nearer but busy; "
        f"{name} is next, {far} away",
    )


def _sign(unit: Row) -> str:
    return str(unit.get("call_sign") or unit["id"])
