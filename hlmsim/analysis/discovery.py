"""Scenario discovery (Bryant and Lempert 2010): in which plausible worlds does a lever fail?

A box found among many inputs looks good by chance alone. So the same search is made on the same worlds with the
failures dealt out at random; a box is reported only if it tells more than nearly all of those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis.boxes import Box, Search

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

FEWEST_WORLDS = 50
FEWEST = 10
"""So many worlds must fail, and so many must hold; a box holds as many worlds at least."""
MOST_ENDS = 3
DEALS = 99
FALSE_ALARM = 0.05
"""Where failures depend on nothing, a box is reported so often."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One input of a box. low, high: nan where it has no such end. p: chance that the other limits alone would give as
    many failures as this one adds (quasi-p: made for one limit, blind to the search).
    """

    name: str
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found. state: "found", "nothing", "few_worlds", "few_failing", "few_holding".

    coverage: share of the failing worlds that are in the box; density: share of the box's worlds that fail; mass:
    share of all worlds that are in the box. p: share of random deals that give a box as telling.
    """

    state: str
    worlds: int
    failing: int
    limits: tuple[Limit, ...] = ()
    coverage: float = float("nan")
    density: float = float("nan")
    mass: float = float("nan")
    p: float = float("nan")


def discover(inputs: Floats, names: Sequence[str], fails: Mask, *, draw: int = 1, deals: int = DEALS) -> Discovery:
    """The box in which failures gather, if there is one. inputs: worlds × numbers drawn."""
    worlds, failing = len(fails), int(fails.sum())
    for state, short in (
        ("few_worlds", worlds < FEWEST_WORLDS),
        ("few_failing", failing < FEWEST),
        ("few_holding", worlds - failing < FEWEST),
    ):
        if short:
            return Discovery(state, worlds, failing)
    box, told = Search(inputs, fails, MOST_ENDS, FEWEST).best()
    luck = np.random.default_rng(draw)
    dealt = [Search(inputs, luck.permutation(fails), MOST_ENDS, FEWEST).best()[1] for _ in range(deals)]
    p = float(1 + np.count_nonzero(np.array(dealt) >= told)) / (1 + deals)
    if p > FALSE_ALARM or not box.ends:
        return Discovery("nothing", worlds, failing, p=p)
    box = needed(box, inputs, fails)
    inside = box.holds(inputs)
    hits = int((inside & fails).sum())
    limits = tuple(_limit(box, column, names[column], quasi_p(box, column, inputs, fails)) for column in box.columns)
    return Discovery(
        "found", worlds, failing, limits, hits / failing, hits / int(inside.sum()), float(inside.mean()), p
    )


def needed(box: Box, inputs: Floats, fails: Mask) -> Box:
    """The box without limits that add nothing beyond chance, the weakest taken away first."""
    while len(box.columns) > 1:
        ps = {column: quasi_p(box, column, inputs, fails) for column in box.columns}
        weakest = max(ps, key=lambda column: ps[column])
        if ps[weakest] <= FALSE_ALARM:
            break
        box = box.without(weakest)
    return box


def quasi_p(box: Box, column: int, inputs: Floats, fails: Mask) -> float:
    """The chance of as many failures in the box at the frequency that it has without limits on this input."""
    from scipy.special import bdtrc

    inside, wider = box.holds(inputs), box.without(column).holds(inputs)
    hits, count = int((inside & fails).sum()), int(inside.sum())
    return float(bdtrc(hits - 1, count, float(fails[wider].mean()))) if hits else 1.0


def _limit(box: Box, column: int, name: str, p: float) -> Limit:
    ends = {high: value for one, high, value in box.ends if one == column}
    return Limit(name, ends.get(False, float("nan")), ends.get(True, float("nan")), p)
