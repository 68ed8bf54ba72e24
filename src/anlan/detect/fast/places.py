"""Places in the arrays that compiled loops over runs share with what calls them."""

from __future__ import annotations

SEEN_N, RUNS_N, SINCE_N, RAISED_N, EVIDENCE_N, MISSED_N, WANTED_N, POOL_N = range(8)
"""Places in `used`: how much of each array is taken. WANTED_N, POOL_N: places for evidence and of
the pool that the event which stopped the loop asks for."""

R_STEP, R_MODEL, R_KEY, R_LEVEL, R_AT, R_FLOOR, R_TRIGGER, R_FIRST = range(8)
"""Columns of what is raised. R_FIRST: where its evidence begins; it ends where the next does."""
