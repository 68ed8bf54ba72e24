"""Slips of the pen in YAML, in Chinese and English."""

from __future__ import annotations

import re

from anlan.standards.title import Title

_KNOWN: tuple[tuple[str, str], ...] = (
    (r'duplicate key "(.+?)"', r"键 \1 写了两次"),
    (r"another document", "只能有一份声明，多了一行 ---"),
    (r"cannot start any token", "这里不能用这个字符；缩进用空格，不用制表符，特殊字符要加引号"),
    (r"could not find expected ':'", "缺少冒号"),
    (r"mapping values are not allowed", "这里不能再写“键: 值”；检查缩进和冒号"),
    (r"sequence entries are not allowed|<block end>", "缩进与上文不合"),
    (r"expected ',' or '[\]}]'", "括号没有合上，或缺少逗号"),
    (r"unexpected (end of stream|document separator)", "引号没有合上"),
    (r"unknown escape character '(.+?)'", r"双引号里不认识转义符 \\\1"),
    (r"undefined alias '(.+?)'", r"引用了没有定义的 *\1"),
    (r"undefined tag handle", "不接受以 ! 开头的标签"),
    (r"unhashable key", "键只能是文字"),
    (r"node content", "缺少内容"),
    (r"special characters are not allowed", "含有控制字符"),
)
"""What the parser says of the commonest, and the Chinese for it."""


def slip(said: str) -> Title:
    """What the parser says is not YAML, in both languages.

    >>> slip('found duplicate key "owner" with value "x"').zh
    '不是合法的 YAML：键 owner 写了两次'
    """
    found = ((re.search(pattern, said), words) for pattern, words in _KNOWN)
    zh = next((match.expand(words) for match, words in found if match), "写法有误")
    return Title(zh=f"不是合法的 YAML：{zh}", en=f"not YAML: {said}")
