"""Accounts and sessions (MLPS01, MLPS02): the promises of anlan.store.accounts."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from anlan.govern.grants import service_grant
from anlan.standards.errors import AnlanError, BadInput, Conflict, NotFound, Refused
from anlan.standards.time import MINUTE, Instant, ManualClock
from anlan.store import accounts as module
from anlan.store.accounts import (
    IDLE,
    LOCKED_FOR,
    LONGEST,
    MOST_FAILURES,
    Accounts,
    account,
    session,
)
from anlan.store.query import Query
from anlan.store.store import Store

PASSWORD = "Spring-2027-Rain"


@pytest.fixture
def accounts(store: Store, clock: ManualClock) -> Accounts:
    accounts = Accounts(store, clock=clock)
    accounts.create("wang.fang", PASSWORD, "duty-officer", by="admin")
    return accounts


def events(store: Store) -> list[tuple[str, str, str]]:
    grant = service_grant("test", "audit")
    rows = store.read(grant, Query("account_event", order=("position",)))
    return [(row["account"], row["event"], row["result"]) for row in rows]


def test_signs_in_and_out(any_store: Store, clock: ManualClock) -> None:
    store, accounts = any_store, Accounts(any_store, clock=clock)
    accounts.create("wang.fang", PASSWORD, "duty-officer", by="admin")
    token, opened = accounts.sign_in("wang.fang", PASSWORD)
    assert accounts.session(token) == opened
    assert (opened.account, opened.role) == ("wang.fang", "duty-officer")
    accounts.sign_out(token)
    assert accounts.session(token) is None
    with pytest.raises(Refused):
        accounts.sign_in("wang.fang", "Not-The-One-1")
    accounts.lock("wang.fang", by="admin")
    assert accounts.named("wang.fang").disabled
    happened = ["created", "signed-in", "signed-out", "refused", "locked"]
    assert [event for _, event, _ in events(store)] == happened


def test_a_made_up_token_opens_nothing(accounts: Accounts) -> None:
    for token in (None, "", "x", "x" * 5_000):
        assert accounts.session(token) is None
        accounts.sign_out(token)


def test_refusal_says_the_same_for_a_wrong_name_and_a_wrong_password(accounts: Accounts) -> None:
    with pytest.raises(Refused) as wrong_password:
        accounts.sign_in("wang.fang", "Not-The-One-1")
    with pytest.raises(Refused) as wrong_name:
        accounts.sign_in("nobody", PASSWORD)
    assert str(wrong_password.value) == str(wrong_name.value)


def test_an_unknown_name_is_not_written_down(accounts: Accounts, store: Store) -> None:
    with pytest.raises(Refused):
        accounts.sign_in("my-Secret-typed-in-the-wrong-box-1", "x")
    assert events(store)[-1] == ("-", "refused", "no such account")


def test_five_failures_lock_for_a_while(
    accounts: Accounts, store: Store, clock: ManualClock
) -> None:
    for _ in range(MOST_FAILURES):
        with pytest.raises(Refused):
            accounts.sign_in("wang.fang", "Not-The-One-1")
    with pytest.raises(Refused):
        accounts.sign_in("wang.fang", PASSWORD)
    assert ("wang.fang", "locked", "too many failures") in events(store)
    clock.advance_to(Instant(clock() + LOCKED_FOR))
    assert accounts.sign_in("wang.fang", PASSWORD)


def test_a_good_sign_in_forgets_failures(accounts: Accounts) -> None:
    for _ in range(2):
        for _ in range(MOST_FAILURES - 1):
            with pytest.raises(Refused):
                accounts.sign_in("wang.fang", "Not-The-One-1")
        accounts.sign_in("wang.fang", PASSWORD)


def test_a_session_ends_when_idle(accounts: Accounts, clock: ManualClock) -> None:
    token, _ = accounts.sign_in("wang.fang", PASSWORD)
    clock.advance_to(Instant(clock() + IDLE - 1))
    assert accounts.session(token)
    clock.advance_to(Instant(clock() + IDLE))
    assert accounts.session(token) is None


def test_a_used_session_ends_after_twelve_hours(accounts: Accounts, clock: ManualClock) -> None:
    token, _ = accounts.sign_in("wang.fang", PASSWORD)
    start = clock()
    while clock() < start + LONGEST - 10 * MINUTE:
        clock.advance_to(Instant(clock() + 10 * MINUTE))
        assert accounts.session(token)
    clock.advance_to(Instant(start + LONGEST))
    assert accounts.session(token) is None


def test_looking_at_a_session_is_not_using_it(accounts: Accounts, clock: ManualClock) -> None:
    token, _ = accounts.sign_in("wang.fang", PASSWORD)
    clock.advance_to(Instant(clock() + IDLE - 1))
    assert accounts.peek(token)
    clock.advance_to(Instant(clock() + 1))
    assert accounts.session(token) is None


def test_a_poor_password_is_not_taken(accounts: Accounts) -> None:
    poor = (
        "Short-1a",
        "alllowercaseletters",
        "1234567890",
        "Li.Na-2027-x",
        "aA1-" * 40,
        "aA1aA1aA1aA1",
    )
    for password in poor:
        with pytest.raises(BadInput) as error:
            accounts.create("li.na", password, "analyst", by="admin")
        assert password not in str(error.value)


def test_a_poor_name_is_not_taken(accounts: Accounts) -> None:
    for name in ("", "A", "Wang", "王芳", "a b", "a" * 49, "x/../y"):
        with pytest.raises(BadInput):
            accounts.create(name, PASSWORD, "analyst", by="admin")


def test_a_name_is_taken_once(accounts: Accounts, store: Store) -> None:
    before = events(store)
    with pytest.raises(Conflict):
        accounts.create("wang.fang", PASSWORD, "analyst", by="admin")
    assert events(store) == before
    with pytest.raises(NotFound):
        accounts.create("li.na", PASSWORD, "emperor", by="admin")


def test_changing_the_password_ends_the_sessions(accounts: Accounts) -> None:
    token, _ = accounts.sign_in("wang.fang", PASSWORD)
    with pytest.raises(Refused):
        accounts.change_password("wang.fang", "Not-The-One-1", "Autumn-2027-Wind")
    with pytest.raises(BadInput):
        accounts.change_password("wang.fang", PASSWORD, PASSWORD)
    accounts.change_password("wang.fang", PASSWORD, "Autumn-2027-Wind")
    assert accounts.session(token) is None
    with pytest.raises(Refused):
        accounts.sign_in("wang.fang", PASSWORD)
    assert accounts.sign_in("wang.fang", "Autumn-2027-Wind")


def test_a_role_is_changed_by_another_and_at_once(accounts: Accounts, store: Store) -> None:
    token, _ = accounts.sign_in("wang.fang", PASSWORD)
    accounts.change_role("wang.fang", "analyst", by="admin")
    assert accounts.session(token) is None
    assert accounts.sign_in("wang.fang", PASSWORD)[1].role == "analyst"
    assert ("wang.fang", "role-changed", "done") in events(store)


def test_nobody_changes_their_own_rights(accounts: Accounts) -> None:
    for act in (
        lambda: accounts.change_role("wang.fang", "auditor", by="wang.fang"),
        lambda: accounts.lock("wang.fang", by="wang.fang"),
        lambda: accounts.unlock("wang.fang", by="wang.fang"),
    ):
        with pytest.raises(Refused):
            act()


def test_a_locked_account_stays_and_can_be_opened(accounts: Accounts) -> None:
    token, _ = accounts.sign_in("wang.fang", PASSWORD)
    accounts.lock("wang.fang", by="admin")
    assert accounts.session(token) is None
    assert accounts.named("wang.fang").disabled
    with pytest.raises(Refused):
        accounts.sign_in("wang.fang", PASSWORD)
    accounts.unlock("wang.fang", by="admin")
    assert accounts.sign_in("wang.fang", PASSWORD)


def test_mlps02_there_is_no_account_to_begin_with(store: Store, clock: ManualClock) -> None:
    assert Accounts(store, clock=clock).list() == []


def test_the_demonstration_seat_cannot_be_had_with_a_password(accounts: Accounts) -> None:
    with pytest.raises(Refused):
        accounts.create("demo", PASSWORD, "demo", by="admin")
    with pytest.raises(Refused):
        accounts.change_role("wang.fang", "demo", by="admin")
    token, opened = accounts.sign_in_demo()
    assert opened.role == "demo"
    assert accounts.session(token)
    for attempt in ("", "demo", PASSWORD):
        with pytest.raises(Refused):
            accounts.sign_in("demo", attempt)


def test_no_secret_is_in_the_journal_and_no_password_in_the_tables(
    accounts: Accounts, store: Store
) -> None:
    token, _ = accounts.sign_in("wang.fang", PASSWORD)
    accounts.reset_password("wang.fang", "Autumn-2027-Wind", by="admin")
    with store.engine.reading() as connection:
        found = connection.execute(sa.select(account.c.password_hash)).scalar_one()
        tokens = connection.execute(sa.select(session.c.token_hash)).scalars().all()
    assert found.startswith("$argon2id$")
    assert token not in tokens
    text = "".join(repr(entry) for entry in store.journal.stream())
    for secret in (PASSWORD, "Autumn-2027-Wind", found, token, "argon2"):
        assert secret not in text
    assert store.verify().ok


def test_an_unknown_account_is_not_found(accounts: Accounts) -> None:
    for act in (
        lambda: accounts.named("nobody"),
        lambda: accounts.lock("nobody", by="admin"),
        lambda: accounts.reset_password("nobody", PASSWORD, by="admin"),
    ):
        with pytest.raises(NotFound):
            act()


def test_every_promise_fails_with_a_way_out(accounts: Accounts) -> None:
    with pytest.raises(AnlanError) as error:
        accounts.sign_in("wang.fang", "x")
    assert error.value.way_out
    assert module.MOST_FAILURES == 5
