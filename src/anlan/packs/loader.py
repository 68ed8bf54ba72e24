"""Reading packs: one folder, declarations only, every file of a known shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field as Bounded

from anlan.detect.language.model import Model
from anlan.evaluate.declaration.framework import Framework
from anlan.evaluate.maturity.model import MaturityModel
from anlan.ingest.crosswalk import Crosswalk
from anlan.ingest.mapping import Mapping, read_mapping
from anlan.respond.flow import Flow
from anlan.respond.profile import RegionProfile
from anlan.respond.standards import TaskStandard
from anlan.respond.triage import Triage
from anlan.standards.codes import Codes, CodeTable, base_codes
from anlan.standards.declaration import read_declaration
from anlan.standards.errors import BadDeclaration, NotFound
from anlan.standards.kinds import Declaration, Kinds, RecordKind, base_kinds
from anlan.standards.title import Title

PackId = Annotated[str, Bounded(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]

SHAPES: dict[str, type[BaseModel]] = {
    "kinds": RecordKind,
    "codes": CodeTable,
    "mappings": Mapping,
    "crosswalks": Crosswalk,
    "models": Model,
    "flows": Flow,
    "standards": TaskStandard,
    "frameworks": Framework,
    "maturity": MaturityModel,
    "triage": Triage,
    "profiles": RegionProfile,
}
"""The folders of a pack, and the shape of the declarations in each."""


class About(Declaration):
    """What `pack.yaml` says."""

    id: PackId
    """The name of the folder."""
    version: Annotated[str, Bounded(pattern=r"^[0-9]+(\.[0-9]+)*$")]
    title: Title
    purpose: Title
    """What good it does, in a sentence."""
    owner: str
    """The post that answers for it."""
    limits: Title
    """What must not be expected or concluded from it."""
    requires: tuple[PackId, ...] = ()
    """Packs whose kinds, codes, flows or standards it uses. A pack stands alone by default."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack read whole; each folder is file name without ending → declaration."""

    path: Path
    about: About
    kinds: dict[str, RecordKind]
    codes: dict[str, CodeTable]
    mappings: dict[str, Mapping]
    crosswalks: dict[str, Crosswalk]
    models: dict[str, Model]
    flows: dict[str, Flow]
    standards: dict[str, TaskStandard]
    frameworks: dict[str, Framework]
    maturity: dict[str, MaturityModel]
    triage: dict[str, Triage]
    profiles: dict[str, RegionProfile]

    @property
    def id(self) -> str:
        return self.about.id

    def file(self, folder: str, name: str) -> Path:
        """Where a declaration of this pack is written."""
        return self.path / folder / f"{name}.yaml"


def library() -> list[Path]:
    """The packs that come with Anlan."""
    return packs_in(Path(str(resources.files("anlan.packs") / "library")))


def packs_in(folder: Path) -> list[Path]:
    """The packs in a folder: each a folder that holds a pack.yaml."""
    return sorted(file.parent for file in folder.glob("*/pack.yaml"))


def load_pack(path: Path) -> Pack:
    """The pack in a folder. BadDeclaration, with file and line, at the first thing wrong."""
    declared: dict[str, Any] = {folder: read_folder(path, folder) for folder in SHAPES}
    return Pack(path=path, about=read_about(path), **declared)


def read_about(path: Path) -> About:
    """`pack.yaml` of a pack; its id must be the name of the folder."""
    if not (path / "pack.yaml").is_file():
        raise NotFound(
            "no pack here: it has no pack.yaml",
            place=str(path),
            way_out="name a pack's folder, or make one with `anlan pack new NAME`",
        )
    about = read_declaration(path / "pack.yaml", About)
    if about.id != path.resolve().name:
        raise BadDeclaration(
            "the id of a pack is the name of its folder",
            place=str(path / "pack.yaml"),
            value=about.id,
            way_out=f"write `id: {path.resolve().name}`, or rename the folder",
        )
    return about


def read_folder(path: Path, folder: str) -> dict[str, BaseModel]:
    """The declarations in one folder of a pack, by file name."""
    return {file.stem: read_one(file, folder) for file in sorted((path / folder).glob("*.yaml"))}


def read_one(file: Path, folder: str) -> BaseModel:
    """One declaration; a mapping comes with the crosswalks it names."""
    return read_mapping(file) if folder == "mappings" else read_declaration(file, SHAPES[folder])


def find_pack(name: str, home: Path | None = None) -> Path:
    """The folder of a pack named by its path or its id."""
    if Path(name, "pack.yaml").is_file():
        return Path(name)
    known = {path.name: path for path in [*library(), *_of_home(home)]}
    if name not in known:
        raise NotFound(
            "no such pack",
            value=name,
            way_out=f"name a pack's folder, or one of {', '.join(sorted(known))}",
        )
    return known[name]


def installed(home: Path | None = None) -> list[Pack]:
    """The library's packs and those in `home/packs`; a home pack replaces one of its id."""
    found = {pack.id: pack for pack in map(load_pack, [*library(), *_of_home(home)])}
    for pack in found.values():
        for needed in pack.about.requires:
            if needed not in found:
                raise NotFound(
                    f"pack {pack.id} requires a pack that is not installed",
                    place=str(pack.path / "pack.yaml"),
                    value=needed,
                    way_out=f"put the folder {needed} beside it",
                )
    return list(found.values())


def kinds_with(packs: Iterable[Pack]) -> Kinds:
    """The kinds every deployment has, and those of the packs."""
    return Kinds([*base_kinds(), *(kind for pack in packs for kind in pack.kinds.values())])


def codes_with(packs: Iterable[Pack]) -> Codes:
    """The code tables every deployment has; a pack's table of the same id replaces one."""
    return Codes([*base_codes(), *(table for pack in packs for table in pack.codes.values())])


def find_mapping(packs: Iterable[Pack], name: str) -> Mapping:
    """A mapping named as `pack/mapping`; NotFound with the list of those there are."""
    known = {f"{pack.id}/{stem}": each for pack in packs for stem, each in pack.mappings.items()}
    found = {alias.replace("_", "-"): each for alias, each in known.items()}
    try:
        return found[name.replace("_", "-")]
    except KeyError:
        raise NotFound(
            "no such file, and no such mapping in the packs",
            value=name,
            way_out=f"name a YAML file, or one of {', '.join(sorted(known))}",
        ) from None


def _of_home(home: Path | None) -> list[Path]:
    return packs_in(home / "packs") if home is not None else []
