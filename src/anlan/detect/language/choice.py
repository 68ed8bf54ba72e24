"""Blocks of which exactly one is given, such as the sorts of window."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import ConfigDict, model_validator

from anlan.standards.errors import Unfit
from anlan.standards.title import Title
from anlan.store.where import Block


class Choice(Block):
    """Exactly one of its blocks. An unknown one is let in here to be refused in plain words."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={"additionalProperties": False, "minProperties": 1, "maxProperties": 1},
    )

    WHAT: ClassVar[Title]
    """What is chosen, for errors."""
    KINDS: ClassVar[dict[str, Title]]
    """The blocks there are, and what each means."""
    ELSEWHERE: ClassVar[dict[str, Title]] = {}
    """What is looked for here and written elsewhere, and how."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.model_extra:
            raise Unfit(self._unknown(next(iter(self.model_extra))))
        what, known = self.WHAT, self._known()
        if len(self.model_fields_set) != 1:
            raise Unfit(
                Title(
                    zh=f"只给一种{what.zh}：{known.zh}",
                    en=f"give exactly one {what.en}: {known.en}",
                )
            )
        if self.block is None:
            raise Unfit(
                Title(
                    zh=f"`{self.kind}` 是空的；写上它的设置，没有设置写 {{}}",
                    en=f"`{self.kind}` is empty; write its settings, {{}} if it has none",
                )
            )
        return self

    @classmethod
    def _unknown(cls, name: str) -> Title:
        """What is said of a block there is none of."""
        what, known = cls.WHAT, cls._known()
        if elsewhere := cls.ELSEWHERE.get(name):
            return Title(
                zh=f"`{name}` 不是{what.zh}：{elsewhere.zh}",
                en=f"`{name}` is no {what.en}: {elsewhere.en}",
            )
        return Title(
            zh=f"没有 `{name}` 这种{what.zh}；有：{known.zh}",
            en=f"there is no {what.en} `{name}`; there is: {known.en}",
        )

    @classmethod
    def _known(cls) -> Title:
        """The blocks there are, with what each means."""
        return Title(
            zh="；".join(f"{name}（{meaning.zh}）" for name, meaning in cls.KINDS.items()),
            en="; ".join(f"{name} ({meaning.en})" for name, meaning in cls.KINDS.items()),
        )

    @property
    def kind(self) -> str:
        """Which of them it is."""
        return next(iter(self.model_fields_set))

    @property
    def block(self) -> Any:
        """Its settings."""
        return getattr(self, self.kind)
