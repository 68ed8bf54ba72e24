"""A process map with everything beside it, as plain values for JSON, pages and reports."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from anlan.evaluate.process.conformance import Conformance
from anlan.evaluate.process.courses import Variant
from anlan.evaluate.process.hand_overs import HandOver
from anlan.evaluate.process.log import EventLog
from anlan.evaluate.process.map import Edge, ProcessMap
from anlan.standards.time import Instant, iso


def map_values(log: EventLog, found: ProcessMap, bottlenecks: int) -> dict[str, Any]:
    """Source, what was skipped, nodes, edges and bottlenecks; times of waiting in seconds."""
    return {
        "source": log.source,
        "cases": found.cases,
        "events": found.events,
        "from": iso(Instant(found.first)),
        "to": iso(Instant(found.last)),
        "duration": asdict(found.duration),
        "skipped": [asdict(skipped) for skipped in log.skipped],
        "notes": list(log.notes),
        "nodes": [asdict(node) for node in found.nodes],
        "edges": [move_values(edge) for edge in found.edges],
        "bottlenecks": {
            by: [move_values(edge) for edge in found.bottlenecks(bottlenecks, by=by)]
            for by in ("total", "median")
        },
    }


def move_values(move: Edge | HandOver) -> dict[str, Any]:
    """A move or hand-over on one level."""
    waiting = {f"{name}_seconds": value for name, value in asdict(move.waiting).items()}
    return {
        "source": move.source,
        "target": move.target,
        "count": move.count,
        "cases": move.cases,
        **waiting,
    }


def variant_values(variant: Variant) -> dict[str, Any]:
    """A variant, its course in words."""
    return asdict(variant)


def conformance_values(found: Conformance) -> dict[str, Any]:
    """Fitness and deviations, without the list of all cases."""
    deviations = [asdict(deviation) for deviation in found.deviations]
    whole = {
        name: getattr(found, name)
        for name in ("flow", "cases", "fitting", "moves", "legal", "fitness")
    }
    return whole | {"deviations": deviations}
