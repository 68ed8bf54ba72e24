"""Law 5 and 7 of the design: everything held says why, until when, on what basis and whose."""

from __future__ import annotations

import re

import pytest

from anlan.govern.purposes import PURPOSES
from anlan.packs.loader import installed, kinds_with
from anlan.packs.words import wrong_words
from anlan.standards.codes import base_codes
from anlan.standards.kinds import RecordKind

PACKS = installed()
KINDS = list(kinds_with(PACKS))
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)


@each_kind
def test_a_kind_has_purpose_owner_basis_and_retention(kind: RecordKind) -> None:
    assert kind.purpose
    assert set(kind.purpose) <= set(PURPOSES)
    assert kind.owner.strip()
    assert kind.legal_basis.strip()
    assert kind.retention.basis.strip()
    assert 1 <= kind.retention.days <= 36_600
    assert kind.retention.counted_from in kind.fields


@each_kind
def test_a_field_names_known_purposes(kind: RecordKind) -> None:
    for name, field in kind.fields.items():
        assert set(field.purpose) <= set(PURPOSES), name


@each_kind
def test_titles_are_in_both_languages(kind: RecordKind) -> None:
    assert [str(error) for error in wrong_words(kind)] == []


def test_code_tables_are_in_both_languages() -> None:
    for table in base_codes():
        for code in (table, *table.codes.values()):
            assert re.search(r"[\u4e00-\u9fff]|^\d+$", code.title.zh), (table.id, code.title)
            assert re.search(r"[A-Za-z0-9]", code.title.en), (table.id, code.title)


def test_every_code_field_has_its_table() -> None:
    tables = {table.id for table in base_codes()} | {t for pack in PACKS for t in pack.codes}
    missing = {
        (kind.id, name, field.codes)
        for kind in KINDS
        for name, field in kind.fields.items()
        if field.codes is not None and field.codes not in tables
    }
    assert missing == set()


def test_every_model_says_its_limits_error_and_review_date() -> None:
    for pack in PACKS:
        for model in pack.models.values():
            for text in (model.owner, model.legal_basis, model.limits.en, model.known_error.en):
                assert text.strip(), model.id
            assert model.purpose in PURPOSES, model.id
