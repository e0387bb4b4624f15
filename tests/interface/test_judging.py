"""Simultaneous intervals and equivalence, of comparisons and sweeps, on the command line and from Python."""

from __future__ import annotations

import math
from pathlib import Path

import pandas
import pytest

import hlmsim
from hlmsim.interface import brief
from hlmsim.interface.cli import main
from hlmsim.interface.outputs import headline
from tests.interface.conftest import write_scenarios
from tests.interface.test_door import SWEPT
from tests.refusals import refused

FAST = ("-n", "3", "--no-figures", "-j", "1")
SHORT = ("--weeks", "30")
SAID = {"en": "simultaneous 95% interval", "fr": "intervalle à 95 % simultané"}


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with scenarios, an experiment, and their results."""
    folder = tmp_path_factory.mktemp("judging")
    write_scenarios(folder)
    (folder / "swept.yaml").write_text(f"{SWEPT}outcomes: [support, silo_rate]\n", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _here(place, monkeypatch) -> None:
    monkeypatch.chdir(place)
    monkeypatch.setattr(brief._Source, "_pictures", lambda _source: [])


def _asked(command: str, *more: str, lang: str = "en") -> list[str]:
    files = ("small.yaml", "other.yaml") if command == "compare" else ("swept.yaml",)
    return [command, *files, *SHORT, *FAST, "--out", f"made-{command}", "--lang", lang, *more]


def _shown(capsys) -> str:
    said = capsys.readouterr()
    return " ".join((said.out + said.err).replace("\N{NO-BREAK SPACE}", " ").split())


def _confidence(table: pandas.DataFrame) -> float:
    return float(table["confidence"].max())


def test_a_comparison_says_that_its_intervals_hold_together_and_what_is_equivalent(capsys) -> None:
    assert "participation" not in headline()
    assert main(_asked("compare", "--simultaneous", "--equivalent", "participation=0.9", lang="fr")) == 0
    shown = _shown(capsys)
    assert "simultané" in shown
    assert "tiennent ensemble avec une confiance de 95 %" in shown
    assert "le seul hasard" not in shown
    assert "Équivalent : l’écart se situe à l’intérieur de ±90,0 pts." in shown
    assert main(["export", "made-compare", "-o", "together.csv", "--lang", "fr"]) == 0
    headings = Path("together.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(";")
    bounds = [heading for heading in headings if "(simultané)" in heading]
    assert bounds == [f"{what}, {end} de l’IC (simultané)" for what in ("Niveau", "Écart") for end in ("bas", "haut")]
    together = pandas.read_csv("made-compare/effects.csv", encoding="utf-8-sig")
    looks = len(headline()) + 1
    assert _confidence(together) == pytest.approx(1.0 - 0.05 / looks)
    assert set(together["looks"]) == {looks}
    results = hlmsim.read_results("made-compare")
    assert SAID["fr"] in brief.page_of(results._outputs("fr")).replace("\N{NO-BREAK SPACE}", " ")
    assert SAID["en"] in results._repr_html_()
    assert _confidence(results.table) == pytest.approx(_confidence(together))


def test_intervals_alone_say_nothing_of_others(capsys) -> None:
    pair = [hlmsim.load(f"{name}.yaml", weeks=30) for name in ("small", "other")]
    together = hlmsim.compare(pair, replicates=3, jobs=1, out="made-compare", simultaneous=True).table
    assert main(_asked("compare")) == 0
    assert "simultaneous" not in _shown(capsys)
    alone = pandas.read_parquet("made-compare/effects.parquet")
    assert _confidence(alone) == 0.95 < _confidence(together)
    both = alone["low"].notna() & together["low"].notna() & (alone["verdict"] != "reference")
    assert both.any()
    assert (together["low"][both] <= alone["low"][both]).all()
    assert (together["high"][both] >= alone["high"][both]).all()


def test_python_judges_as_the_command_line() -> None:
    pair = [hlmsim.load(f"{name}.yaml", weeks=30) for name in ("small", "other")]
    chosen = {"simultaneous": ["support", "service_access"], "equivalent": {"support": 0.9}}
    table = hlmsim.compare(pair, replicates=3, jobs=1, out="made-compare", **chosen).table
    assert _confidence(table) == pytest.approx(0.975)
    assert set(table[table["margin"].notna()]["outcome"]) == {"support"}


def test_a_sweep_says_that_its_intervals_hold_together_and_what_is_equivalent(capsys) -> None:
    assert main(_asked("sweep", "--simultaneous", "--equivalent", "participation=0.9")) == 0
    shown = _shown(capsys)
    assert "simultaneous" in shown
    assert "Equivalent: the difference lies within" in shown
    for lang, equivalent, together in (
        ("en", "Equivalent: the difference", "all hold together"),
        ("fr", "Équivalent : l’écart", "tiennent tous ensemble"),
    ):
        page = Path(f"made-sweep/answer.{lang}.md").read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
        assert f"| {SAID[lang]} |" in page
        assert equivalent in page
        assert together in page
    answer = hlmsim.read_results("made-sweep").answer
    judged = answer[~answer["verdict"].isin(["reference", "undefined"]) & (answer["kind"] == "main")]
    assert _confidence(judged) == pytest.approx(1.0 - 0.05 / len(judged))
    assert set(judged["looks"]) == {len(judged)}
    assert set(answer[answer["equivalence"] == "equivalent"]["outcome"]) == {"participation"}


def test_a_sweep_from_python_is_judged_as_asked() -> None:
    how = {"replicates": 3, "jobs": 1, "out": "made-python"}
    together, alone = (hlmsim.sweep("swept.yaml", simultaneous=each, **how) for each in (True, False))
    first, other = together.answer, alone.answer
    assert _confidence(other) == 0.95 < _confidence(first)
    known = other["low"].notna() & (other["kind"] == "main")
    assert (first["low"][known] <= other["low"][known]).all()
    assert math.isnan(other["margin"].max())


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"simultaneous": "yes"}, "not_a_switch"),
        ({"simultaneous": 1}, "not_a_switch"),
        ({"equivalent": {"suport": 0.1}}, "no_such_outcome_near"),
        ({"equivalent": {"support": 0}}, "margin_not_positive"),
        ({"equivalent": {"support": "0.1"}}, "not_a_number"),
        ({"equivalent": {"support": math.nan}}, "margin_not_positive"),
        ({"equivalent": ["support"]}, "not_margins"),
    ],
)
@pytest.mark.parametrize("function", ["compare", "sweep"])
def test_what_cannot_be_judged_is_refused(function, how, code) -> None:
    given = ["small.yaml", "other.yaml"] if function == "compare" else "swept.yaml"
    with refused(hlmsim.InputError, code):
        getattr(hlmsim, function)(given, out="never", **how)
    assert not Path("never").exists()
