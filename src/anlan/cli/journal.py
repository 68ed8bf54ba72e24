"""`anlan journal`: the facts themselves, whether they verify, and the views made from them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from anlan.cli import show
from anlan.cli.options import Home, Json, Limit, opened
from anlan.standards.errors import Broken

app = typer.Typer(rich_markup_mode=None)
journal = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The append-only record of everything that happened 事实日志.\n\n    anlan journal verify",
)
app.add_typer(journal, name="journal")


@journal.command()
def verify(home: Home = None, as_json: Json = False) -> None:
    """Check every fact against the hash chain, and every view against the facts 核验日志.

    Exit code 8 and the first broken position when anything was changed behind our back.

    \b
    anlan journal verify --json
    """
    with opened(home) as deployment, show.progress("verifying", "facts"):
        seen = deployment.store.verify()
        seals, head_hash = deployment.store.journal.last_seal()
    answer: dict[str, Any] = {"facts": seen.facts, "ok": seen.ok}
    if seen.ok:
        answer |= {"seals": seals, "head_hash": head_hash}  # kept elsewhere, it shows a cut tail
    else:
        answer |= {"broken": seen.broken, "reason": seen.reason}
    if as_json:
        show.put_json(answer)
    elif seen.ok:
        show.put_text(f"{seen.facts} facts, every seal holds")
    else:
        show.put_text(f"broken at position {seen.broken}: {seen.reason}")
    if not seen.ok:
        raise typer.Exit(Broken.exit_code)


@journal.command()
def rebuild(home: Home = None, as_json: Json = False) -> None:
    """Make every view again from the facts and say whether any differs 重建视图.

    Exit code 8 when one did; it is right afterwards.

    \b
    anlan journal rebuild
    """
    with opened(home) as deployment, show.progress("rebuilding", "facts"):
        built = deployment.store.rebuild()
    if as_json:
        show.put_json({"differs": built.differs, "ok": built.same, "rows": built.rows})
    else:
        show.put_table(("kind", "rows", "differ"), _rebuilt(built.rows, built.differs))
        verdict = "every view is the same" if built.same else "views differed and were put right"
        show.put_text(f"{sum(built.rows.values())} rows rebuilt; {verdict}")
    if not built.same:
        raise typer.Exit(Broken.exit_code)


@journal.command("show")
def show_facts(
    after: Annotated[int, typer.Option(min=0, help="Only facts after this position.")] = 0,
    kind: Annotated[list[str] | None, typer.Option(help="Only of this kind; repeatable.")] = None,
    limit: Limit = 20,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show facts in their order, as CloudEvents. Personal fields are left out 查看事实.

    \b
    anlan journal show --after 1000 --kind finding --kind task
    """
    with opened(home) as deployment:
        entries = deployment.store.journal.read(after=after, kinds=kind, limit=limit)
        events = [_without_personal(deployment.kinds, entry) for entry in entries]
    if as_json:
        show.put_json(events)
        return
    rows = [{**event, "position": event["anlanposition"]} for event in events]
    show.put_table(("position", "time", "type", "subject"), rows, none="no facts there")


def _without_personal(kinds: Any, entry: Any) -> dict[str, Any]:
    hidden = set(kinds[entry.fact.kind].personal) if entry.fact.kind in kinds else set()
    event: dict[str, Any] = entry.cloudevent()
    event["data"] = {name: value for name, value in event["data"].items() if name not in hidden}
    return event


def _rebuilt(rows: dict[str, int], differs: dict[str, list[str]]) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "rows": count, "differ": len(differs.get(kind, []))}
        for kind, count in sorted(rows.items())
    ]
