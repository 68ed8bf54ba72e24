"""`anlan pack`: thin apps made of declarations."""

from __future__ import annotations

from dataclasses import asdict
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
    help="Packs: folders of declarations that make a thin app 薄应用包.\n\n    anlan pack new my-pack",
)
app.add_typer(pack, name="pack")

Packs = Annotated[
    list[str] | None,
    typer.Argument(metavar="PACK", help="Folder or id of a pack; none: every pack."),
]


@pack.command("list")
def list_packs(home: Home = None, as_json: Json = False) -> None:
    """List the packs of the library and of the deployment 列出薄应用包.

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
    """Check that every declaration reads, compiles and refers to what exists 检查.

    Exit code 3 when anything must be mended; warnings and notes are only said.

    
    anlan pack lint                    every pack
    anlan pack lint ./my-pack          one of them
    """
    from anlan.packs.lint import lint_pack

    found = {
        path.name: [asdict(each) for each in lint_pack(path, home=home, now=system_clock())]
        for path in _chosen(packs, home)
    }
    problems = [problem for each in found.values() for problem in each]
    wrong = any(problem["grade"] == "error" for problem in problems)
    if as_json:
        show.put_json({"ok": not wrong, "packs": found})
    else:
        for problem in problems:
            show.put_text(f"{problem['grade']}: {problem['place']}: {problem['text']}")
            show.put_text(f"    {problem['way_out']}")
        show.put_text(f"{len(found)} packs, {len(problems)} remarks")
    if wrong:
        raise typer.Exit(BadDeclaration.exit_code)


@pack.command("test")
def run_examples(packs: Packs = None, home: Home = None, as_json: Json = False) -> None:
    """Run the examples of the packs 运行样例.

    Exit code 3 when something does not come out as its example says.

    
    anlan pack test city-calls
    """
    from anlan.packs.test import run_pack

    ran: dict[str, list[dict[str, Any]]] = {}
    for path in _chosen(packs, home):
        results = run_pack(path, home=home, now=system_clock())
        ran[path.name] = [asdict(each) for each in results]
    failed = [each for results in ran.values() for each in results if each["problem"]]
    count = sum(map(len, ran.values()))
    if as_json:
        show.put_json({"ok": not failed, "examples": count, "packs": ran})
    else:
        for each in failed:
            show.put_text(f"{each['place']}: {each['example']}", f"    {each['problem']}")
        show.put_text(f"{len(ran)} packs, {count} examples, {len(failed)} failed")
    if failed:
        raise typer.Exit(BadDeclaration.exit_code)


@pack.command()
def new(
    name: Annotated[str, typer.Argument(help="Id of the pack, like `night-noise`.")],
    folder: Annotated[
        Path | None, typer.Option("--in", help="Where to make it.  [default: HOME/packs]")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Make a small working pack to start from 新建薄应用包.

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

    home = home or DEFAULT_HOME
    return [find_pack(name, home) for name in names or ()] or [
        *library(),
        *packs_in(home / "packs"),
    ]
