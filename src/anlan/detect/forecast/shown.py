"""A forecast as JSON has it: what the API sends and `anlan forecast --json` prints."""

from __future__ import annotations

from dataclasses import asdict
from math import isnan
from typing import Any

from anlan.detect.forecast.demand import AreaForecast, Forecast
from anlan.detect.forecast.feedback import Feedback
from anlan.detect.forecast.hot import Hot
from anlan.standards.errors import NotFound
from anlan.standards.time import iso
from anlan.standards.title import Title


def shown(forecast: Forecast, *, area: str | None = None) -> dict[str, Any]:
    """The forecast in plain values, of one area or of all; NotFound when there is no such area."""
    areas = [each for each in forecast.areas if area in (None, each.area)]
    if area is not None and not areas:
        raise NotFound(
            Title(zh="没有这个辖区的警情", en="no calls in such an area"),
            value=area,
            way_out=Title(zh="不写辖区", en="leave the area out"),
        )
    return {
        "begins": iso(forecast.begins, forecast.zone),
        "zone": forecast.zone,
        "step_hours": forecast.step_hours,
        "times": [iso(at, forecast.zone) for at in forecast.times],
        "where": forecast.where,
        "method": forecast.method,
        "mase": {name: _number(value) for name, value in forecast.mase.items()},
        "rmsse": {name: _number(value) for name, value in forecast.rmsse.items()},
        "coverage": forecast.coverage,
        "weeks": forecast.weeks,
        "held_out": forecast.held_out,
        "calls": forecast.calls,
        "last": iso(forecast.last, forecast.zone),
        "left_out": dict(forecast.left_out),
        "remarks": [_title(each) for each in forecast.remarks],
        "feedback": _feedback(forecast.feedback),
        "hot": [_hot(each) for each in forecast.hot],
        "areas": [_area(each) for each in areas],
    }


def _area(area: AreaForecast) -> dict[str, Any]:
    return {
        "area": area.area,
        "total": round(area.total, 2),
        "total_low": int(area.total_low),
        "total_high": int(area.total_high),
        "mase": area.mase,
        "best": area.best,
        "expected": area.expected.round(3).tolist(),
        "low": area.low.astype(int).tolist(),
        "high": area.high.astype(int).tolist(),
    }


def _hot(hot: Hot) -> dict[str, Any]:
    return {**asdict(hot), "hit_rate": _number(hot.hit_rate), "pai": _number(hot.pai)}


def _feedback(found: Feedback) -> dict[str, Any]:
    return {**asdict(found), "sentence": _title(found.sentence)}


def _title(title: Title) -> dict[str, str]:
    return {"zh": title.zh, "en": title.en}


def _number(value: float) -> float | None:
    return None if isnan(value) else round(value, 4)
