"""What goes over the wire: strict requests, and responses shaped by the record kinds.

A response model built from a kind has every field of the kind that is not personal, so a
personal value cannot leave by an ordinary route even if a read let it through.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, create_model

from anlan.standards.kinds import FieldType, RecordKind, base_kinds
from anlan.standards.time import iso

MOST_ROWS = 500
_BASE = {kind.id: kind for kind in base_kinds()}


class Body(BaseModel):
    """A request body: exactly these members, exactly these types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Filters(BaseModel):
    """Query parameters: exactly these; text becomes numbers where a number is meant."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Answer(BaseModel):
    """A response."""

    model_config = ConfigDict(extra="forbid")


def _printable(text: str) -> str:
    if any(ord(c) < 32 and c not in "\n\t" for c in text):
        raise ValueError("control characters are not text")
    return text


Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_printable)]
"""An id, a code, a file name."""
Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500, strip_whitespace=True),
    AfterValidator(_printable),
]
"""A reason, an address."""
Prose = Annotated[
    str,
    StringConstraints(min_length=1, max_length=4_000, strip_whitespace=True),
    AfterValidator(_printable),
]
"""A description of what happened."""
Limit = Annotated[int, Field(ge=1, le=MOST_ROWS)]
Offset = Annotated[int, Field(ge=0, le=10_000_000)]
Json = dict[str, Any]


class Words(Answer):
    """A title in both languages."""

    zh: str
    en: str


def plain(value: Any) -> Any:
    """Titles inside a dataclass as plain members."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value]
    return value.model_dump() if hasattr(value, "model_dump") else value


_WIRE: dict[FieldType, Any] = {
    FieldType.INTEGER: int,
    FieldType.NUMBER: float,
    FieldType.LONGITUDE: float,
    FieldType.LATITUDE: float,
    FieldType.BOOLEAN: bool,
    FieldType.LIST: list[str],
    FieldType.JSON: Any,
}


def row_model(kind: str, name: str) -> type[BaseModel]:
    """The response model of a row of a base kind."""
    declared = _BASE[kind]
    members: dict[str, Any] = {
        field: (_WIRE.get(declared.fields[field].type, str) | None, Field(None, title=d.title.en))
        for field, d in declared.fields.items()
        if field not in declared.personal
    }
    return create_model(name, __base__=Answer, id=(str, ...), version=(int, ...), **members)


def page_model(item: type[BaseModel], name: str) -> type[BaseModel]:
    """The response model of a page of rows with the total there is."""
    return create_model(name, __base__=Answer, items=(list[item], ...), total=(int, ...))  # type: ignore[valid-type]


Call = row_model("call", "Call")
Finding = row_model("finding", "Finding")
Task = row_model("task", "Task")
Batch = row_model("batch", "Batch")
QuarantinedRow = row_model("quarantine", "QuarantinedRow")
AuditRecord = row_model("audit", "AuditRecord")
AccountEvent = row_model("account_event", "AccountEvent")
UnitResponse = row_model("unit_response", "UnitResponse")


def present(row: Json, kind: RecordKind, zone: str) -> Json:
    """A row as it goes out: of the system columns only id and version, times as text."""
    return {"id": row["id"], "version": row["version"], **values(row, kind, zone)}


def values(data: Mapping[str, Any], kind: RecordKind, zone: str) -> Json:
    """The declared, not personal values of a row or a fact; times as text."""
    return {
        name: iso(value, zone)
        if value is not None and kind.fields[name].type is FieldType.TIME
        else value
        for name, value in data.items()
        if name in kind.fields and name not in kind.personal
    }


class HistoryItem(Answer):
    """One fact of a record."""

    position: int
    type: str
    time: str
    recorded: str
    actor: str
    data: Json
