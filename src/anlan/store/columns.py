"""Values between facts and view columns, and the check that a fact fits its kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import sqlalchemy as sa

from anlan.standards.codes import Codes
from anlan.standards.errors import BadInput
from anlan.standards.kinds import FieldType, RecordKind
from anlan.standards.title import Title

JSON_TYPES = frozenset({FieldType.LIST, FieldType.JSON})


def check(kind: RecordKind, data: Mapping[str, Any], codes: Codes) -> None:
    """BadInput naming the field unless every column exists and every value is of its type and
    within its range."""
    fields = kind.fields
    for name, value in data.items():
        if name == "withdrawn":
            if not isinstance(value, bool):
                raise BadInput(
                    Title(zh="withdrawn 只能是 true 或 false", en="withdrawn is true or false"),
                    value=value,
                    way_out=Title(zh="写 true 或 false", en="send a boolean"),
                )
            continue
        field = fields.get(name) or kind.field(name)
        if value is None:
            continue
        if not field.fits(value):
            raise BadInput(
                Title(zh=f"不是 {field.type} 类型的值", en=f"not a value of type {field.type}"),
                place=f"{kind.id}.{name}",
                value=value,
                way_out=Title(
                    zh=f"给一个 {field.type} 类型的值，见 docs/reference/kinds.md 中的 {kind.id}",
                    en=f"send a {field.type}, see the kind {kind.id} in docs/reference/kinds.md",
                ),
            )
        if field.bounded and not field.within(value):
            span = field.range_in_words
            assert span is not None
            raise BadInput(
                Title(
                    zh=f"超出字段的取值范围（{span.zh}）",
                    en=f"out of the range of the field, {span.en}",
                ),
                place=f"{kind.id}.{name}",
                value=value,
                way_out=Title(zh="给范围内的值", en="send a value within it"),
            )
        if field.codes is not None:
            codes[field.codes].check(value)


def json_fields(kind: RecordKind) -> tuple[str, ...]:
    """Fields whose column holds JSON text."""
    return tuple(n for n, f in kind.fields.items() if f.type in JSON_TYPES)


def to_row(data: dict[str, Any], json_names: tuple[str, ...]) -> dict[str, Any]:
    """Fact data as column values."""
    for name in json_names:
        if (value := data.get(name)) is not None:
            data[name] = orjson.dumps(value).decode()
    return data


def from_row(row: dict[str, Any], json_names: tuple[str, ...]) -> dict[str, Any]:
    """Column values as record fields."""
    for name in json_names:
        if (value := row.get(name)) is not None:
            row[name] = orjson.loads(value)
    return row


def records(found: sa.Result[Any], kind: RecordKind) -> list[dict[str, Any]]:
    """The rows of a result as records of a kind."""
    names = [str(name) for name in found.keys()]  # noqa: SIM118 - plain text, not SQL's own
    json_names = json_fields(kind)
    return [from_row(dict(zip(names, row, strict=True)), json_names) for row in found.all()]
