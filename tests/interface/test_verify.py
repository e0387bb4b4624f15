"""A results folder is looked at from the command line: what has changed, what is missing, runs made again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hlmsim.errors import ScenarioError
from hlmsim.interface.cli import main
from hlmsim.interface.cli.commands import verify as command
from hlmsim.locales import LANGUAGES
from hlmsim.runs import verify as floor
from hlmsim.runs.verify import Finding


@pytest.fixture
def copy(made, tmp_path) -> Path:
    return Path(shutil.copytree(made.out, tmp_path / "copy"))


def _said(capsys) -> str:
    shown = capsys.readouterr()
    return (shown.out + shown.err).replace("\N{NO-BREAK SPACE}", " ")


def test_a_folder_is_as_it_was_written(made, capsys) -> None:
    assert main(["verify", str(made.out), "--rerun", "3"]) == 0
    said = _said(capsys)
    assert "12 runs of 12 are there" in said
    assert "3 runs made again: the same to the last bit." in said
    assert f"Everything in {made.out} is as it was written." in said
    assert "✗" not in said


def test_what_has_changed_is_named(copy, capsys) -> None:
    (copy / "effects.csv").unlink()
    with (copy / "scenarios" / "small.yaml").open("a") as stream:
        stream.write("nothing like a scenario\n")
    assert main(["verify", str(copy), "--rerun", "12", "--lang", "fr"]) == 1
    said = _said(capsys)
    assert "✗ effects.csv manque." in said
    assert "✗ scenarios/small.yaml a changé depuis son écriture." in said
    assert "le scénario small ne se lit pas (" in said
    assert "small/0, refaite, échoue : ScenarioError, " in said
    assert "choses ne sont pas comme elles devraient." in said
    assert "6 simulations refaites : identiques au bit près." in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_finding_has_its_sentence(lang: str) -> None:
    known = floor.Finding.__doc__ or ""
    facts = {
        "file": "a.csv",
        "count": 3,
        "folder": "runs/x",
        "reason": ScenarioError(()),
        "scenario": "small",
        "runs": ["small/1"],
        "stored": ["1.0"],
        "installed": ["2.0"],
        "names": ["numpy"],
        "run": "small/1",
        "table": "weekly",
        "columns": ["support"],
        "kind": "ValueError",
        "message": "no",
    }
    codes = [word.strip(":,.") for word in known.replace("``", " ").split() if "_" in word]
    found = [code for code in codes if code not in facts]
    assert len(found) >= 14
    for code in found:
        assert command._said(Finding(code, facts), lang)


def test_a_run_that_is_kept_is_replayed(made, capsys) -> None:
    assert main(["verify", str(made.out), "--replay", "small/3"]) == 0
    said = _said(capsys)
    assert "small/3 succeeds here." in said
    assert "Service access" in said
    assert "not kept" not in said


def test_a_debugger_gets_the_run_itself(made, monkeypatch) -> None:
    monkeypatch.setenv("HLMSIM_DEBUG", "1")
    assert main(["verify", str(made.out), "--replay", "other/0", "--quiet"]) == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--replay small", "“small” is not of the form case/replicate"),
        ("--replay small/-1", "“small/-1” is not of the form case/replicate"),
        ("--replay none/3", "holds no case named none"),
        ("--replay small/3 --rerun 2", "Give one of the two."),
    ],
)
def test_what_cannot_be_replayed(made, line: str, said: str, capsys) -> None:
    assert main(["verify", str(made.out), *line.split()]) == 2
    assert said in _said(capsys)


def test_a_folder_of_something_else(tmp_path, capsys) -> None:
    assert main(["verify", str(tmp_path)]) == 2
    assert "is not a results folder" in _said(capsys)
    assert main(["verify", str(tmp_path / "none")]) == 2
    assert "there is no folder" in _said(capsys)
