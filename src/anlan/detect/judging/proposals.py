"""The life of a model: proposed, live, retired, and never by one person alone.

Pure: from the record of a model version and what somebody wants to the facts it leaves. A
record is of one version; its declaration does not change once it has run.

    (new) ── propose ──► proposed ── approve ──► live ── retire ──► retiring ── approve ──► retired
                            └────── reject ──► rejected     ◄────── reject ──────┘
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from anlan.detect.language.model import Model
from anlan.standards.errors import Conflict
from anlan.standards.time import Instant
from anlan.store.facts import Fact

KIND = "model"
WAITING = ("proposed", "retiring")
"""States that wait for a second person."""
RUNNING = ("live", "retiring")
"""States in which a model raises findings."""

Row = Mapping[str, Any]
Origin = Literal["pack", "workshop"]


def record_of(model: Model) -> str:
    """The id of the record of a model version."""
    return f"{model.id}@{model.version}"


def propose(
    row: Row | None,
    model: Model,
    *,
    standing: Model | None,
    origin: Origin,
    actor: str,
    note: str,
    now: Instant,
    cost: Mapping[str, Any],
    backtest: Mapping[str, Any],
) -> Fact:
    """A model is proposed; `standing` is the model of its id that runs now. Conflict when this
    version waits or runs, or ran with another content."""
    record = record_of(model)
    if row is not None and row["status"] in WAITING:
        raise _not_now(record, "waits for a decision already", "wait for it, or raise the version")
    if standing is not None and standing.version == model.version:
        raise _not_now(record, "runs already", "raise the version of what you have changed")
    if row is not None and row["ended"] is not None and row["declared"] != model.digest:
        raise _not_now(record, "ran before with another content", "raise the version")
    data = {
        **_described(model, origin),
        "status": "proposed",
        "change": "new" if standing is None else "change",
        "proposed_by": actor,
        "proposed_at": now,
        "note": note,
        **_decision(None, None, None),
        "cost": dict(cost),
        "backtest": dict(backtest),
    }
    return _fact(row, record, "model.proposed", now, data)


def retire(row: Row | None, model: Model, *, actor: str, note: str, now: Instant) -> Fact:
    """It is proposed that a running model stops. A model of a pack has no record before."""
    record = record_of(model)
    if row is not None and row["status"] != "live":
        raise _not_now(record, f"is {row['status']}, not live", "only a live model is retired")
    described = {} if row else _described(model, "pack")
    asked = {"change": "retire", "proposed_by": actor, "proposed_at": now, "note": note}
    data = {**described, **asked, "status": "retiring", **_decision(None, None, None)}
    return _fact(row, record, "model.retiring", now, data)


def approve(
    row: Row, others: Iterable[Row], *, actor: str, reason: str, now: Instant
) -> list[Fact]:
    """A second person agrees: the model goes live and takes the place of its other versions, or
    it stops. Conflict when nothing waits or the person is the one who proposed it."""
    _second_person(row, actor)
    decided = _decision(actor, reason, now)
    if row["status"] == "retiring":
        return [_next(row, "model.retired", now, {**decided, "status": "retired", "ended": now})]
    live = {"status": "live", "approved_by": actor, "live_since": now, "ended": None}
    replaced = {"status": "retired", "ended": now, "replaced_by": row["model_version"]}
    return [
        _next(row, "model.approved", now, {**decided, **live, "replaced_by": None}),
        *(
            _next(other, "model.replaced", now, replaced)
            for other in others
            if other["id"] != row["id"] and other["status"] in RUNNING
        ),
    ]


def reject(row: Row, *, actor: str, reason: str, now: Instant) -> Fact:
    """A second person does not agree: all stays as it was."""
    _second_person(row, actor)
    status = "live" if row["status"] == "retiring" else "rejected"
    return _next(row, "model.rejected", now, {**_decision(actor, reason, now), "status": status})


def running(packs: Iterable[Model], rows: Iterable[Row]) -> tuple[list[Model], list[Row]]:
    """What runs: models of packs, and records whose declarations run beside or instead of them.

    A pack's model runs from the start, in whatever version the pack has now, unless a record of
    its id says that another one took its place or that it was retired.
    """
    rows = list(rows)
    live = {row["model"]: row for row in rows if row["status"] in RUNNING}
    approved = {name: row for name, row in live.items() if row["origin"] == "workshop"}
    stopped = {row["model"] for row in rows if row["ended"] is not None} - live.keys()
    kept = [m for m in packs if m.id not in approved and m.id not in stopped]
    return kept, [approved[name] for name in sorted(approved)]


def _second_person(row: Row, actor: str) -> None:
    if row["status"] not in WAITING:
        raise _not_now(row["id"], f"is {row['status']}", "decide on one that is waiting")
    if row["proposed_by"] == actor:
        raise Conflict(
            "a second person decides, not the one who proposed it",
            place=f"model {row['id']}",
            value=actor,
            way_out="ask a station chief or data steward to look at it and decide",
        )


def _decision(actor: str | None, reason: str | None, now: Instant | None) -> dict[str, Any]:
    return {"decided_by": actor, "decided_at": now, "reason": reason}


def _described(model: Model, origin: Origin) -> dict[str, Any]:
    return {
        "model": model.id,
        "model_version": model.version,
        "title_zh": model.title.zh,
        "title_en": model.title.en,
        "declaration": model.to_yaml(),
        "declared": model.digest,
        "origin": origin,
    }


def _next(row: Row, type: str, now: Instant, data: Mapping[str, Any]) -> Fact:
    return _fact(row, row["id"], type, now, data)


def _fact(row: Row | None, record: str, type: str, now: Instant, data: Mapping[str, Any]) -> Fact:
    version = row["version"] + 1 if row else 1
    told = {name: value for name, value in data.items() if row or value is not None}
    return Fact(type, KIND, record, version, now, {**told, "changed": now}, "anlan/detect")


def _not_now(record: str, problem: str, way_out: str) -> Conflict:
    return Conflict(f"this version {problem}", place=f"model {record}", way_out=way_out)
