"""What the method is called in a report, in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from anlan.evaluate.method.recipe import Impute, Normalise, Treat
from anlan.evaluate.study.study import Study
from anlan.standards.title import Language

Pair = tuple[str, str]
Say = Callable[[str, str], str]

ORIGINS: dict[str, Pair] = {
    "given": ("给定", "given"),
    "equal": ("等权", "equal"),
    "ahp": ("层次分析法", "AHP"),
    "bwm": ("最优最劣法", "best-worst method"),
    "budget": ("预算分配", "budget allocation"),
    "entropy": ("熵权", "entropy"),
    "critic": ("CRITIC 法", "CRITIC"),
    "pca": ("主成分", "principal components"),
    "optimised": ("相关优化", "optimised correlations"),
}
WAYS: dict[str, Pair] = {
    "arithmetic": ("加权算术平均", "weighted arithmetic mean"),
    "geometric": ("加权几何平均", "weighted geometric mean"),
    "harmonic": ("加权调和平均", "weighted harmonic mean"),
    "power": ("加权幂平均", "weighted power mean"),
    "minimum": ("取最小", "minimum"),
    "copeland": ("科普兰法", "Copeland"),
}
FORMULAS = {
    "arithmetic": "S = Σ w·s / Σ w",
    "geometric": "S = exp(Σ w·ln s / Σ w)",
    "harmonic": "S = Σ w / Σ (w / s)",
    "power": "S = (Σ w·s^p / Σ w)^(1/p)",
    "minimum": "S = min s",
    "copeland": "S_a = Σ_b sign(outrank(a, b) − 0.5)",
}
SCALES: dict[str, Pair] = {
    "minmax": ("极差", "min-max"),
    "zscore": ("标准分", "z-score"),
    "scaled": ("线性换算", "linear scaling"),
    "rank": ("秩", "rank"),
    "borda": ("博尔达计分", "Borda"),
    "percentile-rank": ("百分位秩", "percentile rank"),
    "distance-to-max": ("与最大值之距", "distance to the maximum"),
    "distance-to-reference": ("与参照单位之距", "distance to a reference unit"),
    "distance-to-target": ("与目标之距", "distance to the target"),
    "fraction-of-max": ("占最大值之比", "fraction of the maximum"),
    "goalposts": ("门槛值与目标值之间", "between floor and target"),
    "none": ("不变", "as it is"),
}
FILLS: dict[str, Pair] = {
    "column": ("全部单位", "of all units"),
    "group": ("同类单位", "of units alike"),
    "row": ("本单位同支其他指标", "of the unit's other indicators in the branch"),
    "last": ("本单位上一期", "the unit's last value"),
    "constant": ("本单位最近一期", "the unit's nearest value"),
    "linear": ("本单位按时间线性内插", "the unit's values, linear in time"),
}
MIDDLES: dict[str, Pair] = {"mean": ("平均数", "mean"), "median": ("中位数", "median")}
NOTES: dict[str, Pair] = {
    "constant": ("各单位数值相同，不能区分", "every unit has the same value: it tells none apart"),
    "all-missing": ("没有任何单位有数值", "no unit has a value"),
    "no-scale": ("部分数值没有可比对象", "some values have nothing to be compared with"),
    "not-passed": ("处理后仍偏态", "still skewed after treatment"),
    "guarded": ("部分数值因守门指标未达标不评分", "some values are barred by what guards them"),
    "undefined": ("部分得分在该合成方法下无定义", "some scores are not defined under this mean"),
}
CHOICES: dict[str, Pair] = {
    "weights": ("权重", "weights"),
    "normalise": ("标准化", "normalisation"),
    "aggregation": ("合成方法", "aggregation"),
}
"""What is varied where a report tells the uncertainty."""


def settings_in_words(study: Study, language: Language) -> Iterator[Pair]:
    """Every step of the recipe and what it does, those left out too."""

    def say(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    recipe, none = study.recipe, say("不做", "not done")
    divided = sum(1 for each in study.indicators if each.denominator)
    text = say(f"{divided} 个指标除以分母", f"{divided} indicators are divided by a denominator")
    yield say("除以分母", "denominate"), text if divided else none
    yield say("补缺", "impute"), _imputed(recipe.impute, say) if recipe.impute else none
    screen = recipe.screen
    enough = (
        none
        if screen is None
        else say(
            f"有值 ≥ {screen.values:.0%}，非零 ≥ {screen.non_zero:.0%}",
            f"values ≥ {screen.values:.0%}, not zero ≥ {screen.non_zero:.0%}",
        )
    )
    yield say("筛选单位", "screen units"), enough
    yield say("处理离群值", "treat outliers"), _treated(recipe.treat, say) if recipe.treat else none
    own = {each.normalise.how for each in study.indicators if each.normalise}
    scale = _scaled(recipe.normalise, say)
    if own - {recipe.normalise.how, "none"}:
        scale += say("；个别指标另有做法：", "; some indicators by: ")
        scale += ", ".join(say(*SCALES[how]) for how in sorted(own - {"none"}))
    yield say("标准化", "normalise"), scale
    base = {"all": ("全部各期", "all periods"), "period": ("各期分别", "each period by itself")}
    yield say("标准化基准", "base"), say(*base.get(recipe.base, (recipe.base, recipe.base)))
    ways = sorted({branch.way for branch in study.tree.branches})
    yield say("合成", "aggregate"), ", ".join(say(*WAYS[way]) for way in ways)
    least = max(branch.threshold for branch in study.tree.branches)
    text = (
        say(f"至少 {least:.0%} 的分项有值", f"at least {least:.0%} of the parts") if least else none
    )
    yield say("有值门槛", "availability threshold"), text


def _imputed(how: Impute, say: Say) -> str:
    if how.how in ("last", "constant", "linear"):
        longest = (
            ""
            if how.longest is None
            else say(f"，最长 {how.longest:g}", f", at most {how.longest:g}")
        )
        return say(*FILLS[how.how]) + longest
    of, middle = say(*FILLS[how.how]), say(*MIDDLES[how.middle])
    return say(f"{of}的{middle}", f"{middle} {of}")


def _treated(how: Treat, say: Say) -> str:
    return say(
        f"|偏度| ≥ {how.skew:g} 且峰度 ≥ {how.kurtosis:g} 时，最多缩尾 {how.points} 个值，再不行：{how.then}",
        f"where |skewness| ≥ {how.skew:g} and kurtosis ≥ {how.kurtosis:g}: up to {how.points} values "
        f"brought in, then {how.then}",
    )


def _scaled(how: Normalise, say: Say) -> str:
    text = say(*SCALES[how.how])
    return text + (f" {how.low:g}–{how.high:g}" if how.how in ("minmax", "goalposts") else "")
