"""A small working pack to start from: one mapping, one model, its flow, standard and examples."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from string import Template

from anlan.standards.errors import BadInput, Conflict
from anlan.standards.time import DAY, Instant, moment

REVIEWED_AFTER = 365 * DAY
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def make_pack(name: str, folder: Path, *, now: Instant) -> Path:
    """The folder of a new pack called `name` inside `folder`; its lint and tests pass.

    BadInput for a name that is no pack id, Conflict when the folder exists.
    """
    if not _ID.fullmatch(name) or len(name) > 40:
        raise BadInput(
            "not a name for a pack",
            value=name,
            way_out="use small letters, digits and single hyphens, like night-noise",
        )
    made = folder / name
    if made.exists():
        raise Conflict(
            "there is something of this name", value=str(made), way_out="choose another name"
        )
    template = Path(str(resources.files("anlan.packs") / "template"))
    review = moment(Instant(now + REVIEWED_AFTER)).date().isoformat()
    for file in sorted(template.rglob("*.yaml")):
        target = made / file.relative_to(template)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = Template(file.read_text(encoding="utf-8")).safe_substitute(id=name, review=review)
        target.write_text(text, encoding="utf-8")
    return made
