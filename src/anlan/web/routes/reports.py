"""/api/index/{framework}/report: the annual report of an index, as a file."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query as Parameters, Response

from anlan.evaluate.deployment.index import ACTOR
from anlan.evaluate.report.annual import annual_report
from anlan.evaluate.report.asked import Asked
from anlan.evaluate.report.from_deployment import matter_of_index
from anlan.evaluate.report.writing import written
from anlan.govern.grants import service_grant
from anlan.web.access import Caller, needs
from anlan.web.indices import index_named
from anlan.web.shapes import Filters, Name

router = APIRouter(prefix="/api/index", tags=["index"])

TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Wanted(Filters):
    """Which report; the latest period of the whole city unless named."""

    period: Name | None = None
    area: Name | None = None
    language: Literal["zh", "en"] = "zh"
    format: Literal["html", "docx", "pdf", "xlsx"] = "html"


FILE = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/{framework}/report",
    response_class=Response,
    responses={200: {"content": dict.fromkeys(TYPES.values(), FILE)}},
)
def report(
    framework: Name,
    wanted: Annotated[Wanted, Parameters()],
    caller: Annotated[Caller, needs("index.see")],
) -> Response:
    """The annual report as a file. 422 where the stored scores are older than the records."""
    deployment = caller.deployment
    index = index_named(caller, framework)
    matter = matter_of_index(
        index,
        caller.grant("score"),
        Asked(wanted.period, None, wanted.area),
        wanted.language,
        [(m.id, m.version, m.title) for m in deployment.roster.models.values()],
        # how often was read and erased is told to everyone; who read what stays with the auditor
        overseer=service_grant(ACTOR, "stewardship"),
    )
    content = written(annual_report(matter), wanted.format)
    name = f"{framework}-{matter.period}-{wanted.language}.{wanted.format}"
    return Response(
        content,
        media_type=TYPES[wanted.format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
