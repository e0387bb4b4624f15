"""Figures: nothing overlaps, nothing is cut, the same numbers give the same bytes, in both languages."""

from __future__ import annotations

import itertools
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.figure import Figure

from hlmsim.locales import LANGUAGES
from hlmsim.report.curves import TOGETHER, weekly_figure
from hlmsim.report.effect_chart import effect_figure
from hlmsim.report.figures import rendered, save
from hlmsim.report.paragraph import wrap
from hlmsim.report.style import COLOURS, LINES, MARKERS, look
from hlmsim.report.views import Band, Effect, Measure, Named
from tests.clashes import clashes

TITLES = (
    "Statu quo",
    "Concertation renforcée",
    "Roulement du personnel deux fois plus élevé",
    "Réseau structuré : clarté des rôles, concertation, salle avec règles et passage du relais, à heures égales",
    "Sans intervenante ni intervenant de milieu, avec un réseau de partenaires qui se réunit aux six semaines",
    "Salle communautaire sans règles",
    "Financement pluriannuel",
)
MEASURES = {
    measure.name: measure
    for measure in (
        Measure("service_access", "share", 1, headline=True),
        Measure("weeks_to_service_p90", "weeks", -1, headline=True),
        Measure("sense_of_security", "score", 1, headline=True),
        Measure("silo_rate", "per_100", -1, headline=True),
        Measure("density", "score", 0, headline=True),
    )
}


def _scenarios(count: int) -> list[Named]:
    return [Named(f"s{rank}", TITLES[rank]) for rank in range(count)]


def _bands(count: int, level: float = 0.4) -> list[Band]:
    weeks = np.arange(1, 261)
    bands = []
    for rank in range(count):
        middle = level + 0.03 * rank + 0.1 * (1 - np.exp(-weeks / 60))
        around = (middle - 0.02, middle + 0.02, middle - 0.05, middle + 0.05)
        bands.append(Band(f"s{rank}", "service_access", weeks, middle, *around))
    return bands


def _effects(count: int, size: float = 0.03) -> list[Effect]:
    found = []
    for rank, name in itertools.product(range(1, count), MEASURES):
        difference = size * (-1) ** rank * rank
        ends = (difference - size, difference + size)
        verdict = "undecided" if ends[0] * ends[1] <= 0 else "helps"
        found.append(Effect(f"s{rank}", name, "all", 50, 0.5, difference, *ends, 0.9, 5.0, verdict))
    return found


def _weekly(count: int, lang: str) -> Figure:
    return weekly_figure(
        _bands(count), _scenarios(count), measure=MEASURES["service_access"], lang=lang, burn_in=52, replicates=50
    )


def _chart(count: int, lang: str, size: float = 0.03) -> Figure:
    return effect_figure(_effects(count, size), _scenarios(count), measures=MEASURES, lang=lang, replicates=50)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_no_text_overlaps_in_weekly_curves(count: int, lang: str) -> None:
    assert clashes(_weekly(count, lang)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("count", [2, 3, 7])
@pytest.mark.parametrize("size", [0.03, 0.000012, 0.0])
def test_no_text_overlaps_in_effect_charts(count: int, lang: str, size: float) -> None:
    assert clashes(_chart(count, lang, size)) == []


def test_the_overlap_detector_sees_an_overlap() -> None:
    figure = Figure(figsize=(4, 3))
    figure.text(0.4, 0.5, "one")
    figure.text(0.41, 0.5, "two")
    figure.text(0.99, 0.1, "leaves the page")
    assert len(clashes(figure)) == 2


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_same_numbers_give_the_same_bytes(kind: str) -> None:
    first, second = (rendered(_chart(3, "fr"), kind) for _ in range(2))
    assert first == second
    assert b"<dc:date>" not in first


def test_a_persons_own_settings_change_nothing_and_are_given_back() -> None:
    import matplotlib

    plain = rendered(_weekly(2, "en"), "svg")
    with matplotlib.rc_context({"font.size": 30.0, "svg.hashsalt": None}):
        assert rendered(_weekly(2, "en"), "svg") == plain
        assert matplotlib.rcParams["font.size"] == 30.0


def test_files_are_written_whole(tmp_path) -> None:
    files = save(_weekly(2, "fr"), tmp_path / "figures", "weekly")
    assert [file.name for file in files] == ["weekly.png", "weekly.svg"]
    assert sorted(file.name for file in (tmp_path / "figures").iterdir()) == ["weekly.png", "weekly.svg"]


def test_undefined_values_leave_a_gap() -> None:
    bands = _bands(2)
    for band in bands:
        for row in (band.median, band.low50, band.high50, band.low90, band.high90):
            row[:100] = np.nan
    figure = weekly_figure(bands, _scenarios(2), measure=MEASURES["service_access"], lang="fr", burn_in=0, replicates=3)
    assert clashes(figure) == []
    nowhere = float("nan")
    effects = [Effect("s1", name, "all", 0, *(nowhere,) * 6, "undefined") for name in MEASURES]
    assert clashes(effect_figure(effects, _scenarios(2), measures=MEASURES, lang="fr", replicates=0)) == []


def test_scenarios_differ_by_more_than_colour() -> None:
    looks = [look(rank) for rank in range(7)]
    for field in ("colour", "line", "marker"):
        assert len({str(getattr(one, field)) for one in looks}) == 7
    assert len(COLOURS) == len(LINES) == len(MARKERS) == 7
    assert TOGETHER < 7


def test_a_long_word_is_cut_rather_than_left_to_run() -> None:
    assert max(map(len, wrap("x" * 90 + " fin", 30).splitlines())) <= 30
    assert wrap("12\N{NO-BREAK SPACE}% de tout", 6).splitlines() == ["12\N{NO-BREAK SPACE}%", "de", "tout"]


def test_matplotlib_is_loaded_only_to_draw() -> None:
    modules = "hlmsim.report.figures, hlmsim.report.curves, hlmsim.report.effect_chart"
    code = f"import sys, {modules}; print('matplotlib' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"
