"""What the kernels of slotted groups hand back."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from anlan.detect.fast.compiled import compiled
from anlan.detect.fast.floors import Floors, floor_at
from anlan.detect.fast.found import Found, Missed
from anlan.detect.fast.group import Frame
from anlan.detect.fast.levels import Levels
from anlan.detect.fast.room import roomy

RAISED = np.dtype(
    [
        ("step", "i4"), ("model", "i4"), ("level", "i4"), ("key", "i4"), ("at", "i8"),
        ("measure", "f8"), ("trigger", "i8"), ("first", "i8"), ("count", "i8"),
    ]
)  # fmt: skip
"""`model` and `level` are places in `Levels`; the evidence is a stretch of another array. A
`step` of −1 is the first whose clock has reached `at`."""
EVIDENCE = np.dtype([("time", "i8"), ("order", "i8")])
MISSED = np.dtype([("slot", "i4"), ("step", "i4"), ("reason", "i4")])


RAISED_N, EVIDENCE_N, MISSED_N, WANTED_N, ENTRIES_N, NODES_N, FREE_N, BLOCKS_N, OTHERS_N = range(9)
"""Places in `used`, which says how much of each array is in use. `WANTED_N`: the room for
evidence that the event which stopped a kernel asks for. `FREE_N`: the first node of the list of
free ones, −1 if there is none. `OTHERS_N` is for another array of a family."""
MOST_N = 11


class Output:
    """What a kernel has raised and missed so far. It grows between calls of the kernel."""

    def __init__(self) -> None:
        self.raised = np.zeros(64, RAISED)
        self.evidence = np.zeros(1024, EVIDENCE)
        self.missed = np.zeros(64, MISSED)

    def make_room(self, used: npt.NDArray[np.int64], raised: int) -> None:
        """Room for one more event, which may raise so many."""
        self.raised = roomy(self.raised, used[RAISED_N], raised)
        self.evidence = roomy(self.evidence, used[EVIDENCE_N], used[WANTED_N])
        self.missed = roomy(self.missed, used[MISSED_N], 1)

    def results(
        self,
        used: npt.NDArray[np.int64],
        frame: Frame,
        levels: Levels,
        windows: npt.NDArray[np.int64],
        floors: Floors,
    ) -> tuple[Found, Missed]:
        """As columns of the frame; `windows` says which window of `floors` each slot has."""
        raised, missed = self.raised[: used[RAISED_N]], self.missed[: used[MISSED_N]]
        slot = np.searchsorted(levels.slots, raised["model"], side="right") - 1
        begins_after = floors_of(slot, raised["at"], windows, floors.settings, floors.starts)
        first, evidence = self._evidence(raised)
        passed = np.searchsorted(frame.batch.clock, raised["at"])
        sizes = np.diff(levels.slots)[missed["slot"]]
        begins = np.repeat(levels.slots[missed["slot"]] - (np.cumsum(sizes) - sizes), sizes)
        return Found(
            np.where(raised["step"] < 0, passed, raised["step"]).astype(np.int64),
            levels.models[raised["model"]].astype(np.int32),
            raised["key"],
            levels.level[raised["level"]].astype(np.int32),
            raised["at"],
            begins_after,
            raised["measure"],
            raised["trigger"],
            first,
            evidence,
        ), Missed(
            np.repeat(missed["step"].astype(np.int64), sizes),
            levels.models[begins + np.arange(len(begins))].astype(np.int32),
            np.repeat(missed["reason"], sizes),
        )

    def _evidence(self, raised: npt.NDArray[Any]) -> tuple[Any, Any]:
        """Where the evidence of each begins, and the evidence, by (time, order)."""
        sizes = raised["count"]
        first = np.concatenate(([0], np.cumsum(sizes)))
        places = np.repeat(raised["first"] - first[:-1], sizes) + np.arange(first[-1])
        rows = self.evidence[places]
        whose = np.repeat(np.arange(len(raised)), sizes)
        return first, rows["order"][np.lexsort((rows["order"], rows["time"], whose))]


@njit(cache=True, nogil=True)
def floors_of(slot: Any, at: Any, windows: Any, settings: Any, starts: Any) -> Any:
    """The floor of the window of each of some slots at an instant."""
    floors = np.empty(len(at), np.int64)
    for n in range(len(at)):
        floors[n] = floor_at(windows[slot[n]], at[n], settings, starts)
    return floors


@compiled
def tell(
    raised: Any, used: Any, step: Any, model: Any, level: Any, key: Any, at: Any, measure: Any,
    trigger: Any, first: Any,
) -> None:  # fmt: skip
    """Put down a level that is raised; its evidence was written from `first` on."""
    told = raised[used[RAISED_N]]
    told.step, told.model, told.level, told.key = step, model, level, key
    told.at, told.measure, told.trigger = at, measure, trigger
    told.first, told.count = first, used[EVIDENCE_N] - first
    used[RAISED_N] += 1


@compiled
def miss(missed: Any, used: Any, slot: Any, step: Any, reason: Any) -> None:
    """Put down an added row that cannot count."""
    told = missed[used[MISSED_N]]
    told.slot, told.step, told.reason = slot, step, reason
    used[MISSED_N] += 1
