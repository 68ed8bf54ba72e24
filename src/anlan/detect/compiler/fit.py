"""Whether a measure, its window and its levels fit together; and what they compile to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anlan.detect.compiler.filter import Filter
from anlan.detect.compiler.horizon import Horizon
from anlan.detect.compiler.law import Law
from anlan.detect.compiler.plan import MeasurePlan
from anlan.detect.language.condition import Condition
from anlan.detect.language.duration import microseconds
from anlan.detect.language.model import Model
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import FieldType
from anlan.standards.title import Title

NUMBERS = (FieldType.INTEGER, FieldType.NUMBER)
COUNTABLE = (
    FieldType.TEXT, FieldType.CODE, FieldType.REF, FieldType.BOOLEAN, FieldType.INTEGER,
)  # fmt: skip
COUNTED = frozenset(
    {"count", "distinct", "escalation", "sequence", "unanswered", "near", "silence"}
)
"""Families whose measure is a whole number."""
IN_A_RUN = COUNTED - {"unanswered", "near", "silence"} | {"ratio", "value", "slope"}
"""Families whose measure follows from a key's rows, so that a session can hold them."""

Narrow = Callable[[Condition | None, str], Filter]
"""Compiles a condition found at a place of the declaration."""


def measure_plan(model: Model, law: Law, horizon: Horizon, narrow: Narrow) -> MeasurePlan:
    """The measure of a model. BadDeclaration when it does not fit its window or its levels,
    Refused when it would be taken over data about a person."""
    measure = model.measure
    _link_fits(model)
    _levels_fit(model)
    _window_fits(model, horizon)
    kind, block, where = model.family, measure.block, f"measure.{measure.kind}"
    match kind:
        case "distinct":
            return MeasurePlan(kind, field=_field(law, where, "field", block.field, *COUNTABLE))
        case "escalation":
            field = _field(law, where, "severity", block.severity, FieldType.INTEGER)
            return MeasurePlan(kind, field=field, sign=-1 if block.worse == "lower" else 1)
        case "sequence" | "unanswered":
            return MeasurePlan(
                kind,
                first=narrow(block.first, f"{where}.first"),
                then=narrow(block.then, f"{where}.then") if block.then is not None else None,
                within=microseconds(block.within),
            )
        case "season":
            return MeasurePlan(kind, minimum=block.minimum, decay=1 - 0.5 ** (1 / block.half_life))
        case "near":
            assert model.link is not None
            assert model.link.within is not None
            law.coordinates("link.within")
            return MeasurePlan(kind, millimetres=model.link.within.metres * 1000)
        case "ratio":
            return MeasurePlan(kind, first=narrow(block.of, f"{where}.of"), minimum=block.minimum)
        case "silence":
            return MeasurePlan(kind, every=microseconds(block.every))
        case "value":
            field = _field(law, where, "field", block.field, *NUMBERS)
            return MeasurePlan(kind, field=field, take=block.take)
        case "slope":
            field = _field(law, where, "field", block.field, *NUMBERS)
            sign = -1 if block.direction == "falling" else 1
            return MeasurePlan(kind, field=field, sign=sign, minimum=block.minimum)
    return MeasurePlan(kind)


def _field(law: Law, where: str, role: str, name: str, *types: FieldType) -> str:
    where = f"{where}.{role}"
    origin = law.measured(where, name)
    law.of_type(where, origin, *types)
    return origin.attribute


def _link_fits(model: Model) -> None:
    if model.family == "near" and model.measure.kind != "count":
        raise _unfit(
            model,
            Title(
                zh="measure：按距离联系的记录只能计数，不作别的度量",
                en="measure: records linked by distance are counted, nothing else is measured of"
                " them",
            ),
            model.measure.kind,
            Title(
                zh="写 measure: {count: {}}，或用一个字段作对象",
                en="write measure: {count: {}}, or key on a field",
            ),
        )


def _levels_fit(model: Model) -> None:
    kind = model.family
    for level in model.raise_.levels:
        value = level.at_least
        if kind in COUNTED and (value != int(value) or value < 1):
            raise _unfit(
                model,
                Title(
                    zh=f"raise.levels：{kind} 的度量是整数",
                    en=f"raise.levels: {kind} measures whole numbers",
                ),
                value,
                Title(
                    zh="阈值 at_least 用不小于 1 的整数", en="give a whole at_least of 1 or more"
                ),
            )
        if kind == "ratio" and not 0 < value <= 1:
            raise _unfit(
                model,
                Title(
                    zh="raise.levels：占比在 0 与 1 之间",
                    en="raise.levels: a share lies between 0 and 1",
                ),
                value,
                Title(zh="60% 写作 0.6", en="write 60 % as 0.6"),
            )
        if kind in ("slope", "season") and value <= 0:
            raise _unfit(
                model,
                Title(
                    zh=f"raise.levels：{kind} 为 0 或更低说明不了异常",
                    en=f"raise.levels: a {kind} of 0 or less is nothing unusual",
                ),
                value,
                Title(zh="阈值 at_least 用大于 0 的数", en="give an at_least above 0"),
            )


def _window_fits(model: Model, horizon: Horizon) -> None:
    kind, window, block = model.family, model.stretch, model.measure.block
    if window.session is not None:
        if kind not in IN_A_RUN:
            raise _unfit(
                model,
                Title(
                    zh=f"window.session：{kind} 不能从一个对象的一连串记录得出",
                    en=f"window.session: {kind} does not follow from the run of one key's records",
                ),
                "session",
                Title(
                    zh="用滑动、分段或日历时间窗（sliding、tumbling、calendar）",
                    en="give a sliding, tumbling or calendar window",
                ),
            )
        if horizon.gap >= horizon.length:
            raise _unfit(
                model,
                Title(
                    zh="window.session：间断 gap 不短于最长 at_most，这一连串永不结束",
                    en="window.session: a gap as long as at_most never ends a run",
                ),
                window.session.gap,
                Title(
                    zh="gap 要短于 at_most，或用滑动时间窗 sliding",
                    en="give a gap shorter than at_most, or a sliding window",
                ),
            )
    if kind == "season" and horizon.unit not in ("hour", "day"):
        raise _unfit(
            model,
            Title(
                zh="window：season 须按小时或按日与往常相比",
                en="window: a season is compared hour by hour or day by day",
            ),
            window.kind,
            Title(
                zh="写 window: {calendar: {unit: hour, zone: …}}，或 unit: day",
                en="give window: {calendar: {unit: hour, zone: …}} or unit day",
            ),
        )
    if kind == "near" and model.raise_.cooldown is None:
        raise _unfit(
            model,
            Title(
                zh="raise.cooldown：近处重复没有会降到阈值以下的计数",
                en="raise.cooldown: a near repeat has no count that falls below its level",
            ),
            None,
            Title(
                zh="写明静默期：某处报过一级之后，周围多久不再报这一级",
                en="say for how long a level stays silent around a place that raised it",
            ),
        )
    if kind == "sequence" and microseconds(block.within) > horizon.length:
        raise _unfit(
            model,
            Title(
                zh="measure.sequence.within：限时比时间窗长，先发生的那条已不在窗内",
                en="measure.sequence.within: longer than the window holds what came first",
            ),
            block.within,
            Title(zh="加长时间窗，或缩短 within", en="lengthen the window or shorten within"),
        )
    if kind == "silence":
        _silence_fits(model, horizon)


def _silence_fits(model: Model, horizon: Horizon) -> None:
    block: Any = model.measure.block
    if not horizon.sliding:
        raise _unfit(
            model,
            Title(
                zh="window：滑动时间窗里还有某对象的记录，才说得上它应有而未有",
                en="window: a key is expected as long as a sliding window holds a record of it",
            ),
            model.stretch.kind,
            Title(zh="写 window: {sliding: …}", en="give window: {sliding: …}"),
        )
    for level in model.raise_.levels:
        if microseconds(block.every) * level.at_least > horizon.length:
            raise _unfit(
                model,
                Title(
                    zh=f"raise.levels：不到 {level.at_least} × {block.every}，对象已不在时间窗内",
                    en=f"raise.levels: the window lets go of a key before {level.at_least} ×"
                    f" {block.every}",
                ),
                model.stretch.sliding,
                Title(
                    zh="加长时间窗，或降低阈值 at_least",
                    en="lengthen the window or lower at_least",
                ),
            )


def _unfit(model: Model, problem: Title, value: object, way_out: Title) -> BadDeclaration:
    return BadDeclaration(problem, place=f"model {model.id}", value=value, way_out=way_out)
