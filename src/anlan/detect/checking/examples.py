"""The examples of a model, run as tests through the reference interpreter."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from anlan.detect.compiler.compile import compile_model
from anlan.detect.compiler.plan import Plan
from anlan.detect.language.model import Example, Expected, Model, RaisingExample
from anlan.detect.reference import Reference
from anlan.detect.steps.intake import TICK, Intake
from anlan.detect.steps.layout import layout
from anlan.detect.steps.missed import Missed
from anlan.standards.codes import Codes
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import FieldType, Kinds, RecordKind
from anlan.standards.time import Instant, parse_iso, zone_named
from anlan.standards.title import Title
from anlan.store.columns import check
from anlan.store.facts import Fact, Recorded


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example: what it had to raise and what it raised."""

    title: Title
    expected: tuple[Expected, ...]
    found: tuple[Expected, ...]

    @property
    def ok(self) -> bool:
        """Whether it raised what it had to, in order."""
        return len(self.expected) == len(self.found) and all(
            map(_as_expected, self.expected, self.found)
        )


def run_examples(model: Model, kinds: Kinds, codes: Codes) -> list[ExampleResult]:
    """Every example of a model. BadDeclaration when a record does not fit its kind."""
    plan = compile_model(model, kinds, codes)
    examples = (*model.examples.must_raise, *model.examples.must_not_raise)
    return [_run(plan, example, kinds, codes) for example in examples]


def _run(plan: Plan, example: Example, kinds: Kinds, codes: Codes) -> ExampleResult:
    zone_named(example.zone)
    rows = layout([plan])
    missed: list[Missed] = []
    intake, models = Intake(plan.kind, [plan], rows, missed.append), Reference([plan], rows)
    steps = map(intake.take, _Facts(plan, example, kinds, codes).facts())
    raised = models.take(step for step in steps if step is not None)
    found = [
        Expected(key=each.key, level=each.level, count=len(each.evidence), measure=each.measure)
        for each in raised
    ]
    expected = example.findings if isinstance(example, RaisingExample) else ()
    return ExampleResult(example.title, expected, tuple(found))


def _as_expected(expected: Expected, found: Expected) -> bool:
    if expected.count is not None and expected.count != found.count:
        return False
    if expected.measure is not None:
        assert found.measure is not None
        if not math.isclose(expected.measure, found.measure, rel_tol=1e-6, abs_tol=1e-6):
            return False
    return (expected.key, expected.level) == (found.key, found.level)


class _Facts:
    """The records of an example as facts of a journal."""

    def __init__(self, plan: Plan, example: Example, kinds: Kinds, codes: Codes) -> None:
        self._plan = plan
        self._example = example
        self._kinds = {plan.kind.id: plan.kind} | {j.kind: kinds[j.kind] for j in plan.joins}
        self._codes = codes
        self._versions: dict[tuple[str, str], int] = {}
        self._clock = Instant(0)

    def facts(self) -> Iterator[Recorded]:
        """The facts, in order."""
        for position, written in enumerate(self._example.records, start=1):
            fact = self._tick(written, position) or self._fact(dict(written), position)
            yield Recorded(position, fact, self._clock, "example", self._plan.model.purpose, None)

    def _tick(self, written: dict[str, Any], position: int) -> Fact | None:
        if TICK not in written:
            return None
        if len(written) > 1:
            raise self._bad(
                position,
                Title(zh="心跳只写时间", en="a heartbeat says nothing but its time"),
                ", ".join(sorted(set(written) - {TICK})),
                Title(
                    zh="写 {tick: 时间}，记录另写一行",
                    en="write {tick: time} and the record on a line of its own",
                ),
            )
        self._clock = max(self._clock, parse_iso(str(written[TICK])))
        return Fact("example", TICK, "tick", 1, self._clock, {"at": self._clock})

    def _fact(self, given: dict[str, Any], position: int) -> Fact:
        kind = self._kind(str(given.pop("kind", self._plan.kind.id)), position)
        record = str(given.pop("id", f"R{position}"))
        data = self._typed(kind, given, position)
        check(kind, data, self._codes)
        version = self._versions[kind.id, record] = self._versions.get((kind.id, record), 0) + 1
        time: Instant | None = data.get(kind.time)
        own = kind.id == self._plan.kind.id
        if own and version == 1 and time is None:
            raise self._bad(
                position,
                Title(zh="记录要有时间", en="a record needs its time"),
                None,
                Title(zh=f"写上字段 {kind.time}", en=f"give it a field {kind.time}"),
            )
        if own:
            self._clock = max(self._clock, time or self._clock)
        at = self._clock if own or time is None else time
        return Fact("example", kind.id, record, version, at, data, zone=self._example.zone)

    def _kind(self, name: str, position: int) -> RecordKind:
        if name not in self._kinds:
            known = ", ".join(sorted(self._kinds))
            raise self._bad(
                position,
                Title(
                    zh="模型既不读也不关联这个记录类型",
                    en="the model neither reads nor joins this record kind",
                ),
                name,
                Title(zh=f"可用：{known}", en=f"use one of {known}"),
            )
        return self._kinds[name]

    def _typed(self, kind: RecordKind, given: dict[str, Any], position: int) -> dict[str, Any]:
        """Times are written as ISO text in a declaration and are instants in a fact."""
        data: dict[str, Any] = {}
        for name, value in given.items():
            field = kind.fields.get(name)
            if field is None and name != "withdrawn":
                known = ", ".join(kind.fields)
                raise self._bad(
                    position,
                    Title(
                        zh=f"记录类型 {kind.id} 没有这个字段",
                        en=f"record kind {kind.id} has no such field",
                    ),
                    name,
                    Title(zh=f"它的字段有：{known}", en=f"its fields are {known}"),
                )
            is_time = field is not None and field.type is FieldType.TIME and value is not None
            data[name] = parse_iso(str(value)) if is_time else value
        return data

    def _bad(
        self, position: int, problem: Title, value: str | None, way_out: Title
    ) -> BadDeclaration:
        title = self._example.title
        said = Title(
            zh=f"例子“{title.zh}”第 {position} 条记录：{problem.zh}",
            en=f"example “{title.en}”, record {position}: {problem.en}",
        )
        place = f"model {self._plan.name}"
        return BadDeclaration(said, place=place, value=value, way_out=way_out)
