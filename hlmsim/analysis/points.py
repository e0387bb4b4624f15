"""Every point of a design against the reference point of its world: the effects of a sweep, thousands at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import intervals, statistics
from hlmsim.analysis.effects import COLUMNS as EFFECTS
from hlmsim.analysis.effects import verdict
from hlmsim.analysis.factors import SCENARIO, DesignFactor, reference_row, settings_of
from hlmsim.analysis.sweeps import DesignLayout, DesignPlan, alike

if TYPE_CHECKING:
    from pandas import DataFrame

    from hlmsim.model.outcomes import Outcome

Floats = NDArray[np.float64]

COLUMNS = ("point", *EFFECTS)
"""One row a point and outcome: the number of the point, then the columns of effects; ``scenario`` is its case."""


def point_effects(
    layout: DesignLayout, runs: DataFrame, outcomes: Sequence[Outcome], *, level: float = 0.95
) -> DataFrame:
    """Effects of every point of a design, paired by replicate with the reference point of the same world.

    runs: as of :func:`hlmsim.analysis.sweeps.answer`. Points of a world without a reference point have levels
    alone. Sorted by point, then outcome.
    """
    import pandas

    design = layout.design
    references = _references(design, layout.plan)
    records = layout.records(runs, outcomes)
    same = alike(records, records[references]) & (references >= 0) & (references != np.arange(len(references)))
    ran = np.count_nonzero(~np.isnan(records - records[references]), axis=1)
    frames = []
    for rank, outcome in enumerate(outcomes):
        values = layout.values(runs, outcome.name)
        found = _levels(values, outcome, level) | _contrasts(values, (same, ran), references, outcome, level)
        frame = pandas.DataFrame(found)
        frames.append(frame.assign(outcome=outcome.name, unit=outcome.unit, better=outcome.better, rank=rank))
    if not frames:
        return pandas.DataFrame(columns=list(COLUMNS))
    case = design["case"].astype(str).to_numpy(object)
    places: dict[str, Any] = {
        "point": design["point"].to_numpy(),
        "scenario": case,
        "group": "all",
        "confidence": level,
    }
    places["reference"] = np.where(references >= 0, case[references], "")
    whole = pandas.concat([frame.assign(**places) for frame in frames], ignore_index=True)
    looks = int((~whole["verdict"].isin(["reference", "undefined"])).sum())
    return whole.sort_values(["point", "rank"], kind="stable", ignore_index=True).assign(looks=looks)[list(COLUMNS)]


def _references(design: DataFrame, plan: DesignPlan) -> NDArray[np.int64]:
    """The row of the reference point of each row's world; -1 where there is none."""
    row = reference_row(design, plan.reference)
    shown = [settings_of(design, factor) for factor in (DesignFactor(SCENARIO), *plan.factors)]
    rows = np.flatnonzero([point == [column[row] for column in shown] for point in map(list, zip(*shown, strict=True))])
    worlds = design["world"].to_numpy()
    found = {world: place for place, world in reversed(list(zip(rows.tolist(), worlds[rows].tolist(), strict=True)))}
    return np.array([found.get(world, -1) for world in worlds.tolist()], dtype=np.int64)


def _levels(values: Floats, outcome: Outcome, level: float) -> dict[str, Any]:
    known = [intervals.nature(outcome)] * len(values)
    found = intervals.of_levels(values.T, known, level)
    p05, p95 = statistics.quantiles(values.T, (0.05, 0.95)) if values.shape[1] else np.full((2, len(values)), np.nan)
    return {
        "level": statistics.mean(values.T),
        "level_low": found.low,
        "level_high": found.high,
        "level_p05": p05,
        "level_p95": p95,
        "interval": found.method,
    }


def _contrasts(
    values: Floats,
    runs: tuple[NDArray[np.bool_], NDArray[np.int64]],
    references: NDArray[np.int64],
    outcome: Outcome,
    level: float,
) -> dict[str, Any]:
    """runs: which points are the same as their reference in all runs, and how many runs both have."""
    same, ran = runs
    base = np.where((references >= 0)[:, np.newaxis], values[references], np.nan)
    gaps = (values - base).T
    pairs, spread = statistics.count(gaps), statistics.variance(gaps)
    found = intervals.of_differences(values.T, base.T, [intervals.nature(outcome)] * len(values), level)
    same = same & (pairs > 1)
    found.low[same], found.high[same], found.method[same] = 0.0, 0.0, "exact"
    counted, share = np.count_nonzero(np.nan_to_num(gaps), axis=0), np.maximum(1.0 - pairs / np.maximum(ran, 1), 0.0)
    found.drop(~same & (share > intervals.MOST_DROPPED))
    itself = references == np.arange(len(values))
    facts = zip(found.low.tolist(), found.high.tolist(), same.tolist(), pairs.tolist(), counted, share, strict=True)
    verdicts = [
        verdict(low, high, outcome.better, alike, known, seen=bool(seen), dropped=dropped)
        for low, high, alike, known, seen, dropped in facts
    ]
    most = [intervals.most_differing(*each, level) for each in zip(pairs.tolist(), counted.tolist(), strict=True)]
    own = statistics.count(values.T)
    differing = np.divide(counted, pairs, out=np.full(pairs.shape, np.nan), where=pairs > 0)
    columns = _chances(values, base, outcome) | {
        "difference": statistics.mean(gaps),
        "low": found.low,
        "high": found.high,
        "variance_ratio": statistics.ratio(intervals.independent(values.T, base.T), spread),
        "differing": differing,
        "at_most": np.array(most),
    }
    return {
        **{name: np.where(itself, np.nan, column) for name, column in columns.items()},
        "replicates": np.where(itself, own, pairs),
        "dropped": len(gaps) - np.where(itself, own, pairs),
        "dropped_share": np.maximum(1.0 - np.where(itself, own, pairs) / np.maximum(ran, 1), 0.0),
        "verdict": np.where(itself, "reference", np.array(verdicts, dtype=object)),
        "interval": found.method,
        "margin": np.nan,
        "equivalence": "",
    }


def _chances(values: Floats, base: Floats, outcome: Outcome) -> dict[str, Floats]:
    way = outcome.better or 1
    gaps = (values - base).T
    chances = [statistics.superiority(way * one, way * other) for one, other in zip(values, base, strict=True)]
    signs = np.where(np.isnan(gaps), np.nan, 0.5 + 0.5 * np.sign(way * gaps))
    return {"helps": statistics.mean(signs), "superiority": np.array(chances)}
