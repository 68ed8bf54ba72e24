"""Compiled code that is kept on disk is that of the sources that are there."""

from __future__ import annotations

import os
from pathlib import Path

from anlan.detect.fast import compiled


def test_code_older_than_any_source_is_thrown_away(tmp_path: Path) -> None:
    sources = Path(compiled.__file__).parent.glob("*.py")
    changed = max(source.stat().st_mtime for source in sources)
    for name, age in (("old.nbi", -1), ("old.1.nbc", -1), ("new.nbi", 1), ("old.pyc", -1)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (changed + age, changed + age))
    compiled.forget_older(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.nbi", "old.pyc"]
