"""Every point of a design against the reference point of its world: the effects of a sweep, thousands at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import statistics
from hlmsim.analysis.effects import COLUMNS as EFFECTS
from hlmsim.analysis.effects import verdict
from hlmsim.analysis.factors import SCENARIO, Factor, reference_row, settings_of
from hlmsim.analysis.sweeps import Layout, Plan

if TYPE_CHECKING:
    from pandas import DataFrame

    from hlmsim.model.outcomes import Outcome

Floats = NDArray[np.float64]

COLUMNS = ("point", *EFFECTS)
"""One row a point and outcome: the number of the point, then the columns of effects; ``scenario`` is its case."""


def point_effects(layout: Layout, runs: DataFrame, outcomes: Sequence[Outcome], *, level: float = 0.95) -> DataFrame:
    """Effects of every point of a design, paired by replicate with the reference point of the same world.

    runs: as of :func:`hlmsim.analysis.sweeps.answer`. Points of a world without a reference point have levels
    alone. Sorted by point, then outcome.
    """
    import pandas

    design = layout.design
    references = _references(design, layout.plan)
    frames = []
    for rank, outcome in enumerate(outcomes):
        values = layout.values(runs, outcome.name)
        frame = pandas.DataFrame(_levels(values, level) | _contrasts(values, references, outcome, level))
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
    found = pandas.concat([frame.assign(**places) for frame in frames], ignore_index=True)
    looks = int((~found["verdict"].isin(["reference", "undefined"])).sum())
    return found.sort_values(["point", "rank"], kind="stable", ignore_index=True).assign(looks=looks)[list(COLUMNS)]


def _references(design: DataFrame, plan: Plan) -> NDArray[np.int64]:
    """The row of the reference point of each row's world; -1 where there is none."""
    row = reference_row(design, plan.reference)
    shown = [settings_of(design, factor) for factor in (Factor(SCENARIO), *plan.factors)]
    rows = np.flatnonzero([point == [column[row] for column in shown] for point in map(list, zip(*shown, strict=True))])
    worlds = design["world"].to_numpy()
    found = {world: place for place, world in reversed(list(zip(rows.tolist(), worlds[rows].tolist(), strict=True)))}
    return np.array([found.get(world, -1) for world in worlds.tolist()], dtype=np.int64)


def _levels(values: Floats, level: float) -> dict[str, Any]:
    known, mean = statistics.count(values.T), statistics.mean(values.T)
    width = statistics.t_half_width(statistics.variance(values.T), known, level)
    p05, p95 = statistics.quantiles(values.T, (0.05, 0.95)) if values.shape[1] else np.full((2, len(values)), np.nan)
    return {
        "level": mean,
        "level_low": mean - width,
        "level_high": mean + width,
        "level_p05": p05,
        "level_p95": p95,
    }


def _contrasts(values: Floats, references: NDArray[np.int64], outcome: Outcome, level: float) -> dict[str, Any]:
    base = np.where((references >= 0)[:, np.newaxis], values[references], np.nan)
    gaps = (values - base).T
    pairs, mean, spread = statistics.count(gaps), statistics.mean(gaps), statistics.variance(gaps)
    width = statistics.t_half_width(spread, pairs, level)
    identical = (pairs > 1) & ~np.any(np.nan_to_num(gaps) != 0.0, axis=0)
    way = outcome.better or 1
    itself = references == np.arange(len(values))
    facts = zip((mean - width).tolist(), (mean + width).tolist(), identical.tolist(), pairs.tolist(), strict=True)
    verdicts = [verdict(low, high, outcome.better, same, known) for low, high, same, known in facts]
    both = np.isnan(gaps)
    apart = sum(statistics.variance(np.where(both, np.nan, side.T)) for side in (values, base))
    chances = [statistics.superiority(way * one, way * other) for one, other in zip(values, base, strict=True)]
    columns = {
        "difference": mean,
        "low": mean - width,
        "high": mean + width,
        "helps": statistics.mean(np.where(both, np.nan, 0.5 + 0.5 * np.sign(way * gaps))),
        "superiority": np.array(chances),
        "variance_ratio": statistics.ratio(np.asarray(apart), spread),
    }
    return {
        **{name: np.where(itself, np.nan, column) for name, column in columns.items()},
        "replicates": np.where(itself, statistics.count(values.T), pairs),
        "dropped": len(gaps) - np.where(itself, statistics.count(values.T), pairs),
        "verdict": np.where(itself, "reference", np.array(verdicts, dtype=object)),
    }
