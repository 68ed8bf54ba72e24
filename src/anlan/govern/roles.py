"""Roles: what a post is for, and its plain list of permissions (noun, then verb).

System, security and audit administration are three different posts (GB/T 22239-2019
level 3, separation of duties; statement MLPS02).
"""

from __future__ import annotations

from dataclasses import dataclass

from anlan.standards.errors import NotFound
from anlan.standards.kinds import DataClass
from anlan.standards.title import Title


@dataclass(frozen=True, slots=True)
class Role:
    """A post: title, purposes it reads for (the first is its default), data ceiling, permissions."""

    id: str
    title: Title
    purposes: tuple[str, ...]
    ceiling: DataClass
    may: frozenset[str]

    @property
    def purpose(self) -> str:
        return self.purposes[0]


_EVERYONE = frozenset({"account.own", "vocabulary.see", "stream.follow"})
_SEE = frozenset({"situation.see", "call.see", "finding.see", "task.see", "model.see", "index.see"})


def _role(
    id: str,
    zh: str,
    en: str,
    purposes: str,
    may: str = "",
    *,
    ceiling: DataClass = DataClass.INTERNAL,
    see: frozenset[str] = _SEE,
) -> Role:
    return Role(
        id,
        Title(zh=zh, en=en),
        tuple(purposes.split()),
        ceiling,
        _EVERYONE | see | frozenset(may.split()),
    )


ROLES: dict[str, Role] = {
    role.id: role
    for role in (
        _role(
            "duty-officer",
            "指挥中心值班员",
            "duty officer",
            "call-handling task-handling",
            "call.take call.grade call.dispatch call.handle call.review call.divert call.void"
            " call.reveal finding.decide task.work task.escalate",
            ceiling=DataClass.PERSONAL,
            see=_SEE - {"index.see"},
        ),
        _role(
            "community-officer",
            "社区民警",
            "community officer",
            "task-handling call-handling",
            "call.handle call.reveal task.work",
            ceiling=DataClass.PERSONAL,
            see=_SEE - {"index.see"},
        ),
        _role(
            "station-chief",
            "派出所负责人",
            "station chief",
            "task-handling call-handling evaluation",
            "call.handle call.review call.reveal finding.decide"
            " task.work task.verify task.cancel task.escalate model.approve",
            ceiling=DataClass.PERSONAL,
        ),
        _role(
            "analyst",
            "研判员",
            "analyst",
            "early-warning evaluation stewardship",
            "finding.decide model.run model.propose source.see",
        ),
        _role("evaluator", "评估员", "evaluator", "evaluation", "index.compute"),
        _role(
            "steward",
            "数据管理员",
            "data steward",
            "stewardship",
            "source.see source.load journal.see journal.verify model.approve",
        ),
        _role(
            "auditor",
            "审计管理员",
            "audit administrator",
            "audit",
            "audit.see journal.see journal.verify",
            see=frozenset({"model.see"}),
        ),
        _role(
            "security-administrator",
            "安全管理员",
            "security administrator",
            "audit",
            "account.manage",
            see=frozenset(),
        ),
        _role(
            "system-administrator",
            "系统管理员",
            "system administrator",
            "stewardship",
            "system.manage journal.see journal.verify source.see",
            see=frozenset({"model.see"}),
        ),
        _role(
            "demo",
            "演示席",
            "demonstration seat",
            "call-handling task-handling early-warning evaluation stewardship audit",
            "call.take call.grade call.dispatch call.handle call.review call.divert call.void"
            " call.reveal finding.decide task.work task.verify task.cancel task.escalate"
            " source.see audit.see journal.see journal.verify index.compute"
            " model.run model.propose model.approve",
            ceiling=DataClass.PERSONAL,
        ),
    )
}


def role_named(name: str) -> Role:
    """The role of that id; NotFound naming the list."""
    try:
        return ROLES[name]
    except KeyError:
        raise NotFound(
            "no such role", value=name, way_out=f"use one of {', '.join(ROLES)}"
        ) from None
