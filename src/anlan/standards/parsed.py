"""YAML that was parsed before: thousands of declarations are read in a second, not in a minute.

Kept in a file beside a deployment, by the digest of each text. It holds plain trees as JSON, which
are checked against their shape like any other; who can write it can write the packs beside it. It
may be deleted at any time, and one that cannot be read is made anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

import orjson

FORMAT = "1"
"""Raise it whenever the same text is to give another tree."""


class Parsed:
    """The trees of one file: those there were, and those that were asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, str] = {}
        with suppress(OSError, orjson.JSONDecodeError):
            found = orjson.loads(path.read_bytes())
            self._known = found if isinstance(found, dict) else {}
        self._asked: dict[str, str] = {}

    def tree(self, text: str, parse: Callable[[], bytes]) -> bytes:
        """The tree of a text, as JSON."""
        digest = hashlib.sha256(f"{FORMAT}\n{text}".encode()).hexdigest()
        known = self._known.get(digest)
        self._asked[digest] = known if isinstance(known, str) else parse().decode()
        return self._asked[digest].encode()

    def save(self) -> None:
        """Keep what was asked for this time. Where nothing can be written, nothing is kept."""
        if self._asked == self._known:
            return
        beside = self._path.with_name(f"{self._path.name}.new")
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(orjson.dumps(self._asked))
            beside.replace(self._path)


_PARSED: ContextVar[Parsed | None] = ContextVar("parsed", default=None)


@contextmanager
def remembering(path: Path) -> Iterator[None]:
    """Declarations that are read meanwhile are looked up in a file, and kept there."""
    parsed = Parsed(path)
    token = _PARSED.set(parsed)
    try:
        yield
        parsed.save()
    finally:
        _PARSED.reset(token)


def tree_of(text: str, parse: Callable[[], bytes]) -> bytes:
    """The tree of a YAML text as JSON, from memory where it is remembered."""
    parsed = _PARSED.get()
    return parse() if parsed is None else parsed.tree(text, parse)
