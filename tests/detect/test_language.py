"""The language of models: what conditions, sentences, examples and the schema say."""

from __future__ import annotations

from functools import partial
from typing import Any

import jsonschema
import orjson
import pytest
from hypothesis import given, settings, strategies as st
from pydantic import ValidationError

from anlan.detect.checking.examples import run_examples
from anlan.detect.compiler.derive import point_at
from anlan.detect.compiler.filter import Filter, compile_filter
from anlan.detect.compiler.law import Law
from anlan.detect.compiler.origin import Origins
from anlan.detect.compiler.questions import ask
from anlan.detect.language.condition import DAYS, Condition
from anlan.detect.language.model import Model, model_schema
from anlan.standards.errors import BadDeclaration
from anlan.standards.place import metres
from anlan.standards.time import DAY, HOUR, MINUTE, Instant, moment, parse_iso
from tests.detect.declared import CODES, KINDS, START, meets, model, plan

ZONE = "Asia/Shanghai"
NOON = parse_iso("2026-03-01T12:00:00+08:00")
"""A Sunday."""
CENTRE = (120.0, 30.0)


def leaf(**asked: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.just(asked)


LEAVES = st.one_of(
    leaf(field="category", under="dispute"),
    leaf(field="category", equals="dispute.family"),
    leaf(field="category", one_of=["traffic", "dispute"]),
    leaf(field="category", is_null=True),
    leaf(field="valid", equals=True),
    leaf(field="valid", is_null=False),
    leaf(field="level", one_of=[1, 3]),
    leaf(field="level", between={"low": 1, "high": 3}),
    leaf(field="address", contains="MILL"),
    leaf(field="address", equals="12 Mill Lane"),
    leaf(field="arrived", is_null=True),
    leaf(field="arrived", between={"low": "2026-03-01T12:00:00+08:00"}),
    leaf(field="longitude", between={"low": 119.5, "high": 120.5}),
    leaf(weekday=["sat", "sun"]),
    leaf(time_of_day={"from": "22:00", "until": "06:00"}),
    leaf(time_of_day={"from": "11:00", "until": "13:00"}),
    leaf(dates=["2026-03-01", "2026-05-01"]),
    leaf(elapsed={"from": "received", "to": "arrived", "longer_than": "10m"}),
    leaf(within={"longitude": CENTRE[0], "latitude": CENTRE[1], "metres": 500}),
)
WHERE = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda part: {"not": part}, inner),
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=8,
)
RECORDS = st.fixed_dictionaries(
    {
        "category": st.sampled_from([None, "dispute", "dispute.family", "traffic", "alarm"]),
        "valid": st.sampled_from([None, True, False]),
        "level": st.sampled_from([None, 1, 2, 3]),
        "address": st.sampled_from([None, "12 Mill Lane", "station road"]),
        "arrived": st.sampled_from([None, NOON, NOON + 11 * MINUTE, NOON - 1]),
        "longitude": st.sampled_from([None, 119.0, 120.0, 120.004, 120.006]),
        "latitude": st.sampled_from([None, 30.0]),
    }
)
TIMES = st.sampled_from([NOON, NOON + 12 * HOUR, NOON - 7 * HOUR, NOON + 2 * DAY])


LAW = Law(model(), Origins(model(), KINDS))


def narrowed(where: dict[str, Any]) -> Filter:
    """The filter that a condition over calls compiles to."""
    condition = Condition.model_validate_json(orjson.dumps(where))
    return compile_filter(condition, partial(ask, LAW, CODES))


def meant(where: dict[str, Any], row: dict[str, Any], at: Instant) -> bool:
    """What a condition says of a record, read off its words."""
    ((question, asks),) = [item for item in where.items() if item[0] != "field"]
    value, local = row.get(where.get("field", "")), moment(at, ZONE)
    if question == "not":
        return not meant(asks, row, at)
    if question in ("all", "any"):
        answers = [meant(part, row, at) for part in asks]
        return all(answers) if question == "all" else any(answers)
    if question == "weekday":
        return DAYS[local.weekday()] in asks
    if question == "dates":
        return local.date().isoformat() in asks
    if question == "time_of_day":
        now, first, until = f"{local:%H:%M}", asks["from"], asks["until"]
        return first <= now < until if first < until else now >= first or now < until
    if question == "elapsed":
        return row["arrived"] is not None and bool(row["arrived"] - row["received"] > 10 * MINUTE)
    if question == "within":
        there = (row["longitude"], row["latitude"])
        return None not in there and metres(*CENTRE, *there) <= asks["metres"]
    if question == "is_null":
        return (value is None) is asks
    if value is None:
        return False
    if question == "equals":
        return bool(value == asks)
    if question == "one_of":
        return value in asks
    if question == "under":
        return str(value).startswith(asks)
    if question == "contains":
        return asks.casefold() in str(value).casefold()
    low, high = (
        parse_iso(end) if isinstance(end, str) else end
        for end in (asks.get("low"), asks.get("high"))
    )
    return (low is None or low <= value) and (high is None or value < high)


@settings(max_examples=300, deadline=None)
@given(where=WHERE, row=RECORDS, at=TIMES)
def test_a_filter_keeps_what_its_words_say(
    where: dict[str, Any], row: dict[str, Any], at: Instant
) -> None:
    record = {**row, "received": at}
    assert meets(narrowed(where), record, at, ZONE) is meant(where, record, at)


@settings(max_examples=100, deadline=None)
@given(where=WHERE, other=WHERE, third=WHERE)
def test_equal_conditions_have_one_form(
    where: dict[str, Any], other: dict[str, Any], third: dict[str, Any]
) -> None:
    def form(said: dict[str, Any]) -> str:
        return narrowed(said).form

    for both in ("all", "any"):
        assert form({both: [where, other, third]}) == form({both: [third, where, other]})
        assert form({both: [where, {both: [other, third]}]}) == form({both: [where, other, third]})
        assert form({both: [where, where]}) == form(where)
    assert form({"not": {"not": where}}) == form(where)
    assert form({"not": {"any": [where, other]}}) == form({"all": [{"not": where}, {"not": other}]})


@settings(max_examples=100, deadline=None)
@given(where=WHERE, row=RECORDS, at=TIMES)
def test_every_conjunct_looks_at_one_attribute_it_declares(
    where: dict[str, Any], row: dict[str, Any], at: Instant
) -> None:
    asked = narrowed(where)
    assert len({conjunct.form for conjunct in asked.conjuncts}) == len(asked.conjuncts)
    for conjunct in asked.conjuncts:
        derived = conjunct.attribute.startswith("@")
        assert derived is (conjunct.attribute in asked.derived)
        assert derived or conjunct.attribute in asked.fields
    for derive in asked.derived.values():  # asks nothing but the fields it declares
        known = {name: {**row, "received": at}.get(name) for name in asked.fields}
        assert derive(known, at, ZONE) == derive({**row, "received": at}, at, ZONE)


def test_a_code_with_its_sub_codes_is_the_set_of_them() -> None:
    listed = sorted(CODES["category"].under("dispute"))
    under = plan(where={"field": "category", "under": "dispute"}).where
    assert under.form == plan(where={"field": "category", "one_of": listed}).where.form
    assert [conjunct.attribute for conjunct in under.conjuncts] == ["category"]


def test_questions_about_one_field_become_one() -> None:
    where = {
        "all": [
            {"field": "category", "under": "dispute"},
            {"not": {"field": "category", "equals": "dispute"}},
            {"any": [{"field": "category", "one_of": ["dispute", "dispute.debt"]}]},
        ]
    }
    assert plan(where=where).where.form == 'category in ["dispute.debt"]'


def test_what_always_holds_is_not_asked() -> None:
    held = {"any": [{"field": "valid", "is_null": True}, {"field": "valid", "is_null": False}]}
    assert plan(where=held).where.conjuncts == ()
    assert plan(where=None).where.conjuncts == ()


@pytest.mark.usefixtures("both_languages")
@pytest.mark.parametrize(
    ("where", "says"),
    [
        ({"elapsed": {"from": "received", "to": "level", "longer_than": "1h"}}, "not time"),
        (
            {"elapsed": {"from": "received", "to": "x", "longer_than": "1h"}},
            "no field of this name",
        ),
    ],
)
def test_time_passes_between_times(where: dict[str, Any], says: str) -> None:
    with pytest.raises(BadDeclaration, match=says):
        plan(where=where)


@pytest.mark.parametrize("longitude", [-180.0, -71.1, 0.0, 120.0])
@pytest.mark.parametrize("latitude", [-60.0, 0.0, 30.0, 59.9])
def test_a_straight_line_is_the_way_over_the_ground_within_a_metre(
    longitude: float, latitude: float
) -> None:
    one, other = point_at(longitude, latitude), point_at(longitude + 0.01, latitude + 0.01)
    line = sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 / 1000
    assert line == pytest.approx(
        metres(longitude, latitude, longitude + 0.01, latitude + 0.01), rel=1e-5
    )


def said(language: str, because: str, measured: float = 3.0, **change: Any) -> str:
    """The sentence of a finding with evidence from START to two days later."""
    compiled = plan(**change, because={"zh": because, "en": because})
    row = {"category": "dispute.family", "level": None, "premises.premises.premises_kind": "bar"}
    span = (START, Instant(START + 2 * DAY + 90 * MINUTE))
    return compiled.sentence.say(
        language,  # type: ignore[arg-type]
        count=4, measure=measured, key="P", place="1 Elm St", level=2, span=span, zone=ZONE, row=row,
    )  # fmt: skip


RATIO = {
    "measure": {"ratio": {"of": {"field": "valid", "equals": False}, "minimum": 2}},
    "raise_": {"levels": [{"level": 1, "at_least": 0.5}], "expires_after": "1d"},
}
HOME = [{"kind": "premises", "by": "premises", "as": "home", "fields": ["premises_kind"]}]


@pytest.mark.parametrize(
    ("because", "change", "zh", "en"),
    [
        ("{count}@{place} {key} {level}", {}, "4@1 Elm St P 2", "4@1 Elm St P 2"),
        ("{first} {last} {days}", {}, "2026-01-01 2026-01-03 3", "2026-01-01 2026-01-03 3"),
        ("{time}", {}, "2026-01-03 01:30", "2026-01-03 01:30"),
        ("{window}", {}, "30天", "30 days"),
        ("{window}", {"window": {"tumbling": {"every": "6h"}}}, "同一个6小时", "one stretch of 6 hours"),
        (
            "{window}", {"window": {"calendar": {"unit": "week", "zone": ZONE}}},
            "同一周", "one calendar week",
        ),
        (
            "{window}", {"window": {"session": {"gap": "1h", "at_most": "1d"}}},
            "一段连续的1天", "one run of at most 1 day",
        ),
        ("{category}", {}, "婚恋家庭纠纷", "family"),
        ("{level} {home.premises_kind}", {"join": HOME}, "2 bar", "2 bar"),
        (
            "{metres}", {
                "key": None, "link": {"within": {"metres": 200, "time": "1d", "about": "premises"}},
                "window": None,
                "raise_": {"levels": [{"level": 1, "at_least": 2}], "cooldown": "1d", "expires_after": "1d"},
            },
            "200", "200",
        ),
        ("{every}", {"measure": {"silence": {"every": "2h"}}}, "2小时", "2 hours"),
    ],
)  # fmt: skip
def test_a_sentence_says_it_in_both_languages(
    because: str, change: dict[str, Any], zh: str, en: str
) -> None:
    assert said("zh", because, **change) == zh
    assert said("en", because, **change) == en


@pytest.mark.parametrize(
    ("measure", "change", "words"),
    [
        (3.0, {}, "3"),
        (0.6667, RATIO, "67%"),
        (1.0, RATIO, "100%"),
        (12.3456, {}, "12.3"),
        (0.0012345, {}, "0.00123"),
        (31415.9, {}, "31416"),
        (-2.5, {}, "-2.5"),
        (-0.0, {}, "0"),
    ],
)
def test_a_measure_is_rounded_to_what_a_reader_wants(
    measure: float, change: dict[str, Any], words: str
) -> None:
    assert said("en", "{measure}", measure, **change) == words


def example(*records: dict[str, Any], **findings: Any) -> dict[str, Any]:
    shown = {"title": {"zh": "例", "en": "one"}, "zone": ZONE, "records": list(records)}
    return shown | findings


def ran(*records: dict[str, Any], findings: list[dict[str, Any]], **change: Any) -> bool:
    """Whether an example comes out as declared."""
    silent = example({"received": "2026-01-01T08:00:00+08:00"})
    examples = {"must_raise": [example(*records, findings=findings)], "must_not_raise": [silent]}
    return run_examples(model(examples=examples, **change), KINDS, CODES)[0].ok


def call(day: int, **fields: Any) -> dict[str, Any]:
    at = f"2026-01-{day:02}T08:00:00+08:00"
    return {"received": at, "category": "dispute.family", "premises": "P", **fields}


CALLS = [call(1), call(2), call(3)]


@pytest.mark.parametrize(
    ("finding", "ok"),
    [
        ({"key": "P", "level": 3}, True),
        ({"key": "P", "level": 3, "count": 3, "measure": 3}, True),
        ({"key": "P", "level": 3, "measure": 3.0000001}, True),
        ({"key": "P", "level": 3, "count": 2}, False),
        ({"key": "P", "level": 3, "measure": 3.1}, False),
        ({"key": "P", "level": 2}, False),
        ({"key": "Q", "level": 3}, False),
    ],
)
def test_an_example_tests_what_it_says(finding: dict[str, Any], ok: bool) -> None:
    assert ran(*CALLS, findings=[finding]) is ok


def test_an_example_with_a_finding_too_few_or_too_many_fails() -> None:
    assert not ran(*CALLS, findings=[{"key": "P", "level": 3}] * 2)
    assert not ran(*CALLS, call(4), call(5), findings=[{"key": "P", "level": 3}])


SILENCE = {
    "measure": {"silence": {"every": "1d"}},
    "raise_": {"levels": [{"level": 1, "at_least": 2}], "expires_after": "1d"},
}


def test_a_heartbeat_moves_the_clock_of_an_example() -> None:
    found = [{"key": "P", "level": 1, "count": 1, "measure": 2}]
    tick = {"tick": "2026-01-05T08:00:00+08:00"}
    assert ran(*CALLS, tick, findings=found, **SILENCE)
    assert not ran(*CALLS, findings=found, **SILENCE)


def test_an_example_knows_the_records_it_joins() -> None:
    def site(**known: Any) -> dict[str, Any]:
        return {"kind": "premises", "id": "P", "since": "2020-01-01T00:00:00+08:00", **known}

    change = {"join": HOME, "where": {"field": "home.premises_kind", "equals": "bar"}}
    found = [{"key": "P", "level": 3, "count": 3}]
    assert ran(site(premises_kind="bar"), *CALLS, findings=found, **change)
    assert not ran(site(premises_kind="school"), *CALLS, findings=found, **change)
    assert not ran(*CALLS, site(premises_kind="bar"), findings=found, **change)


@pytest.mark.usefixtures("both_languages")
@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"tick": "2026-01-05T08:00:00+08:00", "premises": "P"}, "says nothing but its time"),
        ({"kind": "premises", "id": "P"}, "neither reads nor joins"),
    ],
)
def test_an_example_record_that_cannot_be_is_told(record: dict[str, Any], says: str) -> None:
    with pytest.raises(BadDeclaration, match=says):
        ran(*CALLS, record, findings=[{"key": "P", "level": 3}])


SCHEMA = model_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def tree(**change: Any) -> dict[str, Any]:
    return model(**change).model_dump(mode="json", by_alias=True, exclude_none=True)


def test_every_block_and_field_of_the_schema_says_what_it_is() -> None:
    for name, block in {"Model": SCHEMA, **SCHEMA["$defs"]}.items():
        assert block["title"], name
        assert block["description"], name
        assert block["additionalProperties"] is False, name
        for field, entry in block["properties"].items():
            assert entry.get("description"), f"{name}.{field}"
            assert {"type": "null"} not in entry.get("anyOf", []), f"{name}.{field}"


@settings(max_examples=50, deadline=None)
@given(where=WHERE)
def test_every_condition_that_reads_fits_the_schema(where: dict[str, Any]) -> None:
    VALIDATOR.validate(tree(where=where))


UNKEYED = {"key": None}


@pytest.mark.parametrize(
    "change",
    [
        {"where": {"field": "category"}},
        {"where": {"equals": "dispute"}},
        {"where": {"field": "category", "equals": "dispute", "under": "dispute"}},
        {"where": {"field": "category", "like": "dispute"}},
        {"where": {}},
        {"measure": {}},
        {"measure": {"rate": {}}},
        {"measure": {"count": {}, "silence": {"every": "1d"}}},
        {"measure": {"near": {"metres": 200}}},
        {"link": {"same": "premises"}},
        {"key": None},
        {"window": None},
        UNKEYED | {"link": {}},
        UNKEYED | {"link": {"alike": "premises"}},
        UNKEYED | {"link": {"same": "person"}},
        UNKEYED | {"link": {"matter": "premises"}},
        UNKEYED | {"link": {"same": "premises", "matter": "dispute"}},
        UNKEYED | {"link": {"same": "premises"}, "window": None},
        UNKEYED | {"link": {"within": {"metres": 0, "about": "premises"}}},
        UNKEYED | {"link": {"within": {"metres": 200}}},
        UNKEYED | {"link": {"within": {"metres": 200, "time": "1d", "about": "premises"}}},
        UNKEYED | {"link": {"within": {"metres": 200, "about": "premises"}}, "window": None},
        {"window": {"sliding": "1d", "tumbling": {"every": "1d"}}},
        {"window": {"sliding": "30"}},
        {"window": {"calendar": {"unit": "year", "zone": "UTC"}}},
        {"key": "a.b.c"},
        {"kind_of_model": "magic"},
        {"cooldown": "1d"},
    ],
)
def test_what_does_not_read_does_not_fit_the_schema_either(change: dict[str, Any]) -> None:
    changed = {name: part for name, part in (tree() | change).items() if part is not None}
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(changed)
    with pytest.raises(ValidationError):
        Model.model_validate(changed, strict=False)
