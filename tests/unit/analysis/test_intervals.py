"""Intervals that keep their word: exact where few runs differ, named where they promise at least, none where none is.

The laws of coverage imitate what the outcomes of the model do: most pairs equal and a few far apart, networks that
seldom end, a skewed share. Each coverage is looked at with its own probability of a false alarm.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from hlmsim.analysis import intervals
from hlmsim.analysis.effects import Terms, effects, joined
from hlmsim.model.outcomes import KINDS, OUTCOMES, Outcome

KNOWN = {outcome.name: outcome for outcome in OUTCOMES}
SURVIVAL, SUPPORT, ACCESS, STAFF = (
    KNOWN[name] for name in ("network_survival", "support", "service_access", "hours_onboarding")
)
FALSE_ALARM = 1e-5
"""Probability that one law and size fails although its true coverage is at the bound."""
Pairs = tuple[np.ndarray, np.ndarray]


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


# Coverage


def ordinary(luck: np.random.Generator, count: int) -> Pairs:
    shared, own = luck.normal(0.5, 0.02, count), luck.normal(0.0, 0.01, (2, count))
    return shared + own[0], shared + own[1] + 0.004


def ending(chance: float) -> Callable[[np.random.Generator, int], Pairs]:
    """Networks that end now and then, in one scenario alone."""

    def law(luck: np.random.Generator, count: int) -> Pairs:
        ended = luck.random(count) < chance
        return np.ones(count), np.where(ended, luck.random(count), 1.0)

    return law


def departures(equal: float) -> Callable[[np.random.Generator, int], Pairs]:
    """Pairs alike (``equal``: but for small differences) until a departure happens in one of the two."""

    def law(luck: np.random.Generator, count: int) -> Pairs:
        level, other = luck.normal(0.5, 0.1, (2, count))
        apart = luck.random(count) < (0.06 if equal else 0.13)
        return level, np.where(apart, other + 0.03, level + equal * luck.normal(0.0, 0.005, count))

    return law


def skewed(luck: np.random.Generator, count: int) -> Pairs:
    level = luck.normal(0.2, 0.01, count)
    return level, level + 0.01 * luck.gamma(0.6, 1.0, count)


LAWS = {
    "ordinary": (ACCESS, ordinary, 0.97),
    "ends in 1 of 50": (SURVIVAL, ending(0.02), 1.0),
    "ends in 1 of 5": (SURVIVAL, ending(0.2), 1.0),
    "departures, the rest equal": (STAFF, departures(0.0), 1.0),
    "departures, the rest alike": (SUPPORT, departures(1.0), 1.0),
}
"""By name: the outcome, how its pairs come about, and the largest coverage; 1: of an interval that says *at least*."""


@pytest.mark.statistical
@pytest.mark.slow
@pytest.mark.parametrize("count", [20, 50])
@pytest.mark.parametrize("name", LAWS)
def test_intervals_cover_or_say_that_they_cover_at_least(name: str, count: int, full_ring: bool) -> None:
    outcome, law, most = LAWS[name]
    luck = np.random.default_rng([11, count])
    truth = np.subtract(*law(np.random.default_rng(1), 2_000_000)[::-1]).mean()
    trials = 4000 if full_ring else 150
    covered, named = 0, 0
    for _ in range(trials):
        reference, values = (side[:, np.newaxis] for side in law(luck, count))
        found = intervals.of_differences(values, reference, [intervals.nature(outcome)], 0.95)
        covered += bool(found.low[0] <= truth <= found.high[0])
        named += str(found.method[0]) in intervals.AT_LEAST
    assert stats.binom.cdf(covered, trials, 0.93) > FALSE_ALARM, covered / trials
    assert stats.binom.sf(covered - 1, trials, most) > FALSE_ALARM, covered / trials
    if most == 1.0:
        assert named > 0.7 * trials
    else:
        assert named == 0


@pytest.mark.statistical
def test_a_skewed_outcome_is_covered_better_than_by_student() -> None:
    luck, truth = np.random.default_rng(3), 0.006
    plain, longer, trials = 0, 0, 600
    for _ in range(trials):
        reference, values = (side[:, np.newaxis] for side in skewed(luck, 20))
        nothing, known = (
            intervals.of_differences(values, reference, [one], 0.95)
            for one in (intervals.Nature(), intervals.nature(ACCESS))
        )
        plain += bool(nothing.low[0] <= truth <= nothing.high[0])
        longer += bool(known.low[0] <= truth <= known.high[0])
        assert known.low[0] <= nothing.low[0]
        assert known.high[0] >= nothing.high[0]
    assert longer > plain
    assert longer / trials > 0.92


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
    few = row(table.drop(index=[20, 21]), p90)
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
