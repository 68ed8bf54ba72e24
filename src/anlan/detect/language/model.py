"""The model declaration (研判模型): what to look for, in whose name, with which limits.

Source (record kind) → join → where → key or link → window → measure → raise → flow. The measure
and the link say which family a model belongs to.
"""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cached_property
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
from pydantic import ConfigDict, Field as Bounded, StrictFloat, StrictInt, model_validator
from ruamel.yaml import YAML

from anlan.detect.language.condition import Condition, FieldName
from anlan.detect.language.duration import Duration
from anlan.detect.language.join import Join
from anlan.detect.language.link import Link
from anlan.detect.language.measure import Measure
from anlan.detect.language.window import Window
from anlan.standards.declaration import read_declaration
from anlan.standards.errors import Unfit
from anlan.standards.kinds import Name
from anlan.standards.title import Title
from anlan.store.where import Block

Text = Annotated[str, Bounded(pattern=r"\S")]
Identity = Annotated[str, Bounded(pattern=r"^[a-z][a-z0-9-]{0,63}$")]


class Level(Block):
    """One level of urgency."""

    level: Annotated[int, Bounded(ge=1, le=9)]
    """1 is the most urgent."""
    at_least: Annotated[StrictInt | StrictFloat, Bounded(ge=-1e9, le=1e9, allow_inf_nan=False)]
    """The measure from which the level is reached."""


class Raise(Block):
    """When a finding is raised, and how long it stands."""

    levels: Annotated[tuple[Level, ...], Bounded(min_length=1)]
    """The levels; a more urgent one needs a higher measure."""
    cooldown: Duration | None = None
    """How long a level stays silent for a key after it was raised. Left out: until the
    measure has fallen below the level."""
    expires_after: Duration
    """How long an open finding stands before it lapses."""

    @model_validator(mode="after")
    def _ordered(self) -> Raise:
        by_urgency = sorted(self.levels, key=lambda level: level.level)
        for urgent, milder in pairwise(by_urgency):
            if urgent.level == milder.level:
                raise Unfit(
                    Title(
                        zh=f"{urgent.level} 级给了两次", en=f"level {urgent.level} is given twice"
                    )
                )
            if urgent.at_least <= milder.at_least:
                raise Unfit(
                    Title(
                        zh=f"{urgent.level} 级比 {milder.level} 级紧急，其阈值 at_least 须更高",
                        en=f"level {urgent.level} is more urgent than level {milder.level}, "
                        "so its at_least must be higher",
                    )
                )
        return self


class Expected(Block):
    """A finding an example must raise."""

    key: Text
    """The key it is about."""
    level: Annotated[int, Bounded(ge=1, le=9)]
    """Its level."""
    count: Annotated[int, Bounded(ge=1)] | None = None
    """How many records are its evidence; left out: not tested."""
    measure: StrictInt | StrictFloat | None = None
    """The measure at that moment, to six digits; left out: not tested."""


class Example(Block):
    """Records that run through the model as a test."""

    title: Title
    """What the example shows."""
    zone: str = "UTC"
    """The IANA zone of the records."""
    records: Annotated[tuple[dict[Name, Any], ...], Bounded(min_length=1)]
    """Records of the source in the order they come in; times as ISO 8601 text. A record
    with an `id` seen before amends that record; `withdrawn: true` withdraws it; `kind` names
    another record kind, for joined records; `{tick: time}` is a heartbeat that moves the clock."""


class RaisingExample(Example):
    """An example that must raise."""

    findings: Annotated[tuple[Expected, ...], Bounded(min_length=1)]
    """Exactly the findings it must raise, in order."""


class Examples(Block):
    """What must and must not raise; run by the pack's tests."""

    must_raise: Annotated[tuple[RaisingExample, ...], Bounded(min_length=1)]
    """Examples with the findings they must raise."""
    must_not_raise: Annotated[tuple[Example, ...], Bounded(min_length=1)]
    """Examples that must stay silent."""


LINK_HAS_TIME: dict[str, Any] = {
    "properties": {
        "link": {
            "properties": {"within": {"required": ["time"]}},
            "required": ["within"],
        }
    },
    "required": ["link"],
}


class Model(Block):
    """An early-warning model."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["key"]}, {"required": ["link"]}],
            "if": LINK_HAS_TIME,
            "then": {"not": {"required": ["window"]}},
            "else": {"required": ["window"]},
        }
    )

    id: Identity
    """Name of the model, for good."""
    version: Annotated[str, Bounded(pattern=r"^[0-9]+(\.[0-9]+)*$")]
    """Raise it whenever the meaning changes; it is part of every finding's identity."""
    title: Title
    """What a reader calls it."""
    kind_of_model: Literal["look-up", "statistical", "sequence", "composite"]
    """What sort of model it is, for the register."""
    purpose: Text
    """The purpose it reads data for, one of the record kind's purposes."""
    about: Title
    """What it looks for and what good that does, in a sentence."""
    owner: Text
    """The post that answers for it."""
    legal_basis: Text
    """The rule that allows it."""
    limits: Title
    """What must not be concluded from its findings."""
    blind_spots: Title
    """What it cannot see."""
    known_error: Title
    """What is known about how often it is wrong."""
    review_date: date
    """The day by which somebody must have judged it again."""
    source: Name
    """The record kind it reads."""
    join: tuple[Join, ...] = ()
    """Reference records as of the event's time; their fields are named `alias.field`."""
    where: Condition | None = None
    """Which records count; left out: all of them."""
    key: FieldName | None = None
    """The field that says what a finding is about: one that identifies an allowed subject.
    Give this or `link`."""
    link: Link | None = None
    """What makes records belong together, in the place of a key."""
    window: Window | None = None
    """The stretch of time; left out only where the link says how far back it looks."""
    measure: Measure
    """What is measured in it."""
    raise_: Raise = Bounded(alias="raise")
    """When a finding is raised."""
    flow: Identity
    """The flow that carries its findings to closure."""
    because: Title
    """The sentence that tells why, with {placeholders}."""
    examples: Examples
    """Its tests."""

    @model_validator(mode="after")
    def _linked(self) -> Model:
        if (self.key is None) == (self.link is None):
            raise Unfit(
                Title(
                    zh="`key`（预警所针对对象的字段）和 `link`（哪些记录算在一起）必须且只能给一个",
                    en="give either `key` (the field that says what a finding is about) or `link`"
                    " (what makes records belong together)",
                )
            )
        within = None if self.link is None else self.link.within
        if within is not None and within.time is not None:
            if self.window is not None:
                raise Unfit(
                    Title(
                        zh="link.within.time 已经是时间窗；去掉 `window`",
                        en="link.within.time is the window already; leave `window` out",
                    )
                )
        elif self.window is None:
            raise Unfit(
                Title(
                    zh="缺少 `window`：说明在多长一段时间里度量",
                    en="`window` is missing: say over what stretch of time is measured",
                )
            )
        elif within is not None and self.window.sliding is not None:
            raise Unfit(
                Title(
                    zh=f"看多长时间写在联系里：time: {self.window.sliding}，并去掉 `window`",
                    en=f"say how far back it looks in the link: time: {self.window.sliding}, and"
                    " leave `window` out",
                )
            )
        return self

    @property
    def named(self) -> str:
        """What findings are about, as the declaration says it: a field, or a subject."""
        if self.link is None:
            return str(self.key)
        return self.link.within.about if self.link.within is not None else str(self.link.block)

    @property
    def stretch(self) -> Window:
        """The stretch of time: its window, or what its link says of time."""
        if self.window is not None:
            return self.window
        assert self.link is not None
        assert self.link.within is not None
        return Window(sliding=self.link.within.time)

    @property
    def family(self) -> str:
        """The family it belongs to: that of its measure, or `near` where records are linked by
        distance."""
        near = self.link is not None and self.link.within is not None
        return "near" if near else self.measure.kind

    @cached_property
    def digest(self) -> str:
        """Changes when anything in the declaration changes."""
        return hashlib.sha256(orjson.dumps(self.tree(), option=orjson.OPT_SORT_KEYS)).hexdigest()

    def to_yaml(self) -> str:
        """The declaration as YAML text; reading it back gives the same model."""
        out = StringIO()
        yaml = YAML()
        yaml.width = 100
        yaml.dump(self.tree(), out)
        return out.getvalue()

    def tree(self) -> dict[str, Any]:
        """The declaration as plain values, as JSON has them."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


def read_model(path: Path) -> Model:
    """The model in a file; BadDeclaration with file:line:column when it is not one."""
    return read_declaration(path, Model)


def model_schema() -> dict[str, Any]:
    """The JSON Schema of the declaration, for editors and the workshop: what is left out of a
    declaration is left out, never null."""
    schema = Model.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_without_null(schema),
    }


def _without_null(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_null(each) for each in part]
    if not isinstance(part, dict):
        return part
    kept = {name: _without_null(each) for name, each in part.items() if each is not None}
    sorts = [each for each in kept.pop("anyOf", []) if each != {"type": "null"}]
    if len(sorts) == 1:
        return {**sorts[0], **kept}
    return {**kept, "anyOf": sorts} if sorts else kept
