"""The help teaches: every command says what it does in both languages and shows an example that
is a real command line."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest
import typer.main

from anlan.cli.__main__ import app, main

ROOT: Any = typer.main.get_command(app)


def _commands(command: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    below = getattr(command, "commands", {})
    found = [] if below else [(path, command)]
    for name, child in below.items():
        found += _commands(child, (*path, name))
    return found


COMMANDS = dict(_commands(ROOT))
OF_TABLES = "score import"
WITHOUT_A_DEPLOYMENT = {("account", "roles"), *(("index", name) for name in OF_TABLES.split())}
names = pytest.mark.parametrize("path", COMMANDS, ids=" ".join)


def test_every_promised_command_is_there() -> None:
    promised = (
        "init ingest models findings tasks calls index journal pack serve demo status account kinds"
    )
    assert set(promised.split()) <= {path[0] for path in COMMANDS}


@names
def test_help_speaks_both_languages(path: tuple[str, ...]) -> None:
    assert re.search(r"[\u4e00-\u9fff]", COMMANDS[path].help)
    assert re.search(r"[A-Za-z]{3}", COMMANDS[path].help)


@names
def test_help_shows_a_command_line_that_exists(path: tuple[str, ...]) -> None:
    examples = re.findall(
        r"^\s*(?:\w[\w ]*\| )?(anlan [^\n]+?)(?: {2,}.*)?$", COMMANDS[path].help, re.M
    )
    assert any(line.split()[1 : 1 + len(path)] == list(path) for line in examples)
    for line in examples:
        _parses(shlex.split(line)[1:])


def _parses(words: list[str]) -> None:
    command = ROOT
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    options = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


@names
def test_commands_that_print_data_print_json_and_take_home(path: tuple[str, ...]) -> None:
    options = {name for parameter in COMMANDS[path].params for name in parameter.opts}
    if path not in WITHOUT_A_DEPLOYMENT:
        assert "--home" in options
    if path not in {("serve",), ("demo",)}:
        assert "--json" in options


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert re.fullmatch(r"anlan \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_wrong_usage_is_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["findings", "list", "--no-such-option"]) == 2
    assert main(["no-such-command"]) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert "--no-such-option" in seen.err
