"""The answer of a sweep: on 80 columns, as a page and as figures, in both languages, saying no more than it knows."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from hlmsim.analysis.factors import DesignFactor
from hlmsim.analysis.sweeps import DesignPlan, answer
from hlmsim.locales import LANGUAGES
from hlmsim.model.outcomes import OUTCOMES
from hlmsim.report.answer import AnswerHeading, Varied, answer_page
from hlmsim.report.findings import FactorName, Finding, SweepNames, factor_label, factor_unit, findings_of
from hlmsim.report.interaction_chart import crossed, interaction_figure
from hlmsim.report.main_chart import main_figure
from hlmsim.report.sweep_gallery import SweepGallery
from hlmsim.report.sweep_tables import MOST_FACTORS, answer_view, main_kind
from hlmsim.report.tornado import tornado_figure
from hlmsim.report.views import measures
from tests.clashes import clashes

SHOWN = ("service_access", "weeks_to_service_median", "density")
MEASURES = {name: measures()[name] for name in SHOWN}
KNOWN = [outcome for outcome in OUTCOMES if outcome.name in SHOWN]
LEVELS = {"turnover": ("0.155", "0.31", "0.62"), "meetings": ("0", "12", "4"), "clarity": ("vague", "clear")}
REFERENCE = {"turnover": "0.31", "meetings": "12", "clarity": "vague"}
STUDY = AnswerHeading(
    title="Roulement | concertation",
    question="Que change la concertation?",
    design="grid",
    factors=(*(Varied(name, levels) for name, levels in LEVELS.items()), Varied("hours", ends=("2", "26"), log=True)),
    points=18,
    replicates=20,
    runs=360,
    missing=3,
    worlds=1,
    seed=7,
    weeks=312,
    burn_in=52,
    priors=41,
    version="0.1.0+abc",
    hash="f00",
    command="hlmsim sweep concertation --replicates 20 --seed 7",
)


def names(lang: str) -> SweepNames:
    """Short and long labels, with and without labels of settings."""
    clear = {"fr": "clarifiée aux rencontres, un cinquième de l’ordre du jour", "en": "clarified at meetings [a fifth]"}
    factors = {
        "turnover": FactorName("Roulement des intervenantes et intervenants de milieu", "par an"),
        "meetings": FactorName("Semaines entre les rencontres", "", {"0": "aucune rencontre"}),
        "clarity": FactorName("Clarté des rôles", "", {"vague": "floue", "clear": clear[lang]}),
    }
    return SweepNames(factors, {"status_quo": "Statu quo"}, lang)


def grid(*, worlds: int = 1) -> pd.DataFrame:
    rows = [
        {"scenario": "status_quo", "world": world, **dict(zip(LEVELS, settings, strict=True))}
        for settings, world in product(product(*LEVELS.values()), range(worlds))
    ]
    return numbered(pd.DataFrame(rows))


def numbered(design: pd.DataFrame) -> pd.DataFrame:
    design.insert(0, "point", np.arange(1, len(design) + 1))
    return design.assign(case=[f"{number:012x}" for number in design["point"]])


def runs_of(design: pd.DataFrame, effect: np.ndarray, *, replicates: int = 20, noise: float = 0.002) -> pd.DataFrame:
    """Runs in which access follows ``effect`` (one a point), waits its contrary, and density chance alone."""
    luck = np.random.default_rng(5)
    shared, own = luck.normal(0, 0.05, replicates), luck.normal(0, noise, (len(design), replicates))
    values = 0.4 + effect[:, np.newaxis] + shared + own
    chance = luck.random((len(design), replicates))
    return pd.DataFrame(
        {
            "scenario": np.repeat(design["case"].to_numpy(), replicates),
            "replicate": np.tile(np.arange(replicates), len(design)),
            "service_access": values.ravel(),
            "weeks_to_service_median": 40.0 - 20.0 * values.ravel(),
            "density": chance.ravel(),
        }
    )


def found(*, worlds: int = 1) -> list[Finding]:
    """Turnover harms, clarity helps but not where turnover is high, meetings do nothing."""
    design = grid(worlds=worlds)
    turnover = design["turnover"].astype(float).to_numpy()
    effect = -0.1 * (turnover - 0.31) + 0.02 * ((design["clarity"] == "clear") & (turnover < 0.5))
    plan = DesignPlan(tuple(DesignFactor(name, settings=levels) for name, levels in LEVELS.items()), REFERENCE)
    return findings_of(answer(design, runs_of(design, effect.to_numpy()), plan, KNOWN))


def ranges(count: int = 3, points: int = 60) -> list[Finding]:
    luck = np.random.default_rng(2)
    columns = {f"f{rank}": (luck.permutation(points) + luck.random(points)) / points for rank in range(count)}
    design = numbered(pd.DataFrame({"scenario": "status_quo", "world": 0, **columns}))
    plan = DesignPlan(tuple(DesignFactor(name, low=0.0, high=1.0) for name in columns))
    return findings_of(answer(design, runs_of(design, 0.1 * design["f0"].to_numpy()), plan, KNOWN))


def one_at_a_time(count: int) -> list[Finding]:
    """The middle, then each factor alone, down and up; the first one matters."""
    middle = dict.fromkeys((f"f{rank}" for rank in range(count)), "1")
    rows = [middle, *({**middle, name: move} for name in middle for move in ("0.8", "1.2"))]
    design = numbered(pd.DataFrame([{"scenario": "status_quo", "world": 0, **row} for row in rows]))
    plan = DesignPlan(tuple(DesignFactor(name) for name in middle))
    return findings_of(answer(design, runs_of(design, design["f0"].astype(float).to_numpy()), plan, KNOWN))


def listed() -> list[Finding]:
    rows = [("none", "6"), ("full", "2"), ("half", "26")]
    points = [{"scenario": "status_quo", "world": 0, "package": package, "meetings": often} for package, often in rows]
    design = numbered(pd.DataFrame(points))
    plan = DesignPlan((DesignFactor("package"), DesignFactor("meetings")))
    return findings_of(answer(design, runs_of(design, np.array([0.0, 0.05, 0.0])), plan, KNOWN))


def printed(findings: list[Finding], lang: str) -> str:
    stream = io.StringIO()
    Console(width=80, file=stream).print(answer_view(findings, list(MEASURES.values()), names(lang)))
    return stream.getvalue()


DESIGNS = {"grid": found, "ranges": ranges, "list": listed, "many": lambda: one_at_a_time(MOST_FACTORS + 1)}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("design", DESIGNS)
def test_the_screen_fits_80_columns_and_loses_no_word(design: str, lang: str) -> None:
    shown = printed(DESIGNS[design](), lang)
    assert max(map(len, shown.splitlines())) <= 80
    assert "…" not in shown.replace("… et", "").replace("… and", "")


def test_the_screen_says_what_each_setting_does() -> None:
    shown = printed(found(), "fr")
    line = next(line for line in shown.splitlines() if line.strip().startswith("0,62"))
    assert "−4,1\N{NO-BREAK SPACE}pts\N{NO-BREAK SPACE}✗" in line
    assert "0\N{NO-BREAK SPACE}%" in line
    assert "aucune rencontre" in shown
    assert "Interactions\N{NO-BREAK SPACE}: " in shown
    assert "décelables sur 24 regardées" in shown
    assert "Mondes" not in shown
    assert "Mondes" in printed(found(worlds=3), "fr")


def test_many_factors_are_cut_to_those_that_stand_out() -> None:
    shown = printed(one_at_a_time(MOST_FACTORS + 1), "en")
    assert shown.index("f0: 0.8") < shown.index("other settings: the difference is not distinguishable from chance")
    assert "f9: 1.2" not in shown.split("Density")[0]


@pytest.mark.parametrize("design", DESIGNS)
def test_every_setting_is_judged_of_a_margin_that_somebody_gave(design: str) -> None:
    rows = DESIGNS[design]()
    kind = main_kind(rows)
    judged = [
        replace(one, margin=0.05, equivalence="unclear")
        if (one.outcome, one.kind) == ("service_access", kind) and one.verdict != "reference"
        else one
        for one in rows
    ]
    count = sum(bool(one.equivalence) for one in judged)
    assert count > 1
    page = answer_page(STUDY, judged, list(MEASURES.values()), names("en"))
    for shown in (" ".join(printed(judged, "en").split()), page):
        assert shown.count("is not shown.") == count


@pytest.mark.parametrize("lang", LANGUAGES)
def test_simultaneous_intervals_are_called_so(lang: str) -> None:
    alone = found()
    together = [replace(one, confidence=0.999) for one in alone]
    name = {"en": "simultaneous 95% interval", "fr": "intervalle à 95 % simultané"}[lang]
    for rows, said in ((together, True), (alone, False)):
        page = answer_page(STUDY, rows, list(MEASURES.values()), names(lang)).replace("\N{NO-BREAK SPACE}", " ")
        assert (f"| {name} |" in page) is said
        assert (f"({name} " in page) is said
        assert (name.split()[0 if lang == "en" else -1] in printed(rows, lang)) is said


def test_what_answers_the_question() -> None:
    assert [main_kind(rows()) for rows in DESIGNS.values()] == ["main", "range", "combination", "main"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("design", DESIGNS)
def test_the_page_is_the_same_to_the_last_byte_and_its_tables_are_whole(design: str, lang: str) -> None:
    pages = {answer_page(STUDY, DESIGNS[design](), list(MEASURES.values()), names(lang)) for _ in range(2)}
    [page] = pages
    tables = [block.splitlines() for block in page.split("\n\n") if block.startswith("| ")]
    assert tables
    for table in tables:
        assert len({line.replace("\\|", "").count("|") for line in table}) == 1
    assert STUDY.command in page
    assert not re.search(r"\b(None|nan)\b", page)


def test_no_sentence_says_more_than_its_interval() -> None:
    findings = found()
    page = answer_page(STUDY, findings, list(MEASURES.values()), names("fr"))
    said = page.split("## Les nombres")[0]
    judged = [one for one in findings if one.kind == "main" and one.verdict != "reference"]
    assert (
        said.count("on ne peut pas distinguer l’écart du hasard")
        == sum(one.verdict == "undecided" for one in judged) + 1
    )
    assert said.count(": mieux, ") == sum(one.verdict == "helps" for one in judged)
    assert said.count(": moins bien, ") == sum(one.verdict == "harms" for one in judged)
    turned = [replace(one, verdict="undecided") for one in findings]
    assert "mieux, " not in answer_page(STUDY, turned, [MEASURES["density"]], names("fr")).split("## Les nombres")[0]


def test_the_page_says_how_many_looks_and_what_is_missing() -> None:
    findings = [replace(one, dropped=2) if one.kind == "main" else one for one in found()]
    page = answer_page(STUDY, findings, list(MEASURES.values()), names("en"))
    looks = sum(one.kind in {"main", "interaction"} and one.verdict != "reference" for one in findings)
    assert f"{looks} intervals were looked at here" in page
    assert "3 simulations that were asked for are missing" in page
    assert "Comparisons left out because a simulation is missing" in page
    assert "41 numbers of the base scenario are priors (grade U)" in page
    assert "are not observed facts" in page
    assert "nothing here says whether the answer would hold with other plausible values" in page
    assert "Semaines entre les rencontres: aucune rencontre ; 12 ; 4." in page
    assert "hours: from 2 to 26, in equal ratios." in page


def test_one_replicate_is_said_to_decide_nothing() -> None:
    few = [replace(one, low=float("nan"), high=float("nan"), verdict="undecided") for one in found()]
    assert "too few pairs differ" in answer_page(STUDY, few, list(MEASURES.values()), names("en"))
    alone = [replace(one, replicates=1) for one in few]
    assert "in a single replicate" in answer_page(STUDY, alone, list(MEASURES.values()), names("en"))


def test_worlds_are_said_only_where_there_are_several() -> None:
    page = answer_page(replace(STUDY, worlds=3), found(worlds=3), list(MEASURES.values()), names("en"))
    assert "in about 100% of the 3 plausible worlds (clearly in 100%; clearly worse in 0%)" in page
    assert "Variance of the effect: chance" in page
    assert "| Worlds | Clearly (better / worse) | Median of worlds | 90% of worlds | Ignorance |" in page
    assert "The 3 worlds cover only the ranges written in the scenario" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_clash_nowhere(lang: str) -> None:
    measure = MEASURES["weeks_to_service_median"]
    own = [one for one in found() if one.outcome == measure.name]
    figures = [
        main_figure([one for one in own if one.kind == "main"], names(lang), measure=measure),
        interaction_figure([one for one in own if one.kind == "combination"], names(lang), measure=measure),
        tornado_figure([one for one in ranges(6) if one.kind == "range"], names(lang), measures=MEASURES),
        tornado_figure([one for one in one_at_a_time(14) if one.kind == "main"], names(lang), measures=MEASURES),
    ]
    shape = [one for one in ranges() if one.kind == "slice" and one.outcome == measure.name]
    figures.append(main_figure(shape, names(lang), measure=measure))
    assert [clashes(figure) for figure in figures] == [[]] * len(figures)


def test_many_settings_with_long_names_clash_nowhere() -> None:
    words = ("l’arrondissement et la police de quartier", "les cinq organismes communautaires", "aucune rencontre")
    own = [one for one in found() if one.kind == "main" and one.outcome == SHOWN[0] and one.factor == "turnover"]
    findings = [replace(own[0], factor="partner", setting=f"s{rank}") for rank in range(9)]
    labels = {f"s{rank}": words[rank % 3] for rank in range(9)}
    known = SweepNames({"partner": FactorName("Partenaire absent", "", labels)}, {}, "fr")
    assert clashes(main_figure(findings, known, measure=MEASURES[SHOWN[0]])) == []


def test_only_a_full_grid_of_two_or_three_factors_is_crossed() -> None:
    points = [one for one in found() if one.kind == "combination" and one.outcome == SHOWN[0]]
    assert crossed(points) == list(LEVELS)
    assert crossed(points[:-1]) == []
    assert crossed([one for one in listed() if one.outcome == SHOWN[0] and one.kind == "combination"]) == []


def test_a_gallery_draws_what_the_design_has_and_only_once(tmp_path) -> None:
    gallery = SweepGallery(found(), {SHOWN[0]: MEASURES[SHOWN[0]]}, names("fr"))
    gallery.draw(tmp_path)
    drawn = {file.name: file.read_bytes() for file in (tmp_path / "figures" / "fr").iterdir()}
    assert {name for name in drawn if name.endswith(".svg")} == {
        "main_service_access.svg",
        "combined_service_access.svg",
    }
    assert gallery.stands(tmp_path)
    assert not SweepGallery(found(worlds=2), gallery.measures, gallery.names).stands(tmp_path)
    gallery.draw(tmp_path)
    assert {file.name: file.read_bytes() for file in (tmp_path / "figures" / "fr").iterdir()} == drawn
    SweepGallery(ranges(), gallery.measures, names("en")).draw(tmp_path)
    assert {file.stem for file in (tmp_path / "figures" / "en").glob("*.svg")} == {"tornado", "main_service_access"}
    SweepGallery(one_at_a_time(14), gallery.measures, names("en")).draw(tmp_path / "many")
    assert {file.stem for file in (tmp_path / "many" / "figures" / "en").glob("*.svg")} == {"tornado"}


def test_nothing_simulated_is_nothing_drawn(tmp_path) -> None:
    design = grid()
    plan = DesignPlan(tuple(DesignFactor(name) for name in LEVELS), REFERENCE)
    empty = findings_of(answer(design, runs_of(design, np.zeros(len(design)))[:0], plan, KNOWN))
    SweepGallery(empty, MEASURES, names("fr")).draw(tmp_path)
    assert printed(empty, "fr")
    assert answer_page(STUDY, empty, list(MEASURES.values()), names("fr"))


@pytest.mark.parametrize(
    ("paths", "label", "unit"),
    [
        (["levers.turnover.worker_annual"], "Turnover of workers", "a year"),
        (["changes.0.set.levers.turnover.worker_annual"], "Turnover of workers", "a year"),
        (["levers.actions.portfolio.outreach"], "Choice of actions – outreach and information", "share 0–1"),
        (["levers.founding.trigger"], "Founding trigger", ""),
        (["levers.posts.count"], "Community worker posts", ""),
        (["levers.turnover.worker_annual", "levers.posts.count"], "own", ""),
    ],
)
def test_a_factor_is_called_as_its_parameter(paths: list[str], label: str, unit: str) -> None:
    assert factor_unit(paths, "en") == unit
    assert factor_label("own", None, paths, "en") == label
    assert factor_label("own", {"fr": "À moi", "en": "Mine"}, paths, "fr") == "À moi"


def test_words_of_closed_lists_are_in_the_language() -> None:
    known = SweepNames({}, {"status_quo": "Statu quo"}, "fr")
    shown = [known.setting("governance", "shared"), known.setting("x", ""), known.setting("scenario", "status_quo")]
    assert shown == ["partagée", "tel quel", "Statu quo"]
    assert known.setting("x", "12000.5") == "12\N{NO-BREAK SPACE}000,5"
