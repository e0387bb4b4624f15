"""Weekly counts of a few cases are drawn as moving averages; the tables keep every week as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame

SMOOTHING_WEEKS = 13
SMOOTHED = frozenset({"incidents", "referrals", "contacts"})
"""Outcomes that count what happens within the week."""


def smoothed(weekly: DataFrame, outcomes: Sequence[str]) -> DataFrame:
    """The weekly table with the outcomes of :data:`SMOOTHED` averaged, run by run, over the weeks up to each week."""
    chosen = [outcome for outcome in outcomes if outcome in SMOOTHED]
    if not chosen:
        return weekly
    ordered = weekly.sort_values(["scenario", "replicate", "week"], kind="stable").reset_index(drop=True)
    runs = ordered.groupby(["scenario", "replicate"], sort=False, observed=True)[chosen]
    rolled = runs.rolling(SMOOTHING_WEEKS, min_periods=1).mean().reset_index(drop=True)
    return ordered.assign(**{outcome: rolled[outcome] for outcome in chosen})
