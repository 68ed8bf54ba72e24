"""/api/codes: the code tables of the deployment."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from anlan.web.access import Caller, needs
from anlan.web.shapes import Answer, Words

router = APIRouter(prefix="/api/codes", tags=["vocabulary"])


class CodeRow(Answer):
    """One code."""

    title: Words
    parent: str | None


class Table(Answer):
    """One table."""

    title: Words
    version: str
    source: str
    codes: dict[str, CodeRow]


class CodeTables(Answer):
    """Every table, by id."""

    tables: dict[str, Table]


@router.get("")
def read(caller: Annotated[Caller, needs("vocabulary.see")]) -> CodeTables:
    """The code tables."""
    return CodeTables(
        tables={
            table.id: Table(
                title=Words(**table.title.model_dump()),
                version=table.version,
                source=table.source,
                codes={
                    name: CodeRow(title=Words(**code.title.model_dump()), parent=code.parent)
                    for name, code in table.codes.items()
                },
            )
            for table in caller.deployment.codes
        }
    )
