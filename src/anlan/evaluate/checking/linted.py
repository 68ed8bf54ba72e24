"""A framework as it is being written: read, checked, and every remark with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from anlan.evaluate.checking.lint import lint_framework
from anlan.evaluate.checking.remark import Remark
from anlan.evaluate.declaration.framework import Framework
from anlan.standards.codes import Codes
from anlan.standards.declaration import parse_declaration
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import Kinds

UNREAD = "declaration"
"""The rule of a remark about text that is not a framework yet."""


@dataclass(frozen=True, slots=True)
class Located:
    """A remark and the line of the text it is about, from 1; None where no line is."""

    remark: Remark
    line: int | None


@dataclass(frozen=True, slots=True)
class Linted:
    """The framework, where the text is one, and what is to be said about it, errors first."""

    framework: Framework | None
    remarks: tuple[Located, ...]

    @property
    def ok(self) -> bool:
        """Whether it may be computed."""
        return all(each.remark.severity != "error" for each in self.remarks)


def lint_text(text: str, kinds: Kinds, codes: Codes) -> Linted:
    """The remarks on a YAML text; one that cannot be read has one, which says where it breaks."""
    try:
        framework = parse_declaration(text, Framework, place="")
    except BadDeclaration as error:
        remark = Remark("error", UNREAD, _named(error.problem), error.problem, error.way_out)
        return Linted(None, (Located(remark, _line_of(error)),))
    remarks = lint_framework(framework, kinds, codes)
    lines = _lines_of_ids(text)
    return Linted(framework, tuple(Located(each, lines.get(each.node)) for each in remarks))


def _named(problem: str) -> str:
    """The path in the declaration that a problem begins with."""
    found = re.match(r"[a-z_]+(?:\.\w+)*(?=: )", problem)
    return found[0] if found else ""


def _line_of(error: BadDeclaration) -> int | None:
    found = re.search(r":(\d+):\d+$", error.place or "")
    return int(found[1]) if found else None


def _lines_of_ids(text: str) -> dict[str, int]:
    """The first line on which each id is given."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        for id in re.findall(r"(?:^|[\s{,-])id:\s*[\"']?([\w.-]+)", line):
            found.setdefault(id, number)
    return found
