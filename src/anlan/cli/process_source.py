"""Where `anlan process` takes its events from, and which of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from anlan.cli import show
from anlan.cli.options import Home, opened, steward
from anlan.standards.errors import BadInput
from anlan.standards.time import Instant, instant, zone_named

if TYPE_CHECKING:
    from anlan.evaluate.process.flow import LegalPath
    from anlan.evaluate.process.log import EventLog

FlowName = Annotated[
    str | None, typer.Option("--flow", help="YAML of a flow, or `call` or `task`: Anlan's own.")
]


@dataclass(frozen=True, slots=True)
class Source:
    """A log to open, as the command line names it: each field is an option."""

    log: Annotated[
        Path | None,
        typer.Argument(help="XES or CSV, packed or plain; left out: the deployment's own journal."),
    ] = None
    kind: Annotated[str, typer.Option(help="Without LOG: call or task.")] = "call"
    by: Annotated[str, typer.Option(help="Without LOG: facts, or times (fields of calls).")] = (
        "facts"
    )
    case: Annotated[str | None, typer.Option(help="Attribute that tells the case.")] = None
    activity: Annotated[str | None, typer.Option(help="Attribute that tells the activity.")] = None
    time: Annotated[str | None, typer.Option(help="Attribute that tells the time.")] = None
    department: Annotated[
        str | None,
        typer.Option(help="Attribute that tells department, team or role; never a person."),
    ] = None
    zone: Annotated[str, typer.Option(help="Zone of times that name none.")] = "UTC"
    since: Annotated[
        str | None, typer.Option(help="Only cases that begin on this day or later.")
    ] = None
    until: Annotated[str | None, typer.Option(help="Only cases that begin before this day.")] = None
    begins: Annotated[
        list[str] | None, typer.Option(help="Only cases that begin so; repeatable.")
    ] = None
    ends: Annotated[list[str] | None, typer.Option(help="Only cases that end so.")] = None
    home: Home = None

    def open(self, top: int | None = None) -> EventLog:
        """The cases asked for; what was skipped is told on stderr."""
        from anlan.evaluate.process.chosen import chosen

        log = self._whole()
        for skipped in log.skipped:
            value = "" if skipped.value is None else f" ({skipped.value!r})"
            show.note(
                f"{skipped.count} events skipped: {skipped.reason}, first at {skipped.place}{value}"
            )
        show.note(*log.notes)
        return chosen(
            log,
            since=_day(self.since, self.zone, "--since"),
            until=_day(self.until, self.zone, "--until"),
            begins=self.begins or (),
            ends=self.ends or (),
            top=top,
        )

    def _whole(self) -> EventLog:
        if self.log is not None:
            from anlan.evaluate.process.keys import Asked
            from anlan.evaluate.process.opening import read_log

            asked = Asked(self.case, self.activity, self.time, self.department)
            return read_log(self.log, asked, zone=self.zone)
        from anlan.evaluate.process.journal import journal_log, times_log

        if self.by not in ("facts", "times"):
            raise BadInput("no such source", place="--by", value=self.by, way_out="facts or times")
        with opened(self.home) as deployment:
            read = journal_log if self.by == "facts" else times_log
            if self.by == "times":
                while deployment.store.fill_lake():
                    pass
            return read(deployment.store, steward(), self.kind)

    def path(self, flow: str | None) -> LegalPath | None:
        """The flow named; for a deployment without a name, that of its kind."""
        from anlan.evaluate.process.flow import BUILT_IN, ProcessFlow, path_of
        from anlan.standards.declaration import read_declaration

        name = flow or (self.kind if self.log is None else None)
        if name is None:
            return None
        if name in BUILT_IN:
            return BUILT_IN[name]()
        return path_of(read_declaration(Path(name), ProcessFlow))


def takes_source(*without: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a command that asks for a `source` take the options of one, but those left out."""
    types = get_type_hints(Source, include_extras=True)
    options = [
        Parameter(
            each.name, Parameter.KEYWORD_ONLY, default=each.default, annotation=types[each.name]
        )
        for each in fields(Source)
        if each.name not in without
    ]

    def taking(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(**said: Any) -> None:
            command(source=Source(**{each.name: said.pop(each.name) for each in options}), **said)

        own = signature(command, eval_str=True).parameters
        run.__signature__ = Signature(  # type: ignore[attr-defined]
            [each for name in own for each in (options if name == "source" else [own[name]])]
        )
        return run

    return taking


def _day(text: str | None, zone: str, place: str) -> Instant | None:
    if text is None:
        return None
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput("not a day", place=place, value=text, way_out="write 2026-01-31") from None
    if day.tzinfo is None:
        day = day.replace(tzinfo=zone_named(zone))
    return instant(day)
