"""/api/models/blocks, check, trace, backtest: assembling a model and trying it on history."""

from __future__ import annotations

import re
from typing import Annotated

import orjson
from fastapi import APIRouter
from pydantic import StringConstraints, model_validator

from anlan.detect.checking import lint
from anlan.detect.judging.workshop import Checked
from anlan.standards.errors import AnlanError, Unfit
from anlan.standards.title import Title
from anlan.web.access import Caller, needs
from anlan.web.blocks import Blocks, blocks
from anlan.web.shapes import Answer, Body, Json, Words

router = APIRouter(prefix="/api/models", tags=["workshop"])

Text = Annotated[str, StringConstraints(min_length=1, max_length=100_000)]

_PATH = re.compile(r"[a-z_]+(?:[.\[][\w.\[\]]*)?(?=: )")
"""The path in the declaration that a problem begins with."""


class Declared(Body):
    """A model, as YAML text or as the tree of its blocks."""

    yaml: Text | None = None
    model: Json | None = None

    @model_validator(mode="after")
    def _one(self) -> Declared:
        if (self.yaml is None) == (self.model is None):
            raise Unfit(
                Title(
                    zh="`yaml` 和 `model` 必须且只能给一个", en="give `yaml` or `model`, not both"
                )
            )
        return self

    @property
    def text(self) -> str:
        """The declaration as YAML text; JSON is YAML."""
        return self.yaml if self.yaml is not None else orjson.dumps(self.model).decode()


class ModelProblem(Answer):
    """Why a model cannot run, at which part of the declaration, and the way out."""

    place: str | None
    problem: Words
    value: str | None
    way_out: Words


class Remark(Answer):
    """What the owner of a model should look at, at which part of it, and the way out."""

    field: str
    text: Words
    way_out: Words


class Cost(Answer):
    """What a model is expected to cost here; refused when it is more than one model may take."""

    records_per_day: float
    matched_per_day: float
    keys: int
    microseconds_a_match: float
    microseconds_per_day: float
    memory_mb: float
    share_of_budget: float
    refused: bool


class CheckedModel(Answer):
    """What is to be said about a declaration."""

    ok: bool
    model: Json | None
    yaml: str | None
    problems: list[ModelProblem]
    remarks: list[Remark]
    cost: Cost | None


@router.get("/blocks")
def read_blocks(caller: Annotated[Caller, needs("model.see")]) -> Blocks:
    """What a model can be assembled from. Fields the law keeps out say so."""
    if caller.grant().may("model.run"):
        sources = {plan.kind.id for plan in caller.deployment.roster.plans}
        caller.deployment.historian.prepare(sources)  # whoever asks for blocks tries models next
    return Blocks.model_validate(blocks(caller.deployment))


@router.post("/check")
def check(body: Declared, caller: Annotated[Caller, needs("model.run")]) -> CheckedModel:
    """Compile a model, run its examples, estimate its cost. Nothing is stored."""
    checked = caller.deployment.workshop.check(body.text, actor=caller.session.account)
    return CheckedModel.model_validate(_shown(checked, as_yaml=body.yaml is not None))


def _shown(checked: Checked, *, as_yaml: bool) -> Json:
    model, cost = checked.model, checked.cost
    return {
        "ok": not checked.problems,
        "model": model.tree() if model else None,
        "yaml": model.to_yaml() if model else None,
        "problems": [_problem(each, as_yaml=as_yaml) for each in checked.problems],
        "remarks": [_remark(each) for each in checked.remarks],
        "cost": {name: getattr(cost, name) for name in Cost.model_fields} if cost else None,
    }


def _problem(error: AnlanError, *, as_yaml: bool) -> Json:
    path = _PATH.match(error.problem)
    line = re.search(r":(\d+:\d+)$", error.place or "") if as_yaml else None
    place = path[0] if path else error.place
    return {
        "place": f"{place} ({line[1]})" if line and path else place,
        "problem": error.what.model_dump(),
        "value": None if error.value is None else str(error.value)[:200],
        "way_out": error.way.model_dump(),
    }


def _remark(remark: lint.Remark) -> Json:
    told = {"text": remark.text.model_dump(), "way_out": remark.way_out.model_dump()}
    return {"field": remark.field, **told}
