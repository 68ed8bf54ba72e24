"""A command: what somebody wants done to one record, checked before it is decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from anlan.standards.errors import BadInput
from anlan.standards.title import Title

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
"""Text that says something."""
RecordId = Annotated[str, StringConstraints(pattern=r"^[^\s/]{1,200}$")]


class Command(BaseModel):
    """Base of all commands.

    `version` is the version the sender saw: if the record has moved on, Conflict. `request`
    names the sending, so that a repeated one changes nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: ClassVar[str]
    title: ClassVar[Title]
    kind: ClassVar[str]
    needs: ClassVar[str]
    """The permission it takes."""

    record: RecordId
    version: Annotated[int, Field(ge=1)] | None = None
    request: Words | None = None


Wanted = TypeVar("Wanted", bound=Command)


def parse_command(shape: type[Wanted], record: str, arguments: Mapping[str, Any]) -> Wanted:
    """The command of that shape for a record; BadInput naming the argument that is wrong."""
    try:
        return shape.model_validate({**arguments, "record": record})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        value = None if first["type"] == "missing" else first["input"]
        raise BadInput(
            first["msg"],
            place=".".join(map(str, first["loc"])) or shape.name,
            value=value if isinstance(value, (str, int, float, bool)) else None,
            way_out=f"command {shape.name} takes {', '.join(arguments_of(shape)) or 'nothing'}",
        ) from None


def arguments_of(shape: type[Command]) -> list[str]:
    """What a command may be told beside its record, version and request id."""
    return [name for name in shape.model_fields if name not in Command.model_fields]
