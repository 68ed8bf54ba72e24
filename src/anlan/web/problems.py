"""One JSON error shape for every failure: RFC 9457 problem details.

The members are always the same ten: text is English, and the same in Chinese stands beside
it. Nothing internal is ever told: an unexpected
failure is logged here under a number, and only the number goes out.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from anlan.standards.errors import (
    AnlanError,
    BadDeclaration,
    BadInput,
    Broken,
    Conflict,
    NotFound,
    Refused,
)
from anlan.standards.expected import expected
from anlan.standards.title import Said, Title, both

log = logging.getLogger("anlan.web")

MEDIA_TYPE = "application/problem+json"
LONGEST_VALUE = 80


class Problem(BaseModel):
    """What went wrong, where, with what value, and the way out.

    What nobody has said in Chinese is English in `detail_zh` and `way_out_zh` too.
    """

    type: str
    title: str
    status: int
    detail: str
    detail_zh: str
    place: str | None
    value: str | None
    way_out: str
    way_out_zh: str
    code: str


class NotSignedIn(Refused):
    """The route needs a signed-in person."""

    code = "not-signed-in"


class TooMany(Refused):
    """Asked too often; wait."""

    code = "too-many"


_STATUS: dict[type[AnlanError], int] = {
    NotSignedIn: 401,
    TooMany: 429,
    BadDeclaration: 422,
    BadInput: 422,
    Refused: 403,
    NotFound: 404,
    Conflict: 409,
    Broken: 500,
    AnlanError: 400,
}

_TITLES = {
    400: "请求无法处理 | The request cannot be taken",
    401: "需要登录 | Sign in first",
    403: "不允许 | Not allowed",
    404: "没有找到 | Not found",
    405: "不支持这个方法 | Method not allowed",
    409: "与当前状态冲突 | In conflict with the present state",
    413: "请求太大 | The request is too large",
    421: "主机名不对 | Wrong host",
    422: "内容不符合要求 | The content does not fit",
    429: "请求太频繁 | Too many attempts",
    500: "内部错误 | Internal error",
}

_CODES = {
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    421: "wrong-host",
    422: "bad-input",
}

_SECRET = frozenset({"password", "new_password"})
"""Members whose value is never repeated."""


def problem(
    status: int,
    detail: Said,
    *,
    way_out: Said,
    code: str | None = None,
    place: str | None = None,
    value: object = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """A problem as a response."""
    code = code or _CODES.get(status, "error")
    what, way = both(detail), both(way_out)
    body = Problem(
        type=f"urn:anlan:problem:{code}",
        title=title(status),
        status=status,
        detail=what.en,
        detail_zh=what.zh,
        place=place,
        value=_short(value),
        way_out=way.en,
        way_out_zh=way.zh,
        code=code,
    )
    return JSONResponse(body.model_dump(), status, headers, MEDIA_TYPE)


def title(status: int) -> str:
    """What a status means, in both languages."""
    return _TITLES.get(status, _TITLES[400])


def install(app: FastAPI) -> None:
    """Answer every failure of the app with a problem."""
    app.add_exception_handler(AnlanError, _anlan_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected)


def status_of(error: AnlanError) -> int:
    """The HTTP status of an error of ours: that of its nearest kind."""
    return next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)


def _anlan_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AnlanError)
    return problem(
        status_of(error),
        error.what,
        way_out=error.way,
        code=error.code,
        place=error.place,
        value=error.value,
    )


def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors: Sequence[Any] = error.errors()
    first = errors[0]
    place = ".".join(map(str, first["loc"]))
    said = expected(first)
    if more := len(errors) - 1:
        said = Title(zh=f"{said.zh}（另有 {more} 处）", en=f"{said.en} (and {more} more)")
    given = first.get("input")
    shown = isinstance(given, (str, int, float)) and not _SECRET & set(first["loc"])
    return problem(
        422,
        said,
        way_out=Title(
            zh="见 /openapi.json 中这个地址接受什么",
            en="see /openapi.json for what this route takes",
        ),
        place=place,
        value=given if shown else None,
    )


def _http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return problem(
        error.status_code,
        Title(zh=title(error.status_code).split(" | ")[0], en=str(error.detail)),
        way_out=Title(
            zh="见 /openapi.json 中有哪些地址和方法",
            en="see /openapi.json for the routes and methods there are",
        ),
        headers=dict(error.headers) if error.headers else None,
    )


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    number = secrets.token_hex(4)
    path = request.url.path
    log.error("defect %s at %s %s", number, request.method, path, exc_info=error)
    return problem(
        500,
        Title(zh=f"本系统的缺陷，编号 {number}", en=f"a defect of ours, number {number}"),
        code="defect",
        way_out=Title(
            zh="把编号告诉系统管理员；其余在日志里",
            en="tell the system administrator the number; the log has the rest",
        ),
    )


def _short(value: object) -> str | None:
    if value is None:
        return None
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
