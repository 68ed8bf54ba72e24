"""/api/forecast: calls expected per area and hour, for placing units; nobody is judged by it."""

from __future__ import annotations

import threading
from typing import Annotated

from fastapi import APIRouter, Query as Parameters, Request

from anlan.bootstrap import Deployment
from anlan.detect.forecast.demand import Forecast, forecast
from anlan.detect.forecast.shown import shown
from anlan.govern.grants import service_grant
from anlan.standards.time import HOUR
from anlan.web.access import Caller, needs
from anlan.web.shapes import Answer, Filters, Json, Name, Words

router = APIRouter(prefix="/api/forecast", tags=["forecast"])


class Where(Filters):
    """One area, or all."""

    area: Name | None = None


class AreaForecast(Answer):
    """Calls expected in one area: per step and in all, each with its 90 % interval."""

    area: str
    total: float
    total_low: int
    total_high: int
    mase: float | None
    best: str
    expected: list[float]
    low: list[int]
    high: list[int]


class DemandForecast(Answer):
    """The next seven days, by the method that did best on held-out weeks, with its error."""

    begins: str
    zone: str
    step_hours: int
    times: list[str]
    where: str
    method: str
    mase: dict[str, float | None]
    rmsse: dict[str, float | None]
    coverage: float | None
    weeks: int
    held_out: int
    calls: int
    last: str
    left_out: dict[str, int]
    remarks: list[Words]
    feedback: Json
    hot: list[Json]
    areas: list[AreaForecast]


class Forecasts:
    """The forecast of this hour, made once."""

    def __init__(self) -> None:
        self._making = threading.Lock()
        self._made: tuple[int, Forecast] | None = None

    def now(self, deployment: Deployment) -> Forecast:
        """The forecast as of the hour it is; NotFound when there is too little history."""
        now = deployment.clock()
        hour = now // HOUR
        with self._making:
            if self._made is None or self._made[0] != hour:
                grant = service_grant("forecast", "early-warning")
                self._made = hour, forecast(deployment.store, grant, now=now)
            return self._made[1]


@router.get("")
def read(
    request: Request,
    where: Annotated[Where, Parameters()],
    caller: Annotated[Caller, needs("situation.see")],
) -> DemandForecast:
    """Calls expected per area and hour. 404 while there are too few weeks to test a forecast."""
    forecasts: Forecasts = request.app.state.forecasts
    made = forecasts.now(caller.deployment)
    return DemandForecast.model_validate(shown(made, area=where.area))
