"""Invented names, Chinese and English side by side.

Built from rare characters so that they name no real place; any likeness is chance.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from anlan.standards.title import Title

_FIRST = "霁Ji 泠Ling 蘅Heng 缃Xiang 杳Yao 蓼Liao 芷Zhi 璇Xuan 槿Jin 笙Sheng 箬Ruo 岚Lan 澄Cheng 曦Xi 棠Tang 穹Qiong"
_LAST = "汀ting 淀dian 渚zhu 麓lu 墩dun 屿yu 浜bang 圩wei"
_ROAD_FIRST = (
    "云Yun 望Wang 青Qing 松Song 鹭Lu 映Ying 栖Qi 听Ting 归Gui 晴Qing 沐Mu 知Zhi 拂Fu 怀Huai"
)
_ROAD_LAST = "汀ting 帆fan 荻di 枫feng 澜lan 溪xi 霞xia 禾he 麓lu 棹zhao"
_HOUSE_FIRST = "安An 和He 宁Ning 康Kang 悦Yue 嘉Jia 瑞Rui 朗Lang 雅Ya 颐Yi"
_HOUSE_LAST = "禾he 庭ting 澜lan 苑yuan 景jing 筑zhu 居ju 园yuan"


def area_names(rng: np.random.Generator, count: int) -> list[Title]:
    """Distinct names of areas; at most 128."""
    return _drawn(rng, _FIRST, _LAST, count)


def road_names(rng: np.random.Generator, count: int) -> list[Title]:
    """Distinct names of roads; at most 140."""
    return [
        Title(zh=f"{name.zh}路", en=f"{name.en} Road")
        for name in _drawn(rng, _ROAD_FIRST, _ROAD_LAST, count)
    ]


def house_names(rng: np.random.Generator, count: int) -> list[Title]:
    """Names of premises, repeated when more than 80 are asked for."""
    pool = _drawn(rng, _HOUSE_FIRST, _HOUSE_LAST, 80)
    return [pool[i] for i in rng.integers(0, len(pool), count)]


def _drawn(rng: np.random.Generator, first: str, last: str, count: int) -> list[Title]:
    pairs = list(product(first.split(), last.split()))
    chosen = rng.permutation(len(pairs))[:count]
    return [Title(zh=a[0] + b[0], en=a[1:] + b[1:]) for a, b in (pairs[i] for i in chosen)]
