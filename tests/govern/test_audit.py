"""DS06: reads of personal data are sampled for review, and nobody can choose which."""

from __future__ import annotations

from anlan.govern.audit import ONE_IN, AuditRecord
from anlan.govern.grants import Grant
from anlan.standards.kinds import DataClass, base_kinds
from anlan.standards.time import Instant

GRANT = Grant("wang", "duty-officer", "call-handling", DataClass.PERSONAL, "c1")


def record(at: int, *, personal: bool) -> AuditRecord:
    return AuditRecord(
        Instant(at), GRANT, "call", ("summary",), "id = c1", 1, "allowed", "why", personal
    )


def test_about_one_personal_read_in_twenty_is_drawn() -> None:
    drawn = sum(record(at, personal=True).sampled for at in range(20_000))
    expected = 20_000 / ONE_IN
    assert abs(drawn - expected) < 5 * (expected * (1 - 1 / ONE_IN)) ** 0.5


def test_a_read_without_personal_data_is_never_drawn() -> None:
    assert not any(record(at, personal=False).sampled for at in range(1_000))


def test_drawing_is_by_content_so_the_same_read_is_drawn_again() -> None:
    for at in range(200):
        assert record(at, personal=True).sampled == record(at, personal=True).sampled


def test_the_record_has_every_column_of_its_kind_and_fills_who_when_what_why() -> None:
    [kind] = [kind for kind in base_kinds() if kind.id == "audit"]
    data = record(5, personal=True).data()
    assert set(data) == set(kind.fields)
    wanted = {"at": 5, "actor": "wang", "purpose": "call-handling", "matter": "c1", "rows": 1}
    assert wanted.items() <= data.items()
