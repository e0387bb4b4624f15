"""Where a lever fails: a planted box is found, nothing is found where there is nothing, and that is said plainly."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from hlmsim.analysis.boxes import Box, Search
from hlmsim.analysis.discovery import DEALS, FEWEST, FEWEST_WORLDS, discover, needed, quasi_p

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
NAMES = [f"x{number}" for number in range(40)]


def planted(worlds: int, seed: int, inside: float = 0.85, outside: float = 0.08) -> tuple[Floats, Mask, Mask]:
    """Failures gather where x3 is below 0.4 and x7 above 0.5; x5 takes whole numbers."""
    luck = np.random.default_rng(seed)
    inputs = luck.random((worlds, len(NAMES)))
    inputs[:, 5] = luck.integers(1, 5, worlds)
    box = (inputs[:, 3] < 0.4) & (inputs[:, 7] > 0.5)
    return inputs, luck.random(worlds) < np.where(box, inside, outside), box


@pytest.mark.statistical
@pytest.mark.parametrize("seed", range(5))
def test_a_planted_box_is_recovered(seed: int) -> None:
    """Fixed draws; of a hundred others, 99 had both limits within 0.1 of where they were planted."""
    inputs, fails, _ = planted(240, seed)
    found = discover(inputs, NAMES, fails, draw=seed, deals=39)
    assert found.state == "found"
    limits = {limit.name: limit for limit in found.limits}
    assert {"x3", "x7"} <= set(limits)
    assert limits["x3"].high == pytest.approx(0.4, abs=0.1)
    assert limits["x7"].low == pytest.approx(0.5, abs=0.1)
    assert np.isnan(limits["x3"].low)
    assert found.coverage > 0.5
    assert found.density > 0.7
    assert 0.05 < found.mass < 0.35
    assert all(limit.p < 0.05 for limit in found.limits)


def test_a_box_without_exceptions_is_found_whole() -> None:
    inputs, fails, box = planted(200, 3, 1.0, 0.0)
    found = discover(inputs, NAMES, fails, deals=19)
    assert (found.coverage, found.density) == (1.0, 1.0)
    assert found.mass == box.mean()
    assert found.p == 1.0 / 20.0


@pytest.mark.statistical
def test_noise_gives_nothing(full_ring: bool) -> None:
    """A box is reported in 5 % of cases by construction (16 of 300 others).

    8 of 60 at full size, 5 of 24 otherwise: one false alarm in 100.
    """
    alarms, cases, most = 0, 60 if full_ring else 24, 8 if full_ring else 5
    for seed in range(cases):
        luck = np.random.default_rng(1000 + seed)
        found = discover(luck.random((80, 12)), NAMES, luck.random(80) < 0.3, draw=seed, deals=39)
        assert found.state in {"found", "nothing"}
        alarms += found.state == "found"
    assert alarms < most


def test_too_few_worlds_are_said() -> None:
    luck = np.random.default_rng(2)
    inputs = luck.random((FEWEST_WORLDS, 3))
    few = np.arange(FEWEST_WORLDS) < FEWEST - 1
    assert discover(inputs[:-1], NAMES, few[:-1]).state == "few_worlds"
    found = discover(inputs, NAMES, few)
    assert (found.state, found.worlds, found.failing) == ("few_failing", FEWEST_WORLDS, FEWEST - 1)
    assert discover(inputs, NAMES, ~few).state == "few_holding"
    assert np.isnan(found.coverage)
    assert found.limits == ()


def test_the_same_worlds_give_the_same_answer() -> None:
    inputs, fails, _ = planted(120, 4)
    assert discover(inputs, NAMES, fails, deals=9) == discover(inputs, NAMES, fails, deals=9)
    assert DEALS >= 99


def test_a_box_holds_its_ends() -> None:
    inputs = np.array([[0.1, 1.0], [0.5, 2.0], [0.9, 3.0]])
    box = Box(((0, True, 0.5), (1, False, 2.0)))
    assert box.holds(inputs).tolist() == [False, True, False]
    assert box.columns == (0, 1)
    assert box.without(1).holds(inputs).tolist() == [True, True, False]
    assert Box().holds(inputs).all()


def test_a_limit_never_parts_equal_values() -> None:
    inputs = np.repeat([[1.0], [2.0], [3.0]], 20, axis=0)
    fails = (inputs[:, 0] == 2.0) & (np.arange(60) % 4 > 0)
    box, told = Search(inputs, fails, most=2).best()
    assert box.holds(inputs).tolist() == (inputs[:, 0] == 2.0).tolist()
    assert told > 0.0
    assert Search(np.ones((60, 2)), fails).best() == (Box(), 0.0)


def test_a_box_is_never_smaller_than_asked() -> None:
    inputs = np.arange(100.0)[:, np.newaxis]
    fails = inputs[:, 0] >= 95.0
    box, _ = Search(inputs, fails, fewest=20).best()
    assert box.holds(inputs).sum() == 20


def test_a_limit_that_adds_nothing_is_taken_away() -> None:
    inputs, fails, _ = planted(200, 5, 1.0, 0.0)
    box = Box(((3, True, 0.4), (7, False, 0.5), (11, True, 0.97)))
    assert quasi_p(box, 11, inputs, fails) > 0.05
    assert needed(box, inputs, fails).columns == (3, 7)
    assert quasi_p(box, 3, inputs, fails) < 1e-6
