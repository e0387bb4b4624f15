"""Tables: every column in place at 80 columns, a null difference shown as what it is."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console, RenderableType

from hlmsim.engine.parameters import SCORE, SHARE, Parameter
from hlmsim.locales import LANGUAGES
from hlmsim.report.html import effects_html
from hlmsim.report.pair_notes import notes
from hlmsim.report.parameters import Number, Shown, element, unsourced, written
from hlmsim.report.tables import effects_view, group_label, levels_table
from hlmsim.report.views import VERDICTS, Effect, Measure, Named, Spread

NAN = float("nan")
SCENARIOS = (Named("a", "Statu quo"), Named("b", "Concertation [renforcée]"), Named("c", "Roulement du personnel " * 4))
MEASURES = (
    Measure("service_access", "share", 1, headline=True),
    Measure("capacity_to_act", "score", 1, headline=True),
    Measure("density", "score", 0, headline=False),
)


def _effect(scenario: str, outcome: str, verdict: str, *, group: str = "all") -> Effect:
    if verdict == "reference":
        return Effect(scenario, outcome, group, 50, 0.423, NAN, NAN, NAN, NAN, NAN, verdict)
    return Effect(scenario, outcome, group, 50, 0.451, 0.028, -0.0012, 0.035, 0.96, 5.3, verdict)


def _printed(view: RenderableType, width: int = 80) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width, color_system=None).print(view)
    return stream.getvalue().replace("\N{NO-BREAK SPACE}", " ")


def _effects(verdict: str = "helps") -> list[Effect]:
    verdicts = {"a": "reference", "b": verdict, "c": verdict}
    return [_effect(name, measure.name, verdicts[name]) for measure in MEASURES for name in verdicts]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [80, 120])
def test_every_line_fits_and_titles_are_taken_as_they_are(lang: str, width: int) -> None:
    shown = _printed(effects_view(_effects(), SCENARIOS, MEASURES, lang), width)
    assert max(map(len, shown.splitlines())) <= width
    assert "[renforcée]" in shown
    assert shown.count("Statu quo") == len(MEASURES)


def test_a_difference_is_shown_with_its_interval_and_share() -> None:
    line = next(
        row
        for row in _printed(effects_view(_effects(), SCENARIOS, MEASURES[:1], "fr"), 120).splitlines()
        if "[renf" in row
    )
    assert "45,1 %" in line
    assert "+2,8 pts ✓" in line
    assert "96 %" in line
    assert "÷ 5,3" in line


@pytest.mark.parametrize(
    ("verdict", "said"), [("undecided", "non décelable"), ("identical", "identique"), ("undefined", "non défini")]
)
def test_a_null_difference_is_never_shown_as_an_effect(verdict: str, said: str) -> None:
    shown = _printed(effects_view(_effects(verdict), SCENARIOS[:2], MEASURES[:1], "fr"), 120)
    assert said in shown
    assert "+2,8" not in shown
    assert "✓" not in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_verdict_can_be_shown(lang: str) -> None:
    for verdict in VERDICTS:
        assert _printed(effects_view(_effects(verdict), SCENARIOS, MEASURES, lang))


def test_groups_are_named() -> None:
    groups = {
        "all": "",
        "type:family": group_label("type:family", "fr"),
        "site:1": group_label("site:1", "fr", {"1": "Bardy"}),
    }
    effects = [_effect("b", "service_access", "helps", group=group) for group in groups]
    shown = _printed(effects_view(effects, SCENARIOS, MEASURES, "fr", groups=groups), 120)
    assert "Accès aux services – familles" in shown
    assert "Accès aux services – Bardy" in shown
    assert group_label("site:4", "en") == "site 4"
    assert group_label("all", "en") == "all households"


def test_levels_give_mean_and_bands() -> None:
    spreads = [
        Spread("service_access", "all", 50, 0.42, 0.4, 0.44, 0.35, 0.5),
        Spread("density", "all", 50, *(NAN,) * 5),
    ]
    shown = _printed(levels_table(spreads, MEASURES, "fr"), 120)
    assert "42,0 %" in shown
    assert "40,0 % à 44,0 %" in shown
    assert "—" in shown
    assert "Capacité" not in shown


def test_numbers_without_a_source_are_counted() -> None:
    parameter = Parameter("context.population.household_type_share", SHARE, over=("family", "single"))
    numbers = (Number("a.family", 0.3, (0.1, 0.6), "C", "S1"), Number("a.single", 0.7, None, "", ""))
    prior = Shown(Parameter("context.population.agency", SCORE), (Number("x", 0.5, None, "U", ""),))
    assert unsourced([Shown(parameter, numbers), prior]) == 2


def test_values_and_elements_are_written_for_people() -> None:
    assert written(0.31, "fr") == "0,31"
    assert written("vision", "fr") == "vision"
    assert element("lone_parent", "fr") == "familles monoparentales"
    assert element("unheard_of", "en") == "unheard_of"


@pytest.mark.parametrize(("lang", "said"), [("fr", "4 paires sur 20 diffèrent"), ("en", "4 of 20 pairs differ:")])
def test_too_few_differing_pairs_are_told(lang: str, said: str) -> None:
    """In the terminal and in pages alike: bounds carry a dagger, and their line says why."""
    measure = MEASURES[0]
    plain = Effect("other", measure.name, "all", 20, 0.5, 0.01, -0.2, 0.2, 0.5, 1.0, "undecided")
    few = replace(plain, method="exact", differing=0.2)
    assert said in " ".join(notes(few, measure, lang)).replace("\N{NO-BREAK SPACE}", " ")
    assert not list(notes(replace(few, differing=0.3), measure, lang))
    assert not list(notes(plain, measure, lang))
    scenarios = [Named("other", "Other")]
    for shown in (
        effects_html([few], scenarios, [measure], lang),
        _printed(effects_view([few], scenarios, [measure], lang)),
    ):
        assert said in shown.replace("\N{NO-BREAK SPACE}", " ")
        assert "†" in shown
