"""What the events of the near family will look at is asked for ahead: each would wait for memory
several times over, one place after the other."""

from __future__ import annotations

from typing import Any

from anlan.detect.fast.compiled import compiled
from anlan.detect.fast.near_grid import AROUND, home_of
from anlan.detect.fast.near_parts import EIGHTHS, FIRST
from anlan.detect.fast.prefetch import prefetch
from anlan.detect.fast.table import FREE

AHEAD = 32
"""Events that are asked for together: what they look at fits the nearest cache."""


@compiled
def ask(
    events: Any, begin: Any, end: Any, slots: Any, at: Any, cell_table: Any, cells: Any,
    around: Any, parts: Any, since: Any, point_table: Any, points: Any, nodes: Any,
) -> None:  # fmt: skip
    """Ask for what some events look at; `at`: the points of the rows that are added."""
    for n in range(begin, end):
        prefetch(point_table, _point(events[n], at, point_table))
    for n in range(begin, end):
        place = point_table[_point(events[n], at, point_table)]
        if place == FREE:
            prefetch(cell_table, _cell(events[n], at, slots, cell_table))
        else:
            prefetch(points, place)
            prefetch(points, place + 1)  # it may begin in one line of memory and end in the next
    for n in range(begin, end):
        place = point_table[_point(events[n], at, point_table)]
        if place == FREE:
            home = cell_table[_cell(events[n], at, slots, cell_table)]
        else:
            home = points[place].part // EIGHTHS
            prefetch(nodes, points[place].newest)
        if home != FREE:
            prefetch(cells, home)
            prefetch(around, home * AROUND)
            prefetch(around, home * AROUND + AROUND // 2)
            prefetch(parts, home * (EIGHTHS + FIRST))
            prefetch(since, home * EIGHTHS)
    for n in range(begin, end):
        place = point_table[_point(events[n], at, point_table)]
        if place != FREE:
            home = points[place].part // EIGHTHS
            for other in range(cells[home].touching):
                prefetch(cells, around[home, other])


@compiled
def _point(event: Any, at: Any, table: Any) -> Any:
    n = event.step
    return home_of(table, event.slot, at[0, n], at[1, n], at[2, n])


@compiled
def _cell(event: Any, at: Any, slots: Any, table: Any) -> Any:
    n, side = event.step, slots[event.slot].side
    return home_of(table, event.slot, at[0, n] // side, at[1, n] // side, at[2, n] // side)
