"""What does not compile, and what the error teaches. Planted violations of every kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from anlan.detect.compile import compile_model, set_digest
from anlan.detect.lint import lint
from anlan.detect.model import model_schema, read_model
from anlan.standards.errors import AnlanError, BadDeclaration, Refused
from anlan.standards.kinds import Kinds, RecordKind, base_kinds
from tests.detect.declared import CODES, KINDS, YAML, model, plan


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


def test_a_personal_address_never_becomes_the_place_of_a_finding() -> None:
    tree = KINDS["call"].model_dump(mode="json", exclude_none=True)
    tree["id"] = "home_visit"
    tree["fields"]["address"]["data_class"] = "personal"
    kinds = Kinds([*base_kinds(), RecordKind.model_validate(tree, strict=False)])
    assert plan().address == ("address",)
    assert compile_model(model(source="home_visit"), kinds, CODES).address == ()
    said = {"zh": "{address}", "en": "{place}"}
    with pytest.raises(Refused, match="personal data"):
        compile_model(model(source="home_visit", because=said), kinds, CODES)


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
        ("window: {sliding: 30d}", "window: {tumbling: 1d}", ":16:", "there is: sliding"),
        ("key: premises", "key: premises\nlink: {metres: 100}", ":16:", "link"),
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
        ("{count.__class__}", "bare name"),
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


def test_codes_hold_for_their_sub_codes_and_ranges_leave_out_their_end() -> None:
    holds = plan(
        where={
            "all": [
                {"field": "category", "under": "traffic.collision"},
                {"field": "level", "between": {"low": 1, "high": 3}},
            ]
        }
    ).where.holds
    assert holds({"category": "traffic.collision_injury", "level": 2}, 0)
    assert not holds({"category": "traffic", "level": 2}, 0)
    assert not holds({"category": "traffic.collision", "level": 3}, 0)
    assert not holds({"category": "traffic.collision", "level": None}, 0)


def test_not_turns_the_answer_round_for_an_empty_field_too() -> None:
    holds = plan(where={"not": {"field": "valid", "equals": False}}).where.holds
    assert [holds({"valid": value}, 0) for value in (True, None, False)] == [True, True, False]


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
    remarks = lint(model(**change), KINDS, CODES, today=date(2026, 6, 1))
    assert [(remark.grade, remark.field) for remark in remarks] == [("warning", field)]
    assert lint(model(), KINDS, CODES, today=date(2026, 6, 1)) == []


def test_lint_reports_a_refusal_and_a_failing_example_as_errors() -> None:
    today = date(2026, 6, 1)
    (refused,) = lint(model(key="caller"), KINDS, CODES, today=today)
    assert (refused.grade, refused.way_out.startswith("key on one of")) == ("error", True)
    (failed,) = lint(model(key="area"), KINDS, CODES, today=today)
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
    (remark,) = lint(model(examples=examples), KINDS, CODES, today=date(2026, 6, 1))
    assert remark.grade == "error"


def test_every_error_has_a_way_out() -> None:
    for change in ({"key": "caller"}, {"source": "x"}, {"because": {"zh": "{", "en": ""}}):
        with pytest.raises(AnlanError) as error:
            plan(**change)
        assert error.value.way_out


def test_every_field_of_the_declaration_has_its_sentence_for_the_reference() -> None:
    schema = model_schema()
    for name, block in {"Model": schema, **schema["$defs"]}.items():
        for field, entry in block.get("properties", {}).items():
            assert name == "Title" or entry.get("description"), f"{name}.{field}"
