"""What a model can be assembled from here: kinds with their fields, families, flows, zones."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from pydantic import Field

from anlan.bootstrap import Deployment
from anlan.detect.compiler.fit import IN_A_RUN
from anlan.detect.compiler.origin import about_a_person
from anlan.detect.language.link import Link
from anlan.detect.language.measure import Measure
from anlan.detect.language.model import model_schema
from anlan.detect.language.window import Window
from anlan.standards.kinds import FieldDef, FieldType, RecordKind, Subject
from anlan.standards.title import Title
from anlan.web.shapes import Answer, Json, Words

PURPOSE = "early-warning"
"""What a model reads for unless it says otherwise."""

FAMILIES: dict[str, tuple[Title, Title]] = {
    "count": (
        Title(zh="计数", en="count"),
        Title(zh="窗口内符合条件的记录有几条", en="How many matching records the window holds."),
    ),
    "distinct": (
        Title(zh="不同值", en="distinct values"),
        Title(zh="某字段有几种不同的值", en="How many different values a field has."),
    ),
    "escalation": (
        Title(zh="逐步升级", en="escalation"),
        Title(
            zh="同一事项比以往更严重的次数", en="How often the matter got worse than ever before."
        ),
    ),
    "sequence": (
        Title(zh="先后发生", en="A, then B"),
        Title(zh="甲之后限时内又有乙", en="Records that followed another one in time."),
    ),
    "unanswered": (
        Title(zh="无后续", en="A without B"),
        Title(zh="甲之后限时内没有乙", en="Records that nothing followed in time."),
    ),
    "season": (
        Title(zh="超出常态", en="against its season"),
        Title(
            zh="本小时或本日比往常同一时段高出多少",
            en="How far this hour or day lies above what is usual then.",
        ),
    ),
    "ratio": (
        Title(zh="占比", en="share"),
        Title(zh="符合某条件的记录占几成", en="The share of records that meet a condition."),
    ),
    "silence": (
        Title(zh="应有未有", en="silence"),
        Title(zh="按期应有的记录缺了几次", en="How many expected records in a row are missing."),
    ),
    "value": (
        Title(zh="观测值", en="observed level"),
        Title(zh="观测数值的高低", en="The level of an observed number."),
    ),
    "slope": (
        Title(zh="变化速度", en="slope"),
        Title(zh="观测数值每小时变化多少", en="How fast an observed number changes, per hour."),
    ),
}
LINKS: dict[str, tuple[Title, Title]] = {
    "same": (
        Title(zh="同一对象", en="the same thing"),
        Title(
            zh="同一处所、辖区、单位的记录算在一起，不必知道是哪个字段",
            en="Records of the same premises, place or unit, whichever field names it.",
        ),
    ),
    "within": (
        Title(zh="近处重复", en="near repeat"),
        Title(
            zh="相距若干米、若干时间以内的记录算在一起，不论各自属于哪个对象",
            en="Records so many metres and so much time apart, whatever each of them is about.",
        ),
    ),
    "matter": (
        Title(zh="同一事项", en="the same matter"),
        Title(
            zh="同一纠纷、警情、任务的记录算在一起",
            en="Records of the same dispute, incident or task.",
        ),
    ),
}
NEEDS: dict[str, list[str]] = {
    "distinct": ["text|code|ref|boolean|integer"],
    "escalation": ["integer"],
    "value": ["integer|number"],
    "slope": ["integer|number"],
}
"""Types of field a family is measured over, or another part of the model it cannot do without."""
WINDOWS = {"season": ["calendar"], "silence": ["sliding"]}

_PERSON = Title(
    zh="个人信息：模型针对处所、纠纷、事项，不针对个人（设计“依法内建”第2条）",
    en="Personal data: a model is about a place, premises or a matter, never a person"
    " (“Lawful by construction” 2 in the design).",
)
_PURPOSE = Title(
    zh="该字段不为预警研判目的而持有（设计“依法内建”第4条）",
    en="This field is not held for early warning (“Lawful by construction” 4 in the design).",
)
_UNASKED = Title(
    zh="此类型字段只能问“是否为空”", en="Nothing can be asked of this type but whether it is empty."
)


class BlockField(Answer):
    """A field; one that may not be used says why."""

    name: str
    title: Words
    type: str
    codes: str | None
    refers: str | None
    usable: bool
    why_not: Words | None
    key_of: str | None


class BlockKind(Answer):
    """A record kind a model can read or join."""

    id: str
    title: Words
    subject: str
    time: str
    fields: list[BlockField]


class Family(Answer):
    """A family of models: its measure, its settings and the windows it goes with."""

    id: str
    title: Words
    about: Words
    settings: Json
    windows: list[str]
    needs: list[str]


class LinkSort(Answer):
    """A way in which records belong together."""

    id: str
    title: Words
    about: Words


class Named(Answer):
    """Something to choose."""

    id: str
    title: Words


class Blocks(Answer):
    """Everything an editor of models has to know."""

    schema_: Json = Field(alias="schema")
    kinds: list[BlockKind]
    families: list[Family]
    links: list[LinkSort]
    flows: list[Named]
    zones: list[str]
    subjects: list[str]


def blocks(deployment: Deployment) -> Json:
    """What a model can be assembled from in this deployment; its own zone comes first."""
    flows = deployment.rules.flows.values()
    return {
        "schema": model_schema(),
        "kinds": [_kind(kind) for kind in deployment.kinds],
        "families": [_family(name) for name in Measure.KINDS],
        "links": [_link(name) for name in Link.KINDS],
        "flows": [{"id": flow.id, "title": flow.title.model_dump()} for flow in flows],
        "zones": [deployment.zone, *sorted(available_timezones() - {deployment.zone})],
        "subjects": list(Subject),
    }


def _kind(kind: RecordKind) -> Json:
    return {
        "id": kind.id,
        "title": kind.title.model_dump(),
        "subject": kind.subject,
        "time": kind.time,
        "fields": [_field(kind, name, field) for name, field in kind.fields.items()],
    }


def _field(kind: RecordKind, name: str, field: FieldDef) -> Json:
    why_not = _why_not(kind, name, field)
    return {
        "name": name,
        "title": field.title.model_dump(),
        "type": field.type,
        "codes": field.codes,
        "refers": field.refers,
        "usable": why_not is None,
        "why_not": why_not.model_dump() if why_not else None,
        "key_of": field.key_of,
    }


def _why_not(kind: RecordKind, name: str, field: FieldDef) -> Title | None:
    if about_a_person(field):
        return _PERSON
    if PURPOSE not in kind.purposes_of(name):
        return _PURPOSE
    return _UNASKED if field.type in (FieldType.LIST, FieldType.JSON) else None


def _family(name: str) -> Json:
    title, about = FAMILIES[name]
    every = [window for window in Window.KINDS if window != "session" or name in IN_A_RUN]
    return {
        "id": name,
        "title": title.model_dump(),
        "about": about.model_dump(),
        "settings": _settings(name),
        "windows": WINDOWS.get(name, every),
        "needs": NEEDS.get(name, []),
    }


def _link(name: str) -> Json:
    title, about = LINKS[name]
    return {"id": name, "title": title.model_dump(), "about": about.model_dump()}


def _settings(name: str) -> dict[str, Any]:
    """The JSON Schema of a measure's settings."""
    annotation: Any = Measure.model_fields[name].annotation
    shape = next(part for part in annotation.__args__ if part is not type(None))
    schema: dict[str, Any] = shape.model_json_schema(by_alias=True)
    return schema
