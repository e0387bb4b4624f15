"""Random numbers keyed by (seed, decision, week, seat).

A draw is a function of its key and of nothing else, so one more draw here shifts nobody's luck there. The seed is the
replicate's; the decision is a name (« household moves out »); the seat is the number of a dwelling, post or partner,
and a newcomer takes the seat. Generator: SplitMix64 used as a counter hash (Steele, Lea & Flood 2014, doi
10.1145/2660193.2660195), 53 bits to a float64 in [0, 1).
"""

from __future__ import annotations

import hashlib
import math

import numpy as np

from hlmsim.engine.kernels import kernel

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 2.0**-53
_POISSON_STEP = 16.0

_decisions: dict[int, str] = {}


def decision(name: str) -> np.uint64:
    """The key of a named decision: the first 8 bytes of its BLAKE2b hash.

    Raises ValueError when two names share a key or one name is declared twice (two draws would be the same luck).
    """
    key = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
    if key in _decisions:
        raise ValueError(f"decision declared twice: {name!r} and {_decisions[key]!r}")
    _decisions[key] = name
    return np.uint64(key)


def decisions() -> tuple[str, ...]:
    """The names of every declared decision, in order of declaration."""
    return tuple(_decisions.values())


def replicate_seed(study_seed: int, replicate: int) -> np.uint64:
    """The seed of one replicate: independent of design, order and number of processes."""
    return np.random.SeedSequence(study_seed, spawn_key=(replicate,)).generate_state(1, np.uint64)[0]


@kernel(inline=True)
def mix(z: np.uint64) -> np.uint64:
    """SplitMix64's output function."""
    z = (z ^ (z >> _30)) * _FIRST
    z = (z ^ (z >> _27)) * _SECOND
    return z ^ (z >> _31)


@kernel(inline=True)
def week_key(seed: np.uint64, name: np.uint64, week: int) -> np.uint64:
    """The key of one decision in one week: computed once, then shared by every seat."""
    return mix(mix(seed ^ name) + _GOLDEN * np.uint64(week + 2))


@kernel(inline=True)
def seat_key(key: np.uint64, seat: int) -> np.uint64:
    """The key of one seat, for decisions that take several draws."""
    return mix(key + _GOLDEN * np.uint64(seat + 1))


@kernel(inline=True)
def uniform(key: np.uint64, seat: int) -> float:
    """A number in [0, 1) for this seat."""
    return np.float64(mix(key + _GOLDEN * np.uint64(seat + 1)) >> _11) * _UNIT


@kernel(inline=True)
def pair_uniform(key: np.uint64, low: int, high: int) -> float:
    """A number in [0, 1) for a pair of seats; give the lower seat first and both ends draw the same luck."""
    return uniform(seat_key(key, low), high)


@kernel
def poisson(mean: float, key: np.uint64, seat: int) -> int:
    """A Poisson count by inversion, in steps of at most 16 so that a large mean does not underflow."""
    count = 0
    item = 0
    left = mean
    inner = seat_key(key, seat)
    while left > 0.0:
        step = min(left, _POISSON_STEP)
        left -= step
        u = uniform(inner, item)
        item += 1
        term = math.exp(-step)
        total = term
        k = 0
        while u >= total and k < 1000:
            k += 1
            term *= step / k
            total += term
        count += k
    return count


@kernel
def erlang_weeks(mean: float, shape: int, key: np.uint64, seat: int) -> int:
    """A whole number of weeks whose mean is exactly ``mean``: a Gamma of whole shape, rounded up or down by chance."""
    inner = seat_key(key, seat)
    total = 0.0
    for item in range(shape):
        total -= math.log(1.0 - uniform(inner, item))
    return math.floor(mean / shape * total + uniform(inner, shape))
