"""/api/session: who is signed in; signing in and out; one's own password."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import StringConstraints

from anlan import __version__
from anlan.govern.roles import role_named
from anlan.standards.errors import Refused
from anlan.standards.time import iso
from anlan.store.account_tables import Session
from anlan.web.access import COOKIE, Caller, csrf_of, demand_csrf, needs
from anlan.web.edge import LOOPBACK
from anlan.web.problems import NotSignedIn
from anlan.web.shapes import Answer, Body, Words

router = APIRouter(prefix="/api/session", tags=["session"])

Secret = Annotated[str, StringConstraints(min_length=1, max_length=256)]


class SignIn(Body):
    """Name and password of an account."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    password: Secret


class NewPassword(Body):
    """The present password and the next one."""

    password: Secret
    new_password: Secret


class User(Answer):
    """The person signed in, as their role makes them."""

    name: str
    role: str
    role_title: Words
    permissions: list[str]


class Product(Answer):
    """What answers."""

    version: str


class SessionState(Answer):
    """Who is signed in, the CSRF token for commands, and the city's clock."""

    signed_in: bool
    user: User | None
    csrf: str
    demo: bool
    product: Product
    now: str
    zone: str


@router.get("")
def read(request: Request, response: Response) -> SessionState:
    """Who is signed in. A visitor gets a cookie too, so that signing in is protected."""
    token = request.cookies.get(COOKIE)
    session = request.app.state.deployment.accounts.session(token)
    if session is None:
        return _visitor(request, response)
    return _state(request, token or "", session)


@router.post("", dependencies=[Depends(demand_csrf)])
def sign_in(request: Request, response: Response, body: SignIn) -> SessionState:
    """Sign in. The session token is new, whatever the visitor's cookie was."""
    request.app.state.throttle.admit(_address(request))
    try:
        token, session = request.app.state.deployment.accounts.sign_in(
            body.username.strip().casefold(), body.password
        )
    except Refused as error:
        raise NotSignedIn(error.what, way_out=error.way) from None
    _set_cookie(request, response, token)
    return _state(request, token, session)


@router.post("/demo", dependencies=[Depends(demand_csrf)])
def sign_in_demo(request: Request, response: Response) -> SessionState:
    """Take the demonstration seat: only in a demo, only from this machine."""
    deployment = request.app.state.deployment
    if not deployment.demo or _address(request) not in LOOPBACK:
        raise Refused("this is not a demo on your machine", way_out="sign in with your account")
    token, session = deployment.accounts.sign_in_demo()
    _set_cookie(request, response, token)
    return _state(request, token, session)


@router.delete("", dependencies=[Depends(demand_csrf)])
def sign_out(request: Request, response: Response) -> SessionState:
    """End the session."""
    request.app.state.deployment.accounts.sign_out(request.cookies.get(COOKIE))
    return _visitor(request, response)


@router.post("/password")
def change_password(
    request: Request,
    response: Response,
    body: NewPassword,
    caller: Annotated[Caller, needs("account.own")],
) -> SessionState:
    """Change one's own password; every session of the account ends, this one too."""
    request.app.state.throttle.admit(_address(request))
    accounts = caller.deployment.accounts
    accounts.change_password(caller.session.account, body.password, body.new_password)
    return _visitor(request, response)


def _visitor(request: Request, response: Response) -> SessionState:
    token = secrets.token_urlsafe(32)
    _set_cookie(request, response, token)
    return _state(request, token, None)


def _set_cookie(request: Request, response: Response, token: str) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, path="/", secure=secure, httponly=True, samesite="strict")


def _state(request: Request, token: str, session: Session | None) -> SessionState:
    deployment = request.app.state.deployment
    return SessionState(
        signed_in=session is not None,
        user=_user(session) if session else None,
        csrf=csrf_of(token),
        demo=deployment.demo,
        product=Product(version=__version__),
        now=iso(deployment.clock(), deployment.zone),
        zone=deployment.zone,
    )


def _user(session: Session) -> User:
    role = role_named(session.role)
    title = Words(**role.title.model_dump())
    return User(name=session.account, role=role.id, role_title=title, permissions=sorted(role.may))


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
