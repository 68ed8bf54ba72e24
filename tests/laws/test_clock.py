"""Nobody reads the wall clock: whoever needs the time is handed a clock."""

from __future__ import annotations

import ast

from tests.laws.repository import SOURCE, python_files, shown

THE_CLOCK = SOURCE / "standards" / "time.py"
WALL = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
}


def test_only_standards_time_reads_the_wall_clock() -> None:
    reads = [
        f"{shown(path)}:{node.lineno}"
        for path in python_files()
        if path != THE_CLOCK
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name | ast.Attribute)
        and (_last(node.func.value), node.func.attr) in WALL
    ]
    assert reads == []


def _last(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr
