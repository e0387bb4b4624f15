"""What a design answers: the effect of each factor, where effects depend on one another, every point of the design.

Factors that stand in *matched* points (a grid, one at a time) are judged by differences between points that are alike
in everything else, paired by replicate (:mod:`hlmsim.analysis.contrasts`); factors drawn from ranges by straight lines
(:mod:`hlmsim.analysis.slopes`). The base scenario is a factor too, when there are several.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import intervals, statistics
from hlmsim.analysis.contrasts import Estimate, estimate, matched
from hlmsim.analysis.effects import equivalence, verdict
from hlmsim.analysis.factors import Coded, DesignFactor, coded
from hlmsim.analysis.ignorance import COLUMNS as SPREAD
from hlmsim.analysis.ignorance import NOTHING, spread
from hlmsim.analysis.ranges import Ranges
from hlmsim.analysis.slopes import Drawn

if TYPE_CHECKING:
    from pandas import DataFrame

    from hlmsim.model.outcomes import Outcome

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

COLUMNS = (
    "kind",
    "outcome",
    "unit",
    "better",
    "factor",
    "setting",
    "reference",
    "other_factor",
    "other_setting",
    "other_reference",
    "point",
    "cells",
    "replicates",
    "dropped",
    "level",
    "difference",
    "low",
    "high",
    "helps",
    *SPREAD,
    "r_squared",
    "verdict",
    "looks",
    "confidence",
    "interval",
    "dropped_share",
    "margin",
    "equivalence",
)
"""One row a comparison and outcome.

kind: *main*, a setting of a factor against the factor's reference, over all points that differ in nothing else;
*interaction*, by how much that effect differs where another factor has another setting; *combination*, all factors at
once against the reference point, over the worlds; *range*, from the low to the high end of a range along a straight
line; *slice*, a part of a range against its first part. point: number of the first point of a combination.
cells: matched comparisons averaged (range, slice: points). replicates: with at least one of them. dropped: pairs of
runs (range, slice: runs) left out because one side is missing or undefined. level: mean outcome at this setting.
difference, low, high: mean and t interval over replicates; of a range, over the points drawn as well. helps: share of
the replicates in which it is better (higher, where neither is better), ties counting half. worlds and the ten columns
after it: how the effect is spread over plausible worlds (:mod:`hlmsim.analysis.ignorance`). r_squared: share of the
variance between points that all straight lines together explain. verdict: as of effects. looks: intervals of this kind
in this table. confidence: of each interval. interval: how it was made (:mod:`hlmsim.analysis.intervals`).
dropped_share: of the runs simulated on all sides, the share in which the outcome is undefined on one. margin,
equivalence: as of effects; of a main effect, a combination or a range.
"""

RECORD = "record"
"""Column of runs with a number for all that each one gave."""

MOST_COMBINATIONS = 1000
"""Designs with more have no rows of kind combination, unless nothing else answers; effects hold every point anyway."""


@dataclass(frozen=True, slots=True)
class DesignPlan:
    """How a design was made. reference: its point by column (default: the first).

    block: how many points in a row were drawn together (a trajectory, a set of Saltelli's), in each scenario and world.
    """

    factors: Sequence[DesignFactor]
    reference: Mapping[str, Any] | None = None
    block: int = 1


@dataclass(frozen=True, slots=True)
class Judging:
    """How comparisons are judged. level: confidence within each world. confidence: of each interval of a difference.

    margins: by outcome, the largest difference that does not matter.
    """

    level: float
    confidence: float
    margins: Mapping[str, float]


def answer(
    design: DataFrame, runs: DataFrame, plan: DesignPlan, outcomes: Sequence[Outcome], *, level: float = 0.95
) -> DataFrame:
    """The answer of a design, from its table and its runs.

    design: columns ``point``, ``scenario``, ``world``, one or more a factor, ``case``. runs: columns ``scenario`` (the
    case), ``replicate`` and outcomes; runs may be missing or undefined (nan).
    """
    return answer_of(DesignLayout(design, plan), runs, outcomes, level=level)


def answer_of(
    layout: DesignLayout,
    runs: DataFrame,
    outcomes: Sequence[Outcome],
    *,
    level: float = 0.95,
    confidence: float | None = None,
    margins: Mapping[str, float] | None = None,
) -> DataFrame:
    """The same, of a design that is looked at more than once.

    confidence: of each interval of a difference (default: ``level``, which those within a world keep). margins: by
    outcome, the largest difference that does not matter.
    """
    import pandas

    each = Judging(level, level if confidence is None else confidence, margins or {})

    rows: list[dict[str, Any]] = []
    records = layout.records(runs, outcomes)
    for outcome in outcomes:
        values = layout.values(runs, outcome.name)
        found = layout.rows(values, each.confidence, records)
        rows += (_finished(row, outcome, each) | {"confidence": each.confidence} for row in found)
    return with_looks(pandas.DataFrame(rows, columns=list(COLUMNS)))


def with_looks(table: DataFrame) -> DataFrame:
    """The same answer with its comparisons counted anew, for answers put together from pieces."""
    counted = ~table["verdict"].isin(["reference", "undefined"])
    looks = counted.groupby(table["kind"]).transform("sum") if len(table) else counted
    return table.assign(looks=looks.astype("int64"))


@dataclass(frozen=True)
class DesignLayout:
    """Where each point of a design stands, whatever was measured there."""

    design: DataFrame
    plan: DesignPlan

    @cached_property
    def factors(self) -> list[Coded]:
        """Factors that vary, settings in their order; of a design over ranges, none."""
        return [] if self._over_ranges else coded(self.design, self.plan.factors, self.plan.reference)

    @cached_property
    def worlds(self) -> Ints:
        """The plausible world of each point."""
        return np.asarray(self.design["world"].to_numpy(), dtype=np.int64)

    def values(self, runs: DataFrame, outcome: str) -> Floats:
        """One outcome, points × replicates, nan where there is no run."""
        import pandas

        cases, of_point = np.unique(self.design["case"].astype(str).to_numpy(object), return_inverse=True)
        case = pandas.Index(cases).get_indexer(runs["scenario"].astype(str))
        numbers, replicate = np.unique(runs["replicate"].to_numpy(), return_inverse=True)
        table = np.full((len(cases), len(numbers)), np.nan)
        known = case >= 0
        table[case[known], replicate[known]] = runs[outcome].to_numpy(np.float64, na_value=np.nan)[known]
        return np.asarray(table[of_point], dtype=np.float64)

    def records(self, runs: DataFrame, outcomes: Sequence[Outcome]) -> Floats:
        """A number for all that each run gave, points × replicates: two runs with the same one are the same.

        It is taken from the column :data:`RECORD` of the runs, or else from these outcomes.
        """
        if RECORD in runs.columns:
            return self.values(runs, RECORD)
        return self.values(recorded(runs, [one.name for one in outcomes if one.name in runs.columns]), RECORD)

    def rows(self, values: Floats, confidence: float, records: Floats | None = None) -> Iterator[dict[str, Any]]:
        """Rows of one outcome, with their estimates. records: of :meth:`records` (default: nothing is the same)."""
        records = np.full_like(values, np.nan) if records is None else records
        if self._over_ranges:
            yield from Ranges(self.design, self.plan.factors, self._drawn).rows(values, confidence)
            return
        for about, sides in self._cells:
            same = len(sides) > 1 and bool(_unmoved(records, sides).all())
            left_out = _left_out(values, records, sides)
            found = _compared(values, sides, self.worlds, confidence)
            yield about | found | {"same": same, "dropped_share": left_out}
        yield from self._combinations(values, confidence, records)

    @property
    def _over_ranges(self) -> bool:
        return any(factor.is_range for factor in self.plan.factors)

    @cached_property
    def _drawn(self) -> Drawn:
        base = np.unique(self.design["scenario"].astype(str).to_numpy(object), return_inverse=True)[1]
        strata = np.unique(np.column_stack([base, self.worlds]), axis=0, return_inverse=True)[1].ravel()
        ranks = np.zeros(len(strata), dtype=np.int64)
        order = np.argsort(self.design["point"].to_numpy(), kind="stable")
        for stratum in range(int(strata.max()) + 1):
            here = order[strata[order] == stratum]
            ranks[here] = np.arange(len(here))
        return Drawn(ranks, strata, self.worlds, self.plan.block)

    @cached_property
    def _codes(self) -> Ints:
        return np.column_stack([*(factor.places for factor in self.factors), self.worlds])

    @cached_property
    def _cells(self) -> list[tuple[dict[str, Any], list[Ints]]]:
        """Every comparison of settings with the points on its sides: two, four of an interaction, one alone."""
        pairs = combinations(range(len(self.factors)), 2)
        mains = (cell for place in range(len(self.factors)) for cell in self._mains(place))
        return [*mains, *(cell for pair in pairs for cell in self._crossed(pair))]

    def _mains(self, place: int) -> Iterator[tuple[dict[str, Any], list[Ints]]]:
        factor = self.factors[place]
        about = {"kind": "main", "factor": factor.name, "reference": factor.settings[factor.reference]}
        found = {
            rank: matched(self._codes, (place,), [(rank,), (factor.reference,)])
            for rank in range(len(factor.settings))
            if rank != factor.reference
        }
        against = np.unique(np.concatenate([sides[1] for sides in found.values()]))
        for rank, name in enumerate(factor.settings):
            sides = found.get(rank, [against])
            if len(sides[0]):
                yield about | {"setting": name}, sides

    def _crossed(self, pair: tuple[int, int]) -> Iterator[tuple[dict[str, Any], list[Ints]]]:
        one, other = (self.factors[place] for place in pair)
        if not ((one.places != one.reference) & (other.places != other.reference)).any():
            return
        about = {"kind": "interaction", "factor": one.name, "reference": one.settings[one.reference]}
        about |= {"other_factor": other.name, "other_reference": other.settings[other.reference]}
        ranks = ([rank for rank in range(len(f.settings)) if rank != f.reference] for f in (one, other))
        for here, there in product(*ranks):
            corners = [(here, there), (one.reference, there), (here, other.reference), (one.reference, other.reference)]
            sides = matched(self._codes, pair, corners)
            if len(sides[0]):
                yield about | {"setting": one.settings[here], "other_setting": other.settings[there]}, sides

    def _combinations(self, values: Floats, confidence: float, records: Floats) -> Iterator[dict[str, Any]]:
        """Every combination of settings against that of the reference, in the same worlds."""
        codes = self._codes[:, :-1]
        if not codes.shape[1]:
            return
        known, which = np.unique(codes, axis=0, return_inverse=True)
        if len(known) > MOST_COMBINATIONS and self._cells:
            return
        worlds, world = np.unique(self.worlds, return_inverse=True)
        table = np.full((len(known), len(worlds)), -1)
        table[which.ravel()[::-1], world[::-1]] = np.arange(len(codes))[::-1]  # of twins the first stays
        reference = int(np.flatnonzero((known == [factor.reference for factor in self.factors]).all(axis=1))[0])
        first = np.array([row[row >= 0].min() for row in table])
        for rank in np.argsort(first, kind="stable").tolist():
            both = (table[rank] >= 0) & (table[reference] >= 0)
            points, against = table[rank][both], table[reference][both]
            names = "; ".join(f"{f.name}={f.settings[c]}" for f, c in zip(self.factors, known[rank], strict=True))
            about = {"kind": "combination", "setting": names, "point": int(self.design["point"].iloc[first[rank]])}
            about["level"] = _level(values[table[rank][table[rank] >= 0]])
            if rank == reference:
                yield about | {"cells": len(points), "replicates": _seen(values[points])}
            elif len(points):
                about["dropped_share"] = _left_out(values, records, (points, against))
                about["same"] = bool(alike(records[points], records[against]).all())
                yield about | {"estimate": estimate(values[points] - values[against], self.worlds[points], confidence)}


def _compared(values: Floats, sides: Sequence[Ints], worlds: Ints, confidence: float) -> dict[str, Any]:
    """What the points on the sides of a comparison give."""
    first = sides[0]
    if len(sides) == 1:
        return {"level": _level(values[first]), "cells": len(first), "replicates": _seen(values[first])}
    differences = values[first] - values[sides[1]]
    if len(sides) == 2:
        return {"level": _level(values[first]), "estimate": estimate(differences, worlds[first], confidence)}
    differences = differences - (values[sides[2]] - values[sides[3]])
    return {"estimate": estimate(differences, worlds[first], confidence)}


def recorded(runs: DataFrame, outcomes: Sequence[str]) -> DataFrame:
    """Runs by scenario and replicate, with a number for all that these outcomes say of each."""
    import pandas

    hashed = pandas.util.hash_pandas_object(runs[list(outcomes)], index=False).to_numpy()
    return runs[["scenario", "replicate"]].assign(**{RECORD: (hashed >> np.uint64(12)).astype(np.float64)})


def alike(records: Floats, others: Floats) -> NDArray[np.bool_]:
    """Which points have the record of another one in every replicate that both have; at least one."""
    missing = np.isnan(records) | np.isnan(others)
    return np.asarray(((records == others) | missing).all(axis=1) & ~missing.all(axis=1), dtype=np.bool_)


def _unmoved(records: Floats, sides: Sequence[Ints]) -> NDArray[np.bool_]:
    """Which cells are the same on both sides; of an interaction, where one of its two factors does nothing."""
    first = alike(records[sides[0]], records[sides[1]])
    if len(sides) == 2:
        return first
    rows = first & alike(records[sides[2]], records[sides[3]])
    return rows | (alike(records[sides[0]], records[sides[2]]) & alike(records[sides[1]], records[sides[3]]))


def _left_out(values: Floats, records: Floats, sides: Sequence[Ints]) -> float:
    """Of what was simulated on all sides, the share in which the outcome is undefined on one of them."""
    ran, defined = (~np.isnan(np.sum([table[side] for side in sides], axis=0)) for table in (records, values))
    return 1.0 - float(np.count_nonzero(ran & defined)) / max(int(np.count_nonzero(ran)), 1)


def _level(values: Floats) -> float:
    """The mean of the points' means; nan without a run."""
    return float(statistics.mean(statistics.mean(values.T)[:, np.newaxis])[0])


def _seen(values: Floats) -> int:
    return int((~np.isnan(values)).any(axis=0).sum())


def _finished(row: Mapping[str, Any], outcome: Outcome, asked: Judging) -> dict[str, Any]:
    """A row with the columns that follow from its estimate and from what is better."""
    about = {"outcome": outcome.name, "unit": outcome.unit, "better": outcome.better}
    found: Estimate | None = row.get("estimate")
    if found is None:
        empty = dict.fromkeys(("difference", "low", "high", "helps"), np.nan) | NOTHING.columns()
        plain = {key: value for key, value in row.items() if key != "same"}
        nothing = {"dropped": 0, "dropped_share": 0.0, "level": np.nan, "interval": "none"}
        nothing |= {"margin": np.nan, "equivalence": ""}
        return nothing | about | empty | plain | {"verdict": "reference"}
    better = 0 if row["kind"] == "interaction" else outcome.better
    known = 0 if np.isnan(found.mean) else found.replicates
    same = found.identical and bool(row.get("same", False))
    low, high, method = found.interval(_nature(outcome, row["kind"]), asked.confidence, same=same)
    dropped = float(row.get("dropped_share", 0.0))
    if dropped > intervals.MOST_DROPPED and not same:
        low, high, method = np.nan, np.nan, "none"
    said = verdict(low, high, better, same, known, seen=not found.identical, dropped=dropped)
    return about | {
        **{key: value for key, value in row.items() if key not in {"estimate", "same"}},
        "cells": found.cells,
        "replicates": found.replicates,
        "dropped": found.dropped,
        "dropped_share": dropped,
        "difference": found.mean,
        "low": low,
        "high": high,
        "interval": method,
        "helps": _better(found.by_replicate, better),
        **spread(found.by_world, better, asked.level).columns(),
        "verdict": said,
        **_equivalence(found, (row["kind"], said), outcome, asked, same=same),
    }


def _equivalence(
    found: Estimate, about: tuple[str, str], outcome: Outcome, asked: Judging, *, same: bool
) -> dict[str, Any]:
    """Two one-sided tests of a margin, where somebody gave one. about: kind of row, and its verdict."""
    kind, said = about
    margin = asked.margins.get(outcome.name, np.nan) if kind not in {"interaction", "slice"} else np.nan
    if np.isnan(margin):
        return {"margin": np.nan, "equivalence": ""}
    both = 2.0 * asked.confidence - 1.0
    low, high, _ = found.at(both).interval(_nature(outcome, kind), both, same=same)
    return {"margin": margin, "equivalence": equivalence(low, high, margin, said not in {"undefined", "incomplete"})}


def _nature(outcome: Outcome, kind: str) -> intervals.Nature:
    """What bounds a comparison of this kind; slopes have no bounds."""
    known = intervals.nature(outcome)
    if kind in {"range", "slice"}:
        return intervals.Nature()
    return replace(known, low=2.0 * known.low, high=2.0 * known.high) if kind == "interaction" else known


def _better(values: Floats, better: int) -> float:
    signs = np.sign((better or 1) * values[~np.isnan(values)])
    return float(np.mean(0.5 + 0.5 * signs)) if len(signs) else float("nan")
