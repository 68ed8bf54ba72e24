"""How inner loops are compiled.

Arrays are handed in and outlive the loop, so nothing in it counts references: each count would be
a locked instruction, and memory that was asked for ahead would be waited for there. So a
compiled function must not make an array; one that does is an ordinary `njit`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Loop = TypeVar("Loop", bound=Callable[..., Any])


_SETTINGS: dict[str, Any] = {"cache": True, "error_model": "numpy", "_nrt": False}


def compiled(loop: Loop) -> Loop:
    """Compile a function, once for each machine."""
    return cast(Loop, njit(**_SETTINGS)(loop))


def inlined(loop: Loop) -> Loop:
    """The same, to be put in place wherever it is called."""
    return cast(Loop, njit(**_SETTINGS, inline="always")(loop))
