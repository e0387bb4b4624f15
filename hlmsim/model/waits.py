"""Weeks to a first appointment, with needs that have had none yet counted as censored (Kaplan–Meier)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def wait_quantiles(
    ended: NDArray[np.int64], exposed: NDArray[np.int64], shares: tuple[float, ...]
) -> NDArray[np.float64]:
    """The age in weeks by which each share of needs have had their first appointment; shape [shares, ...].

    ended: first appointments by age, in weeks, along the last axis. exposed: needs at risk by age; those that end
    otherwise or still wait leave the risk set without an event. The last age holds the longer waits and is never an
    answer. NaN when the curve does not come down so far (Kaplan & Meier 1958, doi 10.1080/01621459.1958.10501452).
    """
    waiting = _waiting(ended, exposed)
    quantiles = []
    for share in shares:
        reached = waiting <= 1.0 - share + 1e-12
        quantiles.append(np.where(reached.any(axis=-1), reached.argmax(axis=-1), np.nan))
    return np.asarray(quantiles)


def restricted_mean_wait(ended: NDArray[np.int64], exposed: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mean weeks to a first appointment, each wait counted up to the longest one that is counted week by week.

    ended, exposed: as of :func:`wait_quantiles`. Defined whenever a need was at risk: it is the area under the curve of
    those who wait, level beyond the last age at risk (Gill 1983, doi 10.1214/aos/1176346055). NaN without any need.
    """
    area = _waiting(ended, exposed).sum(axis=-1)
    return np.asarray(np.where((exposed > 0).any(axis=-1), area, np.nan))


def _waiting(ended: NDArray[np.int64], exposed: NDArray[np.int64]) -> NDArray[np.float64]:
    """The share that still waits after each age, the open last one left out."""
    hazard = np.divide(ended, exposed, out=np.zeros(ended.shape), where=exposed > 0)
    return np.asarray(np.cumprod(1.0 - hazard, axis=-1)[..., :-1])
