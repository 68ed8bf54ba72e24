"""The life of a model: proposed, live, retired, and never by one person alone.

Pure: from the record of a model version and what somebody wants to the facts it leaves. A
record is of one version; its declaration does not change once it has run.

    (new) ── propose ──► proposed ── approve ──► live ── retire ──► retiring ── approve ──► retired
                            └────── reject ──► rejected     ◄────── reject ──────┘
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, Protocol

from anlan.detect.language.model import Model
from anlan.standards.errors import Conflict
from anlan.standards.time import Instant
from anlan.standards.title import Title
from anlan.store.facts import Fact

KIND = "model"
WAITING = ("proposed", "retiring")
"""States that wait for a second person."""
RUNNING = ("live", "retiring")
"""States in which a model raises findings."""

Row = Mapping[str, Any]
Origin = Literal["pack", "workshop"]


class Version(Protocol):
    """A version of a model that runs."""

    @property
    def version(self) -> str: ...
    @property
    def digest(self) -> str: ...


class Standing(NamedTuple):
    """The version that runs, as packs and records have it."""

    version: str
    digest: str


def record_of(model: Model) -> str:
    """The id of the record of a model version."""
    return f"{model.id}@{model.version}"


def may_be_proposed(row: Row | None, model: Model, standing: Version | None) -> None:
    """Conflict when this version waits or runs, or ran with another content."""
    record = record_of(model)
    if row is not None and row["status"] in WAITING:
        raise _not_now(
            record,
            Title(zh="已在等待决定", en="waits for a decision already"),
            Title(zh="等它决定，或提高版本号", en="wait for it, or raise the version"),
        )
    if standing is not None and standing.version == model.version:
        raise _not_now(
            record,
            Title(zh="已在运行", en="runs already"),
            Title(zh="改动之后提高版本号", en="raise the version of what you have changed"),
        )
    if row is not None and row["ended"] is not None and row["declared"] != model.digest:
        raise _not_now(
            record,
            Title(zh="曾以别的内容运行过", en="ran before with another content"),
            Title(zh="提高版本号", en="raise the version"),
        )


def propose(
    row: Row | None,
    model: Model,
    *,
    standing: Version | None,
    origin: Origin,
    actor: str,
    note: str,
    now: Instant,
    cost: Mapping[str, Any],
    backtest: Mapping[str, Any],
) -> Fact:
    """A model is proposed; `standing` is what runs under its id now. Conflict as in
    `may_be_proposed`."""
    record = record_of(model)
    may_be_proposed(row, model, standing)
    data = {
        **_described(model, origin),
        "status": "proposed",
        "change": "new" if standing is None else "change",
        "proposed_by": actor,
        "proposed_at": now,
        "instead_of": None if standing is None else standing.digest,
        "note": note,
        **_decision(None, None, None),
        "cost": dict(cost),
        "backtest": dict(backtest),
    }
    return _fact(row, record, "model.proposed", now, data)


def retire(row: Row | None, model: Model | None, *, actor: str, note: str, now: Instant) -> Fact:
    """It is proposed that a model stops. One of a pack has no record before; one that cannot even
    be read has no model."""
    if row is None:
        assert model is not None
        record, described = record_of(model), _described(model, "pack")
    else:
        record, described = row["id"], {}
    if row is not None and row["status"] != "live":
        raise _not_now(
            record,
            Title(zh=f"的状态是 {row['status']}，不在运行", en=f"is {row['status']}, not live"),
            Title(zh="只有运行中的模型可以停用", en="only a live model is retired"),
        )
    asked = {"change": "retire", "proposed_by": actor, "proposed_at": now, "note": note}
    data = {**described, **asked, "status": "retiring", **_decision(None, None, None)}
    return _fact(row, record, "model.retiring", now, data)


def approve(
    row: Row,
    others: Iterable[Row],
    *,
    standing: Version | None,
    actor: str,
    reason: str,
    now: Instant,
) -> list[Fact]:
    """A second person agrees: the model goes live and takes the place of its other versions, or
    it stops. Conflict as in `may_be_decided`, and when something else runs now than when it was
    proposed."""
    may_be_decided(row, actor)
    _still_so(row, standing)
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
    may_be_decided(row, actor)
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


def standing(name: str, packs: Iterable[Model], rows: Iterable[Row]) -> Standing | None:
    """What runs under an id; `rows` are those of its versions."""
    kept, approved = running([model for model in packs if model.id == name], rows)
    versions = [Standing(model.version, model.digest) for model in kept]
    versions += [Standing(row["model_version"], row["declared"]) for row in approved]
    return versions[0] if versions else None


def may_be_decided(row: Row, actor: str) -> None:
    """Conflict when nothing waits, or the person is the one who proposed it."""
    if row["status"] not in WAITING:
        raise _not_now(
            row["id"],
            Title(
                zh=f"的状态是 {row['status']}：没有待决定的事",
                en=f"is {row['status']}: nothing about it waits for a decision",
            ),
            Title(
                zh="到提请列表里看哪些在等待",
                en="look at the list of proposals for those that wait",
            ),
        )
    if row["proposed_by"] == actor:
        raise Conflict(
            Title(
                zh="由第二人决定，提请人自己不能决定",
                en="a second person decides, not the one who proposed it",
            ),
            place=f"model {row['id']}",
            value=actor,
            way_out=Title(
                zh="请派出所负责人或数据管理员查看并决定",
                en="ask a station chief or data steward to look at it and decide",
            ),
        )


def _still_so(row: Row, standing: Version | None) -> None:
    """Conflict when it was proposed about something else than what runs now."""
    then = row["declared"] if row["status"] == "retiring" else row["instead_of"]
    if then == (None if standing is None else standing.digest):
        return
    none = Title(zh="没有版本", en="no version")
    runs = none if standing is None else _version(standing)
    raise Conflict(
        Title(
            zh=f"提请之后模型已变：现在{runs.zh}在运行",
            en=f"since this was proposed the model has changed: {runs.en} of it runs now",
        ),
        place=f"model {row['id']}",
        value=None if standing is None else standing.version,
        way_out=Title(
            zh="不批准这个提请，对照现在运行的重新提请",
            en="reject this proposal, and propose again beside what runs now",
        ),
    )


def _version(standing: Version) -> Title:
    return Title(zh=f"版本 {standing.version} ", en=f"version {standing.version}")


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


def _not_now(record: str, problem: Title, way_out: Title) -> Conflict:
    said = Title(zh=f"这个版本{problem.zh}", en=f"this version {problem.en}")
    return Conflict(said, place=f"model {record}", way_out=way_out)
