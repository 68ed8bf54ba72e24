"""/api/models/trace and backtest: a model tried on history, in the historian's process."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from pydantic import Field

from anlan.detect.compiler.compile import compile_model
from anlan.detect.judging import looks
from anlan.detect.judging.workshop import PLACE
from anlan.detect.language.model import Model
from anlan.standards.declaration import parse_declaration
from anlan.standards.errors import BadInput
from anlan.standards.kinds import RecordKind
from anlan.standards.time import Instant, instant, iso, parse_iso
from anlan.standards.title import Title
from anlan.store.query import Query
from anlan.web.access import Caller, needs
from anlan.web.routes.workshop import Declared
from anlan.web.shapes import Answer, Json, Name, values

router = APIRouter(prefix="/api/models", tags=["workshop"])

Analyst = Annotated[Caller, needs("model.run")]


class Tried(Declared):
    """A model, and the span of history by when its findings are raised."""

    since: Name | None = None
    until: Name | None = None


class Traced(Declared):
    """A model, and over how many of the last days."""

    days: Annotated[int, Field(ge=1, le=3_660)]


class BlockOutput(Answer):
    """What leaves a block: how many records, of how many keys, and the last rows."""

    block: str
    records: int
    keys: int | None
    sample: list[Json]


class Bar(Answer):
    """Keys whose measure reached `from` and stayed below `to` (open above when null)."""

    from_: float = Field(alias="from")
    to: float | None
    keys: int


class Heights(Answer):
    """How high the measure of each key rose."""

    histogram: list[Bar]
    max: float | None


class Trace(Answer):
    """A model over the last days, block by block."""

    since: str
    until: str
    blocks: list[BlockOutput]
    measure: Heights


class DayCount(Answer):
    """Findings of one day."""

    day: str
    findings: int


class Scored(Answer):
    """How findings did against what came after, each share with its 95 % interval."""

    precision: float | None
    precision_within: list[float] | None
    recall: float | None
    recall_within: list[float] | None
    lead_days: float | None


class Competitor(Answer):
    """A plain moving average on the same records, keys and number of alerts."""

    findings: int
    overlap: float | None
    outcome: Scored | None


class Backtest(Answer):
    """What a model would have found; exactly what it would have raised live. The span is null
    while there is no record."""

    since: str | None
    until: str | None
    records: int
    matched: int
    findings: int
    by_level: dict[str, int]
    per_day: list[DayCount]
    alerts_per_day: float
    base_rate: float | None
    outcome: Scored | None
    outcome_is: str
    within_days: float
    competitor: Competitor
    items: list[Json]
    seconds: float


@router.post("/trace")
def trace(body: Traced, caller: Analyst) -> Trace:
    """Counts and rows at the output of each block. A newer request ends this one (409)."""
    model = _allowed(caller, body, "trace")
    asker = f"{caller.session.account} traces"
    said = caller.deployment.historian.ask(asker, looks.traced, model, days=body.days)
    zone = caller.deployment.zone
    kind = caller.deployment.kinds[model.source]
    for block in said["blocks"]:
        block["sample"] = [_sample(row, kind, zone) for row in block["sample"]]
    ends = {name: iso(said[name], zone) for name in ("since", "until")}
    return Trace.model_validate({**said, **ends})


@router.post("/backtest")
def backtest(body: Tried, caller: Analyst) -> Backtest:
    """Run a model over history. A newer request of the same person ends this one (409)."""
    model = _allowed(caller, body, "back-test")
    zone = caller.deployment.zone
    said = caller.deployment.historian.ask(
        f"{caller.session.account} back-tests",
        looks.tried,
        model,
        zone=zone,
        since=_moment(body.since, "since", zone),
        until=_moment(body.until, "until", zone),
    )
    kind = caller.deployment.kinds["finding"]
    items = [{"id": each["id"], **values(each, kind, zone)} for each in said["items"]]
    ends = {name: said[name] and iso(said[name], zone) for name in ("since", "until")}
    return Backtest.model_validate({**said, **ends, "items": items})


def _allowed(caller: Caller, body: Declared, what: str) -> Model:
    """The model, if it compiles and the caller may read its records for its purpose; audited."""
    deployment = caller.deployment
    model = parse_declaration(body.text, Model, place=PLACE)
    plan = compile_model(model, deployment.kinds, deployment.codes)
    read = {plan.kind.id: [name for name in plan.fields if "." not in name]}
    for join in plan.joins:
        read.setdefault(join.kind, []).extend(join.fields)
    for kind, fields in read.items():
        because = f"{what} of model {model.id} over all of history"
        grant = caller.grant(kind, purpose=model.purpose, because=because)
        deployment.store.read(grant, Query(kind, tuple(sorted(set(fields))), limit=1))
    return model


def _sample(row: Json, kind: RecordKind, zone: str) -> Json:
    """A row as it goes out: no personal column, times as text."""
    shown = {name: value for name, value in row.items() if name not in kind.personal}
    return {**shown, **values(shown, kind, zone)}


def _moment(text: str | None, place: str, zone: str) -> Instant | None:
    """A time, or the midnight a day begins with."""
    if text is None:
        return None
    try:
        if len(text) == len("2026-01-01"):
            day = datetime.combine(date.fromisoformat(text), time(), ZoneInfo(zone))
            return instant(day)
        return parse_iso(text)
    except (ValueError, BadInput):
        raise BadInput(
            Title(zh="不是时间", en="not a time"),
            place=place,
            value=text,
            way_out=Title(zh="写成 ISO 8601", en="write it as ISO 8601"),
        ) from None
