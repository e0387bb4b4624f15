"""Who could know whom: candidates for close ties and acquaintances among the tenants of a site.

Close neighbours live within reach of each other's door in one building; two of them become tied with probability 1 −
exp(−c·θi·θj·h/o), θ being a household's sociability (Gamma, mean 1), h its likeness (children, language), o the doors
between them. c is solved so that the mean number of close ties is the one asked for. Nearness gives the clustering,
the spread of sociability the skew and the isolated households (Gaumer et al.: 2.4 ties in the building, 14 % with
none, ego density 0.34). Acquaintances are drawn further out on the site. Each pair has its own luck, keyed by the two
dwellings, so one dwelling more moves no tie between the others.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hlmsim.engine.draws import decision, pair_uniform, poisson, seat_key, uniform, week_key
from hlmsim.engine.kernels import kernel
from hlmsim.engine.parameters import COUNT, FACTOR, QUANTITY, SCORE, SHARE, Parameter
from hlmsim.engine.table import Records

if TYPE_CHECKING:
    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import Household, State
    from hlmsim.model.values import Grid, Values

PARAMETERS = (
    Parameter("context.ties.strong_degree", QUANTITY, high=20),
    Parameter("context.ties.weak_degree", QUANTITY, high=40),
    Parameter("context.ties.sociability_shape", FACTOR, low=0.1, high=100),
    Parameter("context.ties.reach", COUNT, low=1, high=12),
    Parameter("context.ties.homophily", SHARE),
    Parameter("context.ties.children", FACTOR),
    Parameter("context.ties.strong_strength", SCORE),
    Parameter("context.ties.weak_strength", SCORE),
)

READ_BY_CLOSE_SCALE = (
    *("ties_strong_degree", "ties_sociability_shape", "ties_reach", "ties_homophily", "ties_children"),
    *("population_household_type_share", "population_language_share"),
)
"""Parameters that decide the constant of the close ties, beside the dwellings of a building."""
_SOCIABILITY = decision("sociability of a household")
_CLOSE = decision("two neighbours are close")
_KNOWS = decision("acquaintances of a household")
_QUANTILES = 512
_CLASSES = 64
WEAK_REACH = 40
"""Places on the site within which acquaintances are drawn."""
_AT_START = -1
_CLOSE_ENOUGH = 1e-10
"""Step of a quantile's logarithm at which the search ends: the error left is its square."""


@kernel(inline=True)
def likeness(x: Household, y: Household, p: Parameters) -> float:
    """How readily two households tie: 1 when alike, less by homophily, more when both have children."""
    mine = x.household_type < 2
    theirs = y.household_type < 2
    alike = 0.0
    if mine == theirs:
        alike += 0.5
    if x.language_group == y.language_group:
        alike += 0.5
    weight = 1.0 - p.ties_homophily * (1.0 - alike)
    if mine and theirs:
        weight *= p.ties_children
    return weight


@kernel(inline=True)
def sociability(u: float, quantiles: Values[float]) -> float:
    """The Gamma quantile at u, read from a table."""
    place = u * (len(quantiles) - 2)
    low = int(place)
    return quantiles[low] + (place - low) * (quantiles[low + 1] - quantiles[low])


@kernel
def close_pairs(
    state: State, s: int, scale: float, quantiles: Values[float], pairs: Grid[int], strength: Values[float]
) -> int:
    """Close ties of site s: their number; written into ``pairs`` and ``strength`` unless these are empty."""
    site = state.sites[s]
    p = state.parameters[0, s]
    theta_key = week_key(state.seed, _SOCIABILITY, _AT_START)
    key = week_key(state.seed, _CLOSE, _AT_START)
    write = len(strength) > 0
    count = 0
    for b in range(site.first_building, site.first_building + site.buildings):
        for k in range(state.building_rows[b], state.building_rows[b + 1]):
            x = state.households[state.doors[k]]
            mine = sociability(uniform(theta_key, x.seat), quantiles)
            for o in range(1, int(p.ties_reach) + 1):
                if k + o >= state.building_rows[b + 1]:
                    break
                y = state.households[state.doors[k + o]]
                rate = scale * mine * sociability(uniform(theta_key, y.seat), quantiles) * likeness(x, y, p) / o
                if pair_uniform(key, min(x.seat, y.seat), max(x.seat, y.seat)) < 1.0 - math.exp(-rate):
                    if write:
                        pairs[count, 0] = state.doors[k]
                        pairs[count, 1] = state.doors[k + o]
                        strength[count] = p.ties_strong_strength
                    count += 1
    return count


@kernel
def weak_pairs(state: State, s: int, pairs: Grid[int], strength: Values[float]) -> int:
    """Acquaintances of site s: each household meets some of those up to 40 places further on, close ones left out."""
    site = state.sites[s]
    p = state.parameters[0, s]
    key = week_key(state.seed, _KNOWS, _AT_START)
    write = len(strength) > 0
    count = 0
    met = state.met_before
    for i in range(site.first_household, site.last_household):
        x = state.households[i]
        mine = seat_key(key, x.seat)
        wanted = min(WEAK_REACH, poisson(0.5 * p.ties_weak_degree, mine, 0))
        drawn = 0
        for item in range(1, 3 * wanted + 1):
            if drawn >= wanted:
                break
            j = i + 1 + int(uniform(mine, item) * WEAK_REACH)
            repeated = False
            for before in range(drawn):
                if met[before] == j:
                    repeated = True
            if repeated:
                continue
            met[drawn] = j
            drawn += 1
            if j < site.last_household and not _are_close(state, i, j):
                if write:
                    pairs[count, 0] = i
                    pairs[count, 1] = j
                    strength[count] = p.ties_weak_strength
                count += 1
    return count


@kernel
def close_ties(
    state: State,
    scales: Values[float],
    tables: Grid[float],
    table: Values[int],
    pairs: Grid[int],
    strength: Values[float],
) -> int:
    """Close ties of every site but those of scale −1 (given by a file): their number, written as ``close_pairs``
    does.
    """
    count = 0
    for s in range(len(state.sites)):
        if scales[s] >= 0.0:
            count += close_pairs(state, s, scales[s], tables[table[s]], pairs[count:], strength[count:])
    return count


@kernel
def weak_ties(state: State, scales: Values[float], pairs: Grid[int], strength: Values[float]) -> int:
    """Acquaintances of every site but those of scale −1: their number, written as ``weak_pairs`` does."""
    count = 0
    for s in range(len(state.sites)):
        if scales[s] >= 0.0:
            count += weak_pairs(state, s, pairs[count:], strength[count:])
    return count


@kernel
def _are_close(state: State, i: int, j: int) -> bool:
    for k in range(state.strong_rows[i], state.strong_rows[i + 1]):
        if state.strong_ties[k].neighbour == j:
            return True
    return False


def sociability_quantiles(shape: float) -> NDArray[np.float64]:
    """Quantiles of a Gamma of mean 1, at equal steps of probability, the last one cut at 1 − 1/1024."""
    steps = np.linspace(0.0, 1.0, _QUANTILES)
    steps[-1] = 1.0 - 0.5 / _QUANTILES
    quantiles = _gamma_quantile(shape, steps) / shape
    return np.concatenate([quantiles, quantiles[-1:]])


def _even_sociabilities(shape: float) -> NDArray[np.float64]:
    """Sociabilities that each stand for the same share of households."""
    return _gamma_quantile(shape, (np.arange(_CLASSES) + 0.5) / _CLASSES) / shape


def _gamma_quantile(shape: float, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quantiles of a Gamma distribution of scale 1. shares: from 0 to less than 1.

    Newton's method on the logarithm of the distribution function P, for a shape a and y = ln x: ln P = a·y − x −
    ln Γ(a + 1) + ln S with S = 1 + x/(a + 1) + x²/((a + 1)(a + 2)) + … (DLMF 8.7.1), whose slope in y is a/S. It is
    concave in y, and the start lies below the quantile, so that the search climbs and never goes past. Ours, because
    loading scipy's takes every process a tenth of a second at its start, and 4 MB, for these two tables.
    """
    found = np.zeros(shares.shape)
    aims = np.log(shares[shares > 0.0])
    constant = math.lgamma(shape + 1.0)
    y = (aims + constant) / shape
    step = np.ones_like(y)
    while np.max(step, initial=0.0) > _CLOSE_ENOUGH:
        x = np.exp(y)
        term = np.ones_like(x)
        total = np.ones_like(x)
        n = 0
        while np.any(term > np.finfo(float).eps * total):
            n += 1
            term *= x / (shape + n)
            total += term
        step = total / shape * (aims - (shape * y - x - constant + np.log(total)))
        y += step
    found[shares > 0.0] = np.exp(y)
    return found


def close_scale(p: Records, dwellings_per_building: int) -> float:
    """The constant c that gives the mean number of close ties asked for, by bisection on its exact expectation.

    p: a parameter record of shape (). The expectation runs over sociability, likeness and doors, and allows for the
    ends of a corridor.
    """
    degree = float(p["ties_strong_degree"])
    if degree == 0.0:
        return 0.0
    types = p["population_household_type_share"]
    languages = p["population_language_share"]
    children = float(types[0] + types[1])
    same_language = float(np.sum(languages * languages))
    homophily, bonus = float(p["ties_homophily"]), float(p["ties_children"])
    kinds = [
        (children**2, 1.0, bonus),
        ((1 - children) ** 2, 1.0, 1.0),
        (2 * children * (1 - children), 0.0, 1.0),
    ]
    likenesses = [
        (share * language, (1 - homophily * (1 - 0.5 * alike - 0.5 * same)) * factor)
        for share, alike, factor in kinds
        for same, language in ((1.0, same_language), (0.0, 1.0 - same_language))
    ]
    theta = _even_sociabilities(float(p["ties_sociability_shape"]))
    product = np.outer(theta, theta).ravel()
    reach = int(p["ties_reach"])
    doors = [(o, max(0.0, 1.0 - o / max(1, dwellings_per_building))) for o in range(1, reach + 1)]

    def expected(scale: float) -> float:
        total = 0.0
        for share, weight in likenesses:
            for o, kept in doors if share > 0.0 else ():
                total += 2.0 * share * kept * float(np.mean(1.0 - np.exp(-scale * weight * product / o)))
        return total

    return _where_rising(expected, degree)


def _where_rising(rising: Callable[[float], float], level: float) -> float:
    """Where a rising function from 0 reaches a level, up to 1e6: the Illinois form of false position, to 1e-12."""
    low, below = 0.0, -level
    high, above = 1.0, rising(1.0) - level
    while above < 0.0 and high < 1e6:
        low, below = high, above
        high *= 2.0
        above = rising(high) - level
    side = 0
    while above > 0.0 and high - low > 1e-12 * high:
        middle = min(max((low * above - high * below) / (above - below), low), high)
        found = rising(middle) - level
        if abs(found) < 1e-12:
            return middle
        if found < 0.0:
            low, below, above, side = middle, found, above * (0.5 if side < 0 else 1.0), -1
        else:
            high, above, below, side = middle, found, below * (0.5 if side > 0 else 1.0), 1
    return high
