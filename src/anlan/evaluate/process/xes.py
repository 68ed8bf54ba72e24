"""XES event logs (IEEE 1849), packed or plain."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO
from xml.sax.saxutils import unescape

import numpy as np

from anlan.evaluate.process import scan
from anlan.evaluate.process.keys import Asked, Keys, check_lawful, department_among, names_people
from anlan.evaluate.process.log import Gathered
from anlan.evaluate.process.parse import of_traces, parse_xes
from anlan.ingest.opening import opened

BLOCK = 4 << 20
"""Bytes scanned at a time."""
LONGEST = 16 << 20
"""Bytes of one tag or comment; a longer one is left to the parser."""
_DECLARATION = re.compile(rb"\s*<\?xml\b[^>]*\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_EVENT = re.compile(rb"<event>.*?</event>", re.DOTALL)
_NAMED = re.compile(rb"<\w+\s[^<>]*?key\s*=\s*[\"']([^\"'<&]+)[\"']")
_ENTITY = re.compile(r"&(#x?[0-9A-Fa-f]+|\w+);?")
_KNOWN = {"&quot;": '"', "&apos;": "'"}


def read_xes(path: Path, asked: Asked, *, plainly: bool = False) -> tuple[Gathered, Keys]:
    """The events of an XES file and the attributes they were told by.

    `plainly` leaves out the scanner. BadInput when the file is no XES.
    """
    check_lawful(asked)
    keys = _keys(path, asked)
    if not plainly and (found := _scanned(path, keys)) is not None:
        return found, keys
    with opened(path) as stream:
        return parse_xes(stream, keys, str(path)), keys


def _keys(path: Path, asked: Asked) -> Keys:
    """The attributes of the log; its departments are looked for among its first events."""
    with opened(path) as stream:
        head = stream.read(BLOCK)
    events = b"".join(_EVENT.findall(head)) or head
    there = {name.decode("utf-8", "replace") for name in _NAMED.findall(events)}
    if asked.department is not None and not names_people(asked.department):
        there.add(asked.department)  # later events may have what the first have not
    department, note = department_among(asked.department, there)
    return Keys(
        asked.case or "concept:name",
        asked.activity or "concept:name",
        asked.time or "time:timestamp",
        department,
        note,
    )


def _scanned(path: Path, keys: Keys) -> Gathered | None:
    """What the scanner makes of the file; None when it is in doubt."""
    with opened(path) as stream:
        head = stream.read(BLOCK)
        declared = _DECLARATION.match(head.removeprefix(b"\xef\xbb\xbf"))
        encoding = _ENCODING.search(declared.group()) if declared else None
        if encoding and encoding.group(1).lower() not in (b"utf-8", b"us-ascii", b"ascii"):
            return None
        rest = head.removeprefix(b"\xef\xbb\xbf")[declared.end() if declared else 0 :]
        return _Scanner(keys).read(rest, stream)


class _Scanner:
    """The buffers of the scanner, grown between blocks."""

    def __init__(self, keys: Keys) -> None:
        wanted = [name.encode() for name in (keys.case, keys.activity, keys.time)]
        wanted.append(keys.department.encode() if keys.department else b"\0")
        self.lengths = np.array([len(name) for name in wanted], np.int64)
        self.keys = np.zeros((4, self.lengths.max()), np.uint8)
        for row, name in enumerate(wanted):
            self.keys[row, : len(name)] = np.frombuffer(name, np.uint8)
        self.stack = np.zeros((scan.DEEPEST, 2), np.int64)
        self.state = np.zeros(scan.STATES, np.int64)
        self.state[scan.BAD_TIME] = -1
        self.slots = np.full(1 << 12, -1, np.int32)
        self.ends = np.zeros(0, np.int64)
        self.pool = np.zeros(0, np.uint8)
        self.events: list[np.ndarray] = []
        self.traces: list[np.ndarray] = []

    def read(self, rest: bytes, stream: IO[bytes]) -> Gathered | None:
        """All blocks; None in doubt."""
        while True:
            if len(rest) > LONGEST or not self._block(np.frombuffer(rest, np.uint8)):
                return None
            rest = rest[self.state[scan.POSITION] :]
            more = stream.read(BLOCK)
            if not more:
                break
            rest += more
        if rest.strip() or self.state[scan.DEPTH] != 0 or not self.stack[0, 0]:
            return None
        return self._gathered()

    def _block(self, text: np.ndarray) -> bool:
        self._make_room(len(text))
        events = np.empty((len(text) // 8 + 1, 5), np.int64)
        traces = np.empty(len(text) // 8 + 1, np.int32)
        seen = int(self.state[scan.TRACES])
        scan.scan(
            text, self.keys, self.lengths, self.stack, self.state, self.slots, self.ends,
            self.pool, events, traces,
        )  # fmt: skip
        self.events.append(events[: self.state[scan.EVENTS]].copy())
        self.traces.append(traces[: self.state[scan.TRACES] - seen].copy())
        return not self.state[scan.DOUBT]

    def _make_room(self, length: int) -> None:
        """For every name a block of this length can bring: a named element has 16 bytes."""
        names, used = int(self.state[scan.NAMES]), int(self.state[scan.POOL])
        most = names + length // 16 + 1
        self.ends = _grown(self.ends, most)
        self.pool = _grown(self.pool, used + length)
        if len(self.slots) < 2 * most:
            self.slots = np.full(1 << (4 * most).bit_length(), -1, np.int32)
            scan.place_again(self.slots, self.ends, self.pool, names)

    def _gathered(self) -> Gathered | None:
        names = self._names()
        if names is None:
            return None
        events, traces = np.concatenate(self.events), np.concatenate(self.traces)
        same, table = _same(names)
        bad = int(self.state[scan.BAD_TIME])
        return of_traces(
            same,
            events[:, 0].astype(np.int32),
            table[traces],
            (table[events[:, 1]], events[:, 2], events[:, 4] != 0, table[events[:, 3]]),
            names[bad] if bad >= 0 else None,
        )

    def _names(self) -> list[str] | None:
        """The names as text; None when they are not UTF-8 or use an entity of their own."""
        ends = self.ends[: self.state[scan.NAMES]].tolist()
        pool = self.pool.tobytes()
        try:
            names = [pool[a:b].decode() for a, b in zip([0, *ends], ends, strict=False)]
        except UnicodeDecodeError:
            return None
        for number, name in enumerate(names):
            if "&" in name:
                if not _plain_entities(name):
                    return None
                names[number] = unescape(name, _KNOWN)
        return names


def _plain_entities(name: str) -> bool:
    """Whether every `&` begins one of the five entities XML has by itself."""
    named = {"amp", "lt", "gt", "quot", "apos"}
    found = _ENTITY.findall(name)
    return (
        name.count("&") == len(found)
        and set(found) <= named
        and not re.search(r"&\w+(?!\w|;)", name)
    )


def _same(names: list[str]) -> tuple[list[str], np.ndarray]:
    """Names once each, and the new number of every old one; −1 stays."""
    numbers: dict[str, int] = {}
    table = [numbers.setdefault(name, len(numbers)) for name in names]
    return list(numbers), np.array([*table, -1], np.int32)


def _grown(array: np.ndarray, length: int) -> np.ndarray:
    if len(array) >= length:
        return array
    grown = np.zeros(max(length, len(array) * 3 // 2), array.dtype)
    grown[: len(array)] = array
    return grown
