"""Every relative link of the documentation leads somewhere, every command in it exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main

from anlan.cli.__main__ import app

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")])
COMMANDS: Any = typer.main.get_command(app)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)", re.S)
FENCE = re.compile(r"^ *```.*?^ *```", re.M | re.S)
CODE = re.compile(r"`([^`\n]+)`")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@pages
def test_relative_links_resolve(page: Path) -> None:
    text = FENCE.sub("", page.read_text("utf-8"))
    broken = [link for link in LINK.findall(text) if not resolves(page, link)]
    assert not broken


@pages
def test_commands_named_exist(page: Path) -> None:
    unknown = [line for line in command_lines(page.read_text("utf-8")) if not exists(line)]
    assert not unknown


def test_every_page_is_in_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    named = {(index.parent / link).resolve() for link in LINK.findall(index.read_text("utf-8"))}
    listed = {p for p in PAGES if p.parent.name in {"how-to", "explanation"}}
    assert not listed - named


def test_what_is_wrong_is_seen() -> None:
    assert not resolves(ROOT / "README.md", "docs/no-such-page.md")
    assert not resolves(ROOT / "README.md", "docs/tutorial.md#no-such-heading")
    said = command_lines("Use `anlan findings run`, then\n```sh\nx && anlan models fly --hi\n```\n")
    assert said == ["models fly --hi", "findings run"]
    assert [exists(line) for line in said] == [False, True]
    assert [exists(f"status {option}") for option in ("--json", "--jsno")] == [True, False]


def resolves(page: Path, link: str) -> bool:
    """Whether a link leads to a file here, and to a heading in it; others are not looked at."""
    if re.match(r"[a-z]+:", link):
        return True
    name, _, heading = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists():
        return False
    return not heading or heading in anchors(target.read_text("utf-8"))


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def command_lines(text: str) -> list[str]:
    """What follows `anlan` wherever it stands as a command."""
    blocks = "\n".join(FENCE.findall(text))
    in_blocks = re.findall(r"(?:^|[|&;(]|\$) *(?:\S*/)?anlan ([a-z-][^\n|&;#]*)", blocks, re.M)
    in_text = [
        code.removeprefix("anlan ")
        for code in CODE.findall(FENCE.sub("", text))
        if code.startswith("anlan ")
    ]
    return [line.split("  ")[0].strip() for line in (*in_blocks, *in_text)]


def exists(line: str) -> bool:
    """Whether the command and its long options are ones the command line has."""
    words = [word.strip("'\"") for word in line.split()]
    command = COMMANDS
    while words and words[0].startswith("--"):
        words = words[1:] if words[0] in {"--version", "--help"} else words[2:]
    while words and getattr(command, "commands", None):
        named = words.pop(0).split("|")
        if not set(named) <= set(command.commands):
            return not re.match(r"[a-z]", named[0])
        command = command.commands[named[0]]
    known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    wanted = {word.partition("=")[0] for word in words if word.startswith("--")}
    return wanted <= known | {"--help"}
