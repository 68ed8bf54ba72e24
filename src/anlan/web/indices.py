"""The indices of a deployment as a caller may see them: by name, and when they have scores."""

from __future__ import annotations

from anlan.evaluate.declaration.framework import ROOT
from anlan.evaluate.deployment.index import Index
from anlan.standards.errors import NotFound
from anlan.store.query import Both, Equals, IsNull, Query
from anlan.web.access import Caller


def index_named(caller: Caller, framework: str) -> Index:
    """The index of a framework; NotFound naming those there are."""
    try:
        return caller.deployment.indices[framework]
    except KeyError:
        known = ", ".join(caller.deployment.indices) or "none is installed"
        raise NotFound("no such framework", value=framework, way_out=f"use {known}") from None


def periods_of(caller: Caller, index: Index) -> list[str]:
    """The periods that have scores under the present version, oldest first."""
    where = Both(
        Equals("framework", index.framework.id),
        Equals("framework_version", index.framework.version),
        Equals("node", ROOT),
        IsNull("area"),
    )
    rows = caller.read(Query("score", ("period",), where=where, order=("period",)))
    return [row["period"] for row in rows]


def latest_period(caller: Caller, index: Index) -> str:
    """The last period that has scores; NotFound where none has."""
    period = next(reversed(periods_of(caller, index)), None)
    if period is None:
        raise NotFound("no scores yet", value=index.framework.id, way_out="compute the index first")
    return period


def earlier(caller: Caller, index: Index) -> dict[str, list[str]]:
    """The versions before the present one whose scores are stored, and their periods."""
    own = index.framework
    where = Both(Equals("framework", own.id), Equals("node", ROOT), IsNull("area"))
    fields = ("framework_version", "period")
    found: dict[str, list[str]] = {}
    for row in caller.read(Query("score", fields, where=where, order=("period",))):
        if row["framework_version"] != own.version:
            found.setdefault(row["framework_version"], []).append(row["period"])
    return found
