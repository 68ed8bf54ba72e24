"""kinds.md: every record kind with its fields."""

from __future__ import annotations

from anlan.standards.kinds import FieldDef, RecordKind, base_kinds
from reference import MADE, table


def page() -> str:
    declared = sorted(base_kinds(), key=lambda kind: kind.id)
    index = table(
        ["kind", "类型", "meaning", "subject", "kept"],
        [[f"[`{k.id}`](#{k.id})", k.title.zh, k.title.en, k.subject, _kept(k)] for k in declared],
    )
    parts = [
        MADE,
        "# Record kinds 记录类型\n",
        "Every table there is. No kind is about a person; a field of class `personal` is read "
        "only for a matter, and the read is audited. Every view also has the columns `id`, "
        "`version`, `position`, `opened`, `withdrawn`, `tz` and `digest`.\n",
        index,
        *map(_section, declared),
    ]
    return "\n".join(parts)


def _kept(kind: RecordKind) -> str:
    rule = kind.retention
    return f"{rule.days} days from `{rule.counted_from}`, then {rule.then}"


def _key(field: FieldDef) -> str:
    if field.subject_in is not None:
        return f"key of what `{field.subject_in}` says"
    return f"key of {field.key_of}" if field.key_of else ""


def _section(kind: RecordKind) -> str:
    rows: list[list[object]] = [
        [
            f"`{name}`",
            field.title.zh,
            field.title.en,
            " ".join(
                filter(
                    None,
                    [
                        field.type,
                        field.codes or field.refers,
                        field.range_in_words and field.range_in_words.en,
                    ],
                )
            ),
            field.data_class,
            _key(field),
        ]
        for name, field in kind.fields.items()
    ]
    return "\n".join(
        [
            f"## {kind.id}\n",
            f"{kind.title.zh} · {kind.title.en}\n",
            f"- subject: {kind.subject}; event time: `{kind.time}`",
            f"- owner: {kind.owner}",
            f"- read for: {', '.join(kind.purpose)}",
            f"- legal basis: {kind.legal_basis}",
            f"- kept: {_kept(kind)} ({kind.retention.basis})\n",
            table(["field", "字段", "meaning", "type", "class", ""], rows),
        ]
    )
