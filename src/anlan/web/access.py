"""Who asks, and whether they may: declared at each route, decided here for all.

A route says `caller: Annotated[Caller, needs("call.see")]`. The order is always the same:
no session 401, a command without its CSRF token 403, a role without the permission 403.
The few routes anybody may use are in `OPEN`, and nowhere else.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

from anlan.bootstrap import Deployment
from anlan.govern.grants import Grant, role_grant
from anlan.govern.roles import Role, role_named
from anlan.standards.errors import NotFound, Refused
from anlan.standards.time import iso
from anlan.standards.title import Title
from anlan.store.account_tables import Session
from anlan.store.query import Equals, Query
from anlan.web.problems import NotSignedIn
from anlan.web.shapes import Json, present, values

COOKIE = "anlan_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

OPEN = frozenset(
    {
        ("GET", "/api/session"),
        ("POST", "/api/session"),
        ("POST", "/api/session/demo"),
        ("DELETE", "/api/session"),
        ("GET", "/api/public/register"),
        ("GET", "/healthz"),
        ("GET", "/openapi.json"),
    }
)
"""Method and path of every route that needs no signed-in person."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in person at the door: every read of a route goes through here."""

    deployment: Deployment
    session: Session

    @property
    def role(self) -> Role:
        return role_named(self.session.role)

    def grant(
        self,
        kind: str | None = None,
        *,
        purpose: str | None = None,
        matter: str | None = None,
        because: str | None = None,
    ) -> Grant:
        """The grant of this session: for a kind, the role's first purpose the kind is held for."""
        if purpose is None and kind is not None:
            held = self.deployment.kinds[kind].purpose
            purpose = next((wish for wish in self.role.purposes if wish in held), None)
        grant = role_grant(self.session.account, self.role, purpose=purpose, matter=matter)
        return replace(grant, because=because)

    def read(self, query: Query) -> list[dict[str, Any]]:
        """Rows through the door."""
        return self.deployment.store.read(self.grant(query.kind), query)

    def page(self, query: Query) -> dict[str, Any]:
        """One page of rows as they go out, and how many there are in all."""
        rows = self.read(query)
        return {"items": self.shown(query.kind, rows), "total": self.total(query, rows)}

    def total(self, query: Query, rows: Sequence[Json]) -> int:
        """How many rows there are in all, when these are one page of them."""
        full = query.offset > 0 or len(rows) == query.limit
        return self.deployment.store.count(self.grant(query.kind), query) if full else len(rows)

    def one(self, kind: str, record: str) -> dict[str, Any]:
        """The row of one record; NotFound when there is none."""
        rows = self.read(Query(kind, where=Equals("id", record)))
        if not rows:
            raise NotFound(
                Title(zh=f"没有这条 {kind} 记录", en=f"no such {kind}"),
                value=record,
                way_out=Title(zh="见其列表", en="see the list of them"),
            )
        return rows[0]

    def shown(self, kind: str, rows: Iterable[Json]) -> list[Json]:
        """Rows as they go out."""
        declared, zone = self.deployment.kinds[kind], self.deployment.zone
        return [present(row, declared, zone) for row in rows]

    def history(self, kind: str, record: str) -> list[Json]:
        """The facts of a record as they go out, oldest first."""
        entries = self.deployment.store.history(self.grant(kind), kind, record)
        zone, declared = self.deployment.zone, self.deployment.kinds[kind]
        return [
            {
                "position": entry.position,
                "type": entry.fact.type,
                "time": iso(entry.fact.time, zone),
                "recorded": iso(entry.recorded, zone),
                "actor": entry.actor,
                "data": values(entry.fact.data, declared, zone),
            }
            for entry in entries
        ]


@dataclass(frozen=True, slots=True)
class Needs:
    """The permission a route needs."""

    permission: str

    def __call__(self, request: Request) -> Caller:
        deployment: Deployment = request.app.state.deployment
        session = deployment.accounts.session(request.cookies.get(COOKIE))
        if session is None:
            raise NotSignedIn(
                Title(zh="没有登录", en="nobody is signed in"),
                way_out=Title(zh="登录后再试", en="sign in, then ask again"),
            )
        demand_csrf(request)
        caller = Caller(deployment, session)
        caller.grant().demand(self.permission)
        return caller


def needs(permission: str) -> Any:
    """The dependency that admits a signed-in person whose role has the permission."""
    return Depends(Needs(permission))


def csrf_of(token: str) -> str:
    """The CSRF token that goes with a session token; it cannot be had without it."""
    return hashlib.sha256(f"anlan csrf {token}".encode()).hexdigest()


def demand_csrf(request: Request) -> None:
    """Refused unless a command carries the CSRF token of its own cookie."""
    if request.method in SAFE:
        return
    token = request.cookies.get(COOKIE)
    given = request.headers.get(CSRF_HEADER, "")
    if token is None or not hmac.compare_digest(csrf_of(token).encode(), given.encode()):
        raise Refused(
            Title(
                zh="缺少本次登录的 CSRF 令牌", en="the CSRF token is missing or not this session's"
            ),
            place=CSRF_HEADER,
            way_out=Title(
                zh="由 GET /api/session 取得令牌，随每个操作送出",
                en="GET /api/session gives the token; send it with every command",
            ),
        )


def doors(app: FastAPI) -> Iterator[tuple[str, str, str | None]]:
    """Method, path and needed permission of every route; None for one that declares none."""
    for route in iter_route_contexts(app.routes):
        permission = _needed(route.original_route)
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield method, route.path or "", permission


def _needed(route: BaseRoute) -> str | None:
    if not isinstance(route, APIRoute):
        return None
    for dependency in route.dependant.dependencies:
        if isinstance(dependency.call, Needs):
            return dependency.call.permission
    return None
