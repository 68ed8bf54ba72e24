"""The files of this repository, as the laws look at them."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "anlan"

_NOT_TEXT = {".png", ".jpg", ".webp", ".woff", ".woff2", ".xlsx", ".parquet", ".gz", ".zip"}


@cache
def python_files() -> list[Path]:
    """Every Python file of the product."""
    return sorted(SOURCE.rglob("*.py"))


@cache
def tracked_files() -> list[Path]:
    """Every text file under version control, with those about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    files = [ROOT / name for name in listed.split("\0") if name]
    return [file for file in files if file.is_file() and file.suffix not in _NOT_TEXT]


def shown(path: Path) -> str:
    """A path as a failure names it."""
    return str(path.relative_to(ROOT))
