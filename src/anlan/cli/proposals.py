"""`anlan models propose|approve|reject|retire`: models change when two people want it.

Who acts is an account of the portal, asked for its password: two names on one machine would
otherwise be one person.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli import records, show
from anlan.cli.options import Home, Json, Limit, opened
from anlan.standards.declaration import read_text
from anlan.store.query import Query

if TYPE_CHECKING:
    from anlan.bootstrap import Deployment

app = typer.Typer(rich_markup_mode=None)

By = Annotated[str, typer.Option("--by", metavar="ACCOUNT", help="Account of who does it.")]
Reason = Annotated[str, typer.Option(help="Why.")]
Proposal = Annotated[
    str, typer.Argument(metavar="PROPOSAL", help="Its id: the model and its version.")
]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]

COLUMNS = ("id", "status", "change", "proposed_by", "proposed_at", "decided_by", "note", "reason")


@app.command()
def proposals(
    status: Annotated[str | None, typer.Option(help="A code of model_status.")] = None,
    limit: Limit = 50,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """List what was proposed about models, by whom, and what came of it 列出提请.

    \b
    anlan models proposals --status proposed
    """
    query = Query("model", where=records.where(status=status), order=("-changed",), limit=limit)
    with opened(home) as deployment:
        records.put_list(deployment, query, COLUMNS, as_json=as_json)


@app.command()
def propose(
    file: Annotated[Path, typer.Argument(help="YAML file of the model.")],
    by: By,
    note: Annotated[str, typer.Option(help="What it is for.")],
    password_stdin: FromStdin = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Propose a new model, or a new version of one; a second person lets it go live 提请上线.

    \b
    anlan models propose my-model.yaml --by wang.li --note "two calls are enough"
    """
    text = read_text(file)
    _act(
        home, by, "model.propose", password_stdin, as_json,
        lambda here, actor: here.workshop.propose(text, note, actor=actor),
    )  # fmt: skip


@app.command()
def retire(
    model: Annotated[str, typer.Argument(help="Id of a model that runs.")],
    by: By,
    reason: Reason,
    password_stdin: FromStdin = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Propose that a model stops; it runs on until a second person agrees 提请停用.

    \b
    anlan models retire repeat-premises --by wang.li --reason "no effect in 12 months"
    """
    _act(
        home, by, "model.propose", password_stdin, as_json,
        lambda here, actor: here.workshop.retire(model, reason, actor=actor),
    )  # fmt: skip


@app.command()
def approve(
    proposal: Proposal,
    by: By,
    reason: Reason,
    password_stdin: FromStdin = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Let a proposed model go live, or one stop; not the person who proposed it 批准.

    \b
    anlan models approve my-model@1 --by zhou.min --reason "the back-test convinces"
    """
    _act(
        home, by, "model.approve", password_stdin, as_json,
        lambda here, actor: here.workshop.approve(proposal, reason, actor=actor),
    )  # fmt: skip


@app.command()
def reject(
    proposal: Proposal,
    by: By,
    reason: Reason,
    password_stdin: FromStdin = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Leave everything as it is; not the person who proposed it 不批准.

    \b
    anlan models reject my-model@1 --by zhou.min --reason "too many findings"
    """
    _act(
        home, by, "model.approve", password_stdin, as_json,
        lambda here, actor: here.workshop.reject(proposal, reason, actor=actor),
    )  # fmt: skip


def _act(
    home: Path | None,
    by: str,
    permission: str,
    password_stdin: bool,
    as_json: bool,
    command: Callable[[Deployment, str], dict[str, Any]],
) -> None:
    """Carry a command out for somebody who has shown who they are."""
    from anlan.govern.grants import role_grant
    from anlan.govern.roles import role_named

    with opened(home) as deployment:
        token, session = deployment.accounts.sign_in(by, _password(password_stdin))
        try:
            role_grant(session.account, role_named(session.role)).demand(permission)
            row = command(deployment, session.account)
        finally:
            deployment.accounts.sign_out(token)
        shown = show.readable(deployment.kinds["model"], row)
    if as_json:
        show.put_json(shown)
        return
    show.put_fields({name: shown[name] for name in COLUMNS if shown.get(name) is not None})


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = typer.prompt("Password", hide_input=True, err=True)
    return asked
