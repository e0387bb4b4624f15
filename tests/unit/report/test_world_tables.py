"""Comparisons in plausible worlds, on screen and in figures: no word beyond the numbers, both intervals in sight."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure
from rich.console import Console, RenderableType

from hlmsim.analysis.ignorance import InWorlds
from hlmsim.locales import LANGUAGES
from hlmsim.report.effect_chart import effect_figure
from hlmsim.report.html import effects_html
from hlmsim.report.views import VERDICTS, Effect, Measure, Named
from hlmsim.report.world_tables import said_of_worlds, whole_percent, world_effects_view
from tests.clashes import clashes

NAN = float("nan")
IN_WORLDS = InWorlds(40, 0.031, -0.004, 0.062, 0.93, 0.71, 0.02, 0.36, 0.64, 0.5, 0.75)
SCENARIOS = (Named("a", "Statu quo"), Named("b", "Concertation [renforcée]"), Named("c", "Roulement du personnel " * 4))
MEASURES = (
    Measure("service_access", "share", 1, headline=True),
    Measure("capacity_to_act", "score", 1, headline=True),
    Measure("density", "score", 0, headline=False),
)
ACCESS, AGENCY, DENSITY = MEASURES


def effect(scenario: str, outcome: str, verdict: str, **spread: float) -> Effect:
    if verdict == "reference":
        return Effect(scenario, outcome, "all", 10, 0.423, NAN, NAN, NAN, NAN, NAN, verdict)
    worlds = replace(IN_WORLDS, **spread)  # type: ignore[arg-type] # the count is not touched
    return Effect(scenario, outcome, "all", 10, 0.451, 0.028, 0.0012, 0.055, 0.96, 5.3, verdict, worlds)


def effects(verdict: str = "helps") -> list[Effect]:
    verdicts = {"a": "reference", "b": verdict, "c": verdict}
    return [effect(name, measure.name, verdicts[name]) for measure in MEASURES for name in verdicts]


def said(verdict: str, measure: Measure = ACCESS, lang: str = "en", **spread: float) -> str:
    found = list(said_of_worlds(effect("b", measure.name, verdict, **spread), measure, lang))
    assert len(found) <= 1
    return "".join(found).replace("\N{NO-BREAK SPACE}", " ")


def printed(view: RenderableType, width: int = 80) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width, color_system=None).print(view)
    return stream.getvalue().replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [80, 120])
def test_every_line_fits(lang: str, width: int, verdict: str) -> None:
    shown = printed(world_effects_view(effects(verdict), SCENARIOS, MEASURES, lang), width)
    assert max(map(len, shown.splitlines())) <= width
    assert "[renforcée]" in shown
    assert shown.count("Statu quo") == len(MEASURES)
    assert "nan" not in shown


def test_a_sentence_for_an_effect_that_helps() -> None:
    assert said("helps") == (
        "Helps in about 93% of 40 plausible worlds (clearly in 71%; clearly harms in 2%); median effect +3.1 pts, "
        "90% of worlds between −0.4 and +6.2 pts. Variance of the effect: chance 36%, ignorance 64% (50 to 75%)."
    )
    assert said("helps", lang="fr") == (
        "Aide dans environ 93 % des 40 mondes plausibles (nettement dans 71 %; nuit nettement dans 2 %); effet médian "
        "+3,1 pts, 90 % des mondes entre −0,4 et +6,2 pts. Variance de l’effet : hasard 36 %, ignorance 64 % "
        "(de 50 à 75 %)."
    )


def test_an_effect_that_harms_is_counted_from_its_side() -> None:
    shown = said("harms", helps=0.1, helps_clear=0.03, harms_clear=0.6)
    assert shown.startswith("Harms in about 90% of 40 plausible worlds (clearly in 60%; clearly helps in 3%)")


def test_what_is_neither_better_nor_worse_is_higher_or_lower() -> None:
    assert said("higher", DENSITY).startswith("Higher in about 93%")
    assert said("lower", DENSITY, helps=0.2).startswith("Lower in about 80%")
    assert "clearly lower in 2%" in said("undecided", DENSITY)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_the_mean_cannot_be_told_from_chance_no_share_is_estimated(lang: str) -> None:
    """Few replicates share their luck across worlds, so that all worlds would follow the sign of that luck."""
    shown = said("undecided", lang=lang, helps=1.0)
    assert "100" not in shown
    assert ("aide nettement dans 71 %" if lang == "fr" else "clearly helps in 71%") in shown


def test_worlds_that_cannot_be_told_apart_are_said_to_be_so() -> None:
    shown = said("helps", median=0.03, low=0.03, high=0.03, ignorance=0.0, chance=1.0, ignorance_low=0.0)
    assert "no detectable difference between worlds" in shown
    assert "between +" not in shown


@pytest.mark.parametrize("verdict", ["identical", "undefined", "reference"])
def test_nothing_is_said_where_there_is_nothing(verdict: str) -> None:
    assert said(verdict) == ""


def test_unknown_shares_of_the_variance_are_left_out() -> None:
    assert "Variance" not in said("helps", ignorance=NAN, chance=NAN)


def test_a_share_is_none_or_all_only_when_it_is() -> None:
    shares = (0.0, 0.004, 0.5, 0.996, 1.0)
    assert [whole_percent(share, "en") for share in shares] == ["0%", "0.4%", "50%", "99.6%", "100%"]


def test_a_notebook_has_the_sentences_too() -> None:
    page = effects_html(effects(), SCENARIOS, MEASURES, "fr")
    assert page.count("Aide dans environ") == 6
    assert "Concertation [renforcée]" in page


def drawn(found: list[Effect], lang: str) -> Figure:
    measures = {measure.name: measure for measure in MEASURES}
    return effect_figure(found, SCENARIOS, measures=measures, lang=lang, replicates=10)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_figure_clashes_nowhere_and_says_what_its_lines_are(lang: str) -> None:
    figure = drawn(effects(), lang)
    assert clashes(figure) == []
    (legend,) = figure.legends
    words = [label.get_text() for label in legend.get_texts()]
    assert len(words) == 2
    assert any("ignorance" in word for word in words)
    assert "40" in str(figure.get_supxlabel())


def test_both_intervals_are_drawn_and_differ_without_colour() -> None:
    axes = drawn(effects(), "en").axes[0]
    ends = {line: np.asarray(line.get_xdata(), dtype=float) for line in axes.lines if line.get_linestyle() != "None"}
    spans = [line for line, x in ends.items() if len(x) == 2 and np.ptp(x) > 0.0]
    thick, thin = ([line for line in spans if (line.get_linewidth() > 1.5) is wide] for wide in (True, False))
    assert len(thick) == len(thin) == 2
    assert {line.get_marker() for line in thin} == {"|"}
    assert list(ends[thin[0]]) == pytest.approx([-0.4, 6.2])
    low, high = axes.get_xlim()
    assert low < -0.4
    assert high > 6.2


def test_without_worlds_the_figure_is_as_it_was() -> None:
    plain = [replace(one, spread=None) for one in effects()]
    assert drawn(plain, "en").legends == []
