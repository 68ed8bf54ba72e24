"""`anlan kinds`: the declared tables, their fields and what they may be used for."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from anlan.cli import show
from anlan.cli.options import Home, Json, opened
from anlan.standards.kinds import RecordKind

app = typer.Typer(rich_markup_mode=None)


@app.command()
def kinds(
    kind: Annotated[str | None, typer.Argument(help="Show the fields of this kind.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """List the kinds of record, or show the fields of one 记录类型.

    Works before `anlan init` too: it then shows the kinds every deployment has.

    \b
    anlan kinds
    anlan kinds call --json
    """
    declared = _declared(home)
    if kind is not None:
        _put_kind(declared[kind], as_json=as_json)
        return
    rows = [_summary(each) for each in declared]
    if as_json:
        show.put_json(rows)
    else:
        show.put_table(("id", "title", "subject", "fields", "keep_days", "owner"), rows)


def _declared(home: Home) -> Any:
    from anlan.bootstrap import SETTINGS
    from anlan.standards.kinds import Kinds, base_kinds

    if home is None or not (home / SETTINGS).exists():
        return Kinds(base_kinds())
    with opened(home) as deployment:
        return deployment.kinds


def _summary(kind: RecordKind) -> dict[str, Any]:
    return {
        "id": kind.id,
        "title": kind.title,
        "subject": str(kind.subject),
        "fields": len(kind.fields),
        "purpose": list(kind.purpose),
        "keep_days": kind.retention.days,
        "owner": kind.owner,
        "legal_basis": kind.legal_basis,
    }


def _put_kind(kind: RecordKind, *, as_json: bool) -> None:
    if as_json:
        show.put_json(kind.model_dump(mode="json"))
        return
    show.put_fields(_summary(kind))
    show.put_text("")
    rows = [
        {
            "field": name,
            "title": field.title,
            "type": f"{field.type} {field.codes or field.refers or ''}".strip(),
            "class": str(field.data_class),
            "key of": field.key_of,
        }
        for name, field in kind.fields.items()
    ]
    show.put_table(("field", "title", "type", "class", "key of"), rows)
