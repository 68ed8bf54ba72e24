"""The generated pages of docs/reference, one a file."""

MADE = "<!-- Made by `make docs`; change what it is made from, not this page. -->\n"


def table(header: list[str], rows: list[list[object]]) -> str:
    """A Markdown table; bars and line ends inside cells are escaped."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return " ".join(text.split()).replace("|", "\\|")
