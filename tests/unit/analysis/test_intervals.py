"""Intervals that keep their word: exact where few runs differ, named where they promise at least, none where none is.

How often they cover is looked at in ``tests/statistical/test_coverage.py``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from hlmsim.analysis import intervals
from hlmsim.analysis.effects import Terms, effects, joined
from hlmsim.model.outcomes import KINDS, OUTCOMES, Outcome

KNOWN = {outcome.name: outcome for outcome in OUTCOMES}
SURVIVAL, SUPPORT, ACCESS = (KNOWN[name] for name in ("network_survival", "support", "service_access"))


def runs(**scenarios: dict[str, list[float] | np.ndarray]) -> pd.DataFrame:
    """A table of runs, scenario by scenario and outcome by outcome."""
    frames = [pd.DataFrame(columns).assign(scenario=name) for name, columns in scenarios.items()]
    return pd.concat([frame.assign(replicate=np.arange(len(frame))) for frame in frames], ignore_index=True)


def row(table: pd.DataFrame, outcome: Outcome, **settings: Any) -> Any:
    """The effect of b on one outcome."""
    found = effects(table, **settings)
    return found[(found["scenario"] == "b") & (found["outcome"] == outcome.name)].iloc[0]


# Exact intervals


@pytest.mark.parametrize(("hits", "count"), [(0, 5), (0, 20), (3, 20), (20, 20), (1, 50), (7, 400)])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.9999])
def test_of_a_share_the_exact_interval_is_that_of_clopper_and_pearson(hits: int, count: int, confidence: float) -> None:
    values = np.repeat([1.0, 0.0], [hits, count - hits])
    expected = stats.binomtest(hits, count).proportion_ci(confidence, method="exact")
    assert intervals.exact(values, 0.0, 1.0, confidence) == pytest.approx((expected.low, expected.high), abs=2e-6)


def test_no_difference_at_all_obeys_the_rule_of_three() -> None:
    assert intervals.most_differing(100) == pytest.approx(3.0 / 100, rel=0.02)
    assert intervals.most_differing(20) == pytest.approx(1.0 - 0.05 ** (1 / 20))
    low, high = intervals.exact(np.zeros(20), -1.0, 1.0, 0.95)
    assert (low, high) == pytest.approx((-(1.0 - 0.025 ** (1 / 20)), 1.0 - 0.025 ** (1 / 20)), abs=1e-6)


def test_the_exact_interval_knows_units_and_signs() -> None:
    values = np.array([0.0, 0.0, 0.1, -0.3, 0.0, 0.9])
    low, high = intervals.exact(values, -1.0, 1.0, 0.95)
    assert intervals.exact(-values, -1.0, 1.0, 0.95) == pytest.approx((-high, -low))
    assert intervals.exact(10.0 * values, -10.0, 10.0, 0.95) == pytest.approx((10.0 * low, 10.0 * high))
    assert low < values.mean() < high


def test_of_ordinary_values_the_interval_is_students() -> None:
    luck = np.random.default_rng(4)
    shared, own = luck.normal(size=(30, 1)), luck.normal(size=(2, 30, 1))
    found = intervals.of_differences(own[1] + shared, own[0] + shared, [intervals.nature(ACCESS)], 0.95)
    difference = own[1] - own[0]
    expected = stats.t.interval(0.95, 29, difference.mean(), stats.sem(difference))
    assert (found.low[0], found.high[0]) == pytest.approx((expected[0].item(), expected[1].item()))
    assert list(found.method) == ["t"]


def test_every_kind_is_used_and_every_companion_exists() -> None:
    assert {outcome.kind for outcome in OUTCOMES} == set(KINDS)
    for outcome in OUTCOMES:
        assert bool(outcome.beside) == (outcome.kind in {"existing", "censored"}), outcome.name
        if outcome.beside:
            assert KNOWN[outcome.beside].kind not in {"existing", "censored"}
            assert outcome.by_group <= KNOWN[outcome.beside].by_group


# How many must differ


def test_an_interval_takes_as_many_differing_pairs_as_a_sign_test() -> None:
    for confidence in (0.9, 0.95, 0.9996):
        fewest = intervals.fewest(confidence)
        assert stats.binomtest(fewest, fewest).pvalue <= 1.0 - confidence + 1e-12
        assert stats.binomtest(fewest - 1, fewest - 1).pvalue > 1.0 - confidence


@pytest.mark.parametrize(("differing", "method"), [(0, "exact"), (5, "exact"), (6, "skewed"), (20, "t")])
def test_too_few_differing_pairs_have_bounds_and_no_interval(differing: int, method: str) -> None:
    """Neither the outcome nor what it shows decides: only how many pairs differ."""
    level, gain = np.full((20, 1), 30.0), np.zeros((20, 1))
    gain[:differing, 0] = np.linspace(0.9, 1.1, differing)
    found = intervals.of_differences(level + gain, level, [intervals.nature(KNOWN["referrals"])], 0.95)
    assert list(found.method) == [method]
    assert found.low[0] < gain.mean() < found.high[0]
    if method != "exact":
        plain = stats.t.interval(0.95, 19, gain.mean(), stats.sem(gain[:, 0]))
        assert (found.low[0] < plain[0] - 1e-6) == (method == "skewed")


def test_of_three_pairs_that_all_differ_there_is_an_interval() -> None:
    gain = np.array([[0.9], [1.0], [1.1]])
    found = intervals.of_differences(gain, np.zeros((3, 1)), [intervals.nature(ACCESS)], 0.95)
    assert list(found.method) == ["t"]


def test_a_skewed_sample_lengthens_its_interval_by_its_skewness() -> None:
    values = np.random.default_rng(3).gamma(1.0, 1.0, (20, 1))
    skew = float(stats.skew(values[:, 0]))
    normal = stats.norm.ppf(0.975)
    expected = 1.0 + (normal**4 + 2.0 * normal**2 - 3.0) / 18.0 * (1.5 * skew) ** 2 / 20.0
    assert intervals.lengthening(values, 0.95) == pytest.approx([expected])
    assert intervals.lengthening(values * -7.0, 0.95) == pytest.approx([expected])
    assert intervals.lengthening(np.zeros((20, 1)) + 0.1, 0.95).tolist() == [1.0]


def test_what_few_events_decide_is_widened_by_what_common_draws_hide() -> None:
    luck = np.random.default_rng(7)
    level = luck.normal(0.5, 0.1, (20, 1))
    values = level + luck.normal(0.0, 0.005, (20, 1))
    found = intervals.of_differences(values, level, [intervals.nature(SUPPORT)], 0.95)
    plain = intervals.of_differences(values, level, [intervals.Nature()], 0.95)
    assert (list(found.method), list(plain.method)) == (["wide"], ["t"])
    assert found.high - found.low > 2.0 * (plain.high - plain.low)
    apart = luck.normal(0.5, 0.1, (20, 1))
    alone = intervals.of_differences(apart, level, [intervals.nature(SUPPORT)], 0.95)
    assert list(alone.method) != ["wide"], "pairs that share nothing hide nothing"


# Verdicts


def test_identical_is_said_only_where_no_run_differs() -> None:
    survival, access = np.ones(20), np.linspace(0.2, 0.4, 20)
    moved = runs(
        a={"network_survival": survival, "service_access": access},
        b={"network_survival": survival, "service_access": access + 0.01 * np.sin(np.arange(20))},
    )
    found = row(moved, SURVIVAL)
    assert (found.verdict, found.difference, found.differing) == ("unseen", 0.0, 0.0)
    assert found.low == pytest.approx(-found.high)
    assert found.high == pytest.approx(1.0 - 0.025 ** (1 / 20), abs=1e-6)
    assert found.at_most == pytest.approx(0.139, abs=1e-3)
    same = runs(a={"network_survival": survival}, b={"network_survival": survival})
    assert row(same, SURVIVAL).verdict == "identical"
    assert row(same, SURVIVAL, terms=Terms(same=frozenset())).verdict == "unseen"


def test_too_many_pairs_left_out_give_no_verdict() -> None:
    p90 = KNOWN["weeks_to_service_p90"]
    luck = np.random.default_rng(8)
    long, level = np.arange(20) < 5, luck.normal(90.0, 2.0, 20)
    table = runs(a={p90.name: level}, b={p90.name: np.where(long, np.nan, level + 16.0 + luck.normal(0.0, 0.1, 20))})
    found = row(table, p90)
    assert (found.verdict, found.replicates, found.dropped, found.dropped_share) == ("incomplete", 15, 5, 0.25)
    assert (found.interval, np.isnan(found.low), np.isnan(found.high)) == ("none", True, True)
    few = row(table.drop(index=[20, 21, 22, 23]), p90)
    assert (few.verdict, few.dropped) == ("harms", 5), "replicates that nobody simulated choose nothing"


def test_weeks_without_a_network_count_as_left_out() -> None:
    luck = np.random.default_rng(9)
    level = luck.normal(0.6, 0.01, 30)
    table = runs(
        a={"commitment": level, "network_survival": np.ones(30)},
        b={"commitment": level + 0.1, "network_survival": np.where(np.arange(30) < 15, 0.4, 1.0)},
    )
    found = row(table, KNOWN["commitment"])
    assert (found.verdict, found.dropped) == ("incomplete", 0)
    assert found.dropped_share == pytest.approx(0.3)


# Together, and equivalent


def test_a_family_is_counted_once_however_the_outcomes_are_read() -> None:
    luck = np.random.default_rng(2)
    names = ["service_access", "unmet_need", "sense_of_security"]
    table = runs(**{side: {name: luck.normal(0.5, 0.1, 12) for name in names} for side in "abc"})
    terms = Terms(family=26, same=frozenset())
    whole = effects(table, terms=terms)
    assert set(whole["looks"]) == {26}
    assert whole["confidence"].iloc[-1] == pytest.approx(1.0 - 0.05 / 26)
    pieces = [effects(table, outcomes=[KNOWN[name]], terms=terms) for name in names]
    pd.testing.assert_frame_equal(joined(pieces, terms.family), whole)


@pytest.mark.statistical
def test_simultaneous_intervals_hold_together() -> None:
    """Thirteen outcomes, 400 batches: all intervals cover at once in 95 % or more (false alarm below 1 in 10,000)."""
    luck, names = np.random.default_rng(6), [outcome.name for outcome in OUTCOMES[:13]]
    natures = [intervals.Nature()] * len(names)
    held = 0
    for _ in range(400):
        shared, own = luck.normal(size=(20, 1)), luck.normal(size=(2, 20, len(names)))
        found = intervals.of_differences(own[1] + shared, own[0] + shared, natures, Terms(family=13).confidence(13))
        held += bool(((found.low <= 0.0) & (found.high >= 0.0)).all())
    assert stats.binom.cdf(held, 400, 0.95) > 1e-4, held / 400


@pytest.mark.parametrize(("margin", "said"), [(0.2, "equivalent"), (0.06, "unclear"), (0.01, "different"), (None, "")])
def test_equivalence_is_two_one_sided_tests(margin: float | None, said: str) -> None:
    luck = np.random.default_rng(5)
    level, noise = luck.normal(0.5, 0.1, 25), luck.normal(0.0, 0.05, 25)
    table = runs(a={"service_access": level}, b={"service_access": level + 0.05 + noise - noise.mean()})
    margins = {} if margin is None else {"service_access": margin}
    found = row(table, ACCESS, terms=Terms(margins=margins))
    assert found.equivalence == said
    inner = stats.t.ppf(0.95, 24) * noise.std(ddof=1) / 5.0
    assert (0.05 + inner < (margin or 0.0)) == (said == "equivalent")
