"""What people give by mistake to the Python functions and to ``--out``: the right thing is done, or it is refused."""

from __future__ import annotations

import math
import os
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hlmsim
from hlmsim.errors import InputError, ScenarioError
from hlmsim.interface import arguments
from hlmsim.interface.cli import main

LATIN = os.fsdecode(b"\xe9t\xe9")
"""A name that a system of another time wrote in Latin 1."""


class AsPath:
    """What stands for a path."""

    def __init__(self, path: object) -> None:
        self.path = path

    def __fspath__(self) -> object:
        return self.path


@pytest.fixture(autouse=True)
def _here(made, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()


@pytest.mark.parametrize("span", [np.timedelta64(2, "ns"), np.datetime64(2, "ns"), np.float64(2), np.array([2])])
def test_a_count_is_no_time_and_no_list(span) -> None:
    with pytest.raises(InputError, match="replicates"):
        arguments.replicates(span)


@pytest.mark.parametrize("path", [AsPath(b"out"), AsPath(3), b"out", f"out{LATIN}", "a\0b", "\ud800"])
def test_a_path_that_cannot_be_is_refused(path) -> None:
    with pytest.raises(InputError, match="out"):
        arguments.folder("out", path)


def test_what_stands_for_a_path_is_one(made) -> None:
    assert hlmsim.load(AsPath(made.base)).name == "small"
    assert arguments.folder("out", AsPath("there")) == Path("there")
    assert arguments.worlds(AsPath("worlds.csv"), 9) == Path("worlds.csv")


def test_the_persons_folder_is_meant_by_its_sign(made) -> None:
    assert arguments.folder("out", "~/there") == Path.home() / "there"
    assert arguments.folder("out", "~nobody-of-that-name/there") == Path.cwd() / "~nobody-of-that-name/there"
    (Path.home() / "mine.yaml").write_bytes(Path(made.base).read_bytes())
    assert hlmsim.load("~/mine.yaml").weeks == hlmsim.load(made.base).weeks
    assert main(["new", "essai", "--out=~/new.yaml"]) == 0
    assert (Path.home() / "new.yaml").is_file()
    assert not list(Path.cwd().glob("~*"))


@pytest.mark.parametrize(
    "line", ["new x -o NAME.yaml", "new-site -o NAME", "compare BASE OTHER -n 1 --out NAME", "show NAME.yaml"]
)
def test_a_name_in_another_encoding_is_told_and_nothing_is_made(line, made, capsys, monkeypatch) -> None:
    monkeypatch.setenv("HLMSIM_LANG", "fr")
    names = {"NAME": LATIN, "BASE": made.base, "OTHER": made.other}
    words = line.replace("NAME", LATIN).split()
    if "show" in line:
        Path(f"{LATIN}.yaml").write_text("schema: 1\n", encoding="utf-8")
    before = sorted(Path.cwd().iterdir())
    assert main([names.get(word, word) for word in words]) == 2
    said = capsys.readouterr().err
    assert r"\xe9t\xe9" in said
    assert "UTF-8" in said
    assert sorted(Path.cwd().iterdir()) == before


def test_a_folder_below_a_file_is_told(made, capsys) -> None:
    Path("letter.txt").write_text("…", encoding="utf-8")
    assert main(["compare", made.base, made.other, "-n", "1", "--out", "letter.txt/results"]) == 2
    assert "letter.txt" in capsys.readouterr().err


@pytest.mark.parametrize("margin", ["0.1", b"0.1", True, np.True_, None, [0.1], pd.NA])
def test_a_margin_that_is_no_number_is_told_as_one(margin) -> None:
    with pytest.raises(InputError, match=r"equivalent\['support'\].*is not a number"):
        arguments.margins("equivalent", {"support": margin}, ["support"])


@pytest.mark.parametrize("margin", [0, -1, math.nan, math.inf, 10**400])
def test_a_margin_is_above_zero_and_finite(margin) -> None:
    with pytest.raises(InputError, match="above zero"):
        arguments.margins("equivalent", {"support": margin}, ["support"])


@pytest.mark.parametrize("sets", [[3], [None], [b"levers.posts.count=1"], [np.float64(1)], np.array([1.0]), "a=1"])
def test_assignments_are_texts(made, sets) -> None:
    with pytest.raises(InputError, match="sets"):
        hlmsim.load(made.base, sets=sets)


@pytest.mark.parametrize("none", [None, (), [], np.array([])])
def test_no_assignment_changes_nothing(made, none) -> None:
    assert hlmsim.load(made.base, sets=none) == hlmsim.load(made.base)


@pytest.mark.parametrize("asked", [{"support"}, pd.Index(["support"]), np.array(["support"]), ["support"]])
def test_outcomes_may_stand_in_any_collection(made, asked) -> None:
    from hlmsim.interface.python_terms import judged

    assert judged(asked, None).looks == 1


def test_a_path_of_many_words_is_a_fault(made) -> None:
    with pytest.raises(ScenarioError, match="levels"):
        hlmsim.load(made.base).with_({"a." * 3000: 1})


@pytest.mark.parametrize("file", [None, 3, b"x.yaml", "a\0.yaml", f"{LATIN}.yaml", "no/x.yaml", "x.txt"])
def test_a_scenario_is_saved_or_the_file_is_refused(made, file) -> None:
    with pytest.raises(InputError):
        hlmsim.load(made.base).save(file)
    assert not [path for path in Path.cwd().iterdir() if path.name != "home"]


@pytest.mark.parametrize("word", ["no", 0, None])
def test_a_saved_scenario_is_replaced_only_by_who_says_true(made, word) -> None:
    file = hlmsim.load(made.base).save("mine.yaml")
    before = file.read_bytes()
    with pytest.raises(InputError, match="replace"):
        hlmsim.load(made.other).save(file, replace=word)
    with pytest.raises(InputError, match="replace=True"):
        hlmsim.load(made.other).save(file)
    assert file.read_bytes() == before
    assert hlmsim.load(made.other).save(file, replace=True).read_bytes() != before


@pytest.mark.parametrize("line", ["new x -o NAME", "new-site -o NAME", "run BASE --out NAME", "network BASE -o NAME"])
@pytest.mark.parametrize("blank", ["", " "])
def test_a_blank_path_is_no_folder(line, blank, made, capsys) -> None:
    before = sorted(Path.cwd().iterdir())
    words = [{"NAME": blank, "BASE": made.base}.get(word, word) for word in line.split()]
    assert main([*words, "--lang", "fr"]) == 2
    assert "ne peut pas être vide" in capsys.readouterr().err
    assert sorted(Path.cwd().iterdir()) == before


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--max-minutes 0,5", "Vouliez-vous dire 0.5?"),
        ("--equivalent support=0,1", "Vouliez-vous dire support=0.1?"),
        ("--precision support=0,1", "Vouliez-vous dire support=0.1?"),
        ("--time-out inf", "au-dessus de zéro et fini"),
        ("--group ALL", "Vouliez-vous dire all?"),
    ],
)
def test_what_was_meant_is_said(line, said, made, capsys) -> None:
    assert main(["compare", made.base, made.other, *line.split(), "--lang", "fr"]) == 2
    assert said in capsys.readouterr().err.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("columns", ["0", "1"])
def test_nothing_is_lost_on_a_terminal_without_a_width(columns, made, monkeypatch, capsys) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert main(["check", made.base]) == 0
    printed = capsys.readouterr()
    assert "small.yaml" in "".join((printed.out + printed.err).split())


def test_a_command_with_a_tab_or_a_line_break_can_be_pasted() -> None:
    from hlmsim.runs.line import pasteable

    line = ["hlmsim", "run", "a\tb/l'été\\x.yaml", "--out", "a\nb", "$HOME", "it's"]
    said = pasteable(line)
    assert said.isprintable()
    again = subprocess.run(["bash", "-c", f"printf '%s\\0' {said}"], capture_output=True, check=True, text=True)
    assert again.stdout.split("\0")[:-1] == line
