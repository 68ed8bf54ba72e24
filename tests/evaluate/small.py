"""A small framework with one measure of every statistic, and records for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from anlan.evaluate.checking.examples import IndexExample, example_rows
from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.measuring.scores import Rows
from anlan.standards.codes import Codes, base_codes
from anlan.standards.declaration import parse_declaration
from anlan.standards.kinds import Kinds, base_kinds

TEXT = """
id: small
version: "1"
title: {zh: 小体系, en: small framework}
provenance: {source: none, author: tests, carried_over: nothing, ours: everything}
derived:
  call:
    class: {first_of: [feedback_category, category]}
    repeats:
      earlier: {same: [premises, class], time: received, within_days: 90, of: {field: valid, equals: true}}
  dispute:
    recalls:
      later: {kind: call, by: dispute, time: received, after: settled_at, within_days: 90}
nodes:
  - id: crime
    title: {zh: 发案, en: crime}
    weight: {value: 60, origin: given}
    nodes:
      - id: calls
        title: {zh: 警情, en: calls}
        measures:
          - id: rate
            title: {zh: 万人警情, en: calls per 10k}
            direction: negative
            kind: objective
            unit: /10k
            formula: calls per 10k
            goalposts: {floor: 20, target: 0, by_zone: {rural: {floor: 10, target: 0}}, source: test}
            source:
              kind: call
              time: received
              statistic: rate
              per: 10000 population
              among: {field: valid, equals: true}
              of: {field: class, under: criminal}
          - id: repeat
            title: {zh: 重复, en: repeats}
            direction: negative
            kind: objective
            unit: "%"
            formula: share at repeat places
            goalposts: {floor: 50, target: 0, source: test}
            source:
              kind: call
              time: received
              statistic: share
              among: {all: [{field: valid, equals: true}, {field: premises, is_null: false}]}
              of: {field: repeats, between: {low: 3}}
      - id: cases
        title: {zh: 案件, en: cases}
        measures:
          - id: solved
            title: {zh: 破案率, en: solved}
            direction: positive
            kind: objective
            unit: "%"
            formula: solved / cases
            not_collected: {zh: 需要案件记录, en: needs case records}
  - id: service
    title: {zh: 服务, en: service}
    weight: {value: 40, origin: given}
    measures:
      - id: minutes
        title: {zh: 到场, en: minutes to arrival}
        direction: negative
        kind: objective
        unit: min
        formula: median(arrived - received)
        goalposts: {floor: 30, target: 5, source: test}
        source: {kind: call, time: received, statistic: median_minutes, field: arrived, since: received}
      - id: typed
        title: {zh: 录入, en: typed fields}
        direction: negative
        kind: objective
        unit: fields
        formula: mean(typed)
        goalposts: {floor: 20, target: 0, source: test}
        source: {kind: task, time: opened_at, statistic: mean, field: typed}
      - id: far
        title: {zh: 未就近, en: not the nearest}
        direction: negative
        kind: corrective
        unit: "%"
        formula: share without reason
        deducts: {slope: 2, most: 50, source: test}
        source:
          kind: call
          time: received
          statistic: share
          among: {field: nearest_unit, is_null: false}
          of: {not: {field: unit, same_as: nearest_unit}}
      - id: recalled
        title: {zh: 再报警, en: called again}
        direction: negative
        kind: objective
        unit: "%"
        formula: share called again
        goalposts: {floor: 50, target: 0, source: test}
        source:
          kind: dispute
          time: settled_at
          statistic: share
          of: {field: recalls, between: {low: 1}}
      - id: voided
        title: {zh: 作废, en: voided}
        direction: negative
        kind: deduction
        unit: n
        formula: count of voided calls
        guard: {zh: 每件都查, en: each is looked at}
        deducts: {slope: 1, most: 10, source: test}
        source: {kind: call, time: received, statistic: count, of: {field: void_reason, is_null: false}}
"""


def small(text: str = TEXT) -> Framework:
    """The framework of that text."""
    return parse_declaration(text, Framework, place="small.yaml")


@cache
def kinds() -> Kinds:
    return Kinds(base_kinds())


@cache
def codes() -> Codes:
    return Codes(base_codes())


def rows_of(
    framework: Framework, records: Mapping[str, list[dict[str, Any]]], zone: str = "Asia/Shanghai"
) -> Rows:
    """The score records these records come to, by id."""
    example = IndexExample.model_validate(
        {
            "title": {"zh": "例", "en": "example"},
            "zone": zone,
            "records": {kind: tuple(rows) for kind, rows in records.items()},
            "expect": (),
        }
    )
    return example_rows(framework, example, kinds(), codes())
