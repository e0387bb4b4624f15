"""What a sentence tells a person to do is true: the command is given, and does it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

import hlmsim
from hlmsim.interface.cli import main
from hlmsim.runs.manifest import signed
from tests.interface.conftest import write_scenarios

FAST = ("--weeks", "30", "-n", "2", "--no-figures", "-j", "1")
OUT = "my results"


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Path:
    """Results of one scenario made by the command line, in a folder whose name has a space."""
    folder = tmp_path_factory.mktemp("suggested")
    write_scenarios(folder)
    with pytest.MonkeyPatch.context() as patch:
        from hlmsim.runs import executors

        patch.chdir(folder)
        patch.setattr(executors, "default", executors.threads)
        assert main(["run", "small.yaml", *FAST, "--out", OUT, "--max-runs", "9"]) == 0
    return folder


@pytest.fixture
def here(results, tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(results, tmp_path, dirs_exist_ok=True)
    return tmp_path / OUT


def _verification(said: str) -> list[str]:
    """The command that tells all that differs, with the folder quoted."""
    found = re.search(r"hlmsim (verify '[^']+')", said)
    assert found is not None, said
    return shlex.split(found[1])


def _suggested(said: str) -> list[str]:
    """The command in the last parentheses of an error, without ``hlmsim``."""
    found = re.search(r"\((hlmsim [^()]*)\)", said)
    assert found is not None, said
    return shlex.split(found[1])[1:]


@pytest.mark.parametrize(
    ("damaged", "table", "lang"), [("effects.parquet", "effects", "fr"), ("runs/*/groups.parquet", "groups", "en")]
)
def test_the_command_that_mends_a_changed_folder_mends_it(here, damaged, table, lang, capsys) -> None:
    file = next(here.glob(damaged))
    file.write_bytes(b"edited by hand")
    asked = ["export", OUT, "--table", table, "-o", "table.csv", "--lang", lang]
    assert main(asked) == 2
    said = capsys.readouterr().err
    assert main(_verification(said)) == 1
    command = _suggested(said)
    assert "--max-runs" not in command
    assert main(command) == 0
    assert main(asked) == 0


def test_the_command_says_replace_where_the_door_asks_for_it_and_only_there(here, capsys) -> None:
    next(here.glob("runs/*/runs.parquet")).unlink()
    asked = ["export", OUT, "-o", "table.csv"]
    assert main([*asked, "--table", "runs"]) == 2
    assert "--replace" not in _suggested(capsys.readouterr().err)
    (here / "effects.parquet").write_bytes(b"edited by hand")
    assert main(asked) == 2
    command = _suggested(capsys.readouterr().err)
    assert command[-1] == "--replace"
    assert main(command[:-1]) == 2
    assert "effects.parquet" in capsys.readouterr().err


@pytest.mark.parametrize("line", [["new", "my plan"], ["new-site", "my site"], ["new", "--", "-plan"]])
def test_what_to_do_next_can_be_pasted(line, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(line) == 0
    found = re.search(r"hlmsim (check .*)", capsys.readouterr().err)
    assert found is not None
    assert main(shlex.split(found[1])) == 0


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("sensitivity one_lever_at_a_time", "sweep"),
        ("sensitivity calibration", "calibrate"),
        ("sweep calibration", "calibrate"),
        ("calibrate what_matters_most", "sensitivity"),
        ("calibrate one_lever_at_a_time", "sweep"),
    ],
)
def test_an_experiment_of_another_command_names_that_command(line, command, tmp_path, capsys) -> None:
    assert main([*line.split(), "--out", str(tmp_path / "out"), "--lang", "en"]) == 2
    assert f"`hlmsim {command}`" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("experiment", ["calibration", "what_matters_most"])
def test_a_sweep_from_python_refuses_it_too(experiment, tmp_path) -> None:
    with pytest.raises(hlmsim.InputError, match=r"hlmsim (calibrate|sensitivity)"):
        hlmsim.sweep(experiment, replicates=1, out=tmp_path / "out")


def test_a_newer_folder_is_told_by_every_command_that_reads_it(here, capsys) -> None:
    manifest = here / "manifest.json"
    manifest.write_text(re.sub(r'"schema": *1', '"schema": 2', manifest.read_text(encoding="utf-8")), encoding="utf-8")
    for command in ("report", "export", "verify"):
        assert main([command, OUT, "--lang", "en"]) == 2
        assert "newer hlmsim" in capsys.readouterr().err


def test_what_makes_the_effects_is_the_same_command(here, capsys) -> None:
    for file in here.glob("effects.*"):
        file.unlink()
    manifest = here / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["files"] = {name: said for name, said in content["files"].items() if not name.startswith("effects")}
    manifest.write_text(json.dumps(signed(content)), encoding="utf-8")
    assert main(["export", OUT, "-o", "table.csv"]) == 2
    assert f"--out '{OUT}'" in capsys.readouterr().err
    assert main(["run", "small.yaml", *FAST, "--out", OUT, "--lang", "fr"]) == 0
    assert f"Dans un tableur, ouvrez {OUT}/effects.xlsx" in capsys.readouterr().err
    assert main(["export", OUT, "-o", "table.csv"]) == 0
