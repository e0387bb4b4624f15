"""From tables of the analysis to rows, and rows as HTML."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from hlmsim.analysis.bands import bands
from hlmsim.analysis.effects import effects
from hlmsim.report.gallery import ComparisonGallery
from hlmsim.report.html import effects_html, levels_html
from hlmsim.report.rows import bands_of, effects_of, named, spreads_of, told_apart
from hlmsim.report.views import VERDICTS, Measure, Named, measures

MEASURES = (Measure("support", "share", 1, headline=True), Measure("density", "score", 0, headline=False))
SCENARIOS = [Named("a", "Statu quo"), Named("b", "Essai <b>")]


@pytest.fixture
def runs() -> pd.DataFrame:
    luck = np.random.default_rng(5).normal(size=40)
    sides = [
        pd.DataFrame(
            {"scenario": name, "replicate": np.arange(40), "support": 0.4 + 0.02 * luck + gain, "density": 0.3 + gain}
        )
        for name, gain in (("a", 0.0), ("b", 0.05))
    ]
    return pd.concat(sides, ignore_index=True)


@pytest.fixture
def weekly(runs) -> pd.DataFrame:
    return pd.concat([runs.assign(week=week) for week in range(6)], ignore_index=True)


def test_every_row_of_effects_is_taken(runs) -> None:
    found = {(row.scenario, row.outcome): row for row in effects_of(effects(runs, outcomes=MEASURES))}
    assert len(found) == 4
    assert all(row.verdict in VERDICTS for row in found.values())
    assert found["b", "support"].difference == pytest.approx(0.05)
    assert found["b", "support"].helps == 1.0
    assert found["a", "support"].verdict == "reference"
    assert math.isnan(found["b", "density"].helps)


def test_spreads_over_runs_and_groups(runs) -> None:
    (support, _) = spreads_of(runs[runs["scenario"] == "a"], MEASURES)
    values = runs[runs["scenario"] == "a"]["support"]
    assert support.mean == pytest.approx(values.mean())
    assert (support.low90, support.high50) == (
        pytest.approx(values.quantile(0.05)),
        pytest.approx(values.quantile(0.75)),
    )
    grouped = spreads_of(runs.assign(group=np.where(runs["scenario"] == "a", "all", "type:family")), MEASURES)
    assert [spread.group for spread in grouped] == ["all", "all", "type:family", "type:family"]


def test_bands_are_in_the_order_of_the_scenarios(weekly) -> None:
    found = bands_of(bands(weekly, outcomes=["support"]), SCENARIOS[::-1], "support")
    assert [band.scenario for band in found] == ["b", "a"]
    assert list(found[0].weeks) == list(range(6))
    assert np.all(found[0].low90 <= found[0].low50)
    assert np.all(found[0].median <= found[0].high50)


def test_titles_that_are_alike_keep_their_name() -> None:
    titles = {"a": {"fr": "Essai", "en": "One"}, "b": {"fr": "Essai", "en": "Two"}}
    assert [scenario.title for scenario in named(titles, "fr")] == ["Essai (a)", "Essai (b)"]
    assert [scenario.title for scenario in named(titles, "en")] == ["One", "Two"]


def test_html_is_escaped_and_complete(runs) -> None:
    page = effects_html(effects_of(effects(runs, outcomes=MEASURES)), SCENARIOS, MEASURES, "fr")
    assert "Essai &lt;b&gt;" in page
    assert "Statu quo (référence)" in page
    assert page.count("<tr>") == 1 + 2 + 4
    assert "✓" in page
    assert "45,1" in levels_html([(MEASURES[0], 0.451)], "fr")


def test_a_gallery_is_drawn_once_and_again_when_the_numbers_change(runs, weekly, tmp_path) -> None:
    chosen = {"support": MEASURES[0]}
    facts = {"scenarios": SCENARIOS, "measures": chosen, "lang": "fr", "burn_in": 2}
    first = ComparisonGallery(effects(runs, outcomes=MEASURES[:1]), bands(weekly, outcomes=["support"]), **facts)
    assert not first.stands(tmp_path)
    first.draw(tmp_path)
    assert first.stands(tmp_path)
    assert {file.name for file in (tmp_path / "figures" / "fr").iterdir() if file.suffix} == {
        "effects.svg",
        "weekly_support.svg",
    }
    other = ComparisonGallery(effects(runs.assign(support=0.1), outcomes=MEASURES[:1]), first.bands, **facts)
    assert not other.stands(tmp_path)
    (tmp_path / "figures" / "fr" / "effects.svg").unlink()
    assert not first.stands(tmp_path)


def test_the_measures_are_the_outcomes_of_the_model() -> None:
    from hlmsim.model.outcomes import OUTCOMES

    assert list(measures()) == [outcome.name for outcome in OUTCOMES]


def test_titles_that_look_alike_have_their_names() -> None:
    titles = {"a": "Plan de l’été", "b": "plan  DE l’e\N{COMBINING ACUTE ACCENT}té", "c": "Autre"}
    assert told_apart(titles) == {"a": f"{titles['a']} (a)", "b": f"{titles['b']} (b)", "c": "Autre"}
    sly = {"a": "X", "b": "X", "c": "X (a)"}
    assert len(set(told_apart(sly).values())) == 3
