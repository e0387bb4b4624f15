"""Effects: laws of paired differences, and the awkward cases by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hlmsim.analysis.effects import COLUMNS, effects, half_widths
from hlmsim.analysis.export import write_table


@dataclass(frozen=True)
class Named:
    name: str
    better: int
    unit: str = "share"


MORE, LESS, NEITHER = Named("access", 1), Named("unmet", -1), Named("density", 0)
OUTCOMES = (MORE, LESS, NEITHER)
NAMES = [outcome.name for outcome in OUTCOMES]


def runs(*scenarios: np.ndarray, names: str = "abcdef") -> pd.DataFrame:
    """A table of runs from replicates × outcomes, one array a scenario."""
    frames = [
        pd.DataFrame({"scenario": name, "replicate": np.arange(len(values)), **dict(zip(NAMES, values.T, strict=True))})
        for name, values in zip(names, scenarios, strict=False)
    ]
    return pd.concat(frames, ignore_index=True)


def found(table: pd.DataFrame, scenario: str = "b", outcome: str = "access", **settings: Any) -> Any:
    """One row of the effects."""
    rows = effects(table, outcomes=OUTCOMES, **settings)
    return rows[(rows["scenario"] == scenario) & (rows["outcome"] == outcome)].iloc[0]


def alike(values: list[float]) -> np.ndarray:
    """The same values in all three outcomes."""
    return np.array(values, dtype=np.float64)[:, np.newaxis].repeat(3, axis=1)


SAMPLES = st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).normal(size=(2, 12, 3)))


def test_one_row_a_scenario_and_outcome() -> None:
    table = effects(runs(*np.random.default_rng(1).normal(size=(3, 8, 3))), outcomes=OUTCOMES)
    assert list(table.columns) == list(COLUMNS)
    assert [tuple(row) for row in table[["scenario", "outcome"]].to_numpy()] == [(s, o) for s in "abc" for o in NAMES]
    assert set(table["looks"]) == {6}
    assert list(table["verdict"][:3]) == ["reference"] * 3
    assert table["difference"][:3].isna().all()


def test_by_hand() -> None:
    row = found(runs(alike([1.0, 2.0, 3.0, 4.0]), alike([2.0, 4.0, 3.0, 7.0])))
    assert (row.replicates, row.dropped) == (4, 0)
    assert (row.level, row.difference) == (4.0, 1.5)
    assert row.helps == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    half = 3.182446305284263 * np.std([1.0, 2.0, 0.0, 3.0], ddof=1) / 2
    assert (row.low, row.high) == pytest.approx((1.5 - half, 1.5 + half))
    independent = np.var([1.0, 2.0, 3.0, 4.0], ddof=1) + np.var([2.0, 4.0, 3.0, 7.0], ddof=1)
    assert row.variance_ratio == pytest.approx(independent / np.var([1.0, 2.0, 0.0, 3.0], ddof=1))
    assert row.verdict == "undecided"


def test_verdicts_follow_what_is_better() -> None:
    luck = np.random.default_rng(2).normal(size=(30, 3))
    table = runs(luck, luck + 0.5 + 0.01 * luck**2, luck - 0.5 - 0.01 * luck**2)
    assert list(effects(table, outcomes=OUTCOMES)["verdict"][3:]) == [
        "helps",
        "harms",
        "higher",
        "harms",
        "helps",
        "lower",
    ]
    assert [found(table, "b", name).helps for name in NAMES] == [1.0, 0.0, 1.0]


def test_identical_is_said_and_is_exact() -> None:
    luck = np.random.default_rng(3).normal(size=(20, 3)) / 3.0
    row = found(runs(luck, luck.copy()))
    assert (row.difference, row.low, row.high, row.helps, row.verdict) == (0.0, 0.0, 0.0, 0.5, "identical")
    assert np.isnan(row.variance_ratio)
    constant = found(runs(alike([0.3] * 5), alike([0.3] * 5)))
    assert constant.verdict == "identical"
    assert np.isnan(constant.variance_ratio)


def test_one_replicate_decides_nothing() -> None:
    row = found(runs(alike([1.0]), alike([2.0])))
    assert (row.difference, row.verdict, row.replicates) == (1.0, "undecided", 1)
    assert np.isnan([row.low, row.high, row.variance_ratio]).all()


def test_undefined_replicates_are_dropped_in_pairs_and_counted() -> None:
    nan = np.nan
    row = found(runs(alike([1.0, nan, 3.0, 4.0, 9.0]), alike([2.0, 2.0, nan, 6.0, 10.5])))
    assert (row.replicates, row.dropped) == (3, 2)
    assert row.difference == 1.5
    never = found(runs(alike([nan, nan]), alike([1.0, 2.0])))
    assert (never.verdict, never.replicates, never.dropped) == ("undefined", 0, 2)


def test_replicates_are_paired_by_their_number() -> None:
    table = runs(alike([1.0, 2.0, 3.0]), alike([2.0, 4.0, 6.0]))
    assert found(table.drop(index=1)).difference == 2.0
    assert found(table.drop(index=1)).dropped == 1


def test_a_scenario_without_any_run_is_undefined() -> None:
    row = found(runs(alike([1.0, 2.0])), scenarios=["a", "b"])
    assert (row.verdict, row.replicates) == ("undefined", 0)
    assert effects(runs(alike([1.0]))[:0], outcomes=OUTCOMES).empty


def test_groups_are_compared_each_with_its_own() -> None:
    one, other = runs(alike([1.0, 2.0]), alike([2.0, 3.0])), runs(alike([1.0, 2.0]), alike([6.0, 7.0]))
    table = pd.concat([one.assign(group="all"), other.assign(group="type:family")])
    rows = effects(table, outcomes=OUTCOMES)
    rows = rows[(rows["scenario"] == "b") & (rows["outcome"] == "access")]
    assert dict(zip(rows["group"], rows["difference"], strict=True)) == {"all": 1.0, "type:family": 5.0}
    assert set(rows["looks"]) == {6}


def test_simultaneous_intervals_are_wider() -> None:
    table = runs(*np.random.default_rng(4).normal(size=(4, 10, 3)))
    single, together = found(table), found(table, simultaneous=True)
    assert together.confidence == pytest.approx(1 - 0.05 / 9)
    assert together.low < single.low
    assert together.high > single.high
    assert (single.level_low, single.looks) == (together.level_low, together.looks)


def test_half_widths() -> None:
    table = runs(*np.random.default_rng(4).normal(size=(2, 10, 3)))
    row = found(table)
    widths = half_widths(table, outcomes=OUTCOMES)
    assert set(widths) == {("b", name) for name in NAMES}
    assert widths["b", "access"] == pytest.approx((row.high - row.low) / 2)
    alone = half_widths(table[table["scenario"] == "a"], outcomes=OUTCOMES)
    assert set(alone) == {("a", name) for name in NAMES}
    assert alone["a", "access"] > 0


@settings(max_examples=20)
@given(SAMPLES)
def test_swapping_the_scenarios_turns_the_sign(samples: np.ndarray) -> None:
    there = effects(runs(*samples), outcomes=OUTCOMES)[3:]
    back = effects(runs(*samples[::-1]), outcomes=OUTCOMES)[3:]
    assert (there["difference"] == -back["difference"]).all()
    np.testing.assert_allclose(there["low"], -back["high"], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(there["helps"] + back["helps"], 1.0)
    np.testing.assert_allclose(there["superiority"] + back["superiority"], 1.0)
    opposite = {"helps": "harms", "harms": "helps", "higher": "lower", "lower": "higher"}
    assert [opposite.get(verdict, verdict) for verdict in there["verdict"]] == list(back["verdict"])


@settings(max_examples=20)
@given(SAMPLES, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_of_no_importance(samples: np.ndarray, luck: Any) -> None:
    table = runs(*samples)
    order = luck.sample(range(len(table)), len(table))
    pd.testing.assert_frame_equal(
        effects(table, outcomes=OUTCOMES, scenarios=["a", "b"]),
        effects(table.iloc[order], outcomes=OUTCOMES, scenarios=["a", "b"]),
        check_exact=True,
    )


@settings(max_examples=20)
@given(SAMPLES, st.sampled_from([0.25, 2.0, 1024.0]))
def test_another_unit_changes_only_the_unit(samples: np.ndarray, factor: float) -> None:
    plain = effects(runs(*samples), outcomes=OUTCOMES)
    scaled = effects(runs(*(factor * samples)), outcomes=OUTCOMES)
    for column in ("level", "level_low", "level_p95", "difference", "low", "high"):
        np.testing.assert_allclose(scaled[column], factor * plain[column], rtol=1e-9, atol=1e-12)
    for column in ("helps", "superiority", "variance_ratio", "verdict"):
        pd.testing.assert_series_equal(scaled[column], plain[column])


@settings(max_examples=20)
@given(SAMPLES)
def test_luck_that_both_share_does_not_widen_the_interval(samples: np.ndarray) -> None:
    shared = 10.0 * samples[0]
    apart, together = found(runs(*samples)), found(runs(*(samples + shared)))
    assert together.high - together.low == pytest.approx(apart.high - apart.low, rel=1e-6)
    assert together.variance_ratio > apart.variance_ratio


@pytest.mark.statistical
@pytest.mark.parametrize("replicates", [5, 30])
def test_intervals_hold_what_they_promise(replicates: int) -> None:
    """2,000 batches of 3 outcomes: coverage within 4 standard errors of 95 % (false alarm: 1 in 15,000)."""
    luck = np.random.default_rng(20)
    trials = [luck.normal(size=(2, replicates, 3)) + luck.normal(size=(replicates, 3)) for _ in range(400)]
    outcomes = [Named(f"x{number}", 1) for number in range(400 * 3)]
    stacked = np.concatenate(trials, axis=2)
    frames = [
        pd.DataFrame(values, columns=[outcome.name for outcome in outcomes]).assign(
            scenario=name, replicate=np.arange(replicates)
        )
        for name, values in zip("ab", stacked, strict=True)
    ]
    rows = effects(pd.concat(frames), outcomes=outcomes)
    rows = rows[rows["scenario"] == "b"]
    covered = ((rows["low"] <= 0) & (rows["high"] >= 0)).mean()
    assert abs(covered - 0.95) < 4 * np.sqrt(0.95 * 0.05 / len(rows))


def test_files_read_back_to_the_same_numbers(tmp_path: Any) -> None:
    table = effects(runs(*np.random.default_rng(6).normal(size=(3, 7, 3)) / 3), outcomes=OUTCOMES)
    csv, parquet = write_table(table, tmp_path)
    pd.testing.assert_frame_equal(pd.read_parquet(parquet), table, check_dtype=False, check_exact=True)
    texts = pd.read_csv(csv, dtype=str)
    assert list(texts.columns) == list(COLUMNS)
    for column in ("level", "difference", "low", "variance_ratio"):
        np.testing.assert_array_equal([float(text) for text in texts[column].fillna("nan")], table[column])
    before = csv.read_bytes(), parquet.read_bytes()
    write_table(table, tmp_path)
    assert (csv.read_bytes(), parquet.read_bytes()) == before
    assert {path.name for path in tmp_path.iterdir()} == {"effects.csv", "effects.parquet"}
