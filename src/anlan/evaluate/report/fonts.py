"""Fonts with Chinese characters, found on the machine: none is shipped and none is fetched."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from anlan.standards.errors import BadInput, NotFound

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

VARIABLE = "ANLAN_FONT"
PLACES = (
    # regular, bold, which face of a collection
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-{}.ttc", ("Regular", "Bold"), 2),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-{}.ttc", ("Regular", "Bold"), 2),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-{}.ttc", ("Regular", "Bold"), 2),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", ("",), 0),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", ("",), 0),
    ("/System/Library/Fonts/STHeiti {}.ttc", ("Light", "Medium"), 0),
    ("C:/Windows/Fonts/msyh{}.ttc", ("", "bd"), 0),
    ("C:/Windows/Fonts/{}.ttf", ("simhei",), 0),
)
"""Where Debian, Arch, Fedora, macOS and Windows keep theirs."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Files of a regular and a bold font; `face` is which one of a collection."""

    regular: Path
    bold: Path
    face: int = 0

    def of_picture(self, size: float) -> FreeTypeFont:
        """The regular font in a size, to draw with."""
        return _loaded(self, size)


@cache
def _loaded(fonts: Fonts, size: float) -> FreeTypeFont:
    from PIL import ImageFont

    # Shaped alike everywhere, whichever layout library a machine has.
    layout = ImageFont.Layout.BASIC
    return ImageFont.truetype(fonts.regular, size, index=fonts.face, layout_engine=layout)


def fonts_of(file: Path | None = None) -> Fonts:
    """The fonts of this machine; `file`, or else $ANLAN_FONT, names another.

    NotFound where there is none.
    """
    named = file or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if named is not None:
        return _checked(named)
    for pattern, weights, face in PLACES:
        files = [Path(pattern.format(weight)) for weight in weights]
        if files[0].is_file():
            return Fonts(files[0], files[-1] if files[-1].is_file() else files[0], face)
    raise NotFound(
        "no font with Chinese characters is on this machine; DOCX, PDF and XLSX draw with one",
        place="; ".join(pattern.format(weights[0]) for pattern, weights, _ in PLACES[:4]) + " …",
        way_out=f"install fonts-noto-cjk, or name a .ttf, .otf or .ttc file with --font or ${VARIABLE}; "
        "HTML needs none",
    )


def _checked(file: Path) -> Fonts:
    from PIL import ImageFont

    if not file.is_file():
        raise NotFound("there is no such font", place=str(file), way_out="check the path")
    try:
        ImageFont.truetype(file, 12)
    except OSError:
        raise BadInput(
            "not a font", place=str(file), way_out="name a .ttf, .otf or .ttc file"
        ) from None
    return Fonts(file, file)
