"""Moving averages: run by run, over past weeks only, and only where few cases are counted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hlmsim.model.outcomes import OUTCOMES
from hlmsim.report.smoothing import SMOOTHED, SMOOTHING_WEEKS, smoothed


def _weekly(weeks: int = 30) -> pd.DataFrame:
    frames = []
    for scenario, replicate in (("a", 0), ("a", 1), ("b", 0)):
        place = {"scenario": scenario, "replicate": replicate, "week": np.arange(weeks)}
        level = 10.0 * replicate + (scenario == "b")
        frames.append(pd.DataFrame({**place, "contacts": level + np.arange(weeks), "service_access": 0.5}))
    return pd.concat(frames, ignore_index=True)


def test_each_run_is_averaged_alone_over_its_past_weeks() -> None:
    table = _weekly()
    table.loc[(table["scenario"] == "a") & (table["week"] == 3), "contacts"] = np.nan
    shuffled = table.sample(frac=1.0, random_state=3)
    found = smoothed(shuffled, ["contacts", "service_access"])
    run = found[(found["scenario"] == "a") & (found["replicate"] == 1)].set_index("week")["contacts"]
    assert run[0] == 10.0
    assert run[4] == np.mean([10, 11, 12, 14])
    assert run[29] == 10.0 + np.arange(30 - SMOOTHING_WEEKS, 30).mean()


def test_levels_are_left_as_they_are() -> None:
    table = _weekly()
    assert smoothed(table, ["service_access"]) is table


def test_only_known_outcomes_are_smoothed() -> None:
    assert {outcome.name for outcome in OUTCOMES} >= SMOOTHED
