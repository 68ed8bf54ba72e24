"""Why a finding was raised: its model, asked again of the records as they are now."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from anlan.detect.compiler.compile import compile_model
from anlan.detect.compiler.plan import Plan
from anlan.detect.judging.proposals import KIND
from anlan.detect.language.model import Model
from anlan.detect.reference import Reference
from anlan.detect.steps.layout import Layout, layout
from anlan.detect.steps.row import Raised, Row, by_time
from anlan.govern.grants import Grant
from anlan.standards.declaration import parse_declaration
from anlan.standards.errors import NotFound
from anlan.standards.time import Instant
from anlan.standards.title import Title
from anlan.store.query import Between, Both, Condition, Either, Equals, OneOf, Query
from anlan.store.store import Store

MOST = 2_000
"""Records shown at most."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A record of the key and window of a finding."""

    record: str
    time: Instant
    zone: str
    evidence: bool
    """Whether the finding rests on it."""
    counts: bool | None
    """Whether it would count as it is now; None when that depends on joined records."""
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A finding taken apart."""

    plan: Plan
    """The version of the model that raised it."""
    finding: Mapping[str, Any]
    rows: list[Shown]
    """By time."""
    gone: tuple[str, ...]
    """Evidence that cannot be shown any more: withdrawn since."""
    measure: float
    """When it was raised, or since it was last corrected."""
    measure_now: float | None
    """Over its evidence as it is now; None when that depends on joined records."""
    thresholds: dict[int, float]
    because: Title
    milliseconds: float


def explain(
    store: Store, plans: Iterable[Plan], finding: Mapping[str, Any], grant: Grant
) -> Explanation:
    """Ask the model that raised a finding again: same version, key and window. Read through
    the door."""
    plan = version_of(store, plans, finding, grant)
    begun = time.perf_counter()
    attributes = layout([plan])
    own = tuple(sorted({plan.kind.time, *(n for n in attributes.fields if "." not in n)}))
    found = store.read(grant, Query(plan.kind.id, own, _where(plan, finding), limit=MOST))
    rows = sorted((_row(plan, attributes, record) for record in found), key=by_time)
    said = {record["id"]: {name: record[name] for name in own} for record in found}
    model, cited = Reference([plan], attributes), set(finding["evidence"] or ())
    trigger = next((row for row in rows if row.record == finding["trigger"]), None)
    joined = bool(plan.joins)
    raised = _raised(finding, trigger) if trigger is not None else None
    shown = [
        Shown(
            row.record, row.time, row.zone, row.record in cited,
            None if joined or raised is None else model.still_counts(raised, row),
            said[row.record],
        )
        for row in rows
    ]  # fmt: skip
    left = tuple(
        row for row, each in zip(rows, shown, strict=True) if each.evidence and each.counts
    )
    now = None
    if raised is not None and not joined:
        now = model.measured_again(raised, left)
        now = now if isfinite(now) else 0.0  # nothing is left to measure
    return Explanation(
        plan=plan,
        finding=finding,
        rows=shown,
        gone=tuple(sorted(cited - {row.record for row in rows})),
        measure=finding["measure"],
        measure_now=now,
        thresholds={each.level: each.at_least for each in plan.thresholds},
        because=Title(zh=finding["because_zh"], en=finding["because_en"]),
        milliseconds=(time.perf_counter() - begun) * 1e3,
    )


def version_of(
    store: Store, plans: Iterable[Plan], finding: Mapping[str, Any], grant: Grant
) -> Plan:
    """The version of the model that raised a finding; NotFound when nobody kept it."""
    name, version = finding["model"], finding["model_version"]
    for plan in plans:
        if (plan.model.id, plan.model.version) == (name, version):
            return plan
    asked = Both(Equals("model", name), Equals("model_version", version))
    for row in store.read(grant, Query(KIND, ("declaration",), asked, limit=1)):
        if row["declaration"]:
            model = parse_declaration(row["declaration"], Model, place=f"model {name}")
            return compile_model(model, store.kinds, store.codes)
    raise NotFound(
        Title(zh="这里没有留存模型的这个版本", en="this version of the model is not kept here"),
        place=f"finding {finding['id']}",
        value=f"{name} {version}",
        way_out=Title(
            zh="装入那个版本所在的应用包，或只凭证据判断这条预警",
            en="load the pack of that version, or judge the finding by its evidence alone",
        ),
    )


def _where(plan: Plan, finding: Mapping[str, Any]) -> Condition:
    """The evidence; and, when the key is a field, every record of the key in the window."""
    evidence = OneOf("id", tuple(finding["evidence"] or ()))
    if plan.joins or plan.measure.family == "near" or plan.key not in plan.kind.fields:
        return evidence
    window = Between(plan.kind.time, finding["window_start"] + 1, finding["window_end"] + 1)
    return Either(evidence, Both(Equals(plan.key, finding["key"]), window))


def _row(plan: Plan, attributes: Layout, record: Mapping[str, Any]) -> Row:
    at, zone = Instant(record[plan.kind.time] or 0), record["tz"]
    return Row(record["id"], 0, at, zone, 0, attributes.values(record, at, zone))


def _raised(finding: Mapping[str, Any], trigger: Row) -> Raised:
    return Raised(
        0, finding["key"], finding["level"], finding["raised"], finding["window_start"],
        finding["measure"], trigger, (),
    )  # fmt: skip
