"""`anlan forecast`: calls expected per area, for placing units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli import show
from anlan.cli.options import Home, Json, Limit, opened, steward
from anlan.standards.errors import BadInput
from anlan.standards.time import parse_iso

if TYPE_CHECKING:
    from anlan.detect.forecast.calls import Where
    from anlan.detect.forecast.demand import Forecast

app = typer.Typer(rich_markup_mode=None)

WHERE: tuple[Where, ...] = ("area", "cell", "city")


@app.command()
def forecast(
    at: Annotated[
        str | None, typer.Option("--at", help="As seen from this time (ISO 8601); else now.")
    ] = None,
    hours: Annotated[int, typer.Option(min=1, help="Hours ahead.")] = 168,
    area: Annotated[str | None, typer.Option(help="One area, hour by hour.")] = None,
    by: Annotated[
        str | None, typer.Option(help="area, cell or city; left out: what the calls can tell.")
    ] = None,
    metres: Annotated[int, typer.Option(help="Side of a cell; 250 or more.")] = 1000,
    limit: Limit = 20,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Forecast the calls each area will make, for placing units 警情需求预测.

    The method is the one that did best on weeks it had not seen; its error is printed.

    \b
    anlan forecast
    anlan forecast --area A01 --hours 24
    anlan forecast --at 2018-12-30T00:00:00-05:00 --json
    """
    from anlan.detect.forecast.demand import forecast as made
    from anlan.detect.forecast.shown import shown

    where = _where(by)
    with opened(home) as deployment:
        with show.progress("filling the lake", "facts"):
            while deployment.store.fill_lake():
                pass
        now = parse_iso(at) if at else deployment.clock()
        found = made(deployment.store, steward(), now=now, hours=hours, where=where, metres=metres)
    plain = shown(found, area=area)
    if as_json:
        show.put_json(plain)
        return
    _heading(found, plain)
    show.put_text("")
    rows = _steps(plain) if area else _areas(plain)
    columns = (
        ("time", "expected", "from", "to")
        if area
        else ("area", "expected", "from", "to", "busiest", "mase", "best")
    )
    show.put_table(columns, rows if area else rows[:limit])


def _where(by: str | None) -> Where | None:
    for where in WHERE:
        if by == where:
            return where
    if by is not None:
        raise BadInput("no such kind of area", value=by, way_out=f"use one of {', '.join(WHERE)}")
    return None


def _heading(found: Forecast, plain: dict[str, Any]) -> None:
    errors = ", ".join(f"{name} {value}" for name, value in plain["rmsse"].items())
    show.put_fields(
        {
            "from": plain["begins"],
            "method": f"{found.method}, the best of {found.held_out} held-out weeks",
            "rmsse": f"{errors} (1 = the error of repeating last week)",
            "mase": ", ".join(f"{name} {value}" for name, value in plain["mase"].items()),
            "history": f"{found.calls} public calls in {found.weeks} weeks, the last {plain['last']}",
            "left out": ", ".join(f"{number} {why}" for why, number in found.left_out.items()),
            "interval": _interval(found),
            "feedback": show.say(found.feedback.sentence),
            "remarks": " ".join(show.say(each) for each in found.remarks),
        }
    )


def _interval(found: Forecast) -> str:
    if found.coverage is None:
        return "90 %"
    return f"90 %; {found.coverage:.1%} of held-out steps lay within theirs"


def _areas(plain: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [
        {
            "area": each["area"],
            "expected": round(each["total"], 1),
            "from": each["total_low"],
            "to": each["total_high"],
            "busiest": plain["times"][
                max(range(len(each["expected"])), key=each["expected"].__getitem__)
            ],
            "mase": each["mase"],
            "best": each["best"],
        }
        for each in plain["areas"]
    ]
    return sorted(rows, key=lambda row: -row["expected"])


def _steps(plain: dict[str, Any]) -> list[dict[str, Any]]:
    only = plain["areas"][0]
    parts = zip(plain["times"], only["expected"], only["low"], only["high"], strict=True)
    return [
        {"time": time, "expected": expected, "from": low, "to": high}
        for time, expected, low, high in parts
    ]
