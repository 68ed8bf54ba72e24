"""The matter of a report from the index of a deployment: its records, scored as they are."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.evaluate.analysis.lineage import Traced
from anlan.evaluate.declaration.framework import ROOT
from anlan.evaluate.deployment.index import Index
from anlan.evaluate.measuring.areas import CITY, areas_of
from anlan.evaluate.measuring.periods import month_named
from anlan.evaluate.measuring.scores import score_id
from anlan.evaluate.measuring.scoring import panel_of
from anlan.evaluate.report.asked import Asked, moved, periods_of, require_unit, varied
from anlan.evaluate.report.deployed import Known, deployed
from anlan.evaluate.report.matter import Matter
from anlan.evaluate.study.study import Study, study_of
from anlan.govern.grants import Grant
from anlan.standards.errors import BadInput, NotFound
from anlan.standards.time import Instant, iso
from anlan.standards.title import Language, Title
from anlan.store.query import Equals, Query

RECORDS = 20
"""Ids of records told of a measure."""


def matter_of_index(
    index: Index,
    grant: Grant,
    asked: Asked,
    language: Language,
    models: list[Known],
    *,
    overseer: Grant | None = None,
) -> Matter:
    """What a report on a deployed index is made of; no unit: the whole city.

    `overseer` reads what the report adds up of audits and erasures, where `grant` may not.
    NotFound where there are no scores, BadInput where they are older than the records.
    """
    measurement = index.measurement(grant)
    cells = measurement.cells(measurement.months)
    areas = areas_of(index.store.read(grant, Query("area")))
    if not cells:
        raise NotFound("no scores yet", way_out="load records, then `anlan index compute`")
    study = study_of(index.framework, panel_of(index.framework, cells, areas.zone))
    period, before = periods_of(study, asked)
    unit = asked.unit or CITY
    require_unit(study, unit, period)
    at = _computed(index, grant, study, unit, period)
    month = month_named(period, index.zone)
    change, other = moved(study, unit, before, period), varied(study)
    traced = index.trace(grant, period=period, area=unit or None, limit=RECORDS)
    own = {c.measure: c for c in cells if (c.area or CITY, c.period) == (unit, period)}
    return Matter(
        study=study,
        language=language,
        period=period,
        before=before,
        unit=unit,
        names={id: Title(zh=areas[id].title.zh, en=areas[id].title.en) for id in areas},
        sources={each.node: _source(each, period, unit, at, language) for each in _below(traced)},
        samples={id: c.denominator for id, c in own.items() if c.denominator is not None},
        data=["本部署的记录" if language == "zh" else "records of the deployment"],
        at=at,
        zone=index.zone,
        deployed=deployed(index.store, overseer or grant, models, month.start, min(month.end, at)),
        change=None if isinstance(change, str) else change,
        uncertainty=None if isinstance(other, str) else other[0],
        sensitivity=None if isinstance(other, str) else other[1],
        unsplit=change if isinstance(change, str) else None,
        unvaried=other if isinstance(other, str) else None,
    )


def _computed(index: Index, grant: Grant, study: Study, unit: str, period: str) -> Instant:
    """When the stored scores of the period were last changed; they have to be those of now."""
    record = score_id(index.framework, ROOT, unit or None, period)
    stored = index.store.read(grant, Query("score", where=Equals("id", record)))
    built = study.build()
    rows = zip(built.panel.units, built.panel.periods, strict=True)
    (row,) = (n for n, key in enumerate(rows) if key == (unit, period))
    score = float(built.scores[row, -1])
    known = stored[0]["score"] if stored else None
    if not stored or (known is not None and abs(known - score) > 1e-6):
        raise BadInput(
            "the scores are older than the records",
            place=record,
            value=known,
            way_out="run `anlan index compute` first",
        )
    every = index.store.read(
        grant,
        Query("score", where=Equals("period", period), fields=("framework", "computed")),
    )
    return Instant(max(row["computed"] for row in every if row["framework"] == index.framework.id))


def _below(traced: Traced) -> Iterator[Traced]:
    """The measures with a query."""
    if traced.query is not None:
        yield traced
    for part in traced.parts:
        yield from _below(part)


def _source(each: Traced, period: str, unit: str, at: Instant, language: Language) -> str:
    """Query, time, ids of records, and the command that opens all of them."""
    zh = language == "zh"
    area = f" --area {unit}" if unit else ""
    told = [
        (each.query or "").rstrip(),
        f"{'时期' if zh else 'period'}: {period}; {'计算于' if zh else 'computed'} {iso(at)}",
        f"{'记录' if zh else 'records'}: {each.total}",
        "  ".join(each.records) + (" …" if each.total > len(each.records) else ""),
        f"anlan index open {each.node} --period {period}{area}",
    ]
    return "\n".join(line for line in told if line)
