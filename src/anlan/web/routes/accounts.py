"""/api/accounts: what a security administrator does; nothing else may."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import StringConstraints

from anlan.govern.roles import ROLES
from anlan.standards.time import iso
from anlan.store.account_tables import Account
from anlan.store.accounts import DEMO
from anlan.web.access import Caller, needs
from anlan.web.shapes import Answer, Body, Name, Words

router = APIRouter(prefix="/api/accounts", tags=["accounts"])

Manager = Annotated[Caller, needs("account.manage")]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=256)]


class AccountRow(Answer):
    """An account; never its password."""

    name: str
    role: str
    created: str
    password_set: str
    locked_until: str | None
    disabled: bool


class RoleRow(Answer):
    """A role that can be given, and what it may."""

    id: str
    title: Words
    permissions: list[str]


class AccountList(Answer):
    """Every account, and the roles there are."""

    items: list[AccountRow]
    roles: list[RoleRow]


class NewAccount(Body):
    """A new account. The person changes the password after the first sign-in."""

    name: Name
    password: Secret
    role: Name


class NewRole(Body):
    """The role an account is to have."""

    role: Name


class ResetPassword(Body):
    """A password to begin anew with."""

    new_password: Secret


@router.get("")
def read(caller: Manager) -> AccountList:
    """Every account, by name."""
    roles = [
        RoleRow(id=r.id, title=Words(**r.title.model_dump()), permissions=sorted(r.may))
        for r in ROLES.values()
        if r.id != DEMO
    ]
    rows = [_row(caller, account) for account in caller.deployment.accounts.list()]
    return AccountList(items=rows, roles=roles)


@router.post("", status_code=201)
def create(body: NewAccount, caller: Manager) -> AccountRow:
    """Create an account."""
    by = caller.session.account
    created = caller.deployment.accounts.create(body.name, body.password, body.role, by=by)
    return _row(caller, created)


@router.post("/{name}/role")
def change_role(name: Name, body: NewRole, caller: Manager) -> AccountRow:
    """Give an account another role."""
    caller.deployment.accounts.change_role(name, body.role, by=caller.session.account)
    return _named(caller, name)


@router.post("/{name}/password")
def reset_password(name: Name, body: ResetPassword, caller: Manager) -> AccountRow:
    """Set a password to begin anew with."""
    by = caller.session.account
    caller.deployment.accounts.reset_password(name, body.new_password, by=by)
    return _named(caller, name)


@router.post("/{name}/lock")
def lock(name: Name, caller: Manager) -> AccountRow:
    """Close an account."""
    caller.deployment.accounts.lock(name, by=caller.session.account)
    return _named(caller, name)


@router.post("/{name}/unlock")
def unlock(name: Name, caller: Manager) -> AccountRow:
    """Open an account again."""
    caller.deployment.accounts.unlock(name, by=caller.session.account)
    return _named(caller, name)


def _named(caller: Caller, name: str) -> AccountRow:
    return _row(caller, caller.deployment.accounts.named(name))


def _row(caller: Caller, account: Account) -> AccountRow:
    zone = caller.deployment.zone
    locked = account.locked_until
    return AccountRow(
        name=account.name,
        role=account.role,
        created=iso(account.created, zone),
        password_set=iso(account.changed, zone),
        locked_until=iso(locked, zone) if locked else None,
        disabled=account.disabled,
    )
