"""Commands over the wire: what may be sent, and what is offered to a person who looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import reduce
from operator import or_
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import Field, create_model

from anlan.respond.command import Command, arguments_of, parse_command
from anlan.respond.desk import COMMANDS, Offer
from anlan.standards.kinds import RecordKind
from anlan.standards.title import Title
from anlan.web.shapes import Answer, Body, Json, Name, Words

_TITLES = {
    "approved": Title(zh="通过", en="approved"),
    "department": Title(zh="部门", en="department"),
    "disposition": Title(zh="处置结果", en="what was done"),
    "evidence": Title(zh="证据编号", en="number of the evidence"),
    "manner": Title(zh="转办方式", en="manner"),
    "matter": Title(zh="事项", en="matter"),
    "minutes": Title(zh="用时（分钟）", en="minutes it took"),
    "notify": Title(zh="同时通知部门", en="department to notify"),
    "passed": Title(zh="通过", en="passed"),
    "reason": Title(zh="理由", en="reason"),
    "resolved": Title(zh="已解决", en="resolved"),
    "result": Title(zh="结果", en="result"),
    "scope_item": Title(zh="分流依据条目", en="scope item"),
    "standard": Title(zh="标准件", en="task standard"),
    "step": Title(zh="步骤", en="step"),
    "unit": Title(zh="处警单元", en="unit"),
}
_TYPES = {str: "text", int: "integer", float: "number", bool: "boolean"}
_CODES = {"scope_item": "diversion_scope"}
"""Arguments that are codes though the field they fill is text."""


class Choice(Answer):
    """One value to choose."""

    value: str | int
    title: Words


class Argument(Answer):
    """What a command asks for."""

    name: str
    title: Words
    type: Literal["text", "code", "integer", "number", "boolean", "choice"]
    required: bool
    codes: str | None = None
    choices: list[Choice] | None = None


class Offered(Answer):
    """A command that is legal now."""

    command: str
    title: Words
    fields: list[Argument]


def orders(kind: str, *, beside: str) -> Any:
    """The request body for any command on a kind but `beside`, told apart by `command`."""
    bodies = [_order(shape) for name, shape in COMMANDS[kind].items() if name != beside]
    return Annotated[reduce(or_, bodies), Field(discriminator="command")]


def order_of(kind: str, record: str, order: Body) -> Command:
    """The command somebody sent for a record."""
    given = order.model_dump(exclude={"command"}, exclude_unset=True)
    shape: type[Command] = COMMANDS[kind][order.command]  # type: ignore[attr-defined]
    return parse_command(shape, record, given)


def offered(
    offers: Iterable[Offer], kind: RecordKind, choices: Mapping[str, list[Choice]]
) -> list[Json]:
    """The commands a person may give now, with the arguments each asks for."""
    return [
        {
            "command": offer.name,
            "title": offer.title.model_dump(),
            "fields": _arguments(COMMANDS[kind.id][offer.name], kind, choices),
        }
        for offer in offers
        if offer.allowed
    ]


def _order(shape: type[Command]) -> type[Body]:
    members: dict[str, Any] = {
        name: (field.annotation, field)
        for name, field in shape.model_fields.items()
        if name not in ("record", "version", "request")
    }
    return create_model(
        f"{shape.__name__}Order",
        __base__=Body,
        __doc__=shape.__doc__,
        command=(cast(Any, Literal[shape.name]), ...),
        version=(Annotated[int, Field(ge=1)], ...),
        request=(Name | None, None),
        **members,
    )


def _arguments(
    shape: type[Command], kind: RecordKind, choices: Mapping[str, list[Choice]]
) -> list[Json]:
    return [_argument(shape, name, kind, choices) for name in arguments_of(shape)]


def _argument(
    shape: type[Command], name: str, kind: RecordKind, choices: Mapping[str, list[Choice]]
) -> Json:
    field = shape.model_fields[name]
    declared = kind.fields.get(name)
    values = choices.get(name) or _literals(field.annotation)
    type_ = "choice" if values else _TYPES.get(_plain(field.annotation), "text")
    codes = _CODES.get(name) or (declared.codes if declared else None)
    if codes and not values:
        type_ = "code"
    title = _TITLES.get(name) or (declared.title if declared else Title(zh=name, en=name))
    return Argument(
        name=name,
        title=Words(**title.model_dump()),
        type=type_,
        required=field.is_required(),
        codes=codes if type_ == "code" else None,
        choices=values or None,
    ).model_dump()


def _literals(annotation: Any) -> list[Choice]:
    plain = _plain(annotation)
    if get_origin(plain) is Literal:
        return [Choice(value=v, title=Words(zh=str(v), en=str(v))) for v in get_args(plain)]
    if isinstance(plain, type) and issubclass(plain, StrEnum):
        return [Choice(value=v.value, title=Words(zh=v.value, en=v.value)) for v in plain]
    return []


def _plain(annotation: Any) -> Any:
    """The type inside Annotated and Optional."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _plain(get_args(annotation)[0])
    if origin in (Union, UnionType):
        inner = [part for part in get_args(annotation) if part is not NoneType]
        return _plain(inner[0]) if len(inner) == 1 else str
    return annotation
