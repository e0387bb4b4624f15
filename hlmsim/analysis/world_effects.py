"""Effects of scenarios over plausible worlds: paired by world and by replicate, with both kinds of uncertainty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import intervals, statistics
from hlmsim.analysis.contrasts import Estimate, estimate
from hlmsim.analysis.effects import COLUMNS as EFFECTS
from hlmsim.analysis.effects import SURVIVAL, Terms, equivalence, verdict
from hlmsim.analysis.ignorance import COLUMNS as SPREAD
from hlmsim.analysis.ignorance import NOTHING, spread

if TYPE_CHECKING:
    from pandas import DataFrame

    from hlmsim.model.outcomes import Outcome

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

COLUMNS = (*EFFECTS, *SPREAD)
"""One row a scenario, outcome and group: the columns of effects, then those of a spread over worlds.

level, difference: means over the worlds; level_low, level_high, low, high: t intervals over the replicates, so they
say chance alone, of the mean over these worlds. level_p05, level_p95: where 90 % of all runs lie. replicates: in each
world. helps: share of the replicates in which the scenario does better on average over the worlds. superiority,
variance_ratio: within a world, on average.
"""


def world_effects(
    design: DataFrame,
    table: DataFrame,
    outcomes: Sequence[Outcome],
    scenarios: Sequence[str],
    *,
    level: float = 0.95,
    terms: Terms | None = None,
) -> DataFrame:
    """Effects of every scenario against the first, over the worlds of a design.

    design: columns ``scenario``, ``world``, ``case``. table: runs or groups of the cases; its column ``scenario`` is
    the case. terms: instead of ``level``.
    """
    import pandas

    cubes, asked = _Cubes(design, table, scenarios), terms or Terms(level)
    known = [outcome for outcome in outcomes if outcome.name in table.columns]
    columns = [outcome.name for outcome in known]
    same = unchanged_in_worlds(design, table, scenarios, columns) if asked.same is None else asked.same
    looks = sum(
        cubes.compared(group, name, column) for group in cubes.groups for name in scenarios for column in columns
    )
    confidence = asked.confidence(looks)
    blocks = [
        {"scenario": name, "reference": scenarios[0], "group": group, "outcome": outcome.name, "unit": outcome.unit}
        | {"better": outcome.better, "confidence": confidence}
        | _Row(outcome, asked, confidence, name in same).of(cubes, group, name)
        for group in cubes.groups
        for name in scenarios
        for outcome in known
    ]
    found = pandas.DataFrame(blocks, columns=list(COLUMNS))
    return found.assign(looks=looks if asked.family in {None, 1} else asked.family)


def unchanged_in_worlds(
    design: DataFrame, table: DataFrame, scenarios: Sequence[str], columns: Sequence[str]
) -> set[str]:
    """Scenarios that give what the first one gives in every pair, world, outcome and group."""
    cubes = _Cubes(design, table, scenarios)
    return {
        name
        for name in scenarios[1:]
        if all(cubes.alike(group, name, column) for group in cubes.groups for column in columns)
    }


def half_widths(
    design: DataFrame, table: DataFrame, outcomes: Sequence[Outcome], scenarios: Sequence[str]
) -> Mapping[tuple[str, str], float]:
    """Half the width of the interval of each difference, which more replicates narrow and more worlds may not."""
    found = world_effects(design, table, [one for one in outcomes if one.name in table.columns], scenarios)
    judged = found[found["verdict"] != "reference"]
    widths = ((judged["high"] - judged["low"]) / 2.0).to_list()
    return dict(zip(zip(judged["scenario"].to_list(), judged["outcome"].to_list(), strict=True), widths, strict=True))


@dataclass(frozen=True)
class _Cubes:
    """Runs laid out as worlds × replicates, of one group, scenario and outcome at a time."""

    design: DataFrame
    table: DataFrame
    scenarios: Sequence[str]

    @cached_property
    def groups(self) -> tuple[str, ...]:
        return tuple(self._rows)

    @cached_property
    def worlds(self) -> Ints:
        return np.unique(self.design["world"].to_numpy(np.int64))

    def sides(self, group: str, scenario: str, outcome: str) -> tuple[Floats, Floats | None]:
        """The scenario and the reference; None where it is the reference itself."""
        values = self._cube(group, scenario, outcome)
        same = scenario == self.scenarios[0]
        return values, None if same else self._cube(group, self.scenarios[0], outcome)

    def compared(self, group: str, scenario: str, outcome: str) -> bool:
        """Whether there is a pair to compare with the reference."""
        values, reference = self.sides(group, scenario, outcome)
        return reference is not None and not bool(np.isnan(values - reference).all())

    def alike(self, group: str, scenario: str, outcome: str) -> bool:
        """Whether every pair of runs gives the same."""
        values, reference = self.sides(group, scenario, outcome)
        return reference is None or np.array_equal(values, reference, equal_nan=True)

    def alive(self, group: str, scenario: str) -> float:
        """Part of the time in which both sides have their networks, on average; 1 where that is not known."""
        if SURVIVAL not in self.table.columns:
            return 1.0
        values, reference = self.sides(group, scenario, SURVIVAL)
        both = values if reference is None else np.minimum(values, reference)
        return 1.0 if np.isnan(both).all() else float(np.nanmean(both))

    def _cube(self, group: str, scenario: str, outcome: str) -> Floats:
        rows, case, replicate = self._rows[group]
        cases = np.full((len(self._cases), self._replicates), np.nan)
        cases[case, replicate] = self.table[outcome].to_numpy(np.float64, na_value=np.nan)[rows]
        found = np.full((len(self.worlds), self._replicates), np.nan)
        world, place = self._points[scenario]
        found[world] = cases[place]
        return found

    @cached_property
    def _cases(self) -> dict[str, int]:
        return {str(name): place for place, name in enumerate(self.design["case"].unique())}

    @cached_property
    def _replicates(self) -> int:
        return int(self.table["replicate"].max()) + 1 if len(self.table) else 0

    @cached_property
    def _points(self) -> dict[str, tuple[Ints, Ints]]:
        """By scenario, the place of each of its worlds and of the case that it is there."""
        names = self.design["scenario"].to_numpy(object)
        world = np.searchsorted(self.worlds, self.design["world"].to_numpy(np.int64))
        place = np.array([self._cases[str(case)] for case in self.design["case"]], dtype=np.int64)
        return {name: (world[names == name], place[names == name]) for name in self.scenarios}

    @cached_property
    def _rows(self) -> dict[str, tuple[Ints, Ints, Ints]]:
        """By group, the rows of the table with the place of their case and their replicate."""
        import pandas

        case = pandas.Index(list(self._cases)).get_indexer(pandas.Index(self.table["scenario"].astype(str)))
        replicate = self.table["replicate"].to_numpy(np.int64)
        named = self.table["group"] if "group" in self.table.columns else pandas.Series("all", self.table.index)
        codes, names = pandas.factorize(named.astype(str))
        found = {}
        for code, name in enumerate(names):
            rows = np.flatnonzero((codes == code) & (case >= 0))
            found[str(name)] = (rows, case[rows], replicate[rows])
        return found


@dataclass(frozen=True, slots=True)
class _Row:
    """What one outcome of one scenario and group gives. same: no run of the scenario differs from the reference's."""

    outcome: Outcome
    terms: Terms
    confidence: float
    same: bool

    def of(self, cubes: _Cubes, group: str, scenario: str) -> dict[str, Any]:
        """The columns after those that say what it is."""
        values, reference = cubes.sides(group, scenario, self.outcome.name)
        worlds = np.arange(len(values), dtype=np.int64)
        alive = cubes.alive(group, scenario) if getattr(self.outcome, "kind", "") == "existing" else 1.0
        own = estimate(values, worlds, self.terms.level)
        pooled = values.reshape(-1, 1)
        p05, p95 = statistics.quantiles(pooled, (0.05, 0.95))[:, 0].tolist() if pooled.size else (np.nan, np.nan)
        low, high, method = own.mean - own.width, own.mean + own.width, "t"
        if not np.isnan(values).any():
            made = intervals.of_levels(
                values.mean(axis=0)[:, np.newaxis], [intervals.nature(self.outcome)], self.terms.level
            )
            low, high, method = float(made.low[0]), float(made.high[0]), str(made.method[0])
        levels = {"level": own.mean, "level_low": low, "level_high": high}
        levels |= {"level_p05": p05, "level_p95": p95}
        if reference is None:
            counts = {"replicates": own.replicates, "dropped": own.dropped, "verdict": "reference", "interval": method}
            counts |= {"dropped_share": _left_out(own, alive), "equivalence": ""}
            return levels | dict.fromkeys(_OF_DIFFERENCES, np.nan) | counts | NOTHING.columns() | {"worlds": own.cells}
        found = estimate(values - reference, worlds, self.terms.level)
        contrast = dict(self._contrast(found, (values, reference), _left_out(found, alive)))
        return levels | contrast | dict(_within(values, reference, self.outcome.better))

    def _interval(
        self, found: Estimate, sides: tuple[Floats, Floats], confidence: float, *, same: bool
    ) -> tuple[float, float, str]:
        """As that of effects, of the means over the worlds, where nothing is missing."""
        nature = intervals.nature(self.outcome)
        if same or np.isnan(sides[0] - sides[1]).any():
            return found.at(confidence).interval(nature, confidence, same=same)
        own, others = (side.mean(axis=0)[:, np.newaxis] for side in sides)
        made = intervals.of_differences(own, others, [nature], confidence)
        return float(made.low[0]), float(made.high[0]), str(made.method[0])

    def _contrast(self, found: Estimate, sides: tuple[Floats, Floats], left_out: float) -> Iterator[tuple[str, Any]]:
        better = self.outcome.better
        same = self.same and found.identical
        low, high, method = self._interval(found, sides, self.confidence, same=same)
        if left_out > intervals.MOST_DROPPED and not same:
            low, high, method = np.nan, np.nan, "none"
        known = 0 if np.isnan(found.mean) else found.replicates
        signs = np.sign((better or 1) * found.by_replicate)
        yield from {"difference": found.mean, "low": low, "high": high, "interval": method}.items()
        yield "replicates", found.replicates
        yield "dropped", found.dropped
        yield "dropped_share", left_out
        yield "helps", float(np.mean(0.5 + 0.5 * signs)) if len(signs) else np.nan
        yield "verdict", verdict(low, high, better, same, known, seen=not found.identical, dropped=left_out)
        differing = int(np.count_nonzero(found.by_replicate))
        yield "differing", differing / found.replicates if found.replicates else np.nan
        yield "at_most", intervals.most_differing(found.replicates, differing, self.confidence)
        yield from spread(found.by_world, better, self.terms.level).columns().items()
        margin = self.terms.margins.get(self.outcome.name, np.nan)
        both = 2.0 * self.confidence - 1.0
        ends = self._interval(found, sides, both, same=same)[:2]
        yield "margin", margin
        yield "equivalence", equivalence(*ends, margin, judged=known > 0 and left_out <= intervals.MOST_DROPPED)


_OF_DIFFERENCES = (
    *("difference", "low", "high", "helps", "superiority", "variance_ratio", "differing", "at_most", "margin"),
)


def _left_out(found: Estimate, alive: float) -> float:
    every = found.dropped + found.cells * found.replicates
    return max(found.dropped / max(every, 1), 1.0 - alive)


def _within(values: Floats, reference: Floats, better: int) -> Iterator[tuple[str, float]]:
    """What the same luck is worth: within each world, on average over those in which it is defined."""
    yield "superiority", _superiority((better or 1) * values, (better or 1) * reference)
    missing = np.isnan(values - reference)
    apart = sum(statistics.variance(np.where(missing, np.nan, side).T) for side in (values, reference))
    spreads = statistics.variance((values - reference).T)
    total, left = (float(statistics.mean(np.asarray(side)[:, np.newaxis])[0]) for side in (apart, spreads))
    yield "variance_ratio", total / left if left > 0.0 else np.nan


def _superiority(values: Floats, reference: Floats) -> float:
    """The chance that a run of a world is above one of the reference there, whatever their luck; a tie counts half."""
    above, pairs = np.zeros(len(values)), np.zeros(len(values))
    for turn in range(values.shape[1]):
        signs = np.sign(values - np.roll(reference, turn, axis=1))
        above += np.nansum(0.5 + 0.5 * signs, axis=1)
        pairs += np.count_nonzero(~np.isnan(signs), axis=1)
    known = pairs > 0
    return float(np.mean(above[known] / pairs[known])) if known.any() else float("nan")
