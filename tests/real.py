"""Where the real public data lies, when it lies here at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared"


def shared(path: str) -> Path:
    """A file of the shared folder; the test is skipped where there is none."""
    file = Path(os.environ.get("ANLAN_SHARED", _BESIDE)) / path
    if not file.exists():
        pytest.skip(f"needs the real data {path}; set ANLAN_SHARED to the folder that holds it")
    return file


def shared_data(path: str) -> Path:
    """A real public data set."""
    return shared(f"data/{path}")
