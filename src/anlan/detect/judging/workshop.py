"""The workshop: models are checked, proposed, decided on and retired here.

What a state allows is in `proposals.py`; here it is checked that a model can run, and the
facts are stored. Checked when it is proposed and again when it is approved, because kinds,
codes, other models and the number of records may have changed in between.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from typing import Any

from anlan.detect.checking.budget import Budget, Estimate
from anlan.detect.checking.lint import Remark, lint
from anlan.detect.checking.measured import measured
from anlan.detect.compiler.compile import compile_model
from anlan.detect.compiler.composition import refuse_circle
from anlan.detect.compiler.plan import Plan
from anlan.detect.judging import proposals
from anlan.detect.judging.historian import Historian
from anlan.detect.judging.looks import summary
from anlan.detect.judging.roster import Roster
from anlan.detect.language.model import Model
from anlan.govern.grants import service_grant
from anlan.standards.declaration import parse_declaration
from anlan.standards.errors import AnlanError, BadDeclaration, NotFound
from anlan.standards.time import moment
from anlan.standards.title import Title
from anlan.store.facts import Fact
from anlan.store.query import Equals, Query
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork

PLACE = "model.yaml"
"""What a text without a file is called in errors."""
PURPOSE = "early-warning"


@dataclass(slots=True)
class Checked:
    """What is to be said about a declaration; without problems it can run."""

    model: Model | None = None
    plan: Plan | None = None
    problems: list[AnlanError] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    cost: Estimate | None = None


class Workshop:
    """Commands on models."""

    def __init__(
        self,
        store: Store,
        roster: Roster,
        historian: Historian,
        *,
        budget: Budget,
        flows: Collection[str],
        zone: str,
    ) -> None:
        """`flows`: the flows a finding may go by; `zone`: where days begin."""
        self._store = store
        self._roster = roster
        self._historian = historian
        self._budget = budget
        self._flows = flows
        self._zone = zone

    def check(self, text: str, *, actor: str) -> Checked:
        """Everything that is to be said about a declaration."""
        checked = Checked()
        try:
            checked.model = parse_declaration(text, Model, place=PLACE)
            checked.plan = self.plan(checked.model)
        except AnlanError as error:
            checked.problems.append(error)
            return checked
        self._look_over(checked.model, checked)
        self._reckon(checked.plan, checked, actor)
        return checked

    def plan(self, model: Model) -> Plan:
        """The plan of a model that fits its surroundings; otherwise the error that says why."""
        plan = compile_model(model, self._store.kinds, self._store.codes)
        if model.flow not in self._flows:
            known = ", ".join(sorted(self._flows))
            raise BadDeclaration(
                Title(zh="flow：没有这个名称的流程", en="flow: there is no flow of this name"),
                place=f"model {model.id}",
                value=model.flow,
                way_out=Title(zh=f"可用：{known}", en=f"use one of {known}"),
            )
        others = [each for each in self._roster.plans if each.name != plan.name]
        refuse_circle(plan, [*others, plan])
        return plan

    def propose(self, text: str, note: str, *, actor: str) -> dict[str, Any]:
        """The record of a model that is proposed; the first problem, if it cannot run."""
        model = parse_declaration(text, Model, place=PLACE)
        record = proposals.record_of(model)
        with self._store.writing(actor=actor, purpose=PURPOSE, matter=record) as unit:
            versions = _versions(unit, model.id)
            standing = self._roster.standing(model.id, versions)
            proposals.may_be_proposed(unit.get(proposals.KIND, record), model, standing)
        cost = self._sound(text, actor)
        backtest = self._historian.ask(f"{actor} proposes", summary, model, zone=self._zone)

        def facts(unit: UnitOfWork) -> list[Fact]:
            return [
                proposals.propose(
                    unit.get(proposals.KIND, record),
                    model,
                    standing=self._roster.standing(model.id, _versions(unit, model.id)),
                    origin="pack" if self._roster.of_packs(model) else "workshop",
                    actor=actor,
                    note=note,
                    now=self._store.clock(),
                    cost=asdict(cost),
                    backtest=backtest,
                )
            ]

        return self._decide(record, actor, facts)

    def retire(self, name: str, reason: str, *, actor: str) -> dict[str, Any]:
        """The record of a model whose retirement is proposed: one that runs, or should run and
        cannot. NotFound if there is none."""
        broken, model = self._roster.broken.get(name), self._roster.models.get(name)
        if broken is not None:
            record, model = broken.record, broken.model
        elif model is not None:
            record = proposals.record_of(model)
        else:
            known = ", ".join(sorted({*self._roster.models, *self._roster.broken}))
            raise NotFound(
                Title(zh="这里没有这个模型在运行", en="no such model runs here"),
                value=name,
                way_out=Title(zh=f"有：{known}", en=f"it is one of {known}"),
            )

        def facts(unit: UnitOfWork) -> list[Fact]:
            row, now = unit.get(proposals.KIND, record), self._store.clock()
            return [proposals.retire(row, model, actor=actor, note=reason, now=now)]

        return self._decide(record, actor, facts)

    def approve(self, record: str, reason: str, *, actor: str) -> dict[str, Any]:
        """The record of a proposal that a second person approved; checked again before."""

        def facts(unit: UnitOfWork) -> list[Fact]:
            row = _there(unit, record)
            versions = _versions(unit, row["model"])
            standing = self._roster.standing(row["model"], versions)
            now = self._store.clock()
            return proposals.approve(
                row, versions, standing=standing, actor=actor, reason=reason, now=now
            )

        with self._store.writing(actor=actor, purpose=PURPOSE, matter=record) as unit:
            row = _there(unit, record)
            facts(unit)  # who may not decide need not hear what else is wrong
        if row["status"] == "proposed":
            self._sound(row["declaration"], actor)
        return self._decide(record, actor, facts)

    def reject(self, record: str, reason: str, *, actor: str) -> dict[str, Any]:
        """The record of a proposal that a second person did not approve."""

        def facts(unit: UnitOfWork) -> list[Fact]:
            now = self._store.clock()
            return [proposals.reject(_there(unit, record), actor=actor, reason=reason, now=now)]

        return self._decide(record, actor, facts)

    def _sound(self, text: str, actor: str) -> Estimate:
        self._roster.catch_up()  # what was decided a moment ago counts
        checked = self.check(text, actor=actor)
        for problem in checked.problems:
            raise problem
        assert checked.cost is not None
        return checked.cost

    def _look_over(self, model: Model, checked: Checked) -> None:
        today = moment(self._store.clock(), self._zone).date()
        kinds, codes = self._store.kinds, self._store.codes
        for remark in lint(model, kinds, codes, today=today, zone=self._zone):
            if remark.grade == "error":
                error = BadDeclaration(remark.text, place=remark.field, way_out=remark.way_out)
                checked.problems.append(error)
            else:
                checked.remarks.append(remark)

    def _reckon(self, plan: Plan, checked: Checked, actor: str) -> None:
        grant = service_grant(actor, plan.model.purpose)
        checked.cost = self._budget.estimate(plan, measured(self._store, plan, grant))
        if checked.cost.refused:
            checked.problems.append(self._budget.refusal(plan, checked.cost))

    def _decide(
        self, record: str, actor: str, facts: Callable[[UnitOfWork], list[Fact]]
    ) -> dict[str, Any]:
        with self._store.writing(actor=actor, purpose=PURPOSE, matter=record) as unit:
            unit.append(*facts(unit))
            return _there(unit, record)


def _versions(unit: UnitOfWork, model: str) -> list[dict[str, Any]]:
    return unit.select(Query(proposals.KIND, where=Equals("model", model)))


def _there(unit: UnitOfWork, record: str) -> dict[str, Any]:
    row = unit.get(proposals.KIND, record)
    if row is None:
        raise NotFound(
            Title(zh="没有这个提请", en="no such proposal"),
            value=record,
            way_out=Title(zh="见提请列表", en="see the list of proposals"),
        )
    return row
