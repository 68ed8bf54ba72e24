"""Declarations: every error says file, line and column; nothing makes a traceback."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from anlan.standards.declaration import LARGEST, parse_declaration, read_declaration
from anlan.standards.errors import AnlanError, BadDeclaration, NotFound
from anlan.standards.kinds import RecordKind
from tests.han import told_in_chinese

WHOLE = """\
id: lamp
title: {zh: 路灯, en: lamp}
subject: asset
owner: works
purpose: [stewardship]
legal_basis: law
retention: {days: 30, counted_from: seen, basis: law}
time: seen
fields:
  seen: {title: {zh: 时间, en: seen}, type: time}
"""


def _refused(text: str) -> BadDeclaration:
    with pytest.raises(BadDeclaration) as caught:
        parse_declaration(text, RecordKind, place="lamp.yaml")
    assert told_in_chinese(caught.value), caught.value.what.zh
    return caught.value


def test_a_whole_one_is_read() -> None:
    kind = parse_declaration(WHOLE, RecordKind, place="lamp.yaml")
    assert (kind.id, kind.retention.days, list(kind.fields)) == ("lamp", 30, ["seen"])


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("days: 30", "days: '30'", "7:13", "integer"),
        ("days: 30", "days: 0", "7:13", "greater"),
        ("days: 30", "days: 1.5", "7:13", "integer"),
        ("subject: asset", "subject: person", "3:1", "subject"),
        ("owner: works", "owner: 5", "4:1", "string"),
        ("owner: works", "owner: [works]", "4:1", "string"),
        ("purpose: [stewardship]", "purpose: []", "5:1", "at least 1"),
        ("purpose: [stewardship]", "purpose: [stewardship, 7]", "5:24", "string"),
        ("title: {zh: 路灯, en: lamp}", "title: {zh: 路灯}", "2:1", "title.en"),
        ("owner: works", "owner: works\ncolour: red", "5:1", "colour"),
        ("owner: works", "owner: works\nowner: other", "5:1", "duplicate"),
        ("type: time}", "type: instant}", "10:37", "type"),
        ("type: time}", "type: time, colour: red}", "10:49", "colour"),
        ("purpose: [stewardship]", "purpose: [stewardship", "6:12", "not YAML"),
        ("owner: works", "\towner: works", "4:1", "not YAML"),
    ],
)
def test_an_error_names_line_and_column(old: str, new: str, place: str, says: str) -> None:
    error = _refused(WHOLE.replace(old, new, 1))
    assert error.place == f"lamp.yaml:{place}"
    assert says in error.problem


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("days: 30", "days: 0", "retention.days：应不小于 1"),
        ("owner: works\n", "", "owner：缺少这一项"),
        ("days: 30", "days: '30', colour: red", "（另有 1 处）"),
        ("owner: works", "owner: works\nowner: other", "键 owner 写了两次"),
        ("owner: works", "\towner: works", "用空格，不用制表符"),
        ("purpose: [stewardship]", "purpose: [stewardship", "括号没有合上"),
        ("owner: works", "owner: a: b", "不能再写“键: 值”"),
        ("owner: works", "owner: *works", "没有定义的 *works"),
        ("owner: works", "owner: 'works", "引号没有合上"),
        ("owner: works", "owner: !my!own works", "以 ! 开头的标签"),
    ],
)
def test_an_error_is_said_in_chinese(old: str, new: str, says: str) -> None:
    assert says in _refused(WHOLE.replace(old, new, 1)).what.zh


def test_a_missing_key_is_named() -> None:
    error = _refused(WHOLE.replace("owner: works\n", ""))
    assert "owner" in error.problem
    assert str(error.place).startswith("lamp.yaml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("# only a comment\n", "empty"),
        ("just words", "object"),
        ("- a\n- b\n", "object"),
        ("id: 99999999999999999999999\n", "64-bit"),
        ("id: lamp\n---\nid: lamp\n", "another document"),
        ("id: \x00\n", "not YAML"),
        ("&a [*a]", "too deep"),
        ("id: &a {b: *a}", "too deep"),
        ("[" * 5_000, "too deep"),
        ("a: " + "{b: " * 60 + "1" + "}" * 60, "too deep"),
    ],
)
def test_what_is_no_declaration_is_said_plainly(text: str, says: str) -> None:
    error = _refused(text)
    assert says in error.problem
    assert str(error.place).startswith("lamp.yaml")


def test_a_few_lines_cannot_mean_billions_of_values() -> None:
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
    )
    assert "too many values" in _refused(bomb).problem


def test_a_tag_of_a_programming_language_makes_nothing() -> None:
    _refused("!!python/object/apply:os.system ['true']\n")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "byte 0"),
        (b"ok: \x9c", "byte 4"),
        (b"#" * (LARGEST + 1), "large"),
    ],
)
def test_a_file_that_is_no_text_is_said_plainly(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "lamp.yaml"
    path.write_bytes(content)
    with pytest.raises(BadDeclaration, match=says) as caught:
        read_declaration(path, RecordKind)
    assert caught.value.place == str(path)
    assert told_in_chinese(caught.value)


def test_a_missing_file_and_a_folder_are_said_plainly(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(NotFound) as caught:
            read_declaration(path, RecordKind)
        assert caught.value.place == str(path)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.text("{}[]:&*!|>'\"#-?,\n\t %@`a1\x00é", max_size=4))
def test_no_slip_of_the_pen_is_a_defect_of_ours(at: int, slip: str) -> None:
    with contextlib.suppress(AnlanError):  # and nothing else
        parse_declaration(WHOLE[:at] + slip + WHOLE[at + 1 :], RecordKind, place="lamp.yaml")
