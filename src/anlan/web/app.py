"""The application: shields, routes, portal, over one deployment."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from pydantic import BaseModel

from anlan import __version__
from anlan.bootstrap import Deployment
from anlan.standards.time import system_clock
from anlan.web import portal, problems
from anlan.web.access import OPEN, doors
from anlan.web.edge import Edge
from anlan.web.hub import Hub
from anlan.web.judging import Judgements
from anlan.web.problems import Problem
from anlan.web.routes import (
    accounts,
    audit,
    calls,
    codes,
    comparison,
    findings,
    forecast,
    frameworks,
    index,
    journal,
    kinds,
    models,
    opened,
    proposals,
    public,
    reports,
    session,
    situation,
    sources,
    stream,
    tasks,
    trials,
    what_if,
    workshop,
)
from anlan.web.shields import KnownHosts, SecurityHeaders, SmallBodies
from anlan.web.studies import Studies
from anlan.web.throttle import Throttle

ROUTERS = tuple(
    module.router
    for module in (
        *(session, situation, forecast, calls, findings, tasks, sources),
        *(index, opened, what_if, comparison, frameworks, reports),
        *(audit, journal, models, workshop, trials, proposals),
        *(codes, kinds, accounts, public, stream),
    )
)
PROBLEMS = {
    status: {"model": Problem, "description": problems.title(status)}
    for status in (401, 403, 404, 409, 422, 429)
}


class Health(BaseModel):
    """The process answers; ok: nothing of what follows the journal is stuck."""

    ok: bool


def create_app(deployment: Deployment, edge: Edge | None = None) -> FastAPI:
    """The application over a deployment. Every route is guarded, or named in `access.OPEN`."""
    edge = edge or Edge()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.hub.close()

    app = FastAPI(
        title="Anlan 安澜",
        version=__version__,
        docs_url=None,  # its pages would load scripts from elsewhere
        redoc_url=None,
        responses=PROBLEMS,  # type: ignore[arg-type]
        lifespan=lifespan,
        separate_input_output_schemas=False,
    )
    app.state.deployment = deployment
    app.state.throttle = Throttle(edge.signs_in_per_minute, system_clock)
    app.state.hub = Hub(
        deployment.store, longest_queue=edge.longest_queue, most_streams=edge.most_streams
    )
    app.state.forecasts = forecast.Forecasts()
    app.state.judgements = Judgements()
    app.state.studies = Studies()
    app.state.last_verified = None
    app.state.verifying = threading.Lock()
    for router in ROUTERS:
        app.include_router(router)
    app.add_api_route("/healthz", health, include_in_schema=True, tags=["health"])
    _demand_guards(app)
    problems.install(app)
    app.router.default = portal.files()
    app.add_middleware(SmallBodies, largest=edge.largest_body)
    app.add_middleware(KnownHosts, hosts=edge.hosts)
    app.add_middleware(SecurityHeaders)
    return app


def health(request: Request) -> Health:
    """Whether the process answers and its followers get on; nothing about what it holds."""
    return Health(ok=not request.app.state.deployment.troubles)


def _demand_guards(app: FastAPI) -> None:
    """A route that forgot its permission must not start."""
    for method, path, permission in doors(app):
        if permission is None and (method, path) not in OPEN:
            raise AssertionError(f"{method} {path} names no permission")
