"""Remarks on a model: what is wrong, and what its owner should look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from anlan.detect.checking.cost import LARGE, SLOW, TOO_LARGE, TOO_SLOW, Statistics, expected_cost
from anlan.detect.checking.examples import ExampleResult, run_examples
from anlan.detect.compiler.compile import compile_model
from anlan.detect.compiler.composition import FINDING
from anlan.detect.compiler.plan import Plan
from anlan.detect.language.model import Expected, Model
from anlan.standards.codes import Codes
from anlan.standards.errors import AnlanError
from anlan.standards.kinds import Kinds
from anlan.standards.time import DAY
from anlan.standards.title import Title

LONGEST_REVIEW = timedelta(days=2 * 366)
LONG_WINDOW = 366 * DAY
FAR = 1_000_000
"""Millimetres; a near repeat over more looks at a good part of a town."""

LOOKED_UP = ("count", "distinct", "near")
"""Families in which one record makes a measure of 1."""
IN_ORDER = ("sequence", "unanswered", "escalation")
"""Families in which the order of the records tells."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark. An error keeps the model from running; a warning does not."""

    grade: Literal["error", "warning"]
    model: str
    field: str
    text: Title
    way_out: Title


def lint(
    model: Model,
    kinds: Kinds,
    codes: Codes,
    *,
    today: date,
    zone: str | None = None,
    known: Statistics | None = None,
) -> list[Remark]:
    """Every remark on a model, errors first; whether its days are those of the `zone` it runs in,
    and what it costs, when that zone and what it matches are known."""
    try:
        plan = compile_model(model, kinds, codes)
        results = run_examples(model, kinds, codes)
    except AnlanError as error:
        return [Remark("error", model.id, "model", error.told, error.way)]
    failed = [_failed(model, result) for result in results if not result.ok]
    costs = [] if known is None else sorted(_costs(plan, known), key=lambda remark: remark.grade)
    return [*failed, *costs, *_of_zone(model, zone), *_warnings(plan, today)]


def _failed(model: Model, result: ExampleResult) -> Remark:
    title, expected, found = result.title, _list(result.expected), _list(result.found)
    return Remark(
        "error",
        model.id,
        "examples",
        Title(
            zh=f"“{title.zh}”应生成：{expected.zh}；实际生成：{found.zh}",
            en=f"“{title.en}” must raise {expected.en}, it raised {found.en}",
        ),
        Title(zh="改正例子或模型", en="mend the example or the model"),
    )


def _costs(plan: Plan, known: Statistics) -> Iterator[Remark]:
    cost = expected_cost(plan, known)
    if cost.bytes > LARGE:
        yield Remark(
            "error" if cost.bytes > TOO_LARGE else "warning",
            plan.name,
            "link" if plan.model.window is None else "window",
            Title(
                zh=f"窗内约有 {cost.rows:,.0f} 条记录，占 {cost.bytes / 1e6:,.0f} MB",
                en=f"holds about {cost.rows:,.0f} records, {cost.bytes / 1e6:,.0f} MB",
            ),
            Title(
                zh="缩短时间窗，或把事项涉及哪些记录写得更具体",
                en="shorten the window, or say more closely which records the matter is about",
            ),
        )
    if cost.microseconds > SLOW:
        yield Remark(
            "error" if cost.microseconds > TOO_SLOW else "warning",
            plan.name,
            "link",
            Title(
                zh=f"每条记录约 {cost.microseconds:,.0f} µs：要与附近的每一条相比",
                en=f"about {cost.microseconds:,.0f} µs a record: it is compared with every one"
                " nearby",
            ),
            Title(
                zh="减少米数，缩短时间窗，或选更少见的一类记录",
                en="take fewer metres, a shorter window, or a rarer class of records",
            ),
        )


def _warnings(plan: Plan, today: date) -> Iterator[Remark]:
    yield from _of_review(plan.model, today)
    yield from _of_pattern(plan)


def _of_review(model: Model, today: date) -> Iterator[Remark]:
    if model.review_date < today:
        yield _warning(
            model,
            "review_date",
            Title(
                zh=f"评审应在 {model.review_date} 之前完成",
                en=f"the review was due on {model.review_date}",
            ),
            Title(
                zh="看它的预警结果如何，然后定新的日期或停用",
                en="judge it on what its findings came to, then set a new date or retire it",
            ),
        )
    elif model.review_date > today + LONGEST_REVIEW:
        yield _warning(
            model,
            "review_date",
            Title(zh="在两年多以后", en="more than two years ahead"),
            Title(zh="提早评审", en="review it earlier"),
        )


def _of_zone(model: Model, zone: str | None) -> Iterator[Remark]:
    calendar = model.stretch.calendar
    if calendar is not None and zone is not None and calendar.zone != zone:
        yield _warning(
            model,
            "window",
            Title(
                zh=f"按 {calendar.zone} 的时钟起算；这里是 {zone}",
                en=f"begins by the clock of {calendar.zone}; here it is {zone}",
            ),
            Title(
                zh=f"提请 zone: {zone} 的新版本，除非本意如此",
                en=f"propose a version of it with zone: {zone}, unless it is meant so",
            ),
        )


def _of_pattern(plan: Plan) -> Iterator[Remark]:
    model, family = plan.model, plan.measure.family
    if plan.horizon.length > LONG_WINDOW:
        yield _warning(
            model,
            "window",
            Title(
                zh="超过一年：这段时间的每条记录都留在内存里",
                en="longer than a year: every record of that time is kept in memory",
            ),
            Title(
                zh="除非事项确实这么慢，否则缩短",
                en="shorten it unless the matter is really that slow",
            ),
        )
    if family in LOOKED_UP and plan.thresholds[-1].at_least == 1:
        yield _warning(
            model,
            "raise",
            Title(
                zh="一条记录就生成预警：这是查询，不是规律",
                en="a single record raises a finding: this is a look-up, not a pattern",
            ),
            Title(
                zh="提高阈值 at_least，或由来源把这些记录直接交值班员",
                en="raise at_least, or let the source send these records to the desk",
            ),
        )
    if model.where is None and family in LOOKED_UP:
        yield _warning(
            model,
            "where",
            Title(zh="每条记录都算数", en="every record counts"),
            Title(zh="写明事项涉及哪些记录", en="say which records the matter is about"),
        )
    if plan.measure.millimetres > FAR:
        yield _warning(
            model,
            "link",
            Title(
                zh="一公里以上的近处重复要看大半个城区",
                en="a near repeat over more than a kilometre looks at a good part of a town",
            ),
            Title(zh="减少米数，或按辖区计数", en="take fewer metres, or count by area"),
        )
    if (sort := sort_of(plan)) != model.kind_of_model:
        yield _warning(
            model,
            "kind_of_model",
            Title(zh=f"按它所做的，类型应为 {sort}", en=f"by what it does it is {sort}"),
            Title(zh=f"写 kind_of_model: {sort}", en=f"write kind_of_model: {sort}"),
        )


def sort_of(plan: Plan) -> str:
    """What sort of model a plan is, by what it does."""
    if plan.model.source == FINDING:
        return "composite"
    family = plan.measure.family
    if family in LOOKED_UP and plan.thresholds[-1].at_least == 1:
        return "look-up"
    return "sequence" if family in IN_ORDER else "statistical"


def _warning(model: Model, field: str, text: Title, way_out: Title) -> Remark:
    return Remark("warning", model.id, field, text, way_out)


def _list(findings: tuple[Expected, ...]) -> Title:
    return Title(
        zh="、".join(map(_in_chinese, findings)) or "无",
        en="; ".join(map(str, findings)) or "nothing",
    )


def _in_chinese(finding: Expected) -> str:
    count = "" if finding.count is None else f" 证据 {finding.count} 条"
    measure = "" if finding.measure is None else f" 度量 {finding.measure:g}"
    return f"{finding.key} {finding.level} 级{count}{measure}"
