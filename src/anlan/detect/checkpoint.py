"""A file that is either the old one or the new one, never half of either."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

Part = bytes | memoryview


def write_whole(path: Path, content: Iterable[Part]) -> None:
    """Replace a file so that neither a crash nor a power cut leaves a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        for part in content:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_if_there(path: Path) -> bytes | None:
    """The content of a file; None when there is no such file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
