"""Law 1 and 2 of the design: no column, table, route, model or page for faces, gait, voice,
plates, device or person trajectories, person scores, watch-lists or person-to-person graphs;
no kind, key or finding about a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from anlan.packs.loader import installed, kinds_with
from anlan.packs.words import titles
from anlan.standards.kinds import DataClass, FieldType, Subject
from anlan.standards.lawful import FORBIDDEN, forbidden_word
from anlan.store import accounts
from anlan.store.schema import metadata, view_table
from anlan.web.app import ROUTERS
from tests.laws.repository import ROOT, SOURCE

PACKS = installed()
KINDS = kinds_with(PACKS)


def names_of_kinds() -> Iterator[str]:
    for kind in KINDS:
        yield from (kind.id, kind.title.zh, kind.title.en)
        for name, field in kind.fields.items():
            yield from (name, field.title.zh, field.title.en)


def names_of_tables() -> Iterator[str]:
    assert accounts.account.metadata is metadata
    tables = [*metadata.tables.values()]
    tables += [view_table(kind, type(metadata)()) for kind in KINDS]
    for table in tables:
        yield table.name
        yield from (column.name for column in table.columns)


def names_of_migrations() -> Iterator[str]:
    for file in (SOURCE / "store" / "migrations" / "versions").glob("*.py"):
        yield file.stem
        yield from re.findall(r"[\"']([^\"']+)[\"']", file.read_text("utf-8"))


def names_of_models() -> Iterator[str]:
    for pack in PACKS:
        for model in pack.models.values():
            yield from (model.id, model.named, model.purpose)
            for where, title in titles(model):
                if where in ("title", "about", "because"):
                    yield from (title.zh, title.en)


def names_of_declarations() -> Iterator[str]:
    for pack in PACKS:
        for folder in ("flows", "standards", "frameworks", "triage", "profiles", "mappings"):
            for declared in getattr(pack, folder).values():
                yield from (declared.id, declared.title.zh, declared.title.en)
        for framework in pack.frameworks.values():
            for _, node in framework.walk():
                yield from (node.id, node.title.zh, node.title.en)


def names_of_routes() -> Iterator[str]:
    for router in ROUTERS:
        for route in router.routes:
            yield from (route.path, route.name)


def names_of_pages() -> Iterator[str]:
    for file in (ROOT / "portal" / "src").rglob("*.ts*"):
        yield str(file.relative_to(ROOT / "portal"))
        text = file.read_text("utf-8")
        yield from re.findall(r"\b(?:path|to)[:=]\s*\{?[\"'`]([^\"'`]+)", text)


SOURCES = {
    each.__name__: each
    for each in (
        names_of_kinds,
        names_of_tables,
        names_of_migrations,
        names_of_models,
        names_of_declarations,
        names_of_routes,
        names_of_pages,
    )
}


@pytest.mark.parametrize("source", SOURCES)
def test_no_name_says_what_this_platform_never_holds(source: str) -> None:
    names = set(SOURCES[source]())
    assert len(names) >= 5, "the scan saw nothing"
    assert {name: word for name in sorted(names) if (word := forbidden_word(name))} == {}


def test_the_scan_knows_every_forbidden_thing() -> None:
    for word in FORBIDDEN:
        assert forbidden_word(f"x_{word}_y" if word.isascii() else f"某{word}表") is not None
    assert forbidden_word("callerFaceId") == "face"
    assert forbidden_word("surface template interface") is None


def test_there_is_no_subject_person() -> None:
    assert not [subject for subject in Subject if "person" in subject or "people" in subject]


def test_no_personal_field_is_a_key_or_searchable() -> None:
    personal = [
        (kind.id, name, field)
        for kind in KINDS
        for name, field in kind.fields.items()
        if field.data_class.rank >= DataClass.PERSONAL.rank or field.type is FieldType.PSEUDONYM
    ]
    assert personal
    assert [(k, n) for k, n, field in personal if field.key_of or field.index] == []


def test_every_model_is_about_an_allowed_subject() -> None:
    models = [model for pack in PACKS for model in pack.models.values()]
    assert models
    for model in models:
        assert KINDS[model.source].fields[model.named].key_of in set(Subject), model.id
