"""A cloud of points of the posterior, from the prior step by step: tempered sequential Monte Carlo.

Del Moral, Doucet & Jasra 2006 (sampler); Rudolf & Sprungk 2018 (moves that keep a Gaussian prior).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Fit = Callable[[Floats], Floats]
"""The log likelihood (points) at unit coordinates (points × inputs)."""

MOVES = 8
LAST_MOVES = 50
_KEPT = 0.5  # of the effective sample size in a step
_SMALLEST_STEP = 1e-7
_WIDER = 1.2  # than the cloud: proposals must reach its tails
_SHORTEST = 0.1  # stride; the longest, 1, forgets where the point was


@dataclass(frozen=True)
class Cloud:
    """Points of a posterior. unit: points × inputs. fit: their log likelihood. log_evidence: of the mean likelihood."""

    unit: Floats
    fit: Floats
    log_evidence: float


@dataclass(frozen=True)
class _State:
    """latent: the points as standard normal deviates."""

    latent: Floats
    fit: Floats


def sample(fit: Fit, count: int, size: int, generator: np.random.Generator) -> Cloud:
    """``count`` points of the posterior of ``size`` inputs, uniform a priori.

    The likelihood is raised to a power that grows from 0 to 1; at each step the points that fit are doubled, the others
    go, and all are moved.
    """
    state = _evaluated(fit, generator.standard_normal((count, size)))
    power, evidence = 0.0, 0.0
    while power < 1.0:
        step = _step(state.fit, 1.0 - power)
        logs = step * state.fit
        evidence += float(logs.max() + np.log(np.mean(np.exp(logs - logs.max()))))
        kept = systematic(np.exp(logs - logs.max()), count, generator)
        power = 1.0 if step >= 1.0 - power else power + step
        state = _moved(fit, _State(state.latent[kept], state.fit[kept]), power, generator)
    return Cloud(_unit(state.latent), state.fit, evidence)


def systematic(weights: Floats, count: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """``count`` places drawn in proportion to weights, as evenly as can be (Carpenter, Clifford & Fearnhead 1999)."""
    ends = np.cumsum(weights)
    marks = (np.arange(count) + generator.random()) * (ends[-1] / count)
    places = np.searchsorted(ends, marks, side="right")
    return np.asarray(np.minimum(places, len(weights) - 1), dtype=np.int64)


def effective(weights: Floats) -> float:
    """How many equal weights would be as good (Kish 1965)."""
    total = float((weights**2).sum())
    return float(weights.sum()) ** 2 / total if total > 0.0 else 0.0


def _step(fit: Floats, left: float) -> float:
    """The largest step of the power that keeps the share wanted of the effective sample size."""
    centred = fit - fit.max()
    if effective(np.exp(left * centred)) >= _KEPT * len(fit):
        return left
    low, high = 0.0, left
    for _ in range(60):
        middle = (low + high) / 2.0
        good = effective(np.exp(middle * centred)) >= _KEPT * len(fit)
        low, high = (middle, high) if good else (low, middle)
    return max(low, min(left, _SMALLEST_STEP))


def _moved(fit: Fit, state: _State, power: float, generator: np.random.Generator) -> _State:
    """The points after moves that leave prior × likelihood^power as it is."""
    centre = state.latent.mean(axis=0)
    size = len(centre)
    covariance = np.atleast_2d(np.cov(state.latent, rowvar=False)) * _WIDER**2 + 1e-6 * np.eye(size)
    root = np.linalg.cholesky(covariance)
    inverse = np.linalg.inv(root)
    for _ in range(MOVES if power < 1.0 else LAST_MOVES):
        stride = _SHORTEST ** generator.random((len(state.fit), 1))
        jump = generator.standard_normal(state.latent.shape) @ root.T
        away = state.latent - centre
        proposed = _evaluated(fit, centre + np.sqrt(1.0 - stride**2) * away + stride * jump)
        better = _excess(proposed, power, centre, inverse) - _excess(state, power, centre, inverse)
        taken = np.log(generator.random(len(better))) < better
        state = _State(
            np.where(taken[:, np.newaxis], proposed.latent, state.latent), np.where(taken, proposed.fit, state.fit)
        )
    return state


def _excess(state: _State, power: float, centre: Floats, inverse: Floats) -> Floats:
    """Log of prior × likelihood^power over the Gaussian that the moves keep."""
    standard = (state.latent - centre) @ inverse.T
    prior = (state.latent**2).sum(axis=1)
    return np.asarray(power * state.fit + ((standard**2).sum(axis=1) - prior) / 2.0, dtype=np.float64)


def _evaluated(fit: Fit, latent: Floats) -> _State:
    return _State(latent, fit(_unit(latent)))


def _unit(latent: Floats) -> Floats:
    from scipy.special import ndtr

    return np.asarray(ndtr(latent), dtype=np.float64)
