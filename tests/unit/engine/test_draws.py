"""Keyed draws: known answers from plain integers, and the statistics that chance must show.

Each statistical test uses fixed keys and fails by chance for fewer than one choice of keys in a million.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from hlmsim.engine import draws
from hlmsim.engine.simulation import run_plain

FALSE_ALARM = 1e-6
GOLDEN, MASK = 0x9E3779B97F4A7C15, 2**64 - 1
SEED, NAME = 0x0123456789ABCDEF, 0xFEDCBA9876543210


def mixed(z: int) -> int:
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def key_of(seed: int, name: int, week: int) -> int:
    return mixed((mixed(seed ^ name) + GOLDEN * (week + 2)) & MASK)


def seat_of(key: int, seat: int) -> int:
    return mixed((key + GOLDEN * (seat + 1)) & MASK)


def uniforms(week: int = 0, *, name: int = NAME, seed: int = SEED, count: int = 200_000) -> np.ndarray:
    """Draws of seats 0, 1, 2…"""
    key = run_plain(draws.week_key, np.uint64(seed), np.uint64(name), week)
    return np.asarray(run_plain(draws.uniform, key, np.arange(count)))


def test_mix_gives_the_published_splitmix64_sequence() -> None:
    published = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    states = [(1234567 + GOLDEN * step) & MASK for step in range(1, 6)]
    assert [int(run_plain(draws.mix, np.uint64(state))) for state in states] == published
    assert [mixed(state) for state in states] == published


@pytest.mark.parametrize(
    ("week", "seat", "key", "number"),
    [
        (-1, 0, 11923130667873509210, 0.58809082213156),
        (0, 0, 13007842971073482942, 0.6950645659718229),
        (0, 169, 13007842971073482942, 0.08329442481755345),
        (311, 2**24 * 7 + 5, 4288913256005444388, 0.8121452539605911),
    ],
)
def test_known_answers(week: int, seat: int, key: int, number: float) -> None:
    mine = key_of(SEED, NAME, week)
    theirs = run_plain(draws.week_key, np.uint64(SEED), np.uint64(NAME), week)
    assert int(theirs) == mine == key
    assert float(run_plain(draws.uniform, theirs, seat)) == (seat_of(mine, seat) >> 11) * 2.0**-53 == number
    assert int(run_plain(draws.seat_key, theirs, seat)) == seat_of(mine, seat)


def test_a_pair_draws_by_both_seats() -> None:
    key = np.uint64(key_of(SEED, NAME, 3))
    expected = (seat_of(seat_of(int(key), 4), 9) >> 11) * 2.0**-53
    assert run_plain(draws.pair_uniform, key, 4, 9) == expected
    assert run_plain(draws.pair_uniform, key, 9, 4) != expected


def test_the_key_of_a_decision_is_the_hash_of_its_name() -> None:
    name = "a decision that only this test declares"
    expected = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
    assert int(draws.decision(name)) == expected
    assert draws.decisions()[-1] == name
    with pytest.raises(ValueError, match="twice"):
        draws.decision(name)


def test_every_replicate_has_its_own_seed_whatever_their_number() -> None:
    seeds = [int(draws.replicate_seed(1, replicate)) for replicate in range(500)]
    assert len({*seeds, *(int(draws.replicate_seed(2, replicate)) for replicate in range(500))}) == 1000
    assert seeds[7] == int(np.random.SeedSequence(1, spawn_key=(7,)).generate_state(1, np.uint64)[0])


@pytest.mark.statistical
@pytest.mark.parametrize("week", [-1, 0, 1, 51, 520])
def test_draws_are_uniform(week: int) -> None:
    numbers = uniforms(week)
    assert numbers.min() >= 0.0
    assert numbers.max() < 1.0
    assert stats.kstest(numbers, "uniform").pvalue > FALSE_ALARM / 10
    counts = np.bincount((numbers * 1024).astype(int), minlength=1024)
    assert stats.chisquare(counts).pvalue > FALSE_ALARM / 10


@pytest.mark.statistical
def test_the_lowest_bits_are_uniform_too() -> None:
    low = (uniforms() * 2.0**53).astype(np.int64) & 255
    assert stats.chisquare(np.bincount(low, minlength=256)).pvalue > FALSE_ALARM


def independent(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two rows of draws look independent: no correlation, and even counts on a square of 32 × 32 cells."""
    z = np.corrcoef(one, other)[0, 1] * np.sqrt(len(one))
    cells = np.bincount((one * 32).astype(int) * 32 + (other * 32).astype(int), minlength=1024)
    limit = FALSE_ALARM / 20
    return bool(2 * stats.norm.sf(abs(z)) > limit and stats.chisquare(cells).pvalue > limit)


@pytest.mark.statistical
def test_weeks_seats_decisions_and_replicates_are_independent() -> None:
    here = uniforms(10)
    assert independent(here, uniforms(11))
    assert independent(here, uniforms(62))
    assert independent(here[:-1], here[1:])
    assert independent(here[:-52], here[52:])
    assert independent(here, uniforms(10, name=NAME ^ 1))
    assert independent(here, uniforms(10, seed=SEED + 1))
    assert independent(here[1:], uniforms(11)[:-1])


@pytest.mark.statistical
def test_draws_within_a_seat_are_independent_of_its_own_draw() -> None:
    key = run_plain(draws.week_key, np.uint64(SEED), np.uint64(NAME), 5)
    seats = run_plain(draws.seat_key, key, np.arange(200_000))
    rows = [uniforms(5), *(np.asarray(run_plain(draws.uniform, seats, item)) for item in range(3))]
    assert all(independent(one, other) for one, other in pairwise(rows))


def many(function: Callable[..., int], *arguments: float, count: int = 4000) -> np.ndarray:
    key = run_plain(draws.week_key, np.uint64(SEED), np.uint64(NAME), 0)
    return np.asarray([run_plain(function, *arguments, key, seat) for seat in range(count)])


@pytest.mark.statistical
@pytest.mark.parametrize("mean", [0.05, 1.0, 15.9, 16.1, 100.0])
def test_poisson_has_its_mean_and_its_variance(mean: float) -> None:
    counts = many(draws.poisson, mean)
    limit = stats.norm.isf(FALSE_ALARM / 20)
    assert abs(counts.mean() - mean) < limit * np.sqrt(mean / len(counts))
    spread = np.sqrt((mean + 2 * mean * mean) / len(counts))
    assert abs(counts.var() - mean) < 1.5 * limit * spread


@pytest.mark.statistical
def test_poisson_has_its_distribution() -> None:
    counts = np.bincount(many(draws.poisson, 3.0), minlength=9)
    observed = [*counts[:8], counts[8:].sum()]
    expected = [*stats.poisson.pmf(range(8), 3.0), stats.poisson.sf(7, 3.0)]
    assert stats.chisquare(observed, np.asarray(expected) * sum(observed)).pvalue > FALSE_ALARM


def test_poisson_of_nothing_is_nothing() -> None:
    assert not many(draws.poisson, 0.0, count=20).any()


@pytest.mark.statistical
@pytest.mark.parametrize(("mean", "shape"), [(0.3, 1), (14.0, 2), (6.0, 4), (2.5, 8)])
def test_erlang_weeks_have_exactly_the_mean_asked_for(mean: float, shape: int) -> None:
    weeks = many(draws.erlang_weeks, mean, shape)
    assert weeks.min() >= 0
    limit = stats.norm.isf(FALSE_ALARM / 8)
    assert abs(weeks.mean() - mean) < limit * np.sqrt((mean**2 / shape + 0.25) / len(weeks))


@pytest.mark.statistical
def test_a_greater_shape_spreads_less() -> None:
    spread = [many(draws.erlang_weeks, 20.0, shape).std() / 20.0 for shape in (1, 2, 4, 8)]
    np.testing.assert_allclose(spread, [1.0, 0.5**0.5, 0.5, 0.125**0.5], rtol=0.1)
