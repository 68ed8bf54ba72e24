"""Opening an event log, whatever it is kept in."""

from __future__ import annotations

from pathlib import Path

from anlan.evaluate.process.keys import Asked
from anlan.evaluate.process.log import EventLog, arranged
from anlan.evaluate.process.table import read_csv
from anlan.evaluate.process.xes import read_xes
from anlan.ingest.opening import not_data, opened
from anlan.standards.errors import BadInput, NotFound
from anlan.standards.time import zone_named


def read_log(path: Path, asked: Asked | None = None, *, zone: str = "UTC") -> EventLog:
    """The event log in a file: XES or CSV, plain, gzip, bzip2, xz or zip.

    What a file is, is told by its first bytes. Times that name no zone are clock times of `zone`.
    NotFound or BadInput when there is no log in it; Refused when a person is to be the key.
    """
    asked = asked or Asked()
    zone_named(zone)
    with opened(path) as stream:
        head = stream.read(4096)
    if what := not_data(head):
        raise BadInput(f"this is {what}", place=str(path), way_out="give XES or CSV")
    marks = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    read = read_xes if marks.startswith((b"<", b"\0<")) else read_csv
    found, keys = read(path, asked)
    log = arranged(found, path.name, zone=zone, notes=(keys.note,) if keys.note else ())
    if asked.department and not log.departments:
        raise NotFound(
            "no event of the log has this attribute",
            place="--department",
            value=asked.department,
            way_out="name one that the events have, or leave it out",
        )
    return log
