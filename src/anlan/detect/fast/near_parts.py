"""Eighths of the cells of the grid, so that fewer points need be looked at.

Of the cells around a point much lies too far away, and some so near that nothing of it can be too
far. How many rows an eighth of a cell has at most is known, and where it lies is three additions.
"""

from __future__ import annotations

from typing import Any

from anlan.detect.fast.compiled import compiled, inlined

EIGHTHS = 8
FIRST = EIGHTHS
"""Of a cell, `parts` has how many rows its eighths have at most, then the first point of each."""


@compiled
def part_of(x: Any, y: Any, z: Any, side: Any) -> Any:
    """The eighth of its cell a place lies in."""
    half = side // 2
    return (x % side >= half) * 4 + (y % side >= half) * 2 + (z % side >= half) * 1


@inlined
def _nearest(at: Any, begin: Any, end: Any) -> Any:
    """The square of how far a coordinate is from a stretch, at least."""
    off = max(begin - at, at - end + 1, 0)
    return off * off


@inlined
def _farthest(at: Any, begin: Any, end: Any) -> Any:
    """The square of how far a coordinate is from a place of a stretch, at most."""
    off = max(at - begin, end - 1 - at)
    return off * off


@compiled
def within_reach(here: Any, cell: Any, side: Any, most: Any) -> Any:
    """The eighths of a cell that have a place close to a point, as bits."""
    half, bits = side // 2, 0
    x, y, z = cell.x * side, cell.y * side, cell.z * side
    x0, x1 = _nearest(here.x, x, x + half), _nearest(here.x, x + half, x + side)
    y0, y1 = _nearest(here.y, y, y + half), _nearest(here.y, y + half, y + side)
    z0, z1 = _nearest(here.z, z, z + half), _nearest(here.z, z + half, z + side)
    for part in range(EIGHTHS):
        off = (x1 if part & 4 else x0) + (y1 if part & 2 else y0) + (z1 if part & 1 else z0)
        bits |= (off <= most) << part
    return bits


@compiled
def all_close(here: Any, cell: Any, side: Any, most: Any) -> Any:
    """The eighths of a cell of which every place is close to a point, as bits."""
    half, bits = side // 2, 0
    x, y, z = cell.x * side, cell.y * side, cell.z * side
    x0, x1 = _farthest(here.x, x, x + half), _farthest(here.x, x + half, x + side)
    y0, y1 = _farthest(here.y, y, y + half), _farthest(here.y, y + half, y + side)
    z0, z1 = _farthest(here.z, z, z + half), _farthest(here.z, z + half, z + side)
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
