"""Weeks to a first appointment, with needs that have had none yet counted as censored (Kaplan–Meier)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def wait_quantile(ended: NDArray[np.int64], exposed: NDArray[np.int64], share: float) -> float:
    """The age in weeks by which ``share`` of needs have had their first appointment.

    ended: first appointments by age, in weeks. exposed: needs at risk by age; those that end otherwise or still wait
    leave the risk set without an event. NaN when the curve does not come down so far (Kaplan & Meier 1958, doi
    10.1080/01621459.1958.10501452).
    """
    at_risk = exposed > 0
    hazard = np.divide(ended, exposed, out=np.zeros(len(ended)), where=at_risk)
    waiting = np.cumprod(1.0 - hazard)
    reached = np.flatnonzero(waiting[:-1] <= 1.0 - share + 1e-12)
    return float(reached[0]) if len(reached) else float("nan")
