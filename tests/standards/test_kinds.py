"""Record kinds: what may not be declared (PI01, PI05, DS04), and why it says so."""

from __future__ import annotations

import pytest

from anlan.standards.declaration import parse_declaration
from anlan.standards.errors import BadDeclaration, BadInput, NotFound
from anlan.standards.kinds import (
    LOG_DAYS,
    SYSTEM_COLUMNS,
    DataClass,
    Kinds,
    RecordKind,
    Subject,
    base_kinds,
)
from anlan.standards.lawful import FORBIDDEN
from tests.standards.test_declaration import WHOLE

FIELD = "  {name}: {{title: {{zh: 甲, en: a}}, {rest}}}\n"


def kind(text: str = WHOLE) -> RecordKind:
    return parse_declaration(text, RecordKind, place="lamp.yaml")


def with_field(rest: str, name: str = "extra") -> str:
    return WHOLE + FIELD.format(name=name, rest=rest)


def refused(text: str) -> str:
    with pytest.raises(BadDeclaration) as caught:
        kind(text)
    return caught.value.problem


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ("type: code", "codes: TABLE"),
        ("type: text, codes: category", "codes: TABLE"),
        ("type: ref", "refers: KIND"),
        ("type: text, refers: call", "refers: KIND"),
        ("type: pseudonym", "at least personal"),
        ("type: pseudonym, data_class: internal", "at least personal"),
        ("type: text, data_class: personal, key_of: premises", "identifies no subject"),
        ("type: text, data_class: sensitive, key_of: incident", "identifies no subject"),
        ("type: text, key_of: person", "key_of"),
        ("type: text, data_class: personal, subject_in: at", "identifies no subject"),
        ("type: text, key_of: place, subject_in: at", "not both"),
        ("type: text, subject_in: nowhere", "no field `nowhere`"),
        ("type: photograph", "type"),
        ("type: text, data_class: secret", "data_class"),
        ("type: text, minimum: 1", "`integer` or `number`"),
        ("type: time, maximum: 1", "`integer` or `number`"),
        ("type: integer, minimum: 2, maximum: 1", "greater than the maximum"),
    ],
)
def test_a_field_is_refused(rest: str, says: str) -> None:
    assert says in refused(with_field(rest))


@pytest.mark.parametrize("name", SYSTEM_COLUMNS)
def test_a_column_of_the_store_is_no_field(name: str) -> None:
    assert "belongs to the store" in refused(with_field("type: text", name))


@pytest.mark.parametrize("name", ["Extra", "1st", "a-b", "", "a" * 49, "a b"])
def test_a_name_is_plain(name: str) -> None:
    refused(with_field("type: text", f'"{name}"'))


@pytest.mark.parametrize("word", [word for word in FORBIDDEN if word.isascii()])
def test_pi05_no_column_for_biometrics_tracks_or_scores_of_persons(word: str) -> None:
    assert "Lawful by construction" in refused(with_field("type: text", f"last_{word}"))


@pytest.mark.parametrize("left_out", ["purpose", "legal_basis", "owner", "retention", "title"])
def test_pi01_a_kind_without_purpose_basis_owner_or_retention_is_refused(left_out: str) -> None:
    lines = [line for line in WHOLE.splitlines() if not line.startswith(left_out)]
    assert left_out in refused("\n".join(lines))


@pytest.mark.parametrize("role", ["time: seen", "counted_from: seen"])
@pytest.mark.parametrize("field", ["nothing", "words"])
def test_times_are_fields_of_type_time(role: str, field: str) -> None:
    text = with_field("type: text", "words").replace(role, role.replace("seen", field))
    assert "not a field of type time" in refused(text)


@pytest.mark.parametrize("days", [0, -1, 36_601])
def test_nothing_is_kept_for_ever(days: int) -> None:
    assert "retention.days" in refused(WHOLE.replace("days: 30", f"days: {days}"))


@pytest.mark.parametrize("then", ["delete", "", "keep"])
def test_the_end_of_retention_is_one_of_two(then: str) -> None:
    refused(WHOLE.replace("basis: law}", f'then: "{then}", basis: law}}'))


def test_ds04_a_log_is_kept_180_days_at_least() -> None:
    log = WHOLE.replace("[stewardship]", "[audit, stewardship]")
    assert "180 days" in refused(log)
    assert "180 days" in refused(log.replace("days: 30", f"days: {LOG_DAYS - 1}"))
    assert kind(log.replace("days: 30", f"days: {LOG_DAYS}")).retention.days == 180
    logs = {one.id for one in base_kinds() if one.purpose[0] == "audit"}
    assert {"audit", "account_event", "erasure"} <= logs


def test_a_heartbeat_says_nothing_but_its_time() -> None:
    tick = Kinds(base_kinds())["tick"]
    assert list(tick.fields) == [tick.time]


def test_there_is_no_subject_person() -> None:
    assert not {subject for subject in Subject if "person" in subject or "people" in subject}


def test_two_kinds_of_one_id_and_a_reference_to_nothing_are_refused() -> None:
    with pytest.raises(BadDeclaration, match="one id"):
        Kinds([kind(), kind()])
    with pytest.raises(BadDeclaration, match="undeclared kind"):
        Kinds([kind(with_field("type: ref, refers: ghost"))])


def test_what_is_not_there_is_named_with_what_is() -> None:
    kinds = Kinds([kind()])
    with pytest.raises(NotFound, match="lamp"):
        kinds["person"]
    with pytest.raises(BadInput, match="seen"):
        kinds["lamp"].field("colour")
    assert "lamp" in kinds
    assert "person" not in kinds
    assert len(kinds) == 1


def test_the_shape_changes_with_the_columns_and_not_with_words() -> None:
    assert kind(WHOLE.replace("路灯", "灯")).shape == kind().shape
    assert kind(with_field("type: text")).shape != kind().shape
    assert kind(with_field("type: text")).shape != kind(with_field("type: integer")).shape
    assert kind(with_field("type: text")).shape != kind(with_field("type: text, index: true")).shape


def test_classes_and_purposes_of_fields() -> None:
    declared = kind(with_field("type: text, data_class: sensitive, purpose: [audit]"))
    assert declared.personal == ("extra",)
    assert declared.data_class_of("extra") is DataClass.SENSITIVE
    assert declared.data_class_of("version") is DataClass.INTERNAL
    assert declared.purposes_of("extra") == {"stewardship", "audit"}
    assert declared.purposes_of("seen") == {"stewardship"}
    assert [one.rank for one in DataClass] == [0, 1, 2, 3]
