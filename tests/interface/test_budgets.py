"""A budget that is too short, or that ends a batch early, says so and gives the exact command that goes on."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from hlmsim.interface.cli import main
from tests.interface.conftest import write_scenarios
from tests.interface.known_functions import experiment_text
from tests.interface.test_calibrate import CALIBRATION
from tests.interface.test_door import SWEPT

TOO_SHORT = ("--max-minutes", "0.0000001")
FAST = ("--weeks", "30", "-n", "2", "--no-figures", "-j", "1")
LINES = (
    ("run", "small.yaml", *FAST),
    ("run", "small.yaml", *FAST, "--precision", "support=0.1"),
    ("compare", "small.yaml", "other.yaml", *FAST),
    ("compare", "small.yaml", "other.yaml", *FAST, "--worlds", "2", "--precision", "support=0.1"),
    ("sweep", "swept.yaml", *FAST),
    ("sensitivity", "known.yaml", "--weeks", "60", "-n", "2", "--no-figures"),
    ("validate", "small.yaml", "-p", "P2", "-n", "2", "--no-figures"),
    ("calibrate", "calibration.yaml", "--no-figures", "-j", "1"),
)


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_scenarios(tmp_path)
    Path("swept.yaml").write_text(SWEPT, encoding="utf-8")
    Path("known.yaml").write_text(experiment_text(base=4, replicates=2), encoding="utf-8")
    Path("calibration.yaml").write_text(CALIBRATION, encoding="utf-8")


def _commands(said: str) -> list[list[str]]:
    """Every command that is suggested, on a line of its own."""
    return [shlex.split(line)[1:] for line in said.splitlines() if line.startswith("  hlmsim ")]


@pytest.mark.parametrize("line", LINES, ids=lambda line: " ".join(line[:2]))
def test_no_time_for_one_simulation_is_told(line, capsys) -> None:
    typed = [*line, "--out", "my results", *TOO_SHORT, "--quiet", "--lang", "fr"]
    assert main(typed) == 1
    said = capsys.readouterr()
    assert f"{' '.join(TOO_SHORT)} avant qu’une première simulation soit faite" in " ".join(said.err.split())
    assert "my results'" in said.err
    assert _commands(said.err) == [[word for word in typed if word not in TOO_SHORT]]
    assert said.out == ""


def test_the_command_of_a_budget_that_was_too_short_goes_on(capsys) -> None:
    assert main([*LINES[0], "--out", "my results", *TOO_SHORT]) == 1
    (command,) = _commands(capsys.readouterr().err)
    assert main(command) == 0


def test_a_budget_of_one_simulation_goes_on_to_the_end(capsys) -> None:
    typed = [*LINES[2], "--out", "my results", "--max-runs", "1", "--lang", "en"]
    assert main(typed) == 0
    said = capsys.readouterr().err
    assert "1 simulation of 4 is done" in said
    (typed,) = _commands(said)
    assert main([*typed, "--max-runs", "2"]) == 0
    said = capsys.readouterr().err
    assert "3 simulations of 4 are done" in said
    (typed,) = _commands(said)
    assert main(typed) == 0
    assert _commands(capsys.readouterr().err) == []
