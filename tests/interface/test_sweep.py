"""Experiments from the command line and Python: designs as tables, answers, budgets, shares, exports."""

from __future__ import annotations

import csv
import json
import shlex
from math import isnan, nan
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

import hlmsim
from hlmsim.analysis import sweeps
from hlmsim.interface.cli import main
from hlmsim.interface.sweep_precision import half_widths_of
from hlmsim.locales import LANGUAGES

BROKEN = Path(__file__).parents[1] / "unit" / "runs" / "design" / "broken"
EXPERIMENT = """\
schema: 1
title: {fr: "Roulement et salle", en: "Turnover and room"}
question: {fr: "Qu’est-ce qui change?", en: "What changes?"}
scenarios: [small.yaml]
factors:
  turnover: {path: levers.turnover.worker_annual, values: [0.31, 0.9]}
  posts: {path: levers.posts.count, values: [1, 0]}
design: {kind: grid}
replicates: 6
outcomes: [support, service_access]
expected_minutes: 1
"""


@pytest.fixture(scope="module")
def experiment(made) -> Path:
    file = made.folder / "two_factors.yaml"
    file.write_text(EXPERIMENT, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def answered(experiment, tmp_path_factory) -> Path:
    """A results folder of the experiment, with figures."""
    from hlmsim.runs import executors

    out = tmp_path_factory.mktemp("answered") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executors, "default", executors.threads)
        patch.setenv("COLUMNS", "80")
        assert main(["sweep", str(experiment), "--out", str(out), "--lang", "en", "--quiet"]) == 0
    return out


def _said(capsys) -> str:
    shown = capsys.readouterr()
    return (shown.out + shown.err).replace("\N{NO-BREAK SPACE}", " ")


def _commands(said: str) -> list[list[str]]:
    """Commands that are printed, ready to be given."""
    return [shlex.split(line)[1:] for line in said.splitlines() if line.strip().startswith("hlmsim ")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", ["80", "120"])
def test_a_sweep_answers_its_question(answered, experiment, lang: str, width: str, monkeypatch, capsys) -> None:
    monkeypatch.setenv("COLUMNS", width)
    line = ["sweep", str(experiment), "--out", str(answered), "--no-figures", "--lang", lang]
    assert main(line) == 0
    shown = capsys.readouterr()
    assert max(map(len, shown.out.splitlines())) <= int(width)
    said = (shown.out + shown.err).replace("\N{NO-BREAK SPACE}", " ")
    expected = {
        "en": (
            "What changes?",
            "Nothing to do",
            "4 points, 6 replicates of each: 24 simulations.",
            "answer.en.md",
            "Time: ",
        ),
        "fr": (
            "Qu’est-ce qui change?",
            "Rien à faire",
            "4 points, 6 répliques par point : 24 simulations.",
            "fr.md",
            "Durée : ",
        ),
    }
    for sentence in expected[lang]:
        assert sentence in said


def test_a_sweep_leaves_its_design_and_answer(answered) -> None:
    names = {path.name for path in answered.iterdir()}
    assert {"design.csv", "experiment.yaml", "answer.csv", "answer.fr.md", "answer.en.md", "figures"} <= names
    assert json.loads((answered / "manifest.json").read_text())["kind"] == "sweep"


def test_a_design_is_written_edited_and_simulated(experiment, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", str(experiment), "--design-only", "-n", "2"]) == 0
    said = _said(capsys)
    assert "Design written in two_factors-design.csv: 4 points." in said
    with Path("two_factors-design.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["point"] for row in rows] == ["1", "2", "3", "4"]
    with Path("two_factors-design.csv").open("w") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows([rows[0], rows[1] | {"turnover": "0.5"}])
    (go_on,) = _commands(said)
    assert go_on == ["sweep", str(experiment), "-n", "2", "--design", "two_factors-design.csv"]
    assert main([*go_on, "--no-figures"]) == 0
    assert "4 simulations done" in _said(capsys)
    assert main(["sweep", str(experiment), "--design-only"]) == 2
    assert "two_factors-design.csv has been changed since hlmsim wrote it" in _said(capsys)


def test_a_design_at_fault_is_refused_in_its_place(experiment, tmp_path, capsys) -> None:
    file = tmp_path / "points.csv"
    file.write_text("point,turnover,posts\n1,much,1\n2,0.31,-3\n")
    assert main(["sweep", str(experiment), "--design", str(file)]) == 2
    said = _said(capsys)
    assert f"{file}:2:" in said
    assert f"{file}:3:" in said


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", sorted(path.name for path in BROKEN.glob("*.yaml")))
def test_broken_experiments_show_every_fault_in_its_place(name: str, lang: str, monkeypatch, capsys) -> None:
    monkeypatch.chdir(BROKEN)
    expected = Path(name).with_suffix(f".{lang}.txt").read_text(encoding="utf-8").splitlines()
    assert main(["check", name, "--lang", lang]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert set(shown.err.splitlines()) >= set(expected)
    assert "Traceback" not in shown.err
    assert main(["sweep", name, "--lang", lang]) == 2
    assert set(capsys.readouterr().err.splitlines()) >= set(expected)


def test_check_counts_the_points_of_a_sound_experiment(experiment, capsys) -> None:
    assert main(["check", str(experiment), "turnover_concertation_clarity"]) == 0
    said = _said(capsys)
    assert said.count("no fault") == 2
    assert "4 points, 6 replicates of each: 24 simulations." in said
    assert "Expected time: about 1 minute on two cores." in said


def test_a_budget_is_explained_and_the_same_command_goes_on(experiment, tmp_path, capsys) -> None:
    line = ["sweep", str(experiment), "--out", str(tmp_path / "out"), "--max-runs", "10", "--no-figures"]
    for done in (10, 20):
        assert main(line) == 0
        said = _said(capsys)
        assert f"Stopped after 10 new simulations, as asked (--max-runs): {done} simulations of 24 are done" in said
        assert _commands(said) == [line]
    assert main(line) == 0
    said = _said(capsys)
    assert "4 simulations done in" in said
    assert "20 simulations done earlier were taken up again." in said
    assert "Stopped" not in said


def test_shares_are_done_apart_and_shown_together(experiment, answered, tmp_path, capsys) -> None:
    line = ["sweep", str(experiment), "--out", str(tmp_path / "out"), "--no-figures"]
    said = []
    for share in ("1/3", "2/3", "3/3"):
        assert main([*line, f"--shard={share}" if share == "2/3" else "--shard", *([share] * (share != "2/3"))]) == 0
        said.append(_said(capsys))
        assert _commands(said[-1]) == [line]
        assert "Turnover and room" not in said[-1]
    assert "Share 1 of 3 is done" in said[0]
    assert "now holds all 24 simulations" in said[2]
    assert main(line) == 0
    assert "Turnover and room" in _said(capsys)
    for file in ("answer.csv", "design.csv", "effects.csv"):
        assert (tmp_path / "out" / file).read_bytes() == (answered / file).read_bytes()


def test_precision_adds_replicates_to_every_point(made, tmp_path, capsys) -> None:
    asked = made.folder / "precise.yaml"
    asked.write_text(EXPERIMENT.replace("replicates: 6", "precision: {support: 0.2}\nlimit: 12"))
    line = ["sweep", str(asked), "--out", str(tmp_path / "out"), "--no-figures"]
    assert main(line) == 0
    said = _said(capsys)
    assert "4 points, as many replicates of each as the precision takes: 12 to begin with." in said
    assert "Households who have support, half-width" in said
    assert main([*line, "--shard", "1/2"]) == 2
    assert "--shard and --precision do not go together" in _said(capsys)
    assert main([*line, "--max-runs", "3", "--precision", "support=0.0001", "--seed", "5"]) == 0
    assert "Precision not reached yet" in _said(capsys)


@pytest.mark.parametrize("verdict", ["undefined", "incomplete"])
def test_a_setting_without_an_interval_is_not_precise(answered, verdict: str, monkeypatch) -> None:
    """Others that are narrow do not speak for it."""
    rows = {"kind": "main", "outcome": "support", "factor": "turnover", "setting": ["0.31", "0.5", "0.9"]}
    ends = {"low": [nan, -0.1, nan], "high": [nan, 0.1, nan], "verdict": ["reference", "undecided", verdict]}
    monkeypatch.setattr(sweeps, "answer", lambda *_: pd.DataFrame(rows | ends))
    widths = half_widths_of(answered, ["support"])(pd.DataFrame())
    assert [isnan(width) for width in widths.values()] == [False, True]


@pytest.mark.parametrize("table", ["effects", "runs", "groups", "weekly", "answer", "design"])
def test_tables_are_exported_with_labels(answered, table: str, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", str(answered), "--table", table, "--format", "csv", "--lang", "fr"]) == 0
    (file,) = tmp_path.glob("*.csv")
    assert f"Tableau écrit : {file.name}" in _said(capsys)
    assert ";" in file.read_text(encoding="utf-8-sig").splitlines()[0]
    assert main(["export", str(answered), "--table", table, "-o", "again.xlsx", "--quiet"]) == 0
    assert Path("again.xlsx").read_bytes()[:2] == b"PK"
    assert _said(capsys) == ""


def test_exports_that_cannot_be(answered, made, tmp_path, capsys) -> None:
    (tmp_path / "there.csv").write_text("mine")
    assert main(["export", str(answered), "-o", str(tmp_path / "there.csv")]) == 2
    assert "already exists" in _said(capsys)
    assert main(["export", str(made.out), "--table", "answer"]) == 2
    assert "has no table answer" in _said(capsys)
    assert main(["export", str(tmp_path)]) == 2
    assert "is not a results folder" in _said(capsys)


def test_a_sweep_from_python_takes_up_that_of_the_command_line(experiment, answered, monkeypatch) -> None:
    swept = hlmsim.sweep(experiment, out=answered)
    assert list(swept.design["point"]) == [1, 2, 3, 4]
    assert set(swept.answer["outcome"]) == {"support", "service_access"}
    assert len(swept.table) == 4 * 2
    assert len(swept.runs) == 4 * 6
    assert {"turnover", "posts", "replicate", "support"} <= set(swept.runs.columns)
    assert isinstance(swept.plot("support", lang="fr"), Figure)
    assert isinstance(swept.plot(), Figure)
    monkeypatch.setenv("HLMSIM_LANG", "fr")
    assert swept._repr_markdown_().startswith("# Roulement et salle")
    again = hlmsim.read_results(answered)
    assert isinstance(again, hlmsim.Sweep)
    assert again.answer.equals(swept.answer)


def test_python_edits_a_design_and_follows_a_precision(experiment, made, tmp_path) -> None:
    table = tmp_path / "points.csv"
    table.write_text("scenario,world,turnover,posts\nsmall,0,0.31,1\nsmall,0,0.5,1\n")
    assert len(hlmsim.sweep(experiment, design=table, replicates=2, out=tmp_path / "edited").design) == 2
    asked = made.folder / "precise_python.yaml"
    asked.write_text(EXPERIMENT.replace("replicates: 6", "precision: {support: 0.0001}\nlimit: 6"))
    swept = hlmsim.sweep(asked, out=tmp_path / "precise")
    assert swept.runs.groupby("case")["replicate"].nunique().tolist() == [6] * 4
    with pytest.raises(hlmsim.InputError):
        swept.plot("density")
