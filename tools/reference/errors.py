"""errors.md: the families of errors, their exit codes and HTTP codes."""

from __future__ import annotations

from anlan.standards.errors import AnlanError
from reference import MADE, table


def page() -> str:
    families = sorted([AnlanError, *AnlanError.__subclasses__()], key=lambda f: f.exit_code)
    rows: list[list[object]] = [
        [each.exit_code, f"`{each.code}`", (each.__doc__ or "").split("\n\n")[0]]
        for each in families
    ]
    rows += [
        [2, "", "Wrong usage of the command line; `--help` shows the right one."],
        [70, "", "A defect of ours; `ANLAN_DEBUG=1` prints what to report."],
        [130, "", "Stopped with Ctrl-C; nothing half-done is kept."],
    ]
    intro = (
        "Every error says where, what value, why, and the way out. With `--json` the error is "
        "the one JSON object on stdout: `error, problem, place, value, way_out`. Over HTTP it is "
        "`application/problem+json` (RFC 9457) with the same code, and with `detail_zh` and "
        "`way_out_zh` beside `detail` and `way_out`.\n\n"
        "What is wrong with a declaration is said in Chinese and English: the portal shows the one "
        "of the page, the command line that of the terminal. An error nobody has said in Chinese "
        "is English in both.\n"
    )
    head = "# Errors and exit codes 错误与退出码\n"
    return "\n".join([MADE, head, intro, table(["exit", "code", "meaning"], sorted(rows))])
