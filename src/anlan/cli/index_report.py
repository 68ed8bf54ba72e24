"""`anlan index report`: the annual report of an index, from tables or a deployment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from anlan.cli import show
from anlan.cli.options import Home, Json, opened, steward
from anlan.standards.errors import BadInput
from anlan.standards.time import Instant, parse_iso
from anlan.standards.title import Language

if TYPE_CHECKING:
    from anlan.evaluate.report.asked import Asked
    from anlan.evaluate.report.deployed import Known
    from anlan.evaluate.report.matter import Matter

app = typer.Typer(rich_markup_mode=None)

STEM = "index-report"


@app.command()
def report(
    out: Annotated[
        Path,
        typer.Option(metavar="DIR|FILE", help="Folder for all four, or a .html .docx .pdf .xlsx."),
    ],
    framework: Annotated[
        str | None,
        typer.Option("--framework", help="YAML file; in a deployment the id of one."),
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", metavar="TABLE", help="The tables; left out: the deployment."),
    ] = None,
    period: Annotated[str | None, typer.Option(help="Period; left out: the latest.")] = None,
    compare: Annotated[
        str | None, typer.Option(help="Period to compare with; left out: the one before.")
    ] = None,
    unit: Annotated[
        str | None, typer.Option(help="Report on this unit; left out: all, or the whole city.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="zh or en; left out: yours.")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Time of the tables, like 2026-12-31T00:00:00+08:00.")
    ] = None,
    evidence: Annotated[
        Path | None, typer.Option(help="YAML of the evidence of maturity, for section 8.")
    ] = None,
    font: Annotated[
        Path | None, typer.Option(help="Font with Chinese characters; left out: one found here.")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Write the annual report of an index: HTML, DOCX, PDF, XLSX 生成年度报告.

    The same data give the same bytes.

    \b
    anlan index report --framework F.yaml --data D.csv --language zh --out report/
    anlan index report --framework smart-policing --period 2026-01 --out report.pdf
    """
    from anlan.cli.index_maturity import maturity_by
    from anlan.evaluate.report.annual import annual_report
    from anlan.evaluate.report.asked import Asked
    from anlan.evaluate.report.writing import FORMATS, format_of, write

    folder = out.is_dir() or not out.suffix
    files = [out / f"{STEM}.{form}" for form in FORMATS] if folder else [out]
    for file in files:
        format_of(file)
    asked, said = Asked(period, compare, unit), _language(language)
    if data:
        of = _of_tables(framework, data, asked, said, as_of)
    else:
        of = _of_deployment(framework, asked, said, as_of, home)
    if evidence is not None:
        of = replace(of, maturity=maturity_by(evidence, home))
    document = annual_report(of)
    written = {str(file): write(document, file, font=font) for file in files}
    told = {
        "framework": of.framework.id,
        "version": of.framework.version,
        "period": of.period,
        "compared_with": of.before,
        "about": of.subject,
        "language": said,
        "sections": [section.id for section in document.sections],
        "files": [{"file": file, "bytes": size} for file, size in written.items()],
    }
    if as_json:
        show.put_json(told)
    else:
        show.put_text(*(f"{file}  {size} bytes" for file, size in written.items()))


def _language(given: str | None) -> Language:
    if given is None:
        return show.language()
    for known in get_args(Language):
        if given == known:
            return cast("Language", given)
    raise BadInput("not a language of reports", value=given, way_out="use zh or en")


def _of_tables(
    framework: str | None, data: list[Path], asked: Asked, language: Language, as_of: str | None
) -> Matter:
    from anlan.evaluate.report.from_tables import matter_of_tables

    if framework is None:
        raise BadInput("tables without a framework", way_out="name its file with --framework")
    at: Instant | None = None if as_of is None else parse_iso(as_of)
    return matter_of_tables(Path(framework), data, asked, language, at)


def _of_deployment(
    framework: str | None, asked: Asked, language: Language, as_of: str | None, home: Path | None
) -> Matter:
    from anlan.cli.index import index_named
    from anlan.evaluate.report.from_deployment import matter_of_index

    if as_of is not None:
        raise BadInput(
            "a deployment knows the time of its data", value=as_of, way_out="leave --as-of out"
        )
    with opened(home) as deployment:
        models: list[Known] = [
            (model.id, model.version, model.title) for model in deployment.roster.models.values()
        ]
        index = index_named(deployment, framework)
        return matter_of_index(index, steward(), asked, language, models)
