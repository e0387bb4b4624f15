"""What changes from one scenario to another: differences paired by replicate, with their intervals.

The same replicate has the same luck in every scenario, so it is the differences within replicates that count; the
bands of two scenarios may overlap where every single replicate says the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import intervals, statistics

if TYPE_CHECKING:
    from pandas import DataFrame

    from hlmsim.model.outcomes import Outcome

Floats = NDArray[np.float64]

SURVIVAL = "network_survival"
"""Column that says in which part of the time networks exist."""

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
    "interval",
    "dropped_share",
    "differing",
    "at_most",
    "margin",
    "equivalence",
)
"""One row a scenario, outcome and group, the reference included.

replicates: pairs used; dropped: replicates left out because one side is missing or undefined. level_low, level_high:
interval of the mean; level_p05, level_p95: where 90 % of the replicates lie. difference, low, high: mean of the paired
differences from the reference and its interval. helps: share of the pairs in which the scenario does better (is higher,
where neither is better), ties counting half. superiority: the same over all pairs of two replicates, whatever their
luck. variance_ratio: by how much common random numbers divide the variance of the difference. verdict:
:func:`verdict`. looks: comparisons made in this table (of simultaneous intervals: in their family). confidence: of each
interval of a difference, after any adjustment. interval: how it was made (:mod:`hlmsim.analysis.intervals`).
dropped_share: of what was simulated on both sides, the share left out: pairs undefined, or weeks without a network
where only networks that exist are measured. differing: share of the pairs that differ at all; at_most: the largest
share of all such pairs that may, with the confidence of the table (one-sided). margin: the largest difference that does
not matter, where somebody said it. equivalence: *equivalent* when the difference lies within the margin (two one-sided
tests), *different* when it lies beyond, *unclear*; empty without a margin.
"""


@dataclass(frozen=True, slots=True)
class _Sides:
    """Replicates × outcomes of one group: the scenario and the reference, in the same order of replicates."""

    scenario: str
    group: str
    values: Floats
    reference: Floats
    alive: Floats | None = None
    """Part of the time in which both sides have their networks, by replicate."""
    ran: int = 0
    """Replicates simulated on both sides."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How effects are judged.

    level: confidence. family: how many intervals must hold together with it (Bonferroni); 1: each for itself; None:
    all of the table. margins: by outcome, the largest difference that does not matter. same: scenarios of which every
    run is that of the reference (None: judged by the outcomes of the table).
    """

    level: float = 0.95
    family: int | None = 1
    margins: Mapping[str, float] = field(default_factory=dict)
    same: Collection[str] | None = None

    def confidence(self, looks: int) -> float:
        """Of each interval of a difference."""
        return 1.0 - (1.0 - self.level) / max(looks if self.family is None else self.family, 1)


def effects(
    table: DataFrame,
    *,
    outcomes: Sequence[Outcome] | None = None,
    scenarios: Sequence[str] | None = None,
    level: float = 0.95,
    simultaneous: bool = False,
    terms: Terms | None = None,
) -> DataFrame:
    """Effects of every scenario of a table of runs (or of groups) against the first.

    outcomes: columns to look at (default: those of the model). scenarios: order, the reference first (default: as met).
    simultaneous: widen the intervals so that all of them hold together with this confidence (Bonferroni). terms: all of
    that and more, instead of ``level`` and ``simultaneous``.
    """
    import pandas

    names = list(scenarios) if scenarios is not None else [str(name) for name in table["scenario"].unique()]
    known = [outcome for outcome in outcomes or _model_outcomes() if outcome.name in table.columns]
    asked = terms or Terms(level, None if simultaneous else 1)
    sides = list(_sides(table, names, [outcome.name for outcome in known]))
    same = _alike(sides, names) if asked.same is None else asked.same
    counted = _looks(sides, names)
    looks = counted if asked.family in {None, 1} else asked.family
    judge = _Judge(known, asked, asked.confidence(counted), frozenset(same))
    blocks = [judge.block(side, names[0]) for side in sides]
    described = {name: [getattr(outcome, attribute) for outcome in known] for name, attribute in _DESCRIBED.items()}
    frames = [pandas.DataFrame(described | block | {"looks": looks}) for block in blocks]
    found = pandas.concat(frames, ignore_index=True) if frames else pandas.DataFrame(columns=list(COLUMNS))
    return found[list(COLUMNS)]


_DESCRIBED = {"outcome": "name", "unit": "unit", "better": "better"}


def unchanged(table: DataFrame, names: Sequence[str], columns: Sequence[str]) -> set[str]:
    """Scenarios that give what the first one gives in every pair, outcome and group; of fewer than two pairs, none."""
    return _alike(_sides(table, names, columns), names)


def _alike(sides: Iterable[_Sides], names: Sequence[str]) -> set[str]:
    found: dict[str, bool] = {}
    for side in sides:
        both = ~(np.isnan(side.values).all(axis=1) | np.isnan(side.reference).all(axis=1))
        alike = np.array_equal(side.values[both], side.reference[both], equal_nan=True)
        enough = side.group != "all" or np.count_nonzero(both) > 1
        found[side.scenario] = found.get(side.scenario, True) and alike and bool(enough)
    return {name for name, alike in found.items() if alike and name not in names[:1]}


def joined(pieces: Sequence[DataFrame], family: int | None = 1) -> DataFrame:
    """Effects of some outcomes each, as those of all of them at once: same rows, same order, all looks counted.

    family: as of :class:`Terms`; a family of several is counted already.
    """
    import pandas

    whole = pandas.concat(pieces, ignore_index=True)
    places = {(group, name): rank for rank, (group, name) in enumerate(_met(pieces[0], "group", "scenario"))}
    rank = [places[place] for place in zip(whole["group"], whole["scenario"], strict=True)]
    counted = [int(piece["looks"].iloc[0]) for piece in pieces if len(piece)]
    looks = sum(counted) if family in {None, 1} else max(counted, default=0)
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
    kept = list(dict.fromkeys([*columns, *(name for name in (SURVIVAL,) if name in grouped.columns)]))
    known = grouped[kept].to_numpy(np.float64)
    replicates = grouped["replicate"].to_numpy(np.int64)
    rows = {key: np.asarray(places) for key, places in grouped.groupby(["group", "scenario"]).indices.items()}
    nothing = np.zeros(0, dtype=np.int64)
    wide, lived = len(columns), kept.index(SURVIVAL) if SURVIVAL in kept else None
    found = []
    for group in map(str, grouped["group"].unique()):
        base = rows.get((group, names[0]), nothing)
        for name in names:
            side = rows.get((group, name), nothing)
            both = np.union1d(replicates[base], replicates[side])
            values, reference = (_placed(known[each], replicates[each], both) for each in (side, base))
            alive = None if lived is None else np.minimum(values[:, lived], reference[:, lived])
            ran = len(base) + len(side) - len(both)
            found.append(_Sides(name, group, values[:, :wide], reference[:, :wide], alive, ran))
    return found


def _placed(values: Floats, replicates: NDArray[np.int64], both: NDArray[np.int64]) -> Floats:
    """Values (replicates × outcomes) in the order of ``both``, nan where a replicate is missing."""
    found = np.full((len(both), values.shape[1]), np.nan, order="F")
    found[np.searchsorted(both, replicates)] = values
    return found


def _looks(sides: Sequence[_Sides], names: Sequence[str]) -> int:
    pairs = [~np.isnan(side.values - side.reference) for side in sides if side.scenario != names[0]]
    return int(sum(np.count_nonzero(pair.any(axis=0)) for pair in pairs))


@dataclass(frozen=True, slots=True)
class _Judge:
    """What makes the columns of one scenario and group, one value an outcome."""

    outcomes: Sequence[Outcome]
    terms: Terms
    confidence: float
    same: frozenset[str]

    @property
    def better(self) -> NDArray[np.int64]:
        return np.array([outcome.better for outcome in self.outcomes], dtype=np.int64)

    @property
    def natures(self) -> list[intervals.Nature]:
        return [intervals.nature(outcome) for outcome in self.outcomes]

    def block(self, side: _Sides, reference: str) -> dict[str, Any]:
        """Levels, and the contrast with the reference; of the reference itself, levels alone."""
        values = side.values
        known = statistics.count(values)
        own = intervals.of_levels(values, self.natures, self.terms.level)
        shares = (0.05, 0.95)
        p05, p95 = statistics.quantiles(values, shares) if len(values) else np.full((2, len(self.outcomes)), np.nan)
        block: dict[str, Any] = {"scenario": side.scenario, "reference": reference, "group": side.group}
        block |= {"level": statistics.mean(values), "level_low": own.low, "level_high": own.high}
        block |= {"level_p05": p05, "level_p95": p95, "confidence": self.confidence}
        if side.scenario != reference:
            return block | self._contrast(side)
        counts: dict[str, Any] = {"replicates": known, "dropped": len(values) - known, "interval": own.method}
        counts |= {"dropped_share": self._left_out(side, known), "margin": np.nan, "equivalence": ""}
        return block | dict.fromkeys(_OF_DIFFERENCES, np.nan) | counts | {"verdict": "reference"}

    def _contrast(self, side: _Sides) -> dict[str, Any]:
        difference, better = side.values - side.reference, self.better
        pairs, spread = statistics.count(difference), statistics.variance(difference)
        found = intervals.of_differences(side.values, side.reference, self.natures, self.confidence)
        counted = np.count_nonzero(np.nan_to_num(difference), axis=0)
        if side.scenario in self.same:
            known = pairs > 1
            found.low[known], found.high[known] = 0.0, 0.0
            found.method[known] = "exact"
        left_out = self._left_out(side, pairs)
        if side.scenario not in self.same:
            found.drop(left_out > intervals.MOST_DROPPED)
        facts = zip(
            found.low.tolist(), found.high.tolist(), better.tolist(), pairs.tolist(), counted, left_out, strict=True
        )
        verdicts = [
            verdict(low, high, way, side.scenario in self.same and known > 1, known, seen=bool(seen), dropped=share)
            for low, high, way, known, seen, share in facts
        ]
        return {
            "replicates": pairs,
            "dropped": len(difference) - pairs,
            "difference": statistics.mean(difference),
            "low": found.low,
            "high": found.high,
            "interval": found.method,
            **_chances(side, difference, better),
            "variance_ratio": _variance_ratio(side, difference, spread),
            "verdict": verdicts,
            "dropped_share": left_out,
            **self._differing(pairs, counted),
            **self._equivalence(side, verdicts),
        }

    def _left_out(self, side: _Sides, known: NDArray[np.int64]) -> Floats:
        """Share of what should have been measured that was not."""
        share = np.maximum(1.0 - known / max(side.ran, 1), 0.0)
        if side.alive is None or np.isnan(side.alive).all():
            return share
        kinds = np.array([getattr(outcome, "kind", "") == "existing" for outcome in self.outcomes])
        return np.where(kinds, np.maximum(share, 1.0 - float(np.nanmean(side.alive))), share)

    def _differing(self, pairs: NDArray[np.int64], counted: NDArray[np.int64]) -> dict[str, Any]:
        most = [
            intervals.most_differing(known, seen, self.terms.level)
            for known, seen in zip(pairs.tolist(), counted.tolist(), strict=True)
        ]
        share = np.divide(counted, pairs, out=np.full(pairs.shape, np.nan), where=pairs > 0)
        return {"differing": share, "at_most": np.array(most, dtype=np.float64)}

    def _equivalence(self, side: _Sides, verdicts: Sequence[str]) -> dict[str, Any]:
        """Two one-sided tests: the interval of twice the error lies within the margins, or beyond them."""
        if not self.terms.margins:
            return {"margin": np.nan, "equivalence": ""}
        margins = np.array([self.terms.margins.get(outcome.name, np.nan) for outcome in self.outcomes])
        both = intervals.of_differences(side.values, side.reference, self.natures, 2.0 * self.confidence - 1.0)
        none = np.isin(verdicts, ["undefined", "incomplete"])
        if side.scenario in self.same:
            both.low[:], both.high[:] = 0.0, 0.0
        said = [equivalence(*each) for each in zip(both.low, both.high, margins, ~none, strict=True)]
        return {"margin": margins, "equivalence": said}


_OF_DIFFERENCES = ("difference", "low", "high", "helps", "superiority", "variance_ratio", "differing", "at_most")


def _chances(side: _Sides, difference: Floats, better: NDArray[np.int64]) -> dict[str, Floats]:
    way = np.where(better == 0, 1, better)
    chances = [
        statistics.superiority(sign * first, sign * second)
        for sign, first, second in zip(way, side.values.T, side.reference.T, strict=True)
    ]
    signs = np.where(np.isnan(difference), np.nan, 0.5 + 0.5 * np.sign(way * difference))
    return {"helps": statistics.mean(signs), "superiority": np.array(chances)}


def _variance_ratio(side: _Sides, difference: Floats, spread: Floats) -> Floats:
    """Variance with independent luck over variance with the same luck; nan: no variance is left."""
    paired = [np.where(np.isnan(difference), np.nan, values) for values in (side.values, side.reference)]
    return statistics.ratio(statistics.variance(paired[0]) + statistics.variance(paired[1]), spread)


def equivalence(low: float, high: float, margin: float, judged: bool = True) -> str:
    """What an interval says of a margin; empty without one."""
    if np.isnan(margin):
        return ""
    if judged and low > -margin and high < margin:
        return "equivalent"
    return "different" if judged and (low > margin or high < -margin) else "unclear"


def verdict(
    low: float, high: float, better: int, identical: bool, pairs: int, *, seen: bool = True, dropped: float = 0.0
) -> str:
    """What an interval of differences says; ``better``: whether more is better (1), worse (-1) or neither (0).

    identical: no run differs in anything. seen: whether a pair differs in this outcome. dropped: share left out.
    Verdicts: helps, harms, higher, lower; *undecided*, the interval holds 0; *unseen*, no pair differs in this outcome;
    *identical*; *incomplete*, more than :data:`hlmsim.analysis.intervals.MOST_DROPPED` was left out; *undefined*.
    """
    if pairs == 0:
        return "undefined"
    if identical:
        return "identical"
    if dropped > intervals.MOST_DROPPED:
        return "incomplete"
    if not seen and pairs > 1:
        return "unseen"
    if not (low > 0.0 or high < 0.0):
        return "undecided"
    sign = 1 if low > 0.0 else -1
    if better == 0:
        return "higher" if sign > 0 else "lower"
    return "helps" if sign * better > 0 else "harms"
