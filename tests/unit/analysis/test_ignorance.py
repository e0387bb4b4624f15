"""Chance and ignorance: known components come back without bias, intervals hold, noisy worlds say no more than that."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from hlmsim.analysis.ignorance import COLUMNS, NOTHING, InWorlds, Parts, drawn_together, interval, parts, spread

Floats = NDArray[np.float64]
TABLES = 300


def drawn(
    seed: int,
    *,
    worlds: int = 20,
    replicates: int = 10,
    mean: float = 0.0,
    sds: tuple[float, float, float] = (2.0, 1.0, 1.5),
) -> Floats:
    """Effects whose world, luck and rest have these standard deviations."""
    luck = np.random.default_rng(seed)
    world, common, rest = sds
    return np.asarray(
        mean
        + luck.normal(0, world, (worlds, 1))
        + luck.normal(0, common, (1, replicates))
        + luck.normal(0, rest, (worlds, replicates)),
        dtype=np.float64,
    )


def holed(effects: Floats, seed: int, share: float = 0.25) -> Floats:
    return np.where(np.random.default_rng(seed).random(effects.shape) < share, np.nan, effects)


def as_it_is(effects: Floats, _: int) -> Floats:
    return effects


def test_without_holes_the_parts_are_those_of_the_analysis_of_variance() -> None:
    effects = drawn(1, worlds=7, replicates=5)
    found = parts(effects)
    rows, columns, middle = effects.mean(axis=1), effects.mean(axis=0), effects.mean()
    by_world = 5 * ((rows - middle) ** 2).sum() / 6
    by_luck = 7 * ((columns - middle) ** 2).sum() / 4
    left = ((effects - rows[:, None] - columns + middle) ** 2).sum() / 24
    expected = ((by_world - left) / 5, (by_luck - left) / 7, left)
    assert (found.ignorance, found.luck, found.rest) == pytest.approx(expected)
    assert (found.worlds, found.replicates, found.by_world, found.by_replicate) == (7, 5, 5.0, 7.0)


@pytest.mark.parametrize("hole", [as_it_is, holed])
@pytest.mark.parametrize("sds", [(2.0, 1.0, 1.5), (0.0, 2.0, 1.0), (1.0, 0.0, 3.0)])
def test_known_parts_come_back_without_bias(
    hole: Callable[[Floats, int], Floats], sds: tuple[float, float, float]
) -> None:
    found = [parts(hole(drawn(seed, sds=sds, worlds=12, replicates=6), seed)) for seed in range(TABLES)]
    for name, sd in zip(("ignorance", "luck", "rest"), sds, strict=True):
        values = np.array([getattr(one, name) for one in found])
        error = values.std(ddof=1) / math.sqrt(TABLES)
        assert abs(values.mean() - sd**2) < 4.0 * error + 1e-12, name


def test_luck_common_to_all_worlds_is_not_taken_for_noise_between_them() -> None:
    """Without the crossing, the luck's variance over the replicates would be taken off the ignorance."""
    found = [parts(drawn(seed, sds=(1.0, 4.0, 0.5), worlds=30, replicates=4)).ignorance for seed in range(TABLES)]
    assert np.mean(found) == pytest.approx(1.0, abs=0.08)


@pytest.mark.parametrize("hole", [as_it_is, holed])
@pytest.mark.parametrize("sds", [(2.0, 1.0, 1.5), (0.5, 1.0, 2.0), (3.0, 0.3, 0.3)])
def test_the_interval_of_the_share_covers(
    hole: Callable[[Floats, int], Floats], sds: tuple[float, float, float]
) -> None:
    share = sds[0] ** 2 / sum(sd**2 for sd in sds)
    ends = [interval(parts(hole(drawn(seed, sds=sds), seed)), 0.95) for seed in range(TABLES)]
    covered = np.mean([low <= share <= high for low, high in ends])
    assert 0.91 <= covered <= 1.0
    assert all(0.0 <= low <= high <= 1.0 for low, high in ends)


def test_worlds_that_stand_far_out_widen_the_interval() -> None:
    """Effects over worlds are often skewed: with the usual degrees of freedom it would cover 80 % only."""
    ends, share = [], 4.0 / (4.0 + 1.0 + 2.25)
    for seed in range(TABLES):
        worlds = np.random.default_rng(10_000 + seed).exponential(2.0, (50, 1))
        found = parts(worlds + drawn(seed, worlds=50, sds=(0.0, 1.0, 1.5)))
        assert found.freedom < 49.001
        ends.append(interval(found, 0.95))
    assert np.mean([low <= share <= high for low, high in ends]) >= 0.83


def test_as_many_worlds_as_replicates_have_lucks_of_their_own() -> None:
    covered = []
    for seed in range(TABLES):
        low, high = interval(parts(drawn(seed, worlds=12, replicates=12, sds=(1.0, 1.0, 0.5))), 0.95)
        covered.append(low <= 1.0 / 2.25 <= high)
    assert 0.92 <= np.mean(covered) <= 1.0


def test_the_interval_narrows_with_more_worlds() -> None:
    few, many = (np.ptp(interval(parts(drawn(3, worlds=worlds, replicates=30)), 0.95)) for worlds in (5, 100))
    assert many < few / 2


def test_shares_add_up_and_stay_within_bounds() -> None:
    for seed in range(50):
        found = spread(drawn(seed, sds=(0.2, 1.0, 2.0), worlds=4, replicates=3), 1, 0.95)
        assert found.chance + found.ignorance == pytest.approx(1.0)
        assert 0.0 <= found.ignorance <= 1.0


def test_worlds_drawn_together_are_spread_by_ignorance_alone() -> None:
    """Of noisy worlds, the spread of their means is half noise; what is shown is not."""
    raw, shown = [], []
    for seed in range(TABLES):
        effects = drawn(seed, sds=(1.0, 1.0, 3.0), worlds=40, replicates=9)
        raw.append(effects.mean(axis=1).var(ddof=1))
        shown.append(drawn_together(effects, parts(effects)).var(ddof=1))
    assert np.mean(raw) == pytest.approx(2.0, abs=0.15)
    assert np.mean(shown) == pytest.approx(1.0, abs=0.15)


def test_the_share_of_worlds_is_not_watered_down_by_noise() -> None:
    """The effect is above zero in 84 % of these worlds; the means of four replicates would say 70 %."""
    raw, shown = [], []
    for seed in range(TABLES):
        effects = drawn(seed, mean=1.0, sds=(1.0, 0.2, 3.0), worlds=100, replicates=4)
        raw.append((effects.mean(axis=1) > 0).mean())
        shown.append(spread(effects, 1, 0.95).helps)
    assert np.mean(raw) < 0.73
    assert np.mean(shown) == pytest.approx(0.84, abs=0.03)


def test_worlds_in_which_nothing_happens_are_seldom_clear() -> None:
    found = [spread(drawn(seed, sds=(0.0, 1.0, 1.0)), 1, 0.95) for seed in range(TABLES)]
    for name in ("helps_clear", "harms_clear"):
        assert np.mean([getattr(one, name) for one in found]) == pytest.approx(0.025, abs=0.015)


def test_clear_worlds_are_on_the_side_that_helps() -> None:
    effects = np.where(np.arange(10)[:, None] < 7, 2.0, -2.0) + 0.1 * drawn(1, worlds=10)
    more, less, neither = (spread(effects, better, 0.95) for better in (1, -1, 0))
    assert (more.helps_clear, more.harms_clear) == (0.7, 0.3)
    assert (less.helps_clear, less.harms_clear) == (0.3, 0.7)
    assert less.helps == pytest.approx(0.3)
    assert neither == more


def test_a_world_in_which_nothing_differs_is_a_tie() -> None:
    """Drawn towards the others, it would seem to help as they do."""
    effects = np.where(np.arange(10)[:, None] < 8, 0.0, drawn(4, worlds=10, mean=4.0, sds=(0.5, 0.5, 2.0)))
    found = spread(effects, 1, 0.95)
    assert found.median == 0.0
    assert found.helps == pytest.approx(0.6)


def test_where_90_percent_of_the_worlds_lie() -> None:
    found = spread(np.arange(101.0)[:, None] + np.zeros((1, 5)), 1, 0.95)
    assert (found.median, found.low, found.high) == pytest.approx((50.0, 5.0, 95.0))
    assert (found.ignorance, found.chance, found.worlds) == (1.0, 0.0, 101)
    assert (found.ignorance_low, found.ignorance_high) == (1.0, 1.0)
    assert found.helps == pytest.approx((100 + 0.5) / 101)


def test_no_difference_in_any_world() -> None:
    found = spread(np.zeros((4, 5)), 1, 0.95)
    assert (found.median, found.low, found.high, found.helps) == (0.0, 0.0, 0.0, 0.5)
    assert (found.helps_clear, found.harms_clear) == (0.0, 0.0)
    assert math.isnan(found.ignorance)
    assert math.isnan(found.ignorance_low)


@pytest.mark.parametrize("shape", [(1, 6), (6, 1)])
def test_one_world_or_one_replicate_tells_no_shares(shape: tuple[int, int]) -> None:
    effects = np.random.default_rng(1).normal(3.0, 1.0, shape)
    found = spread(effects, 1, 0.95)
    assert math.isnan(found.chance)
    assert math.isnan(found.ignorance)
    assert math.isnan(found.ignorance_high)
    assert found.median == pytest.approx(float(np.median(effects.mean(axis=1))))
    assert found.worlds == shape[0]
    if shape[1] == 1:
        assert (found.helps_clear, found.harms_clear) == (0.0, 0.0)


def test_nothing_at_all() -> None:
    assert spread(np.full((3, 2), np.nan), 1, 0.95).worlds == 0
    assert spread(np.zeros((0, 0)), 1, 0.95) is NOTHING
    assert tuple(NOTHING.columns()) == COLUMNS


def test_a_world_or_a_replicate_without_runs_is_left_out() -> None:
    whole = drawn(5, worlds=6, replicates=4)
    wider = np.full((8, 5), np.nan)
    wider[1:7, :4] = whole
    assert spread(wider, 1, 0.95) == spread(whole, 1, 0.95)


def test_the_same_numbers_give_the_same_interval() -> None:
    found = parts(drawn(2))
    assert interval(found, 0.95) == interval(found, 0.95)
    assert interval(Parts(-1.0, -1.0, 0.0, 5, 5, 5.0, 5.0, 4.0), 0.95) == (0.0, 0.0)


def test_columns_are_those_of_the_table() -> None:
    found: InWorlds = spread(drawn(1), 1, 0.95)
    assert tuple(found.columns()) == COLUMNS
    assert found.columns()["world_helps_clear"] == found.helps_clear
