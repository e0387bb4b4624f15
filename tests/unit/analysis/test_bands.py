"""Weekly bands: what they hold, what is undefined, and the paired ones beside them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hlmsim.analysis.bands import COLUMNS, bands, difference_bands


def weekly(scenario: str, values: np.ndarray, **more: str) -> pd.DataFrame:
    """A weekly table from replicates × weeks."""
    replicates, weeks = np.indices(values.shape)
    places = {"scenario": scenario, "replicate": replicates.ravel(), "week": weeks.ravel(), **more}
    return pd.DataFrame({**places, "access": values.astype(np.float32).ravel()})


@pytest.fixture
def values() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(41, 6))


def test_bands_hold_their_share(values: np.ndarray) -> None:
    table = bands(weekly("a", values))
    assert list(table.columns) == list(COLUMNS)
    single = values.astype(np.float32).astype(np.float64)
    for column, share in (("low90", 0.05), ("low50", 0.25), ("median", 0.5), ("high50", 0.75), ("high90", 0.95)):
        np.testing.assert_allclose(table[column], np.quantile(single, share, axis=0))
    np.testing.assert_allclose(table["mean"], single.mean(axis=0))
    assert set(table["replicates"]) == {41}


def test_scenarios_keep_their_order_and_their_length(values: np.ndarray) -> None:
    table = bands(pd.concat([weekly("z", values), weekly("a", values[:5, :3])]))
    assert list(table["scenario"]) == ["z"] * 6 + ["a"] * 3


def test_rows_in_any_order(values: np.ndarray) -> None:
    table = weekly("a", values)
    pd.testing.assert_frame_equal(bands(table.sample(frac=1.0, random_state=1)), bands(table))


def test_undefined_weeks_are_left_out_and_counted(values: np.ndarray) -> None:
    values[:, 2] = np.nan
    values[3:, 4] = np.nan
    table = bands(weekly("a", values))
    assert list(table["replicates"]) == [41, 41, 0, 41, 3, 41]
    assert np.isnan(table["median"][2])
    assert table["median"][4] == pytest.approx(np.median(values[:3, 4]), rel=1e-6)


def test_groups_have_their_own_bands(values: np.ndarray) -> None:
    table = bands(pd.concat([weekly("a", values, group="all"), weekly("a", values + 10, group="type:family")]))
    means = table.groupby("group")["mean"].mean()
    assert means["type:family"] - means["all"] == pytest.approx(10, rel=1e-5)


def test_a_shared_luck_vanishes_from_the_difference(values: np.ndarray) -> None:
    table = pd.concat([weekly("a", values), weekly("b", values + 0.5)])
    found = difference_bands(table)
    assert set(found["scenario"]) == {"b"}
    np.testing.assert_allclose(found[["low90", "median", "high90", "mean"]].to_numpy(), 0.5, rtol=1e-5)
    turned = difference_bands(table, reference="b")
    np.testing.assert_allclose(turned["median"], -0.5, rtol=1e-5)


def test_only_pairs_count_in_the_difference(values: np.ndarray) -> None:
    table = pd.concat([weekly("a", values), weekly("b", values[:7, :4] + 1.0)])
    found = difference_bands(table, outcomes=["access"])
    assert (len(found), set(found["replicates"])) == (4, {7})


def test_nothing_gives_nothing(values: np.ndarray) -> None:
    assert bands(weekly("a", values)[:0]).empty
    assert difference_bands(weekly("a", values)).empty
