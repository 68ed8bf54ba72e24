"""Declarations that were read before are not parsed again, and never believed blindly."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from anlan.standards import declaration
from anlan.standards.declaration import parse_declaration
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import Declaration
from anlan.standards.parsed import remembering

TEXT = "id: one\nversion: '1'\n"
OTHER = TEXT.replace("one", "two")


class Named(Declaration):
    id: str
    version: str


def read(text: str, path: Path) -> Named:
    with remembering(path):
        return parse_declaration(text, Named, place="one.yaml")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints" / "declarations.json"


def test_the_same_text_is_parsed_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read(TEXT, path)
    monkeypatch.setattr(declaration, "_quickly", lambda *_: pytest.fail("it was parsed again"))
    assert read(TEXT, path) == first


def test_another_text_is_another_declaration(path: Path) -> None:
    assert read(TEXT, path).id == "one"
    assert read(OTHER, path).id == "two"


def test_only_what_was_asked_for_the_last_time_is_kept(path: Path) -> None:
    read(TEXT, path)
    read(OTHER, path)
    assert len(orjson.loads(path.read_bytes())) == 1


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b'{"a": 1}'])
def test_a_file_that_cannot_be_read_is_made_anew(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert read(TEXT, path).id == "one"
    assert len(orjson.loads(path.read_bytes())) == 1


@pytest.mark.parametrize("spoilt", [1, "", "{", '{"id": "one", "colour": "red"}'])
def test_what_is_remembered_wrongly_is_parsed_again(path: Path, spoilt: object) -> None:
    read(TEXT, path)
    (digest,) = orjson.loads(path.read_bytes())
    path.write_bytes(orjson.dumps({digest: spoilt}))
    assert read(TEXT, path).id == "one"


def test_an_error_names_its_place_whether_or_not_it_is_remembered(path: Path) -> None:
    for _ in range(2):
        with pytest.raises(BadDeclaration, match="colour") as caught:
            read(TEXT + "colour: red\n", path)
        assert "one.yaml:3" in str(caught.value.place)


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert read(TEXT, blocked / "declarations.json").id == "one"
