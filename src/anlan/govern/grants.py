"""A grant: who reads, in which role, for what purpose and matter, how deep, until when."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.govern.roles import ROLES, Role
from anlan.standards.errors import Refused
from anlan.standards.kinds import DataClass
from anlan.standards.time import Instant
from anlan.standards.title import Title


@dataclass(frozen=True, slots=True)
class Grant:
    """Permission to read. `matter` is the call, case or task number the read belongs to;
    `because`, in the reader's own words, why."""

    actor: str
    role: str
    purpose: str
    ceiling: DataClass
    matter: str | None = None
    until: Instant | None = None
    because: str | None = None

    def may(self, permission: str) -> bool:
        """Whether the role of this grant has a permission; services have none."""
        role = ROLES.get(self.role)
        return role is not None and permission in role.may

    def demand(self, permission: str) -> None:
        """Refused, naming the permission and who has it, unless the role has it."""
        if not self.may(permission):
            holders = ", ".join(r.id for r in ROLES.values() if permission in r.may)
            raise Refused(
                Title(
                    zh=f"角色 {self.role} 没有权限 {permission}",
                    en=f"role {self.role} lacks the permission {permission}",
                ),
                way_out=Title(
                    zh=f"请有权的角色办理（{holders}），或找安全管理员",
                    en=f"ask somebody with the role {holders}, or the security administrator",
                ),
            )


def role_grant(
    actor: str,
    role: Role,
    *,
    purpose: str | None = None,
    matter: str | None = None,
    until: Instant | None = None,
) -> Grant:
    """The grant a signed-in person holds: the role's first purpose unless another is named."""
    wanted = purpose or role.purpose
    if wanted not in role.purposes:
        raise Refused(
            Title(
                zh=f"角色 {role.id} 不为这一目的读取",
                en=f"role {role.id} does not read for this purpose",
            ),
            value=wanted,
            way_out=Title(
                zh=f"它的目的有：{', '.join(role.purposes)}",
                en=f"its purposes are {', '.join(role.purposes)}",
            ),
        )
    return Grant(actor, role.id, wanted, role.ceiling, matter, until)


def service_grant(actor: str, purpose: str) -> Grant:
    """The grant of one of our own followers: never above internal data."""
    return Grant(actor, "service", purpose, DataClass.INTERNAL)
