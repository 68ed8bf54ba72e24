"""The base error family.

AnlanError            exit 1   something the user can mend
├── BadDeclaration    exit 3   a kind, mapping, model, framework or pack is wrong
├── BadInput          exit 4   a file, a row, a request or a command is wrong
├── Refused           exit 5   not allowed: by purpose, role, or by the design's law
├── NotFound          exit 6   no such record, batch, kind, table …
├── Conflict          exit 7   somebody else changed it first, or the state forbids it
└── Broken            exit 8   stored data does not verify

Exit 0 is success, 2 is wrong usage of the command line, 70 a defect of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from anlan.standards.title import Language, Said, Title, both


class AnlanError(Exception):
    """An error a user can act on: where, what value, why, and the way out.

    What is wrong and the way out may be said in both languages. As text, in a log or to
    another program, an error is English.

    >>> str(AnlanError("no such zone", place="map.yaml:3", value="Mars/One", way_out="use an IANA name"))
    "map.yaml:3: no such zone (got 'Mars/One'). Way out: use an IANA name"
    """

    exit_code = 1
    code = "error"

    def __init__(
        self, problem: Said, *, way_out: Said, place: str | None = None, value: object = None
    ) -> None:
        self.what = both(problem)
        self.way = both(way_out)
        self.place = place
        self.value = value
        super().__init__(self.problem)

    @property
    def problem(self) -> str:
        """What is wrong, in English."""
        return self.what.en

    @property
    def way_out(self) -> str:
        """The way out, in English."""
        return self.way.en

    @property
    def told(self) -> Title:
        """Where, what and with what value; what nobody has said in Chinese is English in both."""
        en = f"{self.place}: {self.what.en}" if self.place else self.what.en
        zh = f"{self.place}：{self.what.zh}" if self.place else self.what.zh
        if self.value is not None:
            en += f" (got {_short(self.value)})"
            zh += f"（实际为 {_short(self.value)}）"
        return both(en) if self.what.zh == self.what.en else Title(zh=zh, en=en)

    def in_(self, language: Language) -> str:
        """All of it as one text."""
        told = self.told
        if language == "zh" and told.zh != told.en:
            return f"{told.zh}。解决办法：{self.way.zh}"
        return f"{told.en}. Way out: {self.way.en}"

    def __reduce__(self) -> tuple[Callable[[], AnlanError], tuple[()]]:
        """From one process to another it goes whole."""
        again = partial(type(self), self.what, way_out=self.way, place=self.place, value=self.value)
        return again, ()

    def __str__(self) -> str:
        return self.in_("en")


class BadDeclaration(AnlanError):
    """A declaration cannot be what it says it is."""

    exit_code = 3
    code = "bad-declaration"


class BadInput(AnlanError):
    """Data or a command that cannot be taken as it is."""

    exit_code = 4
    code = "bad-input"


class Refused(AnlanError):
    """Not allowed; the way out names the legitimate next step."""

    exit_code = 5
    code = "refused"


class NotFound(AnlanError):
    """What was asked for does not exist here."""

    exit_code = 6
    code = "not-found"


class Conflict(AnlanError):
    """The thing is not in the state the command needs."""

    exit_code = 7
    code = "conflict"


class Broken(AnlanError):
    """Stored data does not agree with its seal or its journal."""

    exit_code = 8
    code = "broken"


class Unfit(ValueError):
    """What a validator finds wrong with a declaration, in both languages."""

    def __init__(self, said: Title) -> None:
        self.said = said
        super().__init__(said.en)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…" + text[-1]
