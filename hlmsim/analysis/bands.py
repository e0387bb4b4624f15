"""Week by week over the replicates: mean, median, and the bands that hold 50 and 90 % of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import statistics

if TYPE_CHECKING:
    from pandas import DataFrame

COLUMNS = (
    "scenario",
    "outcome",
    "group",
    "week",
    "replicates",
    "mean",
    "median",
    "low50",
    "high50",
    "low90",
    "high90",
)
"""One row a scenario, outcome, group and week. replicates: those in which the outcome is defined that week."""

_SHARES = (0.5, 0.25, 0.75, 0.05, 0.95)
_PLACES = ("scenario", "replicate", "week", "group")


def bands(table: DataFrame, *, outcomes: Sequence[str] | None = None) -> DataFrame:
    """Bands of every scenario of a weekly table, in the order met."""
    return _tidy(
        (scenario, group, outcome, cube)
        for scenario in table["scenario"].unique()
        for group, rows in _groups(table[table["scenario"] == scenario])
        for outcome, cube in _cubes(rows, _chosen(table, outcomes))
    )


def difference_bands(
    table: DataFrame, *, outcomes: Sequence[str] | None = None, reference: str | None = None
) -> DataFrame:
    """Bands of the differences from the reference (default: the first scenario), paired by replicate and week."""
    first = reference if reference is not None else str(table["scenario"].iloc[0])
    names = [name for name in table["scenario"].unique() if name != first]
    return _tidy(
        (scenario, group, outcome, cube)
        for scenario in names
        for group, rows in _groups(table[table["scenario"].isin([scenario, first])])
        for outcome, cube in _paired(rows, _chosen(table, outcomes), scenario, first)
    )


_Cube = tuple[NDArray[np.int64], NDArray[np.float64]]
"""The weeks, and the values of replicates × weeks."""


def _chosen(table: DataFrame, outcomes: Sequence[str] | None) -> list[str]:
    return [str(name) for name in table.columns if name not in _PLACES] if outcomes is None else list(outcomes)


def _groups(rows: DataFrame) -> Iterator[tuple[str, DataFrame]]:
    if "group" not in rows.columns:
        yield "all", rows
        return
    for group, some in rows.groupby("group", sort=False):
        yield str(group), some


def _cubes(rows: DataFrame, outcomes: Sequence[str]) -> Iterator[tuple[str, _Cube]]:
    replicates, places = np.unique(rows["replicate"].to_numpy(), return_inverse=True)
    weeks, columns = np.unique(rows["week"].to_numpy(), return_inverse=True)
    for outcome in outcomes:
        values = np.full((replicates.size, weeks.size), np.nan)
        values[places, columns] = rows[outcome].to_numpy(np.float64)
        yield outcome, (weeks, values)


def _paired(rows: DataFrame, outcomes: Sequence[str], scenario: str, reference: str) -> Iterator[tuple[str, _Cube]]:
    first, second = (rows[rows["scenario"] == name] for name in (reference, scenario))
    both = np.intersect1d(first["replicate"], second["replicate"])
    shared = np.intersect1d(first["week"], second["week"])
    kept = [side[side["replicate"].isin(both) & side["week"].isin(shared)] for side in (first, second)]
    pairs = zip(_cubes(kept[0], outcomes), _cubes(kept[1], outcomes), strict=True)
    for (outcome, (weeks, base)), (_, (_, values)) in pairs:
        yield outcome, (weeks, values - base)


def _tidy(pieces: Iterator[tuple[str, str, str, _Cube]]) -> DataFrame:
    import pandas

    frames = []
    for scenario, group, outcome, (weeks, values) in pieces:
        if values.size:
            median, low50, high50, low90, high90 = statistics.quantiles(values, _SHARES)
            statistic = {"median": median, "low50": low50, "high50": high50, "low90": low90, "high90": high90}
            counted = {"replicates": statistics.count(values), "mean": statistics.mean(values)}
            place = {"scenario": scenario, "outcome": outcome, "group": group, "week": weeks}
            frames.append(pandas.DataFrame(place | counted | statistic))
    return pandas.concat(frames, ignore_index=True) if frames else pandas.DataFrame(columns=list(COLUMNS))
