"""How inner loops are compiled.

Arrays are handed in and outlive the loop, so nothing in it counts references: each count would be
a locked instruction, and memory that was asked for ahead would be waited for there. So a
compiled function must not make an array; one that does is an ordinary `njit`.
"""

from __future__ import annotations

from numba import njit

compiled = njit(cache=True, error_model="numpy", _nrt=False)
inlined = njit(cache=True, error_model="numpy", _nrt=False, inline="always")
