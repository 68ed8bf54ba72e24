"""How inner loops are compiled.

Arrays are handed in and outlive the loop, so nothing in it counts references: each count would be
a locked instruction, and memory that was asked for ahead would be waited for there. So a
compiled function must not make an array; one that does is an ordinary `njit`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit

Loop = TypeVar("Loop", bound=Callable[..., Any])


_SETTINGS: dict[str, Any] = {"cache": True, "error_model": "numpy", "nogil": True, "_nrt": False}
"""`nogil`: pages are answered, and other groups run, while a loop does."""


def compiled(loop: Loop) -> Loop:
    """Compile a function, once for each machine."""
    return _kept(cast(Loop, njit(**_SETTINGS)(loop)))


def inlined(loop: Loop) -> Loop:
    """The same, to be put in place wherever it is called."""
    return _kept(cast(Loop, njit(**_SETTINGS, inline="always")(loop)))


def _kept(loop: Loop) -> Loop:
    forget_older(Path(cast(Any, loop).stats.cache_path))
    return loop


@cache
def forget_older(kept: Path) -> None:
    """Throw away compiled code that is older than any source of this folder.

    Numba looks whether the module of a loop has changed, not those that the loop calls.
    """
    changed = max(source.stat().st_mtime for source in Path(__file__).parent.glob("*.py"))
    for code in kept.glob("*.nb[ic]"):
        with suppress(FileNotFoundError):  # another process throws it away too
            if code.stat().st_mtime < changed:
                code.unlink()
