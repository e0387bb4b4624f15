"""Ties between tenants in the engine against the stated formula: numerically, and drawn again by the reference.

As in ``test_engine_rates.py``, each test fails by luck with probability ``FALSE_ALARM`` at most. Buildings are
independent of one another, so that means over buildings have the errors of independent draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from hlmsim.scenario import load
from tests.reference.neighbours import AMONG, constant, mean_close_ties
from tests.reference.settings import Settings
from tests.reference.start import first_day
from tests.statistical.alarm import Looks
from tests.statistical.many import value
from tests.worlds import plan, started

pytestmark = pytest.mark.statistical

DOORS = 28
BUILDINGS = 1_000
DRAWN_AGAIN = 250


@dataclass
class Building:
    """Close ties within one building, as a matrix of doors."""

    tied: NDArray[np.bool_]

    @property
    def degree(self) -> float:
        """Mean number of close ties."""
        return float(self.tied.sum(axis=1).mean())

    @property
    def alone(self) -> float:
        """Share without a close tie."""
        return float((self.tied.sum(axis=1) == 0).mean())

    @property
    def closed(self) -> float:
        """Pairs of close neighbours of somebody who are close as well, a household."""
        return float(np.trace(np.linalg.matrix_power(self.tied.astype(float), 3))) / len(self.tied)

    @property
    def pairs(self) -> float:
        """Pairs of close neighbours of somebody, a household."""
        degrees = self.tied.sum(axis=1)
        return float((degrees * (degrees - 1)).sum()) / len(self.tied)


DEGREE = "context.ties.strong_degree"


def of_the_engine() -> list[Building]:
    """Buildings of one large site."""
    state = started(plan(dwellings=DOORS * BUILDINGS, buildings=BUILDINGS)).state
    one = np.repeat(np.arange(len(state.households)), np.diff(state.strong_rows))
    other = state.strong_ties["neighbour"]
    assert (one % BUILDINGS == other % BUILDINGS).all()
    tied = np.zeros((BUILDINGS, DOORS, DOORS), dtype=bool)
    tied[one % BUILDINGS, one // BUILDINGS, other // BUILDINGS] = True
    return [Building(matrix) for matrix in tied]


def of_the_reference() -> list[Building]:
    """Buildings of one site that the reference draws."""
    size = {"context.site.households": DOORS * DRAWN_AGAIN, "context.site.buildings": DRAWN_AGAIN}
    scenario = load("baseline").with_(size)
    tied = np.zeros((DRAWN_AGAIN, DOORS, DOORS), dtype=bool)
    for household in first_day(scenario, 1).households:
        for neighbour in household.close:
            tied[household.building, household.door // DRAWN_AGAIN, neighbour.door // DRAWN_AGAIN] = True
    return [Building(matrix) for matrix in tied]


def error(values: list[float]) -> float:
    """Standard error of a mean over buildings."""
    return float(np.std(values, ddof=1) / np.sqrt(len(values)))


def test_close_ties_are_as_many_as_asked_for() -> None:
    degrees = [building.degree for building in of_the_engine()]
    with Looks(1) as looks:
        looks.z("degree", float(np.mean(degrees)), value(plan(), DEGREE), error(degrees))


@pytest.mark.parametrize("size", [4, 12, DOORS, 85])
def test_the_constant_of_the_reference_gives_the_mean_asked_for(size: int) -> None:
    settings = Settings(load("baseline"))
    settings.begin(0)
    assert mean_close_ties(constant(size, settings), size, settings) == pytest.approx(2.4, abs=1e-6)


def test_isolation_and_clustering_are_those_of_the_formula_drawn_again() -> None:
    mine, theirs = of_the_reference(), of_the_engine()
    with Looks(4) as looks:
        for name in ("degree", "alone", "pairs", "closed"):
            ours, engines = ([getattr(building, name) for building in side] for side in (mine, theirs))
            both = float(np.hypot(error(ours), error(engines)))
            looks.z(name, float(np.mean(engines)), float(np.mean(ours)), both)


def test_isolation_and_clustering_are_near_the_published_figures() -> None:
    """About 14 % without a close tie and an ego density near 0.34: what sociability and reach were set for."""
    buildings = of_the_engine()
    density = sum(building.closed for building in buildings) / sum(building.pairs for building in buildings)
    assert np.mean([building.alone for building in buildings]) == pytest.approx(0.14, abs=0.01)
    assert density == pytest.approx(0.34, abs=0.05)


def test_acquaintances_are_as_many_as_the_dwellings_that_follow_allow() -> None:
    """Given the close ties, each pair within reach that is not close has one chance; a sum of them is near Poisson."""
    blueprint = plan(dwellings=9_000, buildings=5)
    state = started(blueprint).state
    close, greeted = (
        steps(rows, ties) for rows, ties in ((state.strong_rows, state.strong_ties), (state.weak_rows, state.weak_ties))
    )
    possible = len(state.households) - np.arange(1, AMONG + 1) - close
    expected = possible * value(blueprint, "context.ties.weak_degree") / 2 / AMONG
    assert close.sum() > 1_000
    with Looks(2) as looks:
        looks.z("ties", float(greeted.sum()), float(expected.sum()), float(np.sqrt(expected.sum())))
        looks.fit("steps", greeted.tolist(), (expected * greeted.sum() / expected.sum()).tolist())


def steps(rows: NDArray[np.int64], ties: Any) -> NDArray[np.int64]:
    """Ties by how many dwellings further on the other one is, from 1."""
    apart = ties["neighbour"] - np.repeat(np.arange(len(rows) - 1), np.diff(rows))
    return np.bincount(apart[(apart > 0) & (apart <= AMONG)], minlength=AMONG + 1)[1:]
