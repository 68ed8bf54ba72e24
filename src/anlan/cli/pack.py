"""`anlan pack`: thin apps made of declarations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from anlan.cli import show
from anlan.cli.options import DEFAULT_HOME, Home, Json
from anlan.standards.errors import BadDeclaration
from anlan.standards.time import system_clock

app = typer.Typer(rich_markup_mode=None)
pack = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Packs: folders of declarations that make a thin app. 薄应用包。\n\n    anlan pack new my-pack",
)
app.add_typer(pack, name="pack")

Packs = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PACK]…", help="Folder or id of a pack; none: every pack."),
]


@pack.command("list")
def list_packs(home: Home = None, as_json: Json = False) -> None:
    """List the packs of the library and of the deployment. 列出薄应用包。

    \b
    anlan pack list
    """
    from anlan.packs.loader import installed

    rows = [
        {
            "id": each.id,
            "version": each.about.version,
            "title": each.about.title,
            "owner": each.about.owner,
            "mappings": [f"{each.id}/{name}" for name in each.mappings],
            "models": list(each.models),
            "frameworks": list(each.frameworks),
            "path": str(each.path),
        }
        for each in installed(home)
    ]
    if as_json:
        show.put_json(rows)
    else:
        show.put_table(("id", "version", "title", "mappings", "models", "frameworks"), rows)


@pack.command()
def lint(packs: Packs = None, home: Home = None, as_json: Json = False) -> None:
    """Check that every declaration reads, compiles and refers to what exists. 检查。

    Exit code 3 when anything is wrong.

    \b
    anlan pack lint                    every pack
    anlan pack lint ./my-pack          one of them
    """
    from anlan.packs.lint import lint_pack

    found = {
        str(path): [vars(problem) for problem in lint_pack(path, home=home, now=system_clock())]
        for path in _chosen(packs, home)
    }
    _put_verdict(found, as_json=as_json, good="nothing to mend")


@pack.command()
def test(packs: Packs = None, home: Home = None, as_json: Json = False) -> None:
    """Run the examples of the packs. 运行样例。

    Exit code 3 when a record does not come out as its example says.

    \b
    anlan pack test city-calls
    """
    from anlan.packs.test import run_pack

    found = {}
    for path in _chosen(packs, home):
        with show.progress(f"testing {path.name}", "examples"):
            found[str(path)] = [vars(result) for result in run_pack(path, home=home)]
    _put_results(found, as_json=as_json)


@pack.command()
def new(
    name: Annotated[str, typer.Argument(help="Id of the pack, like `night-noise`.")],
    folder: Annotated[
        Path | None, typer.Option("--in", help="Where to make it.  [default: HOME/packs]")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Make a small working pack to start from. 新建薄应用包。

    It holds one mapping and one model with examples; its lint and its tests pass.

    \b
    anlan pack new night-noise
    anlan pack test night-noise
    """
    from anlan.packs.new import make_pack

    path = make_pack(name, folder or (home or DEFAULT_HOME) / "packs", now=system_clock())
    files = [str(file.relative_to(path)) for file in sorted(path.rglob("*")) if file.is_file()]
    if as_json:
        show.put_json({"pack": name, "path": str(path), "files": files})
        return
    show.put_text(str(path), *(f"  {file}" for file in files))
    show.note("next: change the mapping and the model, then", f"  anlan pack test {path}")


def _chosen(names: list[str] | None, home: Path | None) -> list[Path]:
    from anlan.packs.loader import find_pack, library, packs_in

    if names:
        return [find_pack(name, home) for name in names]
    return [*library(), *packs_in((home or DEFAULT_HOME) / "packs")]
