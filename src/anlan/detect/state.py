"""The state of an engine as bytes, exactly: saved and restored it goes on the same way.

Windows are not saved: they follow from the records that are remembered.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any

import orjson

from anlan.detect.compile import Plan
from anlan.detect.engine import KEPT_MISSES, Engine
from anlan.detect.missed import Missed
from anlan.detect.source import Source
from anlan.standards.errors import Conflict

FORMAT = 2
"""Raise it whenever the meaning of the state or of the engine changes."""


def save(engine: Engine) -> bytes:
    """The state of an engine."""
    return orjson.dumps(
        {
            "format": FORMAT,
            "digest": engine.digest,
            "position": engine.position,
            "missed": [[*what, count] for what, count in engine.missed.items()],
            "misses": list(engine.misses),
            "sources": {kind: _source(source) for kind, source in engine.sources.items()},
        }
    )


def restore(plans: Iterable[Plan], saved: bytes) -> Engine:
    """An engine that goes on where the saved one was.

    Conflict when the state is not one of these plans: then the journal must be replayed.
    """
    engine = Engine(plans)
    try:
        state = orjson.loads(saved)
        fits = (state["format"], state["digest"]) == (FORMAT, engine.digest)
    except (orjson.JSONDecodeError, KeyError, TypeError):
        fits = False
    if not fits:
        raise Conflict(
            "the saved state belongs to other models", way_out="replay the journal from the start"
        )
    engine.position = state["position"]
    for reason, what, count in state["missed"]:
        engine.missed[reason, what] = count
    engine.misses = deque((Missed(**missed) for missed in state["misses"]), KEPT_MISSES)
    for kind, source in state["sources"].items():
        _restore(engine.sources[kind], source)
    return engine


def _source(source: Source) -> dict[str, Any]:
    source.sweep()
    return {
        "clock": source.clock,
        "records": [
            [record, at, zone, lost, values]
            for record, (values, at, zone, lost) in source.records.items()
        ],
        "raised": {
            plan.model.id: [
                [key, *map(list, levels.items())] for key, levels in tally.raised.items()
            ]
            for plan, tally in zip(source.plans, source.tallies, strict=True)
        },
    }


def _restore(source: Source, saved: dict[str, Any]) -> None:
    source.clock = source.swept = saved["clock"]
    source.restore(
        {
            record: (tuple(values), at, zone, lost)
            for record, at, zone, lost, values in saved["records"]
        }
    )
    for plan, tally in zip(source.plans, source.tallies, strict=True):
        for key, *levels in saved["raised"][plan.model.id]:
            tally.raised[key] = dict(levels)
