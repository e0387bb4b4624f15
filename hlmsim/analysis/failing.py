"""Of every lever of a design over plausible worlds: in which worlds does it not help?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import statistics
from hlmsim.analysis.discovery import Discovery, discover
from hlmsim.analysis.sweeps import DesignLayout

if TYPE_CHECKING:
    from pandas import DataFrame

    from hlmsim.model.outcomes import Outcome

Floats = NDArray[np.float64]

COLUMNS = (
    "outcome",
    "factor",
    "setting",
    "reference",
    "state",
    "worlds",
    "failing",
    "number",
    "low",
    "high",
    "limit_p",
    "coverage",
    "density",
    "mass",
    "p",
)
"""One row a limit of a box, or one a lever without a box (see :class:`hlmsim.analysis.discovery.Discovery`)."""


@dataclass(frozen=True, slots=True)
class Failing:
    """Where a setting of a factor (a range: its high end) does not do better than the reference, for one outcome."""

    outcome: str
    factor: str
    setting: str
    reference: str
    found: Discovery


def failing_worlds(
    layout: DesignLayout, runs: DataFrame, outcome: Outcome, worlds: Sequence[Mapping[str, float]]
) -> Iterator[Failing]:
    """Every lever of the design and one outcome. worlds: the numbers drawn in each, world 1 first.

    Nothing where neither more nor less is better. A world fails when the lever does no better there on average.
    """
    names = list(worlds[0])
    drawn = np.array([[float(world[name]) for name in names] for world in worlds])
    known = np.unique(layout.worlds)
    for row in layout.rows(layout.values(runs, outcome.name), 0.95) if outcome.better else ():
        estimate = row.get("estimate")
        if row["kind"] not in {"main", "range"} or estimate is None or len(estimate.by_world) != len(known):
            continue
        effects = statistics.mean(estimate.by_world.T)
        seen = (known > 0) & ~np.isnan(effects)
        fails = outcome.better * effects[seen] <= 0.0
        found = discover(drawn[known[seen] - 1], names, fails)
        yield Failing(outcome.name, row["factor"], row["setting"], row["reference"], found)


def failing_table(failing: Sequence[Failing]) -> DataFrame:
    """All of it as a table."""
    import pandas

    return pandas.DataFrame([row for one in failing for row in _rows(one)], columns=list(COLUMNS))


def _rows(one: Failing) -> Iterator[dict[str, object]]:
    found = one.found
    about: dict[str, object] = {name: getattr(one, name) for name in ("outcome", "factor", "setting", "reference")}
    about |= {name: getattr(found, name) for name in ("state", "worlds", "failing", "coverage", "density", "mass", "p")}
    for limit in found.limits:
        yield about | {"number": limit.name, "low": limit.low, "high": limit.high, "limit_p": limit.p}
    if not found.limits:
        yield about
