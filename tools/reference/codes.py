"""codes.md: every code table."""

from __future__ import annotations

from anlan.standards.codes import CodeTable, base_codes
from reference import MADE, table


def page() -> str:
    tables = sorted(base_codes(), key=lambda each: each.id)
    intro = (
        "A code may have a parent; a condition on a code holds for those below it too. A "
        "deployment or a pack replaces a table by declaring one with the same id.\n"
    )
    return "\n".join([MADE, "# Code tables 代码表\n", intro, *map(_section, tables)])


def _section(each: CodeTable) -> str:
    rows: list[list[object]] = [
        [f"`{name}`", code.title.zh, code.title.en, f"`{code.parent}`" if code.parent else ""]
        for name, code in each.codes.items()
    ]
    return "\n".join(
        [
            f"## {each.id}\n",
            f"{each.title.zh} · {each.title.en}, version {each.version}. Source: {each.source}\n",
            table(["code", "名称", "meaning", "below"], rows),
        ]
    )
