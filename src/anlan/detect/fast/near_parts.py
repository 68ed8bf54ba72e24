"""Eighths of the cells of the grid, so that fewer points need be looked at.

Of the cells around a point much lies too far away. What an eighth of a cell has at most is known,
and whether any of it may be close is three additions.
"""

from __future__ import annotations

from typing import Any

from anlan.detect.fast.compiled import compiled, inlined

EIGHTHS = 8


@compiled
def part_of(x: Any, y: Any, z: Any, side: Any) -> Any:
    """The eighth of its cell a place lies in."""
    half = side // 2
    return (x % side >= half) * 4 + (y % side >= half) * 2 + (z % side >= half) * 1


@inlined
def _off(at: Any, begin: Any, end: Any) -> Any:
    """The square of how far a coordinate lies off a stretch."""
    off = max(begin - at, at - end + 1, 0)
    return off * off


@compiled
def within_reach(here: Any, cell: Any, side: Any, most: Any) -> Any:
    """The eighths of a cell that have a place close to a point, as bits."""
    half, bits = side // 2, 0
    x, y, z = cell.x * side, cell.y * side, cell.z * side
    x0, x1 = _off(here.x, x, x + half), _off(here.x, x + half, x + side)
    y0, y1 = _off(here.y, y, y + half), _off(here.y, y + half, y + side)
    z0, z1 = _off(here.z, z, z + half), _off(here.z, z + half, z + side)
    for part in range(EIGHTHS):
        off = (x1 if part & 4 else x0) + (y1 if part & 2 else y0) + (z1 if part & 1 else z0)
        bits |= (off <= most) << part
    return bits


@compiled
def rows_within_reach(
    here: Any, side: Any, most: Any, cells: Any, around: Any, parts: Any
) -> Any:  # fmt: skip
    """How many rows may be close to a point, at most."""
    rows = 0
    for n in range(cells[here.cell].touching):
        place = around[here.cell, n]
        if cells[place].rows <= 0:
            continue
        bits = within_reach(here, cells[place], side, most)
        for part in range(EIGHTHS):
            if (bits >> part) & 1:
                rows += parts[place, part]
    return rows
