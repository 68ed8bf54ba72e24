"""What a pack may refer to: the base vocabulary, the packs it requires, and itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from anlan.packs.loader import Pack, codes_with, find_pack, kinds_with, load_pack
from anlan.standards.codes import Codes
from anlan.standards.errors import BadDeclaration
from anlan.standards.kinds import Kinds
from anlan.standards.time import Instant, moment


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A pack among what it may refer to, on some day."""

    pack: Pack
    required: tuple[Pack, ...]
    kinds: Kinds
    codes: Codes
    today: date

    def named(self, folder: str) -> dict[str, Any]:
        """The declarations of one folder by their id, those of required packs included."""
        packs = (*self.required, self.pack)
        return {each.id: each for pack in packs for each in getattr(pack, folder).values()}


def surroundings(path: Path, *, home: Path | None, now: Instant) -> Surroundings:
    """The pack in a folder among what it may refer to; AnlanError at the first thing wrong."""
    pack = load_pack(path)
    required = tuple(load_pack(find_pack(name, home)) for name in pack.about.requires)
    kinds, codes = kinds_with([*required, pack]), codes_with([*required, pack])
    for name, kind in pack.kinds.items():
        for field, about in kind.fields.items():
            if about.codes is not None and about.codes not in codes:
                raise BadDeclaration(
                    f"fields.{field}: there is no such code table",
                    place=str(pack.file("kinds", name)),
                    value=about.codes,
                    way_out="declare the table in codes/, or make the field text",
                )
    return Surroundings(pack, required, kinds, codes, moment(now).date())
