"""sentence.md: what the sentence of a finding may name."""

from __future__ import annotations

from anlan.detect.compiler.sentence import OF_THE_FAMILY, WORDS
from reference import MADE, table


def page() -> str:
    rows: list[list[object]] = [
        [f"`{{{name}}}`", meaning, "all"] for name, meaning in WORDS.items()
    ]
    rows += [
        [f"`{{{name}}}`", f"the `{name}` of the measure or the link, in words", ", ".join(families)]
        for name, families in OF_THE_FAMILY.items()
    ]
    intro = (
        "The `because` of a model may name these, any field of the record that raised the "
        "finding, such as `{category}`, and fields of joined records, such as `{home.area}`. Codes "
        "are worded from their table. A field about a person is refused.\n"
    )
    head = "# Words of a finding's sentence 预警理由用词\n"
    return "\n".join([MADE, head, intro, table(["word", "meaning", "families"], rows)])
