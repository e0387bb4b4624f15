"""What changes from one scenario to another: differences paired by replicate, with their intervals.

The same replicate has the same luck in every scenario, so it is the differences within replicates that count; the
bands of two scenarios may overlap where every single replicate says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import statistics

if TYPE_CHECKING:
    from pandas import DataFrame

    from hlmsim.model.outcomes import Outcome

Floats = NDArray[np.float64]


COLUMNS = (
    "scenario",
    "reference",
    "outcome",
    "group",
    "unit",
    "better",
    "replicates",
    "dropped",
    "level",
    "level_low",
    "level_high",
    "level_p05",
    "level_p95",
    "difference",
    "low",
    "high",
    "helps",
    "superiority",
    "variance_ratio",
    "verdict",
    "looks",
    "confidence",
)
"""One row a scenario, outcome and group, the reference included.

replicates: pairs used; dropped: replicates left out because one side is missing or undefined. level_low, level_high:
t interval of the mean; level_p05, level_p95: where 90 % of the replicates lie. difference, low, high: mean of the
paired differences from the reference and its t interval. helps: share of the pairs in which the scenario does better
(is higher, where neither is better), ties counting half. superiority: the same over all pairs of two replicates,
whatever their luck. variance_ratio: by how much common random numbers divide the variance of the difference;
undefined where no variance is left.
verdict: reference, helps, harms, higher, lower, undecided (the interval holds 0), identical, undefined (no pair).
looks: comparisons made in this table. confidence: of each interval of a difference, after any adjustment.
"""


@dataclass(frozen=True, slots=True)
class _Sides:
    """Replicates × outcomes of one group: the scenario and the reference, in the same order of replicates."""

    scenario: str
    group: str
    values: Floats
    reference: Floats


def effects(
    table: DataFrame,
    *,
    outcomes: Sequence[Outcome] | None = None,
    scenarios: Sequence[str] | None = None,
    level: float = 0.95,
    simultaneous: bool = False,
) -> DataFrame:
    """Effects of every scenario of a table of runs (or of groups) against the first.

    outcomes: columns to look at (default: those of the model). scenarios: order, the reference first (default: as met).
    simultaneous: widen the intervals so that all of them hold together with this confidence (Bonferroni).
    """
    import pandas

    names = list(scenarios) if scenarios is not None else [str(name) for name in table["scenario"].unique()]
    known = [outcome for outcome in outcomes or _model_outcomes() if outcome.name in table.columns]
    columns = [outcome.name for outcome in known]
    sides = list(_sides(table, names, columns))
    looks = _looks(sides, names)
    confidence = 1.0 - (1.0 - level) / max(looks, 1) if simultaneous else level
    better = np.array([outcome.better for outcome in known])
    blocks = [_block(side, names[0], better, levels=(level, confidence)) for side in sides]
    described = {"outcome": columns, "unit": [outcome.unit for outcome in known], "better": better}
    frames = [pandas.DataFrame(described | block | {"looks": looks}) for block in blocks]
    found = pandas.concat(frames, ignore_index=True) if frames else pandas.DataFrame(columns=list(COLUMNS))
    return found[list(COLUMNS)]


def joined(pieces: Sequence[DataFrame]) -> DataFrame:
    """Effects of some outcomes each, as those of all of them at once: same rows, same order, all looks counted."""
    import pandas

    whole = pandas.concat(pieces, ignore_index=True)
    places = {(group, name): rank for rank, (group, name) in enumerate(_met(pieces[0], "group", "scenario"))}
    rank = [places[place] for place in zip(whole["group"], whole["scenario"], strict=True)]
    looks = sum(int(piece["looks"].iloc[0]) for piece in pieces if len(piece))
    ordered = whole.assign(looks=looks, rank=rank).sort_values("rank", kind="stable", ignore_index=True)
    return ordered[list(pieces[0].columns)]


def half_widths(
    table: DataFrame, *, outcomes: Sequence[Outcome] | None = None, level: float = 0.95
) -> Mapping[tuple[str, str], float]:
    """Half the width of the interval of each difference; of each level, when there is one scenario alone."""
    found = effects(table, outcomes=outcomes, level=level)
    alone = found["scenario"].nunique() == 1
    judged = found if alone else found[found["verdict"] != "reference"]
    low, high = ("level_low", "level_high") if alone else ("low", "high")
    widths = ((judged[high] - judged[low]) / 2.0).to_numpy()
    return {
        (str(scenario), str(outcome)): float(width)
        for scenario, outcome, width in zip(judged["scenario"], judged["outcome"], widths, strict=True)
    }


def _met(table: DataFrame, *columns: str) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(zip(*(table[column] for column in columns), strict=True)))


def _model_outcomes() -> Sequence[Outcome]:
    from hlmsim.model.outcomes import OUTCOMES

    return OUTCOMES


def _sides(table: DataFrame, names: Sequence[str], columns: Sequence[str]) -> list[_Sides]:
    """Every scenario beside the reference, replicates aligned; a group that one side lacks is undefined there."""
    grouped = table if "group" in table.columns else table.assign(group="all")
    pieces = {key: rows.set_index("replicate")[list(columns)] for key, rows in grouped.groupby(["group", "scenario"])}
    nothing = grouped[:0].set_index("replicate")[list(columns)]
    found = []
    for group in map(str, grouped["group"].unique()):
        base = pieces.get((group, names[0]), nothing)
        for name in names:
            side = pieces.get((group, name), nothing)
            replicates = base.index.union(side.index).sort_values()
            values, reference = (each.reindex(replicates).to_numpy(np.float64) for each in (side, base))
            found.append(_Sides(name, group, values, reference))
    return found


def _looks(sides: Sequence[_Sides], names: Sequence[str]) -> int:
    pairs = [~np.isnan(side.values - side.reference) for side in sides if side.scenario != names[0]]
    return int(sum(np.count_nonzero(pair.any(axis=0)) for pair in pairs))


def _block(side: _Sides, reference: str, better: NDArray[np.int64], *, levels: tuple[float, float]) -> dict[str, Any]:
    """The columns of one scenario and group, one value an outcome."""
    level, confidence = levels
    values, size = side.values, better.size
    known, mean = statistics.count(values), statistics.mean(values)
    width = statistics.t_half_width(statistics.variance(values), known, level)
    p05, p95 = statistics.quantiles(values, (0.05, 0.95)) if len(values) else np.full((2, size), np.nan)
    block = {
        "scenario": side.scenario,
        "reference": reference,
        "group": side.group,
        "level": mean,
        "level_low": mean - width,
        "level_high": mean + width,
        "level_p05": p05,
        "level_p95": p95,
        "confidence": confidence,
    }
    if side.scenario == reference:
        nothing = dict.fromkeys(("difference", "low", "high", "helps", "superiority", "variance_ratio"), np.nan)
        return block | nothing | {"replicates": known, "dropped": len(values) - known, "verdict": "reference"}
    return block | _contrast(side, better, confidence)


def _contrast(side: _Sides, better: NDArray[np.int64], confidence: float) -> dict[str, Any]:
    difference = side.values - side.reference
    pairs, mean = statistics.count(difference), statistics.mean(difference)
    spread = statistics.variance(difference)
    width = statistics.t_half_width(spread, pairs, confidence)
    identical = (pairs > 1) & ~np.any(np.nan_to_num(difference) != 0.0, axis=0)
    way = np.where(better == 0, 1, better)
    low, high = mean - width, mean + width
    chances = [
        statistics.superiority(sign * first, sign * second)
        for sign, first, second in zip(way, side.values.T, side.reference.T, strict=True)
    ]
    return {
        "replicates": pairs,
        "dropped": len(difference) - pairs,
        "difference": mean,
        "low": low,
        "high": high,
        "helps": statistics.mean(np.where(np.isnan(difference), np.nan, 0.5 + 0.5 * np.sign(way * difference))),
        "superiority": np.array(chances),
        "variance_ratio": _variance_ratio(side, difference, spread),
        "verdict": [
            verdict(*facts) for facts in zip(low.tolist(), high.tolist(), better, identical, pairs, strict=True)
        ],
    }


def _variance_ratio(side: _Sides, difference: Floats, spread: Floats) -> Floats:
    """Variance with independent luck over variance with the same luck; nan: no variance is left."""
    paired = [np.where(np.isnan(difference), np.nan, values) for values in (side.values, side.reference)]
    return statistics.ratio(statistics.variance(paired[0]) + statistics.variance(paired[1]), spread)


def verdict(low: float, high: float, better: int, identical: bool, pairs: int) -> str:
    """What an interval of differences says; ``better``: whether more is better (1), worse (-1) or neither (0)."""
    if pairs == 0:
        return "undefined"
    if identical:
        return "identical"
    if not (low > 0.0 or high < 0.0):
        return "undecided"
    sign = 1 if low > 0.0 else -1
    if better == 0:
        return "higher" if sign > 0 else "lower"
    return "helps" if sign * better > 0 else "harms"
