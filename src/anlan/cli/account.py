"""`anlan account`: who may sign in to the portal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli import show
from anlan.cli.options import Home, Json, opened, operator
from anlan.govern.roles import ROLES
from anlan.standards.time import iso

if TYPE_CHECKING:
    from anlan.store.account_tables import Account

app = typer.Typer(rich_markup_mode=None)
account = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Accounts of the portal 账户.\n\n    anlan account add wang.li --role duty-officer",
)
app.add_typer(account, name="account")

Name = Annotated[str, typer.Argument(help="Name of the account.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


@account.command()
def add(
    name: Name,
    role: Annotated[str, typer.Option(help="Its one role; `anlan account roles` lists them.")],
    password_stdin: FromStdin = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Add an account with one role. The password is asked for, never an argument 新建账户.

    \b
    anlan account add wang.li --role duty-officer
    pass show wang | anlan account add wang.li --role steward --password-stdin
    """
    with opened(home) as deployment:
        made = deployment.accounts.create(name, _password(password_stdin), role, by=operator())
    _put(made, as_json=as_json)


@account.command("list")
def list_accounts(home: Home = None, as_json: Json = False) -> None:
    """List the accounts 列出账户.

    \b
    anlan account list
    """
    with opened(home) as deployment:
        rows = [_shown(each) for each in deployment.accounts.list()]
    if as_json:
        show.put_json(rows)
    else:
        show.put_table(("name", "role", "created", "disabled"), rows, none="no accounts yet")


@account.command()
def roles(as_json: Json = False) -> None:
    """List the roles, what they read for and what they may do 角色.

    \b
    anlan account roles
    """
    rows = [
        {
            "id": role.id,
            "title": role.title,
            "purposes": list(role.purposes),
            "may": sorted(role.may),
        }
        for role in ROLES.values()
    ]
    if as_json:
        show.put_json(rows)
    else:
        show.put_table(("id", "title", "purposes", "may"), rows)


@account.command()
def password(
    name: Name, password_stdin: FromStdin = False, home: Home = None, as_json: Json = False
) -> None:
    """Set a new password; every session of the account ends 重设密码.

    \b
    anlan account password wang.li
    """
    with opened(home) as deployment:
        deployment.accounts.reset_password(name, _password(password_stdin), by=operator())
        changed = deployment.accounts.named(name)
    _put(changed, as_json=as_json)


@account.command()
def lock(name: Name, home: Home = None, as_json: Json = False) -> None:
    """Close an account; its sessions end, its record stays 停用账户.

    \b
    anlan account lock wang.li
    """
    with opened(home) as deployment:
        deployment.accounts.lock(name, by=operator())
        changed = deployment.accounts.named(name)
    _put(changed, as_json=as_json)


@account.command()
def unlock(name: Name, home: Home = None, as_json: Json = False) -> None:
    """Open a closed account again 恢复账户.

    \b
    anlan account unlock wang.li
    """
    with opened(home) as deployment:
        deployment.accounts.unlock(name, by=operator())
        changed = deployment.accounts.named(name)
    _put(changed, as_json=as_json)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return asked


def _shown(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "role": account.role,
        "created": iso(account.created),
        "password_set": iso(account.changed),
        "disabled": account.disabled,
    }


def _put(account: Account, *, as_json: bool) -> None:
    if as_json:
        show.put_json(_shown(account))
    else:
        show.put_fields(_shown(account))
