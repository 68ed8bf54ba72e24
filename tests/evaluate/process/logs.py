"""Small event logs as XES and as CSV, for the tests of process maps."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

Event = tuple[str, str, str]
"""Activity, time, department; an empty text is left out."""
Case = tuple[str, Sequence[Event]]

FINES: tuple[Case, ...] = (
    ("a", (("write", "2026-01-01T08:00:00Z", "desk"), ("pay", "2026-01-03T08:00:00Z", "bank"))),
    ("b", (("write", "2026-01-01T09:00:00Z", "desk"), ("pay", "2026-01-01T11:00:00Z", "bank"))),
    (
        "c",
        (
            ("write", "2026-02-01T00:00:00+08:00", "desk"),
            ("appeal", "2026-02-02T00:00:00+08:00", ""),
            ("pay", "2026-02-04T00:00:00+08:00", "bank"),
            ("pay", "2026-02-04T12:00:00+08:00", "bank"),
        ),
    ),
)


def xes(path: Path, cases: Iterable[Case], *, before: str = "", within: str = "") -> Path:
    """An XES file; `before` stands before the root element, `within` in every event."""
    parts = [f"<?xml version='1.0' encoding='UTF-8'?>\n{before}<log xes.version='1.0'>\n"]
    for case, events in cases:
        parts.append(f"\t<trace><string key='concept:name' value={quoteattr(case)}/>\n")
        for activity, time, department in events:
            parts.append(f"<event>{within}")
            named = (
                ("string", "concept:name", activity),
                ("date", "time:timestamp", time),
                ("string", "org:group", department),
            )
            parts.extend(
                f'<{tag} key="{key}" value={quoteattr(value)}/>'
                for tag, key, value in named
                if value
            )
            parts.append("</event>\n")
        parts.append("</trace>\n")
    path.write_text("".join(parts) + "</log>\n", encoding="utf-8")
    return path


def table(path: Path, cases: Iterable[Case]) -> Path:
    """The same events as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("case_id", "activity", "timestamp", "department"))
        for case, events in cases:
            writer.writerows((case, *event) for event in events)
    return path
