"""The tutorial does what it says: its files are saved, its commands run, its output compared."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"
PORT = "8655"
VOLATILE = re.compile(
    r"(?P<id>[FT]-[0-9a-f]{24}|calls-[0-9a-f]{10}(?=-\d))"
    r"|(?P<day>\d{4}-\d{2}-\d{2})(?P<time>T[\d:.]+[+-]\d{2}:\d{2})?"
    r"|(?<=position )\d+|(?P<any>…)|\s+"
)
DAY, TIME, NUMBER = r"\d{4}-\d{2}-\d{2}", r"T[\d:.]+[+-]\d{2}:\d{2}", r"\d+"


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the word behind it, its text."""

    language: str
    name: str
    text: str


@dataclass
class Reader:
    """Somebody who walks through the page in a folder of their own."""

    folder: Path
    port: str
    learnt: dict[str, str] = field(default_factory=dict)
    said: str = ""

    def read(self, block: Block) -> None:
        match block:
            case Block("text"):
                self.compare(block.text)
            case Block("sh"):
                self.said += self.run(block.text)
            case _:
                (self.folder / block.name).write_text(self.mine(block.text), "utf-8")

    def run(self, commands: str) -> str:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.mine(commands)],
            cwd=self.folder,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
        return done.stdout

    def mine(self, text: str) -> str:
        """The text with my ids and my port in the place of the page's."""
        for shown, real in {PORT: self.port, **self.learnt}.items():
            text = text.replace(shown, real)
        return text

    def compare(self, shown: str) -> None:
        """Every line shown was said, in this order; ids are learnt from it."""
        rest = self.said.splitlines()
        for line in shown.splitlines():
            if line.strip() == "…":
                continue
            pattern, names = pattern_of(line)
            while rest and not (found := pattern.match(rest[0])):
                rest.pop(0)
            assert rest, f"the page shows, and nobody said:\n{line}\nSaid:\n{self.said}"
            rest.pop(0)
            for name, real in zip(names, found.groups(), strict=True):
                assert self.learnt.setdefault(name, real) == real
        self.said = ""


def pattern_of(line: str) -> tuple[re.Pattern[str], list[str]]:
    """What a line of the page matches, and the ids in it, a group each."""
    made, names, at = [r"\s*"], [], 0
    for found in VOLATILE.finditer(line.strip()):
        made.append(re.escape(line.strip()[at : found.start()]))
        at = found.end()
        token = found.group()
        if found["id"]:
            names.append(token)
            kind = token[: token.index("-") + 1]
            made.append(f"({kind}[0-9a-f]+)")
        elif found["any"]:
            made.append(".*")
        elif token.isspace():
            made.append(r"\s*")
        elif found["day"]:
            made.append(DAY + TIME if found["time"] else DAY)
        else:
            made.append(NUMBER)
    made.append(re.escape(line.strip()[at:]) + r"\s*$")
    return re.compile("".join(made)), names


def environment() -> dict[str, str]:
    bin = str(Path(sys.executable).parent)
    path = f"{bin}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}


def blocks() -> list[Block]:
    found = re.findall(r"^```(\w+) ?([^\n]*)\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    setting_up, *others = [Block(*each) for each in found]
    assert ".venv/bin/activate" in setting_up.text
    return others


@contextmanager
def serving(command: str, folder: Path, port: str) -> Iterator[None]:
    """The portal of the second terminal, stopped with Ctrl-C."""
    words = command.split()
    server = subprocess.Popen(words, cwd=folder, env=environment(), stderr=subprocess.PIPE)
    try:
        until = time.monotonic() + 60
        while not answers(int(port)):
            assert server.poll() is None, "the portal did not start"
            assert time.monotonic() < until, "the portal did not answer in a minute"
            time.sleep(0.2)
        yield
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0


def answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> str:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return str(listening.getsockname()[1])


@pytest.mark.skipif(os.name == "nt", reason="the page is written for a POSIX shell")
def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    reader = Reader(tmp_path, free_port())
    walk = blocks()
    second = next(i for i, block in enumerate(walk) if block.name == "serve")
    worked = next(i for i, block in enumerate(walk) if i > second and block.language == "text")
    for block in walk[:second]:
        reader.read(block)
    with serving(reader.mine(walk[second].text), tmp_path, reader.port):
        for block in walk[second + 1 : worked + 1]:
            reader.read(block)
    for block in walk[worked + 1 :]:
        reader.read(block)
    assert not reader.said, "output the page does not show anything of"


def test_the_comparison_can_fail() -> None:
    pattern, names = pattern_of("F-b757015cfb6962072fdb4cb2  tasked … broken at position 14: …")
    assert names == ["F-b757015cfb6962072fdb4cb2"]
    assert pattern.match("F-000000000000000000000000 tasked or so broken at position 7: changed")
    assert not pattern.match("F-000000000000000000000000 open or so broken at position 7: changed")


def test_a_reader_notices_what_was_not_said_and_an_id_that_changes(tmp_path: Path) -> None:
    shown, other = "T-b757015cfb6962072fdb4cb2", "T-" + "0" * 24
    reader = Reader(tmp_path, PORT, said=f"{other} open\n{other} done\n")
    reader.compare(f"{shown} open\n{shown}  done")
    assert reader.mine(f"tasks show {shown}") == f"tasks show {other}"
    for said in (f"{other} open\n", f"T-{'1' * 24} verified\n"):
        reader.said = said
        with pytest.raises(AssertionError):
            reader.compare(f"{shown} verified")
