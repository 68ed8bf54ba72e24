"""Writes docs/reference from the declarations, their shapes and `--help`.

`python tools/make_docs.py` writes; with `--check` it only says which pages are stale and
exits 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

import orjson
from reference import MADE, codes, commands, errors, kinds, sentence, shapes

from anlan.detect.language.model import model_schema

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
MODEL_SCHEMA = "model.schema.json"


def pages() -> dict[str, str]:
    """Every generated page by file name."""
    made = {
        "cli.md": commands.page(),
        "kinds.md": kinds.page(),
        "codes.md": codes.page(),
        "errors.md": errors.page(),
        **shapes.pages(),
        "sentence.md": sentence.page(),
    }
    schema = orjson.dumps(model_schema(), option=orjson.OPT_INDENT_2).decode() + "\n"
    return {"README.md": _index(made), **made, MODEL_SCHEMA: schema}


def _index(made: dict[str, str]) -> str:
    titles = {name: text.split("\n# ", 1)[1].split("\n", 1)[0] for name, text in made.items()}
    lines = [f"- [{title}]({name})" for name, title in titles.items()]
    lines.append(f"- [JSON Schema of a model, for editors 模型的 JSON Schema]({MODEL_SCHEMA})")
    return "\n".join([MADE, "# Reference 参考\n", *lines, ""])


def main() -> int:
    made = pages()
    if "--check" in sys.argv[1:]:
        stale = [name for name, text in made.items() if _now(name) != text]
        for name in stale:
            print(f"docs/reference/{name} is stale; run `make docs` and commit it", file=sys.stderr)
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


def _now(name: str) -> str | None:
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
