"""What was expected where a value does not fit its type, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anlan.standards.errors import Unfit
from anlan.standards.title import Title, both

CHINESE: dict[str, str] = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项",
    "literal_error": "应为 {expected}",
    "enum": "应为 {expected}",
    "model_type": "应为若干项“名称: 值”",
    "model_attributes_type": "应为若干项“名称: 值”",
    "dict_type": "应为若干项“名称: 值”",
    "tuple_type": "应为列表",
    "list_type": "应为列表",
    "too_short": "至少要有 {min_length} 项，现有 {actual_length} 项",
    "too_long": "至多可有 {max_length} 项",
    "bool_type": "应为 true 或 false",
    "int_type": "应为整数",
    "int_from_float": "应为整数，不带小数",
    "int_parsing": "应为整数",
    "int_parsing_size": "整数太大",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "finite_number": "应为有限的数字",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "应不小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "应不大于 {le}",
    "string_type": "应为文字；像数字的写法加引号",
    "string_too_short": "至少要有 {min_length} 个字符",
    "string_too_long": "至多可有 {max_length} 个字符",
    "string_pattern_mismatch": "写法不合，应符合 {pattern}",
    "date_type": "应为日期，写作 2026-01-31 的样子",
    "date_parsing": "应为日期，写作 2026-01-31 的样子",
    "default_factory_not_called": "先改正别处，这一项才有默认值",
    "json_invalid": "不是合法的 JSON",
}
"""What pydantic finds wrong, by the name it gives it, with what it says of the limits."""


def expected(error: Mapping[str, Any]) -> Title:
    """One error of pydantic's in both languages; one this table does not know is English in both."""
    english, context = str(error["msg"]), dict(error.get("ctx", {}))
    if isinstance(cause := context.get("error"), Unfit):
        return Title(zh=cause.said.zh, en=english)
    chinese = CHINESE.get(error["type"])
    if chinese is None:
        return both(english)
    if isinstance(choice := context.get("expected"), str):
        context["expected"] = choice.replace(" or ", " 或 ").replace(", ", "、")
    return Title(zh=chinese.format(**context), en=english)
