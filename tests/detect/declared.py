"""Models and facts for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from anlan.detect.compiler.compile import compile_model
from anlan.detect.compiler.filter import Filter
from anlan.detect.compiler.plan import Plan
from anlan.detect.language.model import Model
from anlan.detect.steps.layout import Layout
from anlan.standards.codes import Codes, base_codes
from anlan.standards.declaration import parse_declaration
from anlan.standards.kinds import Kinds, base_kinds
from anlan.standards.time import DAY, Instant, parse_iso
from anlan.store.facts import Fact, Recorded

KINDS = Kinds(base_kinds())
CODES = Codes(base_codes())
START = parse_iso("2026-01-01T00:00:00+08:00")

YAML = """\
id: repeat
version: "1"
title: {zh: 重复警情, en: repeat calls}
kind_of_model: statistical
purpose: early-warning
about: {zh: 找出反复报警的处所, en: Finds premises that call again and again.}
owner: 研判中心 analysis centre
legal_basis: 国办发〔2022〕12号
limits: {zh: 不说明原因, en: It says nothing about why.}
blind_spots: {zh: 没有地址的警情, en: Calls without premises.}
known_error: {zh: 未测, en: Not measured.}
review_date: 2027-01-01
source: call
where: {field: category, under: dispute}
key: premises
window: {sliding: 30d}
measure: {count: {}}
raise:
  levels:
    - {level: 3, at_least: 3}
    - {level: 2, at_least: 5}
  expires_after: 30d
flow: repeat
because:
  zh: "{key}在{window}内有{count}起纠纷"
  en: "{count} disputes at {key} within {window}"
examples:
  must_raise:
    - title: {zh: 三起, en: three calls}
      zone: Asia/Shanghai
      records:
        - {received: 2026-01-01T08:00:00+08:00, category: dispute.family, premises: P}
        - {received: 2026-01-02T08:00:00+08:00, category: dispute.family, premises: P}
        - {received: 2026-01-03T08:00:00+08:00, category: dispute.family, premises: P}
      findings: [{key: P, level: 3, count: 3}]
  must_not_raise:
    - title: {zh: 两起, en: two calls}
      records:
        - {received: 2026-01-01T08:00:00+08:00, category: dispute.family, premises: P}
        - {received: 2026-01-02T08:00:00+08:00, category: dispute.family, premises: P}
"""


def model(**changes: Any) -> Model:
    """The model above with blocks replaced; None leaves a block out."""
    tree = dict(_declared())
    for name, value in changes.items():
        tree["raise" if name == "raise_" else name] = value
    return Model.model_validate_json(_json({k: v for k, v in tree.items() if v is not None}))


def plan(**changes: Any) -> Plan:
    return compile_model(model(**changes), KINDS, CODES)


def meets(asked: Filter, fields: Mapping[str, Any], at: Instant, zone: str) -> bool:
    """Whether a record meets the conditions, through the layout its row would have."""
    layout = Layout(asked.fields, asked.derived)
    return asked.holds(dict(zip(layout.names, layout.values(fields, at, zone), strict=True)))


def call(position: int, record: str, day: float, *, version: int = 1, **data: Any) -> Recorded:
    """A recorded fact about a call received `day` days after the start."""
    at = Instant(START + int(day * DAY))
    fields: Mapping[str, Any] = {
        "received": at,
        "category": "dispute.family",
        "premises": "P",
        **data,
    }
    return fact(position, record, version, fields, at)


def fact(
    position: int, record: str, version: int, data: Mapping[str, Any], recorded: Instant
) -> Recorded:
    """Any recorded fact about a call."""
    event = Fact("call", "call", record, version, recorded, data, zone="Asia/Shanghai")
    return Recorded(position, event, recorded, "test", "call-handling", None)


@cache
def _declared() -> dict[str, Any]:
    model = parse_declaration(YAML, Model, place="repeat.yaml")
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


def _json(tree: Any) -> bytes:
    import orjson

    return orjson.dumps(tree)
