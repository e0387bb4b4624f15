"""The three sentences say no more than the intervals: whatever the effects, in both languages."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from hlmsim.analysis.effects import verdict
from hlmsim.locales import LANGUAGES, text
from hlmsim.report.sentences import sorted_effects, three_sentences
from hlmsim.report.views import Effect, measures

SHOWN = [measure for measure in measures().values() if measure.headline]
NEUTRAL = [measure for measure in measures().values() if measure.better == 0]
ENDS = st.floats(-5, 5, allow_nan=False) | st.sampled_from([0.0, -0.0, math.nan])


def effect(outcome: str, low: float, high: float, better: int) -> Effect:
    said = verdict(low, high, better, low == high == 0.0, 9)
    return Effect("other", outcome, "all", 9, 1.0, (low + high) / 2, low, high, 0.5, 1.0, said)


@st.composite
def some(draw) -> list[Effect]:
    found = []
    for measure in draw(st.lists(st.sampled_from([*SHOWN, *NEUTRAL]), unique=True)):
        low, high = sorted((draw(ENDS), draw(ENDS)))
        found.append(effect(measure.name, low, high, measure.better))
    return found


def named(measure, sentence: str, lang: str) -> bool:
    label = text(f"outcomes.{measure.name}.label", lang)
    return label[:1].lower() + label[1:] in sentence


@given(some(), st.sampled_from(LANGUAGES))
def test_an_outcome_is_better_only_if_its_whole_interval_is(effects, lang) -> None:
    known = {one.outcome: one for one in effects}
    said = three_sentences(effects, SHOWN, lang)
    for measure in SHOWN:
        one = known.get(measure.name)
        ends = () if one is None else (measure.better * one.low, measure.better * one.high)
        better, worse = (bool(ends) and all(way * end > 0 for end in ends) for way in (1, -1))
        expected = (better, worse, one is not None and not better and not worse)
        assert tuple(named(measure, sentence, lang) for sentence in said) == expected


@given(some())
def test_the_sorting_agrees_with_the_verdicts(effects) -> None:
    found = sorted_effects(effects, [*SHOWN, *NEUTRAL])
    assert {one.verdict for _, one in found.better} <= {"helps"}
    assert {one.verdict for _, one in found.worse} <= {"harms"}
    whole = [one for _, one in found.unclear if not math.isnan(one.low + one.high)]
    assert {one.verdict for one in whole} <= {"undecided"}
    assert {one.verdict for _, one in found.identical} <= {"identical"}


def test_the_same_runs_and_no_pair_at_all_are_not_called_chance() -> None:
    """No sentence says of outcomes without a pair, or of runs that are the same, that chance may explain them."""
    first, *rest = SHOWN
    known = [effect(measure.name, 0.0, 0.0, measure.better) for measure in rest]
    known.append(Effect("other", first.name, "all", 0, math.nan, *[math.nan] * 4, 1.0, "undefined"))
    for lang, chance in (("fr", "hasard"), ("en", "chance")):
        third = three_sentences(known, SHOWN, lang)[2]
        assert chance not in third
        same, none = third.split(". ")
        assert all(named(measure, same, lang) for measure in rest)
        assert named(first, none, lang)
        assert not named(first, same, lang)


def test_nothing_told_from_chance_is_said_so() -> None:
    effects = [effect(measure.name, -1.0, 1.0, measure.better) for measure in SHOWN]
    assert three_sentences(effects, SHOWN, "fr")[2].startswith("Aucune différence ne se distingue du hasard")
    assert three_sentences(effects, SHOWN, "en")[2].startswith("No difference is distinguishable from chance")
