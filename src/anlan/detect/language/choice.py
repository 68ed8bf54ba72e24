"""Blocks of which exactly one is given, such as the sorts of window."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import ConfigDict, model_validator

from anlan.store.where import Block


class Choice(Block):
    """Exactly one of its blocks. An unknown one is let in here to be refused in plain words."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={"additionalProperties": False, "minProperties": 1, "maxProperties": 1},
    )

    WHAT: ClassVar[str]
    """What is chosen, for errors."""
    KINDS: ClassVar[dict[str, str]]
    """The blocks there are, and what each means."""
    ELSEWHERE: ClassVar[dict[str, str]] = {}
    """What is looked for here and written elsewhere, and how."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        there_is = "; ".join(f"{name} ({meaning})" for name, meaning in self.KINDS.items())
        if self.model_extra:
            unknown = next(iter(self.model_extra))
            if unknown in self.ELSEWHERE:
                raise ValueError(f"`{unknown}` is no {self.WHAT}: {self.ELSEWHERE[unknown]}")
            raise ValueError(f"there is no {self.WHAT} `{unknown}`; there is: {there_is}")
        if len(self.model_fields_set) != 1:
            raise ValueError(f"give exactly one {self.WHAT}: {there_is}")
        if self.block is None:
            raise ValueError(f"`{self.kind}` is empty; write its settings, {{}} if it has none")
        return self

    @property
    def kind(self) -> str:
        """Which of them it is."""
        return next(iter(self.model_fields_set))

    @property
    def block(self) -> Any:
        """Its settings."""
        return getattr(self, self.kind)
