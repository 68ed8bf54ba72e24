"""cli.md: every command, as its own `--help` tells it."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from typing import Any

import typer.main

from anlan.cli.__main__ import app, main
from reference import MADE


def page() -> str:
    parts = [MADE, "# The command line 命令行\n"]
    for path in command_paths():
        parts += [f"## {' '.join(['anlan', *path])}\n", "```text", _help(path), "```\n"]
    return "\n".join(parts)


def command_paths() -> list[list[str]]:
    """Every group and command, each as the words after `anlan`."""
    return list(_walk(typer.main.get_command(app), []))


def _walk(command: Any, path: list[str]) -> Iterator[list[str]]:
    yield path
    for name, child in getattr(command, "commands", {}).items():
        yield from _walk(child, [*path, name])


def _help(path: list[str]) -> str:
    os.environ.update(COLUMNS="96", NO_COLOR="1", TERMINAL_WIDTH="96")
    os.environ.pop("ANLAN_HOME", None)
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        main([*path, "--help"])
    return "\n".join(line.rstrip() for line in text.getvalue().strip().splitlines())
