"""What tables and figures are drawn from: plain rows, whatever made them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from hlmsim.analysis.ignorance import InWorlds

VERDICTS = (
    *("reference", "helps", "harms", "higher", "lower", "undecided", "unseen", "identical", "incomplete", "undefined"),
)
CLEAR = frozenset({"helps", "harms", "higher", "lower"})
"""Verdicts of an interval that excludes zero."""
WITHOUT_INTERVAL = frozenset({"reference", "identical", "undefined"})
"""Verdicts beside which no interval is shown."""


CONFIDENCE = 0.95
"""Of an interval for itself, or of all simultaneous ones."""


def is_simultaneous(confidence: float) -> bool:
    """Whether an interval of this confidence holds together with others: each then has more than all of them."""
    return confidence > CONFIDENCE + 1e-12


@dataclass(frozen=True, slots=True)
class Named:
    """A scenario as people call it: its name in files, its title in the chosen language."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Effect:
    """One outcome of one scenario, and its paired difference from the reference.

    level, low, high: mean over replicates, ends of the interval of the difference (of the level, for the reference).
    helps: share of the replicates in which the scenario does better; nan where better means nothing.
    variance_ratio: by how much common random numbers divide the variance of the difference. spread: over plausible
    worlds, where there are several. dropped, dropped_share, method, differing, at_most, margin, equivalence: as the
    columns of effects say (:mod:`hlmsim.analysis.effects`). beside: the same scenario's effect on the outcome that
    leaves nothing out, where this one does. confidence: of its interval.
    """

    scenario: str
    outcome: str
    group: str
    replicates: int
    level: float
    difference: float
    low: float
    high: float
    helps: float
    variance_ratio: float
    verdict: str
    spread: InWorlds | None = None
    dropped: int = 0
    dropped_share: float = 0.0
    method: str = "t"
    differing: float = math.nan
    at_most: float = math.nan
    margin: float = math.nan
    equivalence: str = ""
    beside: Effect | None = None
    confidence: float = CONFIDENCE

    @property
    def together(self) -> bool:
        """Whether its interval holds together with others."""
        return is_simultaneous(self.confidence)


@dataclass(frozen=True, slots=True)
class Spread:
    """One outcome of one scenario over its replicates: mean, and the ranges that hold 50 and 90 % of them."""

    outcome: str
    group: str
    replicates: int
    mean: float
    low50: float
    high50: float
    low90: float
    high90: float


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Week by week, the median of the replicates of one scenario and the bands that hold 50 and 90 % of them."""

    scenario: str
    outcome: str
    weeks: np.ndarray
    median: np.ndarray
    low50: np.ndarray
    high50: np.ndarray
    low90: np.ndarray
    high90: np.ndarray


@dataclass(frozen=True, slots=True)
class Measure:
    """What a drawing needs to know of an outcome: its unit, and whether more is better (+1), worse (-1) or neither."""

    name: str
    unit: str
    better: int
    headline: bool


@cache
def measures() -> dict[str, Measure]:
    """Every outcome of the model, by name, in the model's order."""
    from hlmsim.model.outcomes import OUTCOMES

    return {o.name: Measure(o.name, o.unit, o.better, o.headline) for o in OUTCOMES}
