"""The scorecard: what fails is shown as failing, in each language's own numbers, on any screen and in every figure."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence

import numpy as np
import pytest
from rich.console import Console

from hlmsim.analysis.patterns import NOT_SHOWN, SHOWN, UNDECIDED, UNDEFINED, Assessed, Measured
from hlmsim.locales import LANGUAGES
from hlmsim.report.figures import rendered
from hlmsim.report.pattern_chart import pattern_figure
from hlmsim.report.scorecard import (
    MARKS,
    ScorecardHeading,
    interval,
    scorecard_page,
    scorecard_rows,
    scorecard_view,
    shown,
    summary_line,
    target,
)
from hlmsim.runs.patterns import Claim, Pattern
from hlmsim.runs.patterns.language import read_statistic
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.tree import Node, Place
from tests.clashes import clashes

STUDY = ScorecardHeading("Statu quo", 400, 12_000, 0, 7, "0.1.0", "hlmsim validate -n 400")
LONG = {
    "fr": "Après le départ d’une intervenante, l’accès aux services est rétabli en six à quinze mois",
    "en": "After a worker’s departure, access to services has recovered within six to fifteen months of the departure",
}


def claim(
    low: float = 0.0, high: float = math.inf, unit: str = "score", *, source: str | None = None, says: str = "Plus"
) -> Claim:
    read = read_statistic(Node(Place("x", 1, 1), "support[a] - support[b]"), ("a", "b"), "", Faults())
    assert read is not None
    words = {"fr": says, "en": f"{says}, in English"} if says != "long" else LONG
    return Claim(words, read, low, high, unit, grade="C" if source else None, source=source)


def measured(
    verdict: str = SHOWN,
    values: tuple[float, float, float] = (0.21, 0.125, 0.375),
    *,
    of: Claim | None = None,
    more: int = 0,
    worlds: Sequence[float] = (),
    clear: Sequence[bool] = (),
) -> Measured:
    worlds_clear = np.array(clear or [False] * len(worlds), dtype=np.bool_)
    return Measured(of or claim(), *values, 400, verdict, more, np.array(worlds, dtype=np.float64), worlds_clear)


def assessed(*claims: Measured, name: str = "P1", use: str = "check", note: str = "") -> Assessed:
    title = {"fr": "Le motif", "en": "The pattern"}
    pattern = Pattern(name, "", title, {"fr": note, "en": note}, use, {"a": {}, "b": {}}, claims=())
    return Assessed(pattern, claims)


UNITS = ("share", "points", "score", "weeks", "count", "ratio", "hours")
ALL = [
    assessed(measured(), measured(of=claim(unit="points", says="long"))),
    assessed(measured(NOT_SHOWN, (-0.5, -0.75, -0.25)), measured(), name="P2", use="calibrate"),
    assessed(measured(UNDECIDED, (0.1, -0.4, 0.6), more=14_400), name="P10"),
    assessed(measured(UNDEFINED, (math.nan, math.nan, math.nan)), name="P33"),
    *(
        assessed(measured(of=claim(0.1, 123_456.0, unit, source=f"somebody, {unit} | here")), name=f"Q-{unit}")
        for unit in UNITS
    ),
    assessed(
        measured(of=claim(0.0, 1.0), worlds=[0.2, 0.4, 2.0, math.nan], clear=[True, False, False, False]),
        measured(of=claim(), worlds=[0.2, 0.4, 2.0, 0.1], clear=[True, True, False, True]),
        name="W1",
    ),
]


def printed(found: Sequence[Assessed], lang: str, width: int = 80) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width, no_color=True, highlight=False).print(scorecard_view(found, lang))
    return stream.getvalue()


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [60, 80, 132])
def test_it_keeps_within_the_screen(lang: str, width: int) -> None:
    assert max(len(line.rstrip()) for line in printed(ALL, lang, width).splitlines()) <= width


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_fails_is_seen_to_fail(lang: str) -> None:
    fr = lang == "fr"
    text = printed(ALL[:4], lang).replace("\N{NO-BREAK SPACE}", " ")
    verdicts = [line.strip() for line in text.splitlines() if re.match(r"P\d", line)]
    assert [line.rpartition("  ")[2] for line in verdicts] == (
        ["✓ montré", "✗ non montré", "? indécis", "– non mesurable"]
        if fr
        else ["✓ shown", "✗ not shown", "? undecided", "– not measurable"]
    )
    assert [line.rstrip()[-1] for line in text.splitlines() if "Plus" in line][-2:] == ["?", "–"]
    assert ("environ 14 400 répliques" if fr else "about 14,400 replicates") in words(text)


def test_every_claim_of_a_failing_pattern_has_its_own_mark() -> None:
    text = printed([ALL[1]], "en")
    marks = [line.rstrip()[-1] for line in text.splitlines() if "Plus" in line]
    assert marks == [MARKS[NOT_SHOWN], MARKS[SHOWN]]


@pytest.mark.parametrize(
    ("lang", "unit", "level", "ends", "aim"),
    [
        ("fr", "share", "21,0\xa0%", "[12,5; 37,5\xa0%]", ">\xa010,0\xa0%"),
        ("en", "share", "21.0%", "[12.5, 37.5%]", ">\xa010.0%"),
        ("fr", "points", "+21,0\xa0pts", "[+12,5; +37,5]", ">\xa0+10,0\xa0pts"),
        ("en", "score", "+0.210", "[+0.125, +0.375]", ">\xa0+0.100"),
        ("fr", "ratio", "0,21", "[0,12; 0,38]", ">\xa00,10"),
        ("en", "weeks", "0.2", "[0.1, 0.4]", ">\xa00.1"),
        ("fr", "hours", "0,21", "[0,12; 0,38]", ">\xa00,10"),
    ],
)
def test_numbers_are_as_each_language_writes_them(lang: str, unit: str, level: str, ends: str, aim: str) -> None:
    one = measured(of=claim(0.1, unit=unit))
    assert shown(one.estimate, unit, lang) == level
    assert target(one, lang) == aim
    assert interval(one, lang).replace("\xa0%", "").replace("%", "") == ends.replace("\xa0%", "").replace("%", "")


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_zero_as_a_bound_is_only_zero(lang: str, unit: str) -> None:
    assert target(measured(of=claim(unit=unit)), lang) == ">\N{NO-BREAK SPACE}0"
    assert target(measured(of=claim(-math.inf, 0.0, unit)), lang) == "<\N{NO-BREAK SPACE}0"


@pytest.mark.parametrize(
    ("lang", "unit", "aim"),
    [
        ("fr", "share", "40,0 à 60,0\xa0%"),
        ("en", "share", "40.0 to 60.0%"),
        ("en", "points", "+40.0 to +60.0\xa0pts"),
        ("fr", "ratio", "0,40 à 0,60"),
    ],
)
def test_two_bounds_have_their_unit_once(lang: str, unit: str, aim: str) -> None:
    assert target(measured(of=claim(0.4, 0.6, unit)), lang) == aim


def test_there_is_no_interval_where_there_is_no_chance() -> None:
    assert interval(measured(values=(0.2, 0.2, 0.2)), "fr") == ""
    assert interval(measured(values=(0.2, math.nan, math.nan)), "fr") == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_worlds_are_told_with_what_is_clear(lang: str) -> None:
    told = words(printed([ALL[-1]], lang)).replace("\xa0", " ")
    if lang == "fr":
        assert "Tient dans 67 % des mondes plausibles (nettement dans 33 %)." in told
    else:
        assert "Holds in 67% of the plausible worlds (clearly in 33%)." in told
    assert ("mondes" if lang == "fr" else "worlds") not in printed(ALL[:-1], lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tally_counts_each_verdict(lang: str) -> None:
    line = summary_line(ALL[:4], lang)
    assert [int(number) for number in re.findall(r"\d+", line)] == [4, 1, 1, 1]
    assert summary_line(ALL[:1], lang).startswith("1 motif." if lang == "fr" else "1 pattern.")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_has_all_of_it(lang: str) -> None:
    fr = lang == "fr"
    page = scorecard_page(ALL, STUDY, lang, figures=f"figures/{lang}")
    assert ("✗\xa0non montré" if fr else "✗\xa0not shown") in page
    assert ("graine 7" if fr else "seed 7") in page
    assert ("12\xa0000 simulations" if fr else "12,000 simulations") in page
    assert "```console\nhlmsim validate -n 400\n```" in page
    for one in ALL:
        assert f"\n## {one.pattern.name} – " in page
        assert f"(figures/{lang}/{one.pattern.name}.png)" in page
    assert "C – somebody, share" in page
    assert ("| calage |" if fr else "| calibration |") in page
    tables = [line.count("|") for line in page.splitlines() if line.startswith("|")]
    assert set(tables) == {5, 6, 7}
    assert "![" not in scorecard_page(ALL, STUDY, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_how_worlds_are_counted(lang: str) -> None:
    study = ScorecardHeading("Statu quo", 20, 1200, 3, 7, "0.1.0", "hlmsim validate --worlds 3")
    page = scorecard_page([ALL[-1]], study, lang)
    assert ("chacun de 3 mondes plausibles" if lang == "fr" else "each of 3 plausible worlds") in page
    assert ("du mauvais côté" if lang == "fr" else "on the wrong side") in page
    assert ("| 67\xa0% (33\xa0%) |" if lang == "fr" else "| 67% (33%) |") in page
    assert ("du mauvais côté" if lang == "fr" else "on the wrong side") not in scorecard_page(ALL[:1], STUDY, lang)


def test_a_note_is_on_the_page() -> None:
    assert "\n\nRemarque utile\n\n" in scorecard_page([assessed(measured(), note="Remarque utile")], STUDY, "fr")


def test_rows_have_every_digit_and_no_words() -> None:
    rows = scorecard_rows(ALL)
    assert len(rows) == sum(len(one.claims) for one in ALL)
    first, failing, worlds = rows[0], rows[2], rows[-2]
    assert (first["pattern"], first["claim"], first["estimate"], first["low"], first["target_low"]) == (
        "P1",
        1,
        0.21,
        0.125,
        0.0,
    )
    assert math.isnan(first["target_high"])
    assert math.isnan(first["worlds_within"])
    assert (failing["verdict"], failing["pattern_verdict"], rows[3]["verdict"]) == (NOT_SHOWN, NOT_SHOWN, SHOWN)
    assert (worlds["worlds"], worlds["worlds_within"], worlds["worlds_clear"]) == (
        4,
        pytest.approx(2 / 3),
        pytest.approx(1 / 3),
    )
    assert rows[4]["replicates_needed"] == 14_400
    assert len({tuple(row) for row in rows}) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("one", ALL, ids=[one.pattern.name for one in ALL])
def test_nothing_overlaps_or_is_cut_in_a_figure(one: Assessed, lang: str) -> None:
    assert clashes(pattern_figure(one, lang)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_long_words_find_room_in_a_figure(lang: str) -> None:
    claims = [measured(of=claim(0.0, 1.0, "points", says="long")) for _ in range(6)]
    assert clashes(pattern_figure(assessed(*claims), lang)) == []
    assert (
        clashes(
            pattern_figure(
                Assessed(assessed().pattern.__class__("P17", "", LONG, LONG, "check", {}, ()), tuple(claims[:1])), lang
            )
        )
        == []
    )


def test_a_failing_claim_has_a_colour_of_its_own() -> None:
    drawn = [
        pattern_figure(assessed(measured(verdict)), "fr").axes[0].lines for verdict in (SHOWN, UNDECIDED, NOT_SHOWN)
    ]
    colours = [lines[-1].get_color() for lines in drawn]
    faces = [lines[-1].get_markerfacecolor() for lines in drawn]
    assert colours[0] == colours[1] != colours[2]
    assert (faces[0], faces[1], faces[2]) == (colours[0], "white", "white")


def test_worlds_that_lie_far_out_leave_room_for_the_others() -> None:
    worlds = [*np.linspace(0.1, 0.5, 98), 1e6, -1e6]
    figure = pattern_figure(assessed(measured(worlds=worlds)), "en")
    low, high = figure.axes[0].get_xlim()
    assert -1.0 < low < high < 2.0
    assert "worlds" in str(figure._supxlabel.get_text())  # type: ignore[attr-defined]  # no other way to read it
    assert "worlds" not in str(pattern_figure(assessed(measured()), "en")._supxlabel.get_text())  # type: ignore[attr-defined]


def test_the_same_numbers_give_the_same_bytes() -> None:
    one, other = (rendered(pattern_figure(ALL[0], "fr"), "png") for _ in range(2))
    assert one == other


@pytest.mark.parametrize("width", [34, 41, 47, 60, 80])
def test_a_mark_never_leaves_its_verdict(width: int) -> None:
    lines = printed(ALL, "fr", width).splitlines()
    assert any("✗\N{NO-BREAK SPACE}non\N{NO-BREAK SPACE}montré" in line for line in lines)
    assert not [line for line in lines if line.rstrip().endswith(" ✗") and line.startswith("P")]


def test_numbers_stand_beside_the_first_line_of_their_claim() -> None:
    """Also of a pattern with one claim."""
    one = assessed(measured(of=claim(says="long")))
    rows = [line for line in printed([one], "fr").splitlines() if line.startswith("  ")]
    assert len(rows) > 1
    assert "+0,210" in rows[0]
    assert not any(re.search(r"\d", line) for line in rows[1:])
