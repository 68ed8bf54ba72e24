"""MLPS02: least privilege; system, security and audit administration are three posts."""

from __future__ import annotations

from itertools import combinations

import pytest

from anlan.govern.purposes import PURPOSES
from anlan.govern.roles import ROLES, role_named
from anlan.standards.errors import NotFound
from anlan.standards.kinds import DataClass

ADMINISTRATORS = ("system-administrator", "security-administrator", "auditor")
OWN = {
    "system.manage": "system-administrator",
    "account.manage": "security-administrator",
    "audit.see": "auditor",
}
WORKING = {id: role for id, role in ROLES.items() if id != "demo"}


@pytest.mark.parametrize(("permission", "holder"), list(OWN.items()))
def test_each_administration_has_one_post(permission: str, holder: str) -> None:
    assert [id for id, role in WORKING.items() if permission in role.may] == [holder]


def test_no_post_holds_two_administrations() -> None:
    for role in ROLES.values():
        assert len(role.may & set(OWN)) <= 1, role.id


@pytest.mark.parametrize(("one", "other"), list(combinations(ADMINISTRATORS, 2)))
def test_administrators_share_no_power_to_change(one: str, other: str) -> None:
    shared = ROLES[one].may & ROLES[other].may
    changing = {p for p in shared if p.split(".")[1] not in ("see", "own", "follow", "verify")}
    assert changing == set()


@pytest.mark.parametrize("id", ADMINISTRATORS)
def test_administrators_handle_no_calls_and_read_no_personal_data(id: str) -> None:
    role = ROLES[id]
    assert role.ceiling.rank < DataClass.PERSONAL.rank
    assert not any(
        p.startswith(("call.", "task.", "finding.")) for p in role.may if ".see" not in p
    )


def test_only_roles_that_may_reveal_have_a_personal_ceiling() -> None:
    for role in ROLES.values():
        assert (role.ceiling is DataClass.PERSONAL) == ("call.reveal" in role.may), role.id
        assert role.ceiling is not DataClass.SENSITIVE


def test_the_demonstration_seat_administers_nothing() -> None:
    assert not ROLES["demo"].may & {"account.manage", "system.manage", "source.load"}


def test_every_role_names_known_purposes_and_both_languages() -> None:
    for role in ROLES.values():
        assert role.purposes
        assert set(role.purposes) <= set(PURPOSES)
        assert role.title.zh
        assert role.title.en


def test_an_unknown_role_is_named() -> None:
    with pytest.raises(NotFound) as caught:
        role_named("chief-wizard")
    assert "duty-officer" in caught.value.way_out
