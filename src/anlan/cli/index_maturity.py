"""`anlan index maturity`: levels of an organisation by a maturity model and its evidence."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.cli import show
from anlan.cli.options import Home, Json
from anlan.standards.errors import BadDeclaration, NotFound

if TYPE_CHECKING:
    from anlan.evaluate.maturity.assess import DimensionLevel, Maturity
    from anlan.evaluate.maturity.model import MaturityModel

app = typer.Typer(rich_markup_mode=None)


@app.command()
def maturity(
    model: Annotated[str, typer.Argument(help="YAML of a model, or its name in the packs.")],
    evidence: Annotated[
        Path | None, typer.Argument(help="YAML of the evidence; left out: only check the model.")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Which level each dimension has reached, and what lacks for the next 成熟度.

    \b
    anlan index maturity five-levels
    anlan index maturity five-levels evidence.yaml --json
    """
    from anlan.evaluate.maturity.assess import assess
    from anlan.evaluate.maturity.evidence import Evidence
    from anlan.standards.declaration import read_declaration

    declared = _model(model, home)
    _lint(declared, as_json=as_json and evidence is None)
    if evidence is None:
        return
    found = assess(declared, read_declaration(evidence, Evidence))
    if as_json:
        show.put_json(asdict(found))
    else:
        _put(found)


def maturity_by(evidence: Path, home: Path | None) -> Maturity:
    """What evidence comes to, by the model of the packs that it names."""
    from anlan.evaluate.maturity.assess import assess
    from anlan.evaluate.maturity.evidence import Evidence
    from anlan.standards.declaration import read_declaration

    told = read_declaration(evidence, Evidence)
    return assess(_model(told.model, home), told)


def _model(name: str, home: Path | None) -> MaturityModel:
    from anlan.evaluate.maturity.model import MaturityModel
    from anlan.packs.loader import installed
    from anlan.standards.declaration import read_declaration

    if Path(name).is_file():
        return read_declaration(Path(name), MaturityModel)
    known = {each.id: each for pack in installed(home) for each in pack.maturity.values()}
    if name not in known:
        raise NotFound(
            "no such file, and no such maturity model in the packs",
            value=name,
            way_out=f"name a YAML file, or one of {', '.join(sorted(known))}",
        )
    return known[name]


def _lint(model: MaturityModel, *, as_json: bool) -> None:
    """Say what is wrong with the model; a model with errors assesses nobody."""
    from anlan.evaluate.maturity.lint import lint_maturity

    remarks = lint_maturity(model)
    wrong = any(remark.severity == "error" for remark in remarks)
    rows = [asdict(remark) for remark in remarks]
    if as_json:
        show.put_json({"model": model.id, "ok": not wrong, "remarks": rows})
    elif remarks:
        show.put_table(("severity", "node", "message", "way_out"), rows)
    else:
        show.note(f"{model.id} {model.version}: sound, {len(model.demands)} demands")
    if wrong:
        raise typer.Exit(BadDeclaration.exit_code)


def _put(found: Maturity) -> None:
    show.put_text(
        f"{found.organisation}, {found.as_of}: level {found.level} {show.say(found.title)}"
    )
    if found.capped_by:
        show.put_text(
            f"held at {found.level} by {found.capped_by}; the others stand at {found.median}"
        )
    rows = [
        {
            "dimension": each.id,
            "title": each.title,
            "level": each.level,
            "lacks": "; ".join(_lack(each)),
        }
        for each in found.dimensions
    ]
    show.put_table(("dimension", "title", "level", "lacks"), rows)
    if found.next is not None:
        ways = [f"{name} rises" for name in found.needed]
        if found.of_others:
            ways.append(f"{found.of_others} of {', '.join(found.candidates)} rise")
        show.put_text(f"for level {found.next}: {', and '.join(ways)} to {found.next}")


def _lack(dimension: DimensionLevel) -> list[str]:
    return [f"{show.say(each.statement)} ({each.state}: {each.why})" for each in dimension.lacking]
