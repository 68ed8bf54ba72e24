"""Code tables, loaded from files with name, version, source and validity dates.

A code may have a parent; a condition on a code also holds for its descendants. The paid
GA/T tables are not shipped (COD06); a deployment loads its own in the same form.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field as Bounded, model_validator

from anlan.standards.declaration import read_declaration
from anlan.standards.errors import BadInput, NotFound
from anlan.standards.kinds import Declaration
from anlan.standards.title import Title

Day = Annotated[str, Bounded(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class Code(Declaration):
    """One code. Dates are ISO days; `replaced_by` says where its statistics go (COD01)."""

    title: Title
    parent: str | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    replaced_by: str | None = None
    attributes: dict[str, str | int | float | bool] = {}


class CodeTable(Declaration):
    """A named, versioned table of codes."""

    id: Annotated[str, Bounded(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
    title: Title
    version: str
    source: str
    codes: dict[str, Code]

    @model_validator(mode="after")
    def _whole(self) -> CodeTable:
        for name, code in self.codes.items():
            if code.valid_from and code.valid_to and code.valid_from > code.valid_to:
                raise ValueError(f"codes.{name}: it ends before it begins")
            self._chain(name, "parent")
            self._chain(name, "replaced_by")
        return self

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def check(self, code: str) -> str:
        """The code itself; BadInput naming the table when it is not in it."""
        if code not in self.codes:
            raise BadInput(
                Title(
                    zh=f"不是代码表 {self.id} {self.version} 中的代码",
                    en=f"not a code of table {self.id} {self.version}",
                ),
                value=code,
                way_out=Title(
                    zh=f"用表中 {len(self.codes)} 个代码之一，或把它加进表里",
                    en=f"use one of its {len(self.codes)} codes, or add this one to the table",
                ),
            )
        return code

    def under(self, code: str) -> frozenset[str]:
        """The code and everything below it."""
        self.check(code)
        return self._under[code]

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The code, its parent, and so on to the top."""
        return self._chain(self.check(code), "parent")

    def successor(self, code: str) -> str:
        """The code that statistics of this one are counted under now; itself when in use."""
        return self._chain(self.check(code), "replaced_by")[-1]

    def valid_on(self, code: str, day: str) -> bool:
        """Whether the code was in force on an ISO day."""
        entry = self.codes[self.check(code)]
        return (entry.valid_from or "0000") <= day <= (entry.valid_to or "9999")

    def _chain(self, code: str, step: Literal["parent", "replaced_by"]) -> tuple[str, ...]:
        """The code and those it leads to; ValueError when one is missing or they run in a circle."""
        chain = [code]
        while (following := getattr(self.codes[chain[-1]], step)) is not None:
            if following not in self.codes:
                raise ValueError(f"codes.{code}: {step} `{following}` is not in the table")
            if following in chain:
                raise ValueError(f"codes.{code}: {step} runs in a circle")
            chain.append(following)
        return tuple(chain)

    @cached_property
    def shape(self) -> str:
        """Digest of the codes and what is below what."""
        text = ";".join(f"{name}:{code.parent}" for name, code in sorted(self.codes.items()))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @cached_property
    def _under(self) -> dict[str, frozenset[str]]:
        below: dict[str, set[str]] = {name: {name} for name in self.codes}
        for name in self.codes:
            for ancestor in self.ancestors(name):
                below[ancestor].add(name)
        return {name: frozenset(members) for name, members in below.items()}


class Codes:
    """The code tables of one deployment, by id; a later table of the same id replaces."""

    def __init__(self, tables: Iterable[CodeTable]) -> None:
        self._tables = {table.id: table for table in tables}

    def __getitem__(self, table: str) -> CodeTable:
        try:
            return self._tables[table]
        except KeyError:
            known = ", ".join(sorted(self._tables))
            raise NotFound(
                Title(zh="没有这个代码表", en="no such code table"),
                value=table,
                way_out=Title(zh=f"可用：{known}", en=f"use one of {known}"),
            ) from None

    def __contains__(self, table: object) -> bool:
        return table in self._tables

    def __iter__(self) -> Iterator[CodeTable]:
        return iter(self._tables.values())


def base_codes() -> list[CodeTable]:
    """The tables every deployment starts with."""
    return codes_in(Path(str(resources.files("anlan.standards") / "code_tables")))


def codes_in(folder: Path) -> list[CodeTable]:
    """The tables declared in a folder, one a file."""
    return [read_declaration(path, CodeTable) for path in sorted(folder.glob("*.yaml"))]
