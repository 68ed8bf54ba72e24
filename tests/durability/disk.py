"""A disk that may lose power: what a program did to its files, and what may be left of it.

The program runs under strace; its writes, syncs, renames and removals are read from the trace
with their content. What was synced by the moment of the power cut is there. Of what was not, any
part may be: none, all, some of the writes in any order, a write cut off at a sector. The same
holds for names, which are sure only once their folder was synced.

Not covered: a disk that says it synced and did not, sectors that rot, file systems that show
other content than zeros or what was written, memory mapped files (SQLite's -shm, which holds
nothing that is needed after a crash, is left out).
"""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CALLS = "openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,ftruncate"
SECTOR = 512
_LINE = re.compile(r"^(\d+) +(\w+)\((.*)\) += +(-?\d+)", re.DOTALL)
_HEX = re.compile(r"\\x([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Did:
    """One thing a program did: open (new or emptied), write, cut, sync, rename, remove, mark."""

    what: str
    path: str
    at: int = 0
    content: bytes = b""
    to: str = ""


def traced(command: Sequence[str], home: Path, marks: Path, trace: Path) -> list[Did]:
    """What a command did below `home`, in order; what it wrote to `marks` are the promises."""
    how = ["-f", "--seccomp-bpf", "-y", "-xx", "-s", "100000000", "-e", f"trace={CALLS}"]
    subprocess.run(["strace", *how, "-o", str(trace), *command], check=True)
    with trace.open(encoding="ascii") as lines:
        return list(_did(lines, str(home), str(marks)))


def _did(lines: Iterable[str], home: str, marks: str) -> Iterator[Did]:
    begun: dict[str, str] = {}
    for line in lines:
        process, _, rest = line.partition(" ")
        if rest.rstrip().endswith("<unfinished ...>"):
            begun[process] = rest.strip().removesuffix("<unfinished ...>")
            continue
        if "resumed>" in rest[:60]:
            rest = begun.pop(process) + rest.split("resumed>", 1)[1]
        found = _LINE.match(f"{process} {rest.strip()}")
        if found is None or int(found[4]) < 0:
            continue
        did = _one(found[2], found[3], rest)
        if did.path == marks and did.what == "write":
            yield Did("mark", marks, content=did.content)
        elif (did.path.startswith(home) or did.to.startswith(home)) and "-shm" not in did.path:
            yield did


def _one(call: str, words: str, line: str) -> Did:
    text = [bytes.fromhex("".join(_HEX.findall(each))) for each in re.findall(r'"([^"]*)"', words)]
    names = [_plain(each) for each in re.findall(r"<([^>]*)>", words)]
    last = words.rsplit(", ", 1)[-1]
    match call:
        case "openat":
            path = _plain(re.findall(r"<([^>]*)>", line)[-1])
            return Did("open" if "O_CREAT" in words else "look", path, int("O_TRUNC" in words))
        case "write":
            return Did("write", names[0], -1, text[0])
        case "pwrite64":
            return Did("write", names[0], int(last), text[0])
        case "ftruncate":
            return Did("cut", names[0], int(last))
        case "fsync" | "fdatasync":
            return Did("sync", names[0])
        case "rename" | "renameat" | "renameat2":
            return Did("rename", text[0].decode(), to=text[1].decode())
    return Did("remove", text[0].decode())


def _plain(text: str) -> str:
    return bytes.fromhex("".join(_HEX.findall(text))).decode() if "\\x" in text else text


@dataclass(eq=False)
class File:
    """What is on the disk for sure, and what was written since."""

    sure: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Where, and what; None cuts the file off there."""
    size: int = 0

    def left(self, pick: random.Random, share: float) -> bytes:
        """What a power cut may leave: about this share of what was not synced."""
        content = bytearray(self.sure)
        for at, written in self.since:
            if pick.random() >= share:
                continue
            if share < 1 and written is not None and pick.random() < 0.3:
                written = written[: pick.randrange(len(written) // SECTOR + 1) * SECTOR]
            _apply(content, at, written)
        return bytes(content)


def _apply(content: bytearray, at: int, written: bytes | None) -> None:
    if written is None:
        del content[at:]
        content.extend(bytes(at - len(content)))
        return
    content.extend(bytes(max(0, at - len(content))))
    content[at : at + len(written)] = written


class Disk:
    """The files of a folder while a program works on them."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.names: dict[str, File] = {}
        for path in home.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                self.names[str(path)] = File(bytearray(content), size=len(content))
        self._sure = dict(self.names)
        self._since: list[tuple[str, File | None]] = []
        """Names that were given or taken away since their folder was synced."""

    def do(self, did: Did) -> None:
        """Follow the program one step."""
        match did.what:
            case "open" if did.path not in self.names:
                self._name(did.path, File())
            case "open" if did.at:
                self._write(self.names[did.path], 0, None)
            case "write":
                file = self.names[did.path]
                self._write(file, file.size if did.at < 0 else did.at, did.content)
            case "cut":
                self._write(self.names[did.path], did.at, None)
            case "rename":
                file = self.names[did.path]
                self._name(did.path, None)
                self._name(did.to, file)
            case "remove":
                self._name(did.path, None)
            case "sync" if did.path in self.names:
                file = self.names[did.path]
                for at, written in file.since:
                    _apply(file.sure, at, written)
                file.since.clear()
            case "sync":
                synced = [each for each in self._since if str(Path(each[0]).parent) == did.path]
                self._since = [each for each in self._since if each not in synced]
                for name, file_or_none in synced:
                    _set(self._sure, name, file_or_none)

    def cut(self, into: Path, pick: random.Random, share: float) -> None:
        """What a power cut at this moment may leave, as files in another folder."""
        names = dict(self._sure)
        kept = next((n for n in range(len(self._since)) if pick.random() >= share), None)
        for name, file in self._since[:kept]:  # a folder's changes come in order
            _set(names, name, file)
        for name, file in names.items():
            path = into / Path(name).relative_to(self._home)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.left(pick, share))

    def _name(self, name: str, file: File | None) -> None:
        _set(self.names, name, file)
        self._since.append((name, file))

    def _write(self, file: File, at: int, written: bytes | None) -> None:
        file.since.append((at, written))
        file.size = at if written is None else max(file.size, at + len(written))


def _set(names: dict[str, File], name: str, file: File | None) -> None:
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file
