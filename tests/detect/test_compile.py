"""What does not compile, and what the error teaches. Planted violations of every kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from anlan.detect.checking.cost import Statistics, costs, expected_cost
from anlan.detect.checking.lint import Remark, lint, sort_of
from anlan.detect.compiler.compile import compile_model
from anlan.detect.compiler.composition import circles, refuse_circle
from anlan.detect.compiler.plan import Plan, set_digest
from anlan.detect.language.measure import Measure
from anlan.detect.language.model import Model, read_model
from anlan.detect.steps.layout import layout
from anlan.standards.codes import Codes
from anlan.standards.errors import AnlanError, BadDeclaration, Refused
from anlan.standards.kinds import Kinds, RecordKind, base_kinds
from anlan.standards.time import DAY, MINUTE
from tests.detect.declared import CODES, KINDS, YAML, model, plan
from tests.han import in_chinese

pytestmark = pytest.mark.usefixtures("both_languages")


def remarked(model: Model, kinds: Kinds, codes: Codes, **around: Any) -> list[Remark]:
    """The remarks of lint, all of them said in Chinese too."""
    remarks = lint(model, kinds, codes, **around)
    assert [
        each for each in remarks if not (in_chinese(each.text) and in_chinese(each.way_out))
    ] == []
    return remarks


def read(tmp_path: Path, text: str) -> Any:
    file = tmp_path / "m.yaml"
    file.write_text(text, encoding="utf-8")
    return read_model(file)


@pytest.mark.parametrize("key", ["caller", "summary", "raw"])
def test_a_key_about_a_person_is_refused_with_the_keys_to_take_instead(key: str) -> None:
    with pytest.raises(Refused) as refused:
        plan(key=key)
    text = str(refused.value)
    assert f"`{key}`" in text
    assert "Lawful by construction" in text
    assert "never a person" in text
    assert "premises (premises)" in refused.value.way_out
    assert "area (place)" in refused.value.way_out


@pytest.mark.parametrize("key", ["address", "category", "source_number"])
def test_a_key_that_identifies_no_subject_is_refused(key: str) -> None:
    with pytest.raises(Refused, match="identifies no allowed subject") as refused:
        plan(key=key)
    assert "premises (premises)" in refused.value.way_out


@pytest.mark.parametrize(
    "where",
    [
        {"field": "caller", "equals": "x"},
        {"field": "summary", "contains": "Li"},
        {"field": "raw", "is_null": False},
        {"not": {"field": "caller", "is_null": True}},
        {"any": [{"field": "category", "under": "dispute"}, {"field": "caller", "one_of": ["x"]}]},
    ],
)
def test_a_condition_that_singles_out_persons_is_refused(where: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="neither picks out nor names persons") as refused:
        plan(where=where)
    assert "premises (premises)" in refused.value.way_out


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("field", ["caller", "summary", "raw"])
def test_a_sentence_that_tells_of_a_person_is_refused(language: str, field: str) -> None:
    because = {"zh": "{count}起", "en": "{count} calls", language: f"{{{field}}} again"}
    with pytest.raises(Refused, match=f"because.{language}: `{field}`"):
        plan(because=because)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "number-plate-repeat"},
        {"title": {"zh": "人脸比对", "en": "repeat"}},
        {"title": {"zh": "重复", "en": "watch_list hits"}},
        {"about": {"zh": "重点人员管控", "en": "places"}},
        {"because": {"zh": "{count}", "en": "trajectory of {key}"}},
        {"purpose": "blacklist"},
    ],
)
def test_words_for_what_the_platform_never_holds_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="never holds"):
        plan(**change)


def test_data_held_for_another_purpose_is_refused() -> None:
    with pytest.raises(Refused, match="not held for this purpose") as refused:
        plan(purpose="publication")
    assert "early-warning" in refused.value.way_out
    with pytest.raises(Refused, match="not held for this purpose"):
        plan(source="score", where=None, key="area")


def test_a_kind_declared_with_a_sensitive_field_is_guarded_too() -> None:
    tree = KINDS["premises"].model_dump(mode="json", exclude_none=True)
    tree["id"] = "shelter"
    tree["fields"]["note"] = {
        "title": {"zh": "备注", "en": "note"}, "type": "text", "data_class": "sensitive",
    }  # fmt: skip
    kinds = Kinds([*base_kinds(), RecordKind.model_validate(tree, strict=False)])
    changed = model(source="shelter", key="area", where={"field": "note", "contains": "x"})
    with pytest.raises(Refused, match="sensitive data"):
        compile_model(changed, kinds, CODES)


@pytest.mark.parametrize("left_out", ["purpose", "owner", "review_date", "limits", "blind_spots"])
def test_a_model_without_what_the_register_needs_is_not_a_model(
    left_out: str, tmp_path: Path
) -> None:
    lines = [line for line in YAML.splitlines() if not line.startswith(f"{left_out}:")]
    with pytest.raises(BadDeclaration, match=left_out):
        read(tmp_path, "\n".join(lines))


def test_a_blank_owner_is_no_owner(tmp_path: Path) -> None:
    with pytest.raises(BadDeclaration, match="owner"):
        read(tmp_path, YAML.replace("研判中心 analysis centre", '" "'))


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("measure: {count: {}}", "measure: {rate: {}}", ":17:", "there is: count"),
        ("window: {sliding: 30d}", "window: {hopping: 1d}", ":16:", "there is: sliding"),
        (
            "window: {sliding: 30d}",
            "window: {sliding: 1d, tumbling: {every: 1d}}",
            ":16:",
            "exactly one",
        ),
        ("measure: {count: {}}", "measure: {count: }", ":17:", "is empty"),
        (
            "measure: {count: {}}",
            "measure: {near: {metres: 200}}",
            ":17:",
            "`near` is no measure: write link",
        ),
        ("key: premises", "link: {metres: 100}", ":15:", "there is: same"),
        ("key: premises", "link: {within: {metres: 0, about: area}}", ":15:", "within.metres"),
        ("key: premises", "link: {same: person}", ":15:", "'premises'"),
        ("key: premises", "key: premises\nlink: {same: premises}", "m.yaml", "either `key`"),
        ("key: premises\n", "", "m.yaml", "either `key`"),
        ("window: {sliding: 30d}\n", "", "m.yaml", "`window` is missing"),
        ("sliding: 30d", "sliding: 30", ":16:", "sliding"),
        ("at_least: 5", "at_least: 3", ":18:", "must be higher"),
        ("{level: 2, at_least: 5}", "{level: 3, at_least: 5}", ":18:", "given twice"),
        ("under: dispute}", "under: dispute, equals: x}", ":14:", "exactly one of"),
        ("{field: category, under: dispute}", "{under: dispute}", ":14:", "goes with a question"),
        ("{field: category, under: dispute}", "{field: level, equals: null}", ":14:", "is_null"),
        ("{field: category, under: dispute}", "{field: category, like: x}", ":14:", "like"),
    ],
)
def test_what_is_not_of_the_shape_is_told_with_its_line(
    old: str, new: str, place: str, says: str, tmp_path: Path
) -> None:
    assert old in YAML
    with pytest.raises(BadDeclaration) as bad:
        read(tmp_path, YAML.replace(old, new, 1))
    assert says in str(bad.value)
    assert place in str(bad.value)


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ({"field": "colour", "equals": "red"}, "no field of this name"),
        ({"field": "category", "under": "disputes"}, "not a code of table category"),
        ({"field": "category", "equals": "disput"}, "not a code of table category"),
        ({"field": "category", "between": {"low": "a"}}, "has no order"),
        ({"field": "valid", "equals": "yes"}, "the field is boolean"),
        ({"field": "level", "equals": True}, "the field is integer"),
        ({"field": "level", "between": {"low": 3, "high": 1}}, "nothing lies in this range"),
        ({"field": "level", "contains": "1"}, "not text"),
        ({"field": "level", "under": "1"}, "not a code"),
        ({"field": "dispatched", "between": {"low": "yesterday"}}, "ISO 8601"),
    ],
)
def test_a_condition_must_fit_the_type_of_its_field(where: dict[str, Any], says: str) -> None:
    with pytest.raises(BadDeclaration, match=says) as bad:
        plan(where=where)
    assert bad.value.way_out


@pytest.mark.parametrize(
    ("because", "says"),
    [
        ("{count.__class__}", "no field of this name"),
        ("{count.x.y}", "bare name"),
        ("{count!r}", "bare name"),
        ("{metres}", "only near have"),
        ("{count:>9}", "bare name"),
        ("{}", "bare name"),
        ("{count", "expected '}'"),
        ("{cuont}", "no field of this name"),
    ],
)
def test_a_sentence_names_only_what_there_is(because: str, says: str) -> None:
    with pytest.raises(BadDeclaration, match=says):
        plan(because={"zh": "{count}", "en": because})


def test_a_source_must_exist() -> None:
    with pytest.raises(BadDeclaration, match="no record kind"):
        plan(source="person")


def test_the_digest_changes_with_the_meaning_and_not_with_the_order() -> None:
    one, other = plan(), plan(id="other")
    assert set_digest([one, other]) == set_digest([other, one])
    assert plan(window={"sliding": "31d"}).digest != one.digest


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"review_date": "2026-01-01"}, "review_date"),
        ({"review_date": "2036-01-01"}, "review_date"),
        ({"window": {"sliding": "900d"}}, "window"),
        ({"where": None}, "where"),
    ],
)
def test_lint_warns_of_what_the_owner_should_look_at(change: dict[str, Any], field: str) -> None:
    remarks = remarked(model(**change), KINDS, CODES, today=date(2026, 6, 1))
    assert [(remark.grade, remark.field) for remark in remarks] == [("warning", field)]
    assert remarked(model(), KINDS, CODES, today=date(2026, 6, 1)) == []


def test_lint_reports_a_refusal_and_a_failing_example_as_errors() -> None:
    today = date(2026, 6, 1)
    (refused,) = remarked(model(key="caller"), KINDS, CODES, today=today)
    assert (refused.grade, refused.way_out.en.startswith("key on one of")) == ("error", True)
    (failed,) = remarked(model(key="area"), KINDS, CODES, today=today)
    assert (failed.grade, failed.field) == ("error", "examples")


@pytest.mark.parametrize(
    "record",
    [
        {"received": "yesterday", "premises": "P"},
        {"premises": "P"},
        {"received": "2026-01-01T00:00:00+08:00", "premisses": "P"},
        {"received": "2026-01-01T00:00:00+08:00", "category": "nonsense"},
        {"received": "2026-01-01T00:00:00+08:00", "valid": "yes"},
    ],
)
def test_an_example_record_must_fit_its_kind(record: dict[str, Any]) -> None:
    examples = model().model_dump(mode="json", exclude_none=True)["examples"]
    examples["must_not_raise"][0]["records"] = [record]
    (remark,) = remarked(model(examples=examples), KINDS, CODES, today=date(2026, 6, 1))
    assert remark.grade == "error"


def test_every_error_has_a_way_out() -> None:
    for change in ({"key": "caller"}, {"source": "x"}, {"because": {"zh": "{", "en": ""}}):
        with pytest.raises(AnlanError) as error:
            plan(**change)
        assert error.value.way_out


CATEGORY = {"field": "category", "under": "dispute"}
CALENDAR = {"calendar": {"unit": "hour", "zone": "Asia/Shanghai"}}


def levels(*at_least: float, **more: Any) -> dict[str, Any]:
    steps = [{"level": 9 - n, "at_least": each} for n, each in enumerate(at_least)]
    return {"levels": steps, "expires_after": "1d", **more}


def within(metres: int = 200, about: str = "premises", **time: str) -> dict[str, Any]:
    return {"within": {"metres": metres, "about": about, **time}}


FAMILIES: dict[str, dict[str, Any]] = {
    "count": {"measure": {"count": {}}},
    "distinct": {"measure": {"distinct": {"field": "agency"}}},
    "escalation": {"measure": {"escalation": {"severity": "level", "worse": "lower"}}},
    "sequence": {
        "measure": {"sequence": {"first": CATEGORY, "then": {"not": CATEGORY}, "within": "3d"}}
    },
    "unanswered": {"measure": {"unanswered": {"first": CATEGORY, "within": "30m"}}},
    "season": {"measure": {"season": {"half_life": 4, "minimum": 3}}, "window": CALENDAR},
    "near": {
        "link": {"within": {"metres": 200, "time": "30d", "about": "premises"}},
        "key": None,
        "window": None,
        "raise_": levels(3, cooldown="3d"),
    },
    "ratio": {"measure": {"ratio": {"of": CATEGORY, "minimum": 5}}, "raise_": levels(0.5)},
    "silence": {"measure": {"silence": {"every": "1d"}}},
    "value": {"measure": {"value": {"field": "level", "take": "last"}}},
    "slope": {"measure": {"slope": {"field": "level", "direction": "falling", "minimum": 3}}},
}


@pytest.mark.parametrize("family", [*Measure.KINDS, "near"])
def test_every_family_compiles(family: str) -> None:
    compiled = plan(**FAMILIES[family])
    assert compiled.measure.family == family
    names = layout([compiled]).names
    assert set(compiled.fields) | set(compiled.derived) == set(names)
    assert ("@point" in names) is (family == "near")


def test_what_a_measure_compiles_to() -> None:
    assert plan(**FAMILIES["near"]).measure.millimetres == 200_000
    assert plan(**FAMILIES["slope"]).measure.sign == -1
    assert plan(**FAMILIES["escalation"]).measure.sign == -1
    assert plan(**FAMILIES["unanswered"]).measure.then is None
    assert plan(**FAMILIES["unanswered"]).reach == 30 * DAY + 30 * MINUTE
    decay = plan(**FAMILIES["season"]).measure.decay
    assert (1 - decay) ** 4 == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("family", "change", "says"),
    [
        ("season", {"window": {"sliding": "1d"}}, "hour by hour or day by day"),
        ("season", {"window": {"calendar": {"unit": "week", "zone": "UTC"}}}, "hour by hour"),
        ("season", {"raise_": levels(0)}, "nothing unusual"),
        ("silence", {"window": {"tumbling": {"every": "30d"}}}, "sliding window"),
        ("silence", {"raise_": levels(1.5)}, "whole numbers"),
        ("silence", {"raise_": levels(31)}, "lets go of a key"),
        ("near", {"raise_": levels(3)}, "cooldown"),
        ("near", {"link": within(), "window": {"session": {"gap": "1h", "at_most": "1d"}}}, "session"),
        ("near", {"source": "unit_response", "where": None, "link": within(about="unit", time="1d")}, "longitude"),
        ("near", {"measure": {"distinct": {"field": "agency"}}}, "nothing else is measured"),
        ("unanswered", {"window": {"session": {"gap": "1h", "at_most": "1d"}}}, "session"),
        ("silence", {"window": {"session": {"gap": "1h", "at_most": "1d"}}}, "session"),
        ("season", {"window": {"session": {"gap": "1h", "at_most": "1d"}}}, "session"),
        ("count", {"window": {"session": {"gap": "1d", "at_most": "1d"}}}, "never ends a run"),
        ("sequence", {"window": {"sliding": "2d"}}, "longer than the window"),
        ("ratio", {"raise_": levels(1.5)}, "between 0 and 1"),
        ("ratio", {"raise_": levels(0)}, "between 0 and 1"),
        ("slope", {"raise_": levels(0)}, "nothing unusual"),
        ("count", {"raise_": levels(2.5)}, "whole numbers"),
        ("count", {"raise_": levels(0)}, "whole numbers"),
        ("distinct", {"raise_": levels(-1)}, "whole numbers"),
        ("escalation", {"measure": {"escalation": {"severity": "agency", "worse": "higher"}}}, "not integer"),
        ("value", {"measure": {"value": {"field": "agency", "take": "last"}}}, "not integer or number"),
        ("value", {"measure": {"value": {"field": "received", "take": "last"}}}, "not integer or number"),
        ("slope", {"measure": {"slope": {"field": "valid", "direction": "rising", "minimum": 2}}}, "not integer or number"),
        ("distinct", {"measure": {"distinct": {"field": "longitude"}}}, "not text or code"),
        ("distinct", {"measure": {"distinct": {"field": "colour"}}}, "no field of this name"),
        ("sequence", {"measure": {"sequence": {"first": {"field": "x", "equals": 1}, "then": CATEGORY, "within": "1d"}}}, "measure.sequence.first"),
        ("ratio", {"measure": {"ratio": {"of": {"field": "level", "equals": "x"}, "minimum": 2}}}, "measure.ratio.of"),
    ],
)  # fmt: skip
def test_measure_window_and_levels_must_fit(family: str, change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadDeclaration, match=says) as bad:
        plan(**{**FAMILIES[family], **change})
    assert bad.value.place == "model repeat"
    assert bad.value.way_out


def joined(**change: Any) -> list[dict[str, Any]]:
    return [
        {"kind": "premises", "by": "premises", "as": "home", "fields": ["premises_kind"]} | change
    ]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"join": joined(kind="house")}, "no record kind of this name"),
        ({"join": joined(by="house")}, "no field of this name"),
        ({"join": joined(by="category")}, "does not identify a record of premises"),
        ({"join": joined(by="area")}, "does not identify a record of premises"),
        ({"join": joined(by="dispute")}, "does not identify a record of premises"),
        ({"join": joined(fields=["storeys"])}, "record kind premises has no field of this name"),
        ({"join": joined() * 2}, "two joins have one name"),
        ({"join": joined(), "where": {"field": "home.storeys", "equals": 1}}, "no join brings it"),
        ({"where": {"field": "home.premises_kind", "equals": "x"}}, "no join brings it"),
        ({"join": joined(), "where": {"field": "home.premises_kind", "equals": 1}}, "is text"),
    ],
)
def test_a_join_must_fit_both_kinds(change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadDeclaration, match=says) as bad:
        plan(**change)
    assert bad.value.way_out


def test_a_joined_field_is_one_attribute_whatever_its_alias() -> None:
    def of(alias: str) -> Plan:
        where = {"field": f"{alias}.premises_kind", "equals": "bar"}
        return plan(join=joined(**{"as": alias}), where=where)

    one, other = of("home"), of("site")
    assert one.where.form == other.where.form == 'premises.premises.premises_kind in ["bar"]'
    assert one.joins == other.joins
    assert layout([one, other]).names == layout([one]).names


COMPOSED = {
    "source": "finding",
    "key": "key",
    "where": {
        "all": [
            {"field": "model", "one_of": ["one", "two"]},
            {"field": "subject", "equals": "premises"},
        ]
    },
}


def test_a_model_over_findings_is_about_what_they_are_about() -> None:
    compiled = plan(**COMPOSED)
    assert (compiled.subject, compiled.key, compiled.address) == ("premises", "key", ("place",))
    assert plan(**COMPOSED | {"key": "area"}).subject == "place"


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ({"field": "subject", "equals": "premises"}, "says whose they are"),
        (None, "name that one subject"),
        ({"field": "model", "one_of": ["one", "repeat"]}, "name that one subject"),
        (
            {"all": [{"field": "model", "one_of": ["one"]}, {"field": "subject", "one_of": ["premises", "place"]}]},
            "name that one subject",
        ),
        (
            {"all": [{"field": "model", "one_of": ["one"]}, {"field": "subject", "equals": "person"}]},
            "name that one subject",
        ),
        (
            {"all": [{"field": "model", "one_of": ["one", "repeat"]}, {"field": "subject", "equals": "premises"}]},
            "reads its own findings",
        ),
        (
            {"all": [{"not": {"field": "model", "equals": "repeat"}}, {"field": "subject", "equals": "premises"}]},
            "says whose they are",
        ),
    ],
)  # fmt: skip
def test_a_model_over_findings_says_whose_and_about_what(where: Any, says: str) -> None:
    with pytest.raises(BadDeclaration, match=says):
        plan(**COMPOSED | {"where": where})


def test_models_that_raise_each_other_in_a_circle_are_refused() -> None:
    def reads(name: str, *others: str) -> Plan:
        of = {"field": "model", "one_of": list(others)}
        where = {"all": [of, COMPOSED["where"]["all"][1]]}  # type: ignore[index]
        return plan(**COMPOSED | {"id": name, "where": where})

    chain = [plan(id="zero"), reads("one", "zero"), reads("two", "zero", "one")]
    assert circles(chain) == {}
    closed = [chain[0], reads("one", "two"), chain[2], reads("three", "one")]
    assert set(circles(closed)) == {"one", "two"}
    with pytest.raises(BadDeclaration, match="one reads two reads one"):
        refuse_circle(closed[1], closed)
    refuse_circle(closed[3], closed)


def test_lint_tells_when_the_days_of_a_model_are_those_of_another_zone() -> None:
    today = date(2026, 6, 1)
    days = {"calendar": {"unit": "day", "zone": "Asia/Shanghai"}}
    for window, zone, said in (
        (days, "America/New_York", ["begins by the clock of Asia/Shanghai; here it is America/New_York"]),
        (days, "Asia/Shanghai", []),
        ({"sliding": "30d"}, "America/New_York", []),
    ):  # fmt: skip
        remarks = remarked(model(window=window), KINDS, CODES, today=today, zone=zone)
        assert [each.text.en for each in remarks if each.field == "window"] == said


def test_lint_tells_what_a_model_would_cost() -> None:
    today = date(2026, 6, 1)

    def told(known: Statistics, **change: Any) -> list[tuple[str, str]]:
        remarks = remarked(model(**change), KINDS, CODES, today=today, known=known)
        costs = [each for each in remarks if each.field in ("window", "link")]
        return [(each.grade, each.field) for each in costs]

    some, many = Statistics(per_day=300, keys=5_000), Statistics(per_day=50_000, keys=50_000)
    assert told(some) == []
    assert told(many) == [("error", "window")]
    assert told(many, window={"sliding": "3d"}) == [("warning", "window")]
    near = FAMILIES["near"] | {"link": within(time="7d")}
    assert told(some, **near) == []
    whole_city = {"link": within(metres=1000, time="7d")}
    assert ("error", "link") in told(many, **FAMILIES["near"] | whole_city)


@pytest.mark.parametrize(
    ("change", "sort"),
    [
        ({"raise_": levels(1)}, "look-up"),
        ({"measure": {"distinct": {"field": "agency"}}, "raise_": levels(1)}, "look-up"),
        (FAMILIES["sequence"], "sequence"),
        (FAMILIES["unanswered"], "sequence"),
        (FAMILIES["silence"], "statistical"),
        (COMPOSED, "composite"),
    ],
)
def test_lint_knows_what_sort_of_model_it_is(change: dict[str, Any], sort: str) -> None:
    assert sort_of(plan(**change)) == sort
    other = "sequence" if sort != "sequence" else "look-up"
    remarks = remarked(model(**change, kind_of_model=other), KINDS, CODES, today=date(2026, 6, 1))
    if not any(remark.grade == "error" for remark in remarks if remark.field == "model"):
        assert any(remark.field == "kind_of_model" and sort in remark.text.en for remark in remarks)


def test_what_a_model_is_expected_to_cost_follows_from_its_family_and_the_share_it_matches() -> (
    None
):
    measured = costs()
    assert set(measured.microseconds_a_match) == {*Measure.KINDS, "near"}
    assert all(cost > 0 for cost in measured.microseconds_a_match.values())
    known = Statistics(per_day=200, keys=10, share=0.1)
    told = {family: expected_cost(plan(**changes), known) for family, changes in FAMILIES.items()}
    for family, cost in told.items():
        assert cost.microseconds >= measured.microseconds_a_match[family]
        assert cost.a_day == pytest.approx(200 * cost.microseconds)
        assert cost.share == 0.1
    assert told["season"].microseconds > told["count"].microseconds
