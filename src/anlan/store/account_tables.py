"""The tables of accounts and sessions, and their rows as they are handed out."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from anlan.standards.time import Instant
from anlan.store.schema import metadata

account = sa.Table(
    "account",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text),
    sa.Column("created", sa.BigInteger, nullable=False),
    sa.Column("changed", sa.BigInteger, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", sa.BigInteger),
    sa.Column("disabled", sa.Boolean, nullable=False),
)
session = sa.Table(
    "session",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, sa.ForeignKey("account.name"), nullable=False),
    sa.Column("opened", sa.BigInteger, nullable=False),
    sa.Column("seen", sa.BigInteger, nullable=False),
    sa.Index("session_account", "account"),
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account as its administrators see it."""

    name: str
    role: str
    created: Instant
    changed: Instant
    """When the password was last set."""
    failures: int
    locked_until: Instant | None
    disabled: bool


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in. The role is that of the account now, not of when they signed in."""

    account: str
    role: str
    opened: Instant
    expires: Instant
