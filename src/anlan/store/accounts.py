"""Accounts and sessions: who may sign in, in which one role, and who is signed in now.

Password hashes and session tokens never enter the append-only journal; what happens to an
account does, as records of kind `account_event`, in the same transaction. One account has
one role, so system, security and audit administration cannot meet in one (MLPS02).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from anlan.govern.roles import role_named
from anlan.standards.errors import BadInput, Conflict, NotFound, Refused
from anlan.standards.time import HOUR, MINUTE, Clock, Instant
from anlan.store import passwords
from anlan.store.account_tables import Account, Session, account, session
from anlan.store.facts import Fact
from anlan.store.store import Store
from anlan.store.unit_of_work import UnitOfWork

IDLE = 30 * MINUTE
"""A session nobody uses ends."""
LONGEST = 12 * HOUR
"""A session ends even when it is used."""
MOST_FAILURES = 5
LOCKED_FOR = 15 * MINUTE
TOUCH_EVERY = MINUTE
"""How exactly the last use of a session is known; a write per request would be dear."""

DEMO = "demo"
"""Account and role of the demonstration seat; it has no password and exists in demos only."""

_NAME = re.compile(r"[a-z][a-z0-9._-]{1,47}")


class Accounts:
    """The accounts of a deployment. `clock` is the wall clock, even where a demo runs fast."""

    def __init__(self, store: Store, *, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def create(self, name: str, password: str, role: str, *, by: str) -> Account:
        """A new account. BadInput for a poor name or password, Conflict when it exists."""
        if not _NAME.fullmatch(name):
            raise BadInput(
                "not an account name",
                value=name,
                way_out="2 to 48 small letters, digits, . _ - beginning with a letter",
            )
        if _ordinary(role) == DEMO or name == DEMO:
            raise Refused("the demonstration seat is not for real accounts", way_out="`make demo`")
        return self._create(name, passwords.hashed(passwords.check(password, name)), role, by)

    def sign_in(self, name: str, password: str) -> tuple[str, Session]:
        """A session and its token. Refused, without saying why, unless the two belong together."""
        found = self._find(name)
        right = passwords.matches(password, found.password_hash if found else None)
        now = self._clock()
        if found is None:
            self._record("-", "refused", by="-", result="no such account")
            raise _refused()
        with self._writing(name) as uow:
            row = self._row(uow, name)
            locked = row.disabled or (row.locked_until or 0) > now
            if right and not locked:
                return self._open(uow, name, row.role)
            if locked:
                self._event(uow, name, "refused", row.role, by=name, result="locked")
            else:
                self._fail(uow, row, now)
        raise _refused()

    def sign_in_demo(self) -> tuple[str, Session]:
        """A session at the demonstration seat, made on first use. The edge asks only in a demo."""
        if self._find(DEMO) is None:
            self._create(DEMO, None, DEMO, by="anlan")
        with self._writing(DEMO) as uow:
            return self._open(uow, DEMO, DEMO)

    def session(self, token: str | None) -> Session | None:
        """The session a token opens, unless it ended; notes that it is in use."""
        found = self.peek(token)
        if found is None or token is None:
            return None
        now = self._clock()
        wanted = (session.c.token_hash == _digest(token)) & (session.c.seen <= now - TOUCH_EVERY)
        with self._store.engine.reading() as connection:
            stale = connection.execute(sa.select(session.c.account).where(wanted)).first()
        if stale is not None:
            with self._store.engine.writing() as connection:
                connection.execute(sa.update(session).where(wanted).values(seen=now))
        return found

    def peek(self, token: str | None) -> Session | None:
        """Like `session`, without counting as use; an open stream asks this."""
        if not token:
            return None
        select = (
            sa.select(account.c.name, account.c.role, session.c.opened, session.c.seen)
            .join(account, account.c.name == session.c.account)
            .where(session.c.token_hash == _digest(token), account.c.disabled.is_(False))
        )
        with self._store.engine.reading() as connection:
            row = connection.execute(select).first()
        if row is None:
            return None
        expires = Instant(min(row.opened + LONGEST, row.seen + IDLE))
        if self._clock() >= expires:
            return None
        return Session(row.name, row.role, row.opened, expires)

    def sign_out(self, token: str | None) -> None:
        """End a session; nothing happens when there is none."""
        found = self.peek(token)
        if found is None or token is None:
            return
        with self._writing(found.account) as uow:
            gone = sa.delete(session).where(session.c.token_hash == _digest(token))
            uow.connection.execute(gone)
            self._event(uow, found.account, "signed-out", found.role, by=found.account)

    def change_password(self, name: str, old: str, new: str) -> None:
        """Change one's own password; every session of the account ends."""
        found = self._find(name)
        if not passwords.matches(old, found.password_hash if found else None):
            raise Refused("the present password is another", way_out="type it again")
        if old == new:
            raise BadInput("the new password is the old one", way_out="choose another")
        self._set_password(name, new, by=name)

    def reset_password(self, name: str, new: str, *, by: str) -> None:
        """Set another's password, and open a locked account."""
        self._set_password(name, new, by=by)

    def change_role(self, name: str, role: str, *, by: str) -> None:
        """Give an account another role; its sessions end. Nobody changes their own."""
        _not_own(name, by)
        if _ordinary(role) == DEMO or name == DEMO:
            raise Refused("the demonstration seat is not for real accounts", way_out="`make demo`")
        self._change(name, "role-changed", by=by, end=True, role=role)

    def lock(self, name: str, *, by: str) -> None:
        """Close an account; its sessions end. It stays, for the record."""
        _not_own(name, by)
        self._change(name, "locked", by=by, end=True, disabled=True)

    def unlock(self, name: str, *, by: str) -> None:
        """Open an account again."""
        _not_own(name, by)
        self._change(
            name, "unlocked", by=by, end=False, disabled=False, failures=0, locked_until=None
        )

    def list(self) -> list[Account]:
        """Every account, by name."""
        columns = (account.c[name] for name in Account.__slots__)
        with self._store.engine.reading() as connection:
            rows = connection.execute(sa.select(*columns).order_by(account.c.name))
            return [Account(*row) for row in rows]

    def named(self, name: str) -> Account:
        """The account of that name; NotFound when there is none."""
        for found in self.list():
            if found.name == name:
                return found
        raise _no_account(name)

    def _create(self, name: str, password_hash: str | None, role: str, by: str) -> Account:
        now = self._clock()
        created = Account(name, role, now, now, 0, None, False)
        values = {field: getattr(created, field) for field in Account.__slots__}
        try:
            with self._writing(by) as uow:
                row = sa.insert(account).values(**values, password_hash=password_hash)
                uow.connection.execute(row)
                self._event(uow, name, "created", role, by=by)
        except sa.exc.IntegrityError:
            raise Conflict("this account exists", value=name, way_out="choose a name") from None
        return created

    def _open(self, uow: UnitOfWork, name: str, role: str) -> tuple[str, Session]:
        now = self._clock()
        token = secrets.token_urlsafe(32)
        over = (session.c.opened <= now - LONGEST) | (session.c.seen <= now - IDLE)
        uow.connection.execute(sa.delete(session).where(over))
        row = {"token_hash": _digest(token), "account": name, "opened": now, "seen": now}
        uow.connection.execute(sa.insert(session).values(**row))
        fresh = {"failures": 0, "locked_until": None}
        uow.connection.execute(sa.update(account).where(account.c.name == name).values(**fresh))
        self._event(uow, name, "signed-in", role, by=name)
        return token, Session(name, role, now, Instant(now + IDLE))

    def _fail(self, uow: UnitOfWork, row: Any, now: Instant) -> None:
        failures = row.failures + 1
        full = failures >= MOST_FAILURES
        values = {
            "failures": 0 if full else failures,
            "locked_until": now + LOCKED_FOR if full else None,
        }
        found = account.c.name == row.name
        uow.connection.execute(sa.update(account).where(found).values(**values))
        self._event(uow, row.name, "refused", row.role, by=row.name, result="wrong password")
        if full:
            self._event(uow, row.name, "locked", row.role, by="anlan", result="too many failures")

    def _set_password(self, name: str, new: str, *, by: str) -> None:
        self._change(
            name,
            "password-changed",
            by=by,
            end=True,
            password_hash=passwords.hashed(passwords.check(new, name)),
            changed=self._clock(),
            failures=0,
            locked_until=None,
        )

    def _change(self, name: str, event: str, *, by: str, end: bool, **values: Any) -> None:
        with self._writing(by) as uow:
            self._row(uow, name)
            found = account.c.name == name
            uow.connection.execute(sa.update(account).where(found).values(**values))
            if end:
                uow.connection.execute(sa.delete(session).where(session.c.account == name))
            self._event(uow, name, event, self._row(uow, name).role, by=by)

    def _find(self, name: str) -> Any:
        with self._store.engine.reading() as connection:
            return connection.execute(sa.select(account).where(account.c.name == name)).first()

    def _row(self, uow: UnitOfWork, name: str) -> Any:
        row = uow.connection.execute(sa.select(account).where(account.c.name == name)).first()
        if row is None:
            raise _no_account(name)
        return row

    def _writing(self, actor: str) -> Any:
        return self._store.writing(actor=actor, purpose="audit")

    def _record(self, name: str, event: str, *, by: str, result: str) -> None:
        with self._writing(by) as uow:
            self._event(uow, name, event, None, by=by, result=result)

    def _event(
        self,
        uow: UnitOfWork,
        name: str,
        event: str,
        role: str | None,
        *,
        by: str,
        result: str = "done",
    ) -> None:
        at = self._store.clock()
        data: Mapping[str, Any] = {
            "at": at,
            "account": name,
            "event": event,
            "role": role,
            "by": by,
            "result": result,
        }
        record = f"{at}-{secrets.token_hex(4)}"
        uow.append(Fact(f"account.{event}", "account_event", record, 1, at, data))


def _ordinary(role: str) -> str:
    return role_named(role).id


def _not_own(name: str, by: str) -> None:
    if name == by:
        raise Refused(
            "nobody changes the rights of their own account",
            value=name,
            way_out="ask another security administrator",
        )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _refused() -> Refused:
    return Refused(
        "the name and the password do not belong together, or the account is locked",
        way_out="try again; after 5 failures an account is locked for 15 minutes",
    )


def _no_account(name: str) -> NotFound:
    return NotFound("no such account", value=name, way_out="see the list of accounts")
