"""/api/index/lint, /{framework}/declaration: a framework as it is written, checked; not stored."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import StringConstraints

from anlan.evaluate.checking.linted import Linted, lint_text
from anlan.evaluate.declaration.framework import Framework, manual_share
from anlan.evaluate.declaration.measure import Measure
from anlan.standards.declaration import read_text
from anlan.standards.errors import NotFound
from anlan.web.access import Caller, needs
from anlan.web.shapes import Answer, Body, Json, Name, Words

router = APIRouter(prefix="/api/index", tags=["index"])

Viewer = Annotated[Caller, needs("index.see")]
LONGEST = 400_000


class Written(Body):
    """The YAML text of a framework."""

    yaml: Annotated[str, StringConstraints(max_length=LONGEST)]


class RemarkRow(Answer):
    """One thing the linter has to say, and the line it is about."""

    severity: str
    rule: str
    node: str
    message: str
    way_out: str
    line: int | None


class LintedNode(Answer):
    """A node of the tree with its share in the whole, in per cent."""

    id: str
    parent: str
    title: Words
    share: float
    kind: str
    collected: bool


class LintedFramework(Answer):
    """What is to be said about a framework; its tree once it can be read."""

    ok: bool
    id: str | None
    version: str | None
    remarks: list[RemarkRow]
    nodes: list[LintedNode]
    manual_share: float | None


class Declared(Answer):
    """The text of an installed framework, and where in the packs it is kept."""

    yaml: str
    file: str


@router.post("/lint", response_model=LintedFramework)
def lint(body: Written, caller: Viewer) -> Json:
    """Check a framework by the rules of good indices. Nothing is stored."""
    return _shown(lint_text(body.yaml, caller.deployment.kinds, caller.deployment.codes))


@router.get("/{framework}/declaration")
def declaration(framework: Name, caller: Viewer) -> Declared:
    """The text of an installed framework."""
    for pack in caller.deployment.packs:
        for name, each in pack.frameworks.items():
            if each.id == framework:
                file = pack.file("frameworks", name)
                place = f"packs/{pack.id}/{file.relative_to(pack.path).as_posix()}"
                return Declared(yaml=read_text(file), file=place)
    known = ", ".join(caller.deployment.indices) or "none is installed"
    raise NotFound("no such framework", value=framework, way_out=f"use {known}")


def _shown(linted: Linted) -> Json:
    framework = linted.framework
    return {
        "ok": linted.ok,
        "id": framework.id if framework else None,
        "version": framework.version if framework else None,
        "remarks": [
            {name: getattr(each.remark, name) for name in RemarkRow.model_fields if name != "line"}
            | {"line": each.line}
            for each in linted.remarks
        ],
        "nodes": _nodes(framework) if framework else [],
        "manual_share": manual_share(framework) if framework else None,
    }


def _nodes(framework: Framework) -> list[Json]:
    shares = framework.shares()
    return [
        {
            "id": part.id,
            "parent": parent,
            "title": part.title.model_dump(),
            "share": shares[part.id],
            "kind": part.kind.value if isinstance(part, Measure) else "branch",
            "collected": not isinstance(part, Measure) or part.source is not None,
        }
        for parent, part in framework.walk()
    ]
