"""Eighths of the cells of the grid, so that fewer points need be looked at.

Of the cells around a point much lies too far away, and some so near that nothing of it can be too
far. How many rows an eighth of a cell has at most is known, and where it lies is three additions.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from anlan.detect.fast.compiled import compiled, inlined

EIGHTHS = 8
FIRST = EIGHTHS
"""Of a cell, `parts` has how many rows its eighths have at most, then the first point of each.
`since` has the time of the oldest row of each, or one before it."""
NO_ROW = np.int64(1 << 62)
"""In place of that time."""


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
def bounds(here: Any, cell: Any, side: Any, most: Any) -> Any:
    """The eighths of a cell that have a place close to a point, and those of which every place
    is, as bits."""
    half, within, inside = side // 2, 0, 0
    x, y, z = cell.x * side, cell.y * side, cell.z * side
    x0, x1 = _nearest(here.x, x, x + half), _nearest(here.x, x + half, x + side)
    y0, y1 = _nearest(here.y, y, y + half), _nearest(here.y, y + half, y + side)
    z0, z1 = _nearest(here.z, z, z + half), _nearest(here.z, z + half, z + side)
    a0, a1 = _farthest(here.x, x, x + half), _farthest(here.x, x + half, x + side)
    b0, b1 = _farthest(here.y, y, y + half), _farthest(here.y, y + half, y + side)
    c0, c1 = _farthest(here.z, z, z + half), _farthest(here.z, z + half, z + side)
    for part in range(EIGHTHS):
        near = (x1 if part & 4 else x0) + (y1 if part & 2 else y0) + (z1 if part & 1 else z0)
        far = (a1 if part & 4 else a0) + (b1 if part & 2 else b0) + (c1 if part & 1 else c0)
        within |= (near <= most) << part
        inside |= (far <= most) << part
    return within, inside
