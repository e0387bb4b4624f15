"""Elementary effects: exact on a linear function, as SALib has them, and chance told from effect."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from SALib.analyze import morris as salib
from SALib.sample import morris as points

from hlmsim.analysis.morris import Effects, effects, elementary, survivors
from tests.interface.known_functions import ishigami

Floats = NDArray[np.float64]
PROBLEM = {"num_vars": 4, "names": list("abcd"), "bounds": [[0.0, 1.0]] * 4}


def drawn(trajectories: int, seed: int = 1) -> Floats:
    return np.asarray(points.sample(PROBLEM, trajectories, num_levels=4, seed=seed))


def test_a_linear_function_has_its_slopes() -> None:
    shares = drawn(6)
    values = (shares @ np.array([2.0, -1.0, 0.0, 0.5]))[:, np.newaxis] + np.array([0.0, 7.0])
    each = elementary(shares, values)
    assert each.shape == (6, 4, 2)
    found = effects(shares, values)
    assert found.mu == pytest.approx([2.0, -1.0, 0.0, 0.5])
    assert found.mu_star == pytest.approx([2.0, 1.0, 0.0, 0.5])
    assert found.sigma == pytest.approx(np.zeros(4), abs=1e-9)
    assert found.chance == pytest.approx(np.zeros(4), abs=1e-9)
    assert found.clear[[0, 1, 3]].all()


def test_it_is_salib() -> None:
    shares = drawn(15)
    levels = ishigami(shares)
    known = salib.analyze(PROBLEM, shares, levels, num_levels=4, seed=1)
    found = effects(shares, levels[:, np.newaxis])
    for ours, theirs in ((found.mu, "mu"), (found.mu_star, "mu_star"), (found.sigma, "sigma")):
        assert ours == pytest.approx(np.asarray(known[theirs], dtype=np.float64))
    assert found.clear.tolist() == [True, True, True, False]
    assert np.isnan(found.chance).all()


@pytest.mark.statistical
def test_chance_passes_for_an_effect_as_often_as_is_said() -> None:
    """One in 100 by construction; of 300, 10 or more would be a false alarm in 1,000. The others are always seen."""
    shares, alarms = drawn(12), 0
    levels = 4.0 * ishigami(shares)
    for seed in range(300):
        found = effects(shares, levels[:, np.newaxis] + np.random.default_rng(seed).normal(size=(len(levels), 4)))
        alarms += int(found.clear[3])
        assert found.clear[:3].all()
    assert alarms < 10


@pytest.mark.statistical
def test_the_size_that_chance_gives() -> None:
    """mu_star of what does nothing is what chance gives: within 15 %, at 400 trajectories one false alarm in 1,000."""
    shares = drawn(400)
    found = effects(shares, np.random.default_rng(3).normal(size=(len(shares), 5)))
    assert found.mu_star == pytest.approx(found.chance, rel=0.15)


def made(sizes: list[float], clear: list[bool]) -> Effects:
    array = np.array(sizes)
    return Effects(array, array, array, array, array, np.array(clear))


def test_survivors_are_taken_in_turn_from_each_outcome() -> None:
    first = made([9.0, 8.0, 7.0, 6.0, 0.0], [True, True, True, True, False])
    second = made([0.1, 0.0, 0.2, 0.3, 0.4], [True, False, True, True, False])
    assert survivors([first, second], 2) == [0, 3]
    assert survivors([first, second], 3) == [0, 1, 3]
    assert survivors([first, second], 10) == [0, 1, 2, 3]
    assert survivors([made([1.0, 2.0], [False, False])], 5) == []
