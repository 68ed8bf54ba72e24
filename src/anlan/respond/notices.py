"""Notices: one per record and stage, by their id."""

from __future__ import annotations

from anlan.respond.change import Row, created
from anlan.standards.time import Instant
from anlan.standards.title import Title
from anlan.store.facts import Fact


def notice(kind: str, about: Row, stage: str, recipient: str, text: Title, now: Instant) -> Fact:
    """The notice about a record at a stage; a second of the same stage has the same id."""
    data = {
        "sent": now,
        "about_kind": kind,
        "about": about["id"],
        "stage": stage,
        "recipient": recipient,
        "area": about.get("area"),
        "text_zh": text.zh,
        "text_en": text.en,
    }
    zone = about.get("tz") or "UTC"
    return created("notice", f"{about['id']}-{stage}", "notice.sent", now, data, zone=zone)
