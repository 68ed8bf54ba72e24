"""/api/calls: the queue, one call, the commands on it, and its personal part for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Body as Payload, Query as Parameters
from pydantic import Field

from anlan.respond.call_commands import TakeCall
from anlan.respond.call_path import OPEN
from anlan.respond.command import parse_command
from anlan.standards.errors import NotFound
from anlan.store.query import Both, Equals, OneOf, Query, Under
from anlan.web.access import Caller, needs
from anlan.web.commands import Choice, Offered, offered, order_of, orders
from anlan.web.shapes import (
    Answer,
    Body,
    Call,
    Filters,
    HistoryItem,
    Json,
    Limit,
    Line,
    Name,
    Offset,
    Prose,
    UnitResponse,
    Words,
    page_model,
)

router = APIRouter(prefix="/api/calls", tags=["calls"])

CallPage = page_model(Call, "CallPage")
if TYPE_CHECKING:
    CallOrder = Body
else:
    CallOrder = orders("call", beside="take")


QUEUES: dict[str, tuple[str, ...]] = {
    "now": tuple(s for s in OPEN if s not in ("diverted", "fed_back", "reviewed")),
    "diverted": ("diverted",),
    "closing": ("fed_back", "reviewed"),
    "open": OPEN,
}
"""What is open, by who has to act: somebody of ours now, a department, whoever closes it."""


class CallFilters(Filters):
    """Which calls. A queue comes most urgent first, then oldest; `all` comes newest first."""

    status: Annotated[
        Literal["now", "diverted", "closing", "open", "all"],
        Field(
            description="now: needs us; diverted: with a department; closing: fed back or "
            "reviewed, to be closed; open: these three; all: closed calls too"
        ),
    ] = "open"
    area: Name | None = None
    category: Name | None = None
    limit: Limit = 100
    offset: Offset = 0


class NewCall(Body):
    """A call as it is taken: facts, place, and the caller's number or that it was refused."""

    request_id: Annotated[Name, Payload(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    channel: Name
    summary: Prose
    matter: Name | None = None
    category: Name | None = None
    level: Annotated[int, Payload(ge=1, le=4)] | None = None
    address: Line | None = None
    longitude: float | None = None
    latitude: float | None = None
    area: Name | None = None
    premises: Name | None = None
    caller_number: Name | None = None
    refused: bool = False


class Reason(Body):
    """Why somebody needs to see personal data: for what, in which matter, because of what."""

    purpose: Name
    matter: Name
    reason: Line


class Suggestion(Answer):
    """The unit to send. A person decides."""

    unit: str
    nearest_unit: str
    reason: Words


class CallDetail(Answer):
    """One call with all that belongs to it."""

    call: Call  # type: ignore[valid-type]
    history: list[HistoryItem]
    commands: list[Offered]
    suggestion: Suggestion | None
    responses: list[UnitResponse]  # type: ignore[valid-type]


class Revealed(Answer):
    """The personal part of a call."""

    summary: str | None
    caller: str | None
    raw: Any


@router.get("", response_model=CallPage)
def read(
    filters: Annotated[CallFilters, Parameters()], caller: Annotated[Caller, needs("call.see")]
) -> Json:
    """Calls: a queue of open ones, or all."""
    states = QUEUES.get(filters.status)
    wanted: list[Any] = [OneOf("status", states)] if states else []
    wanted += [Equals("area", filters.area)] if filters.area else []
    wanted += [Under("category", filters.category)] if filters.category else []
    where = Both(*wanted) if wanted else None
    order = ("level", "received") if states else ("-received",)
    query = Query("call", where=where, order=order, limit=filters.limit, offset=filters.offset)
    return caller.page(query)


@router.post("", response_model=Call, status_code=201)
def take(body: NewCall, caller: Annotated[Caller, needs("call.take")]) -> Json:
    """Take a call. The same request_id sent twice is one call."""
    given = body.model_dump(exclude={"request_id"}, exclude_none=True)
    given |= {"request": body.request_id, "tz": caller.deployment.zone}
    command = parse_command(TakeCall, f"c-{body.request_id}", given)
    return _handled(caller, command)


@router.get("/{id}", response_model=CallDetail)
def open_one(id: Name, caller: Annotated[Caller, needs("call.see")]) -> Json:
    """One call: its facts, what may be done with it now, whom to send."""
    row = caller.one("call", id)
    grant = caller.grant("call")
    desk = caller.deployment.desk
    offers = desk.offers("call", row, grant=grant)
    sending = any(offer.name == "dispatch" and offer.allowed for offer in offers)
    suggestion = desk.suggest(id, grant=grant) if sending else None
    choices = {"unit": _units(caller)} if sending else {}
    responses = caller.read(Query("unit_response", where=Equals("call", id), order=("sequence",)))
    return {
        "call": caller.shown("call", [row])[0],
        "history": caller.history("call", id),
        "commands": offered(offers, caller.deployment.kinds["call"], choices),
        "suggestion": suggestion
        and {
            "unit": suggestion.unit,
            "nearest_unit": suggestion.nearest_unit,
            "reason": suggestion.reason.model_dump(),
        },
        "responses": caller.shown("unit_response", responses),
    }


@router.post("/{id}/commands", response_model=Call)
def command(
    id: Name,
    order: Annotated[CallOrder, Payload()],
    caller: Annotated[Caller, needs("call.handle")],
) -> Json:
    """Do something with a call. Each command needs its own permission besides."""
    return _handled(caller, order_of("call", id, order))


@router.post("/{id}/reveal")
def reveal(id: Name, body: Reason, caller: Annotated[Caller, needs("call.reveal")]) -> Revealed:
    """The personal part of a call, for a named matter. Each look is recorded with its reason."""
    grant = caller.grant("call", purpose=body.purpose, matter=body.matter, because=body.reason)
    fields = tuple(Revealed.model_fields)
    rows = caller.deployment.store.read(grant, Query("call", fields, where=Equals("id", id)))
    if not rows:
        raise NotFound("no such call", value=id, way_out="see the list of calls")
    return Revealed(**{name: rows[0][name] for name in fields})


def _handled(caller: Caller, command: Any) -> Json:
    row = caller.deployment.desk.handle(
        command, actor=caller.session.account, grant=caller.grant("call")
    )
    return caller.shown("call", [row])[0]


def _units(caller: Caller) -> list[Choice]:
    rows = caller.read(Query("unit", ("call_sign",), order=("id",)))
    return [
        Choice(value=row["id"], title=Words(zh=sign, en=sign))
        for row in rows
        for sign in [row["call_sign"] or row["id"]]
    ]
