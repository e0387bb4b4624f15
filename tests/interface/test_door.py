"""No command writes over what hlmsim did not write: every command of the register, in a folder of foreign files."""

from __future__ import annotations

import json
import os
import shutil
import unicodedata
from pathlib import Path

import pytest

from hlmsim.errors import InputError
from hlmsim.interface.cli import main
from hlmsim.interface.cli.program import COMMANDS
from hlmsim.interface.outputs import Outputs
from hlmsim.runs import executors
from hlmsim.runs.batch import Batch
from hlmsim.runs.ledger.door import MARK, open_folder
from hlmsim.runs.ledger.folder import default_folder
from hlmsim.runs.provenance import seal
from hlmsim.scenario import load
from tests.interface.conftest import write_scenarios

SWEPT = """\
schema: 1
title: {fr: "Essai", en: "Trial"}
question: {fr: "Quoi?", en: "What?"}
scenarios: [small]
factors:
  posts: {path: levers.posts.count, values: [1, 2]}
design: {kind: grid}
replicates: 2
"""
FOREIGN = """
    brief.html effects.csv effects.parquet effects.xlsx columns.csv manifest.json failures.jsonl answer.fr.md
    answer.en.md scorecard.csv scorecard.fr.md calibration.fr.md sensitivity.csv experiment.yaml design.csv worlds.csv
    medoid.yaml parameters.csv ro-crate-metadata.json .lock scenarios/small.yaml figures/fr/effects.png figures/.drawn
    runs/parts/x.parquet screen/manifest.json page.html page.docx site.graphml site.gexf site.nodes.csv site.ties.csv
    table.xlsx table.csv mine.yaml schema.json swept-design.csv points.csv site.yaml dwellings.csv LISEZ-MOI.md
"""
FAST = ("--weeks", "30", "-n", "2", "--no-figures")
WRITES = {
    "run": (("small.yaml", *FAST),),
    "compare": (("small.yaml", "other.yaml", *FAST), ("small.yaml", "other.yaml", *FAST, "--worlds", "2")),
    "sweep": (("swept.yaml", *FAST),),
    "sensitivity": (("what_matters_most", "-n", "2", "--no-figures"),),
    "validate": (("small.yaml", "-p", "P2", "-n", "2", "--no-figures"),),
    "calibrate": (("calibration", "--no-figures"),),
    "new-site": ((), ("--graphml",)),
    "import": (("own.csv",),),
}
"""Commands that write a folder: what they work on."""
WRITES_ONE = {
    "sweep": ("swept.yaml --design-only -o points.csv", "swept.yaml --design-only"),
    "network": ("small.yaml -o site.graphml", "small.yaml -o site.gexf", "small.yaml --out site.csv"),
    "replay": ("small.yaml -o page.html --weeks 20", "small.yaml --out page.html --weeks 20"),
    "new": ("mine", "other_name --out mine.yaml", "other_name -o mine.yaml"),
    "report": ("made -o page.html", "made --out page.docx"),
    "export": ("made -o table.xlsx", "made --table runs --out table.csv", "made -o made/effects.xlsx"),
    "schema": ("-o schema.json", "--out schema.json --experiment", "--output schema.json --pattern"),
}
"""Commands that write single files."""
READS = {"check": "small.yaml swept.yaml", "show": "small.yaml", "verify": "made", "completion": "bash", "play": None}


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Path:
    """Results of one small scenario, and the scenario beside them."""
    folder = tmp_path_factory.mktemp("door")
    write_scenarios(folder)
    scenario = load(folder / "small.yaml", weeks=30)
    batch = Batch.of([scenario], folder / "made", executor=executors.threads).do(2)
    Outputs(batch.results, "en").write(figures=False)
    return folder


@pytest.fixture
def copied(results, tmp_path, monkeypatch) -> Path:
    """A copy of them, in which the test works."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(results, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def place(copied) -> Path:
    """A folder in which somebody keeps files under all names that hlmsim writes, and in it scenarios and results."""
    for name in FOREIGN.split():
        (copied / name).parent.mkdir(parents=True, exist_ok=True)
        (copied / name).write_text(f"mine, called {name}", encoding="utf-8")
    Path("swept.yaml").write_text(SWEPT, encoding="utf-8")
    Path("own.csv").write_text("dwelling,building\n1,A\n2,A\n", encoding="utf-8")
    return copied


def test_every_command_is_in_these_tests() -> None:
    assert {*WRITES, *WRITES_ONE, *READS} == set(COMMANDS)


@pytest.mark.parametrize(
    ("command", "words"), [(command, words) for command, lines in WRITES.items() for words in lines]
)
@pytest.mark.parametrize("spelling", ["--out", "-o"])
def test_a_folder_of_somebody_else_is_left_as_it_is(command, words, spelling, place, capsys) -> None:
    before = _bytes(place)
    assert main([command, *words, spelling, ".", "--lang", "en"]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert _bytes(place) == before


@pytest.mark.parametrize(
    ("command", "line"), [(command, line) for command, lines in WRITES_ONE.items() for line in lines]
)
def test_a_file_of_somebody_else_is_left_as_it_is(command, line, place, capsys) -> None:
    before = _bytes(place)
    assert main([command, *line.split(), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "already exists, and hlmsim did not write it" in said or "is an input of this command" in said
    assert _bytes(place) == before


@pytest.mark.parametrize(("command", "line"), [(name, line) for name, line in READS.items() if line is not None])
def test_a_command_that_reads_writes_nothing(command, line, place) -> None:
    before = _bytes(place)
    assert main([command, *line.split()]) == 0
    assert _bytes(place) == before


def test_the_usual_folder_may_be_somebody_elses_too(place, capsys) -> None:
    usual = default_folder([load("small.yaml", weeks=30)], 1)
    usual.mkdir(parents=True)
    (usual / "effects.csv").write_text("mine")
    assert main(["run", "small.yaml", *FAST]) == 2
    assert str(usual) in capsys.readouterr().err
    assert _bytes(usual) == {"effects.csv": b"mine"}


def test_scenarios_are_never_replaced_by_what_was_made_of_them(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    Path("scenarios").mkdir()
    write_scenarios(Path("scenarios"))
    before = _bytes(tmp_path)
    for more in ([], ["--replace"]):
        assert main(["run", "scenarios/small.yaml", *FAST, "--out", ".", *more]) == 2
        assert _bytes(tmp_path) == before
    assert "scenarios/small.yaml is an input" in capsys.readouterr().err


def test_replace_takes_a_foreign_folder_over_and_leaves_what_bears_other_names(copied) -> None:
    taken = copied / "taken"
    (taken / "scenarios").mkdir(parents=True)
    for name in ("effects.csv", "manifest.json", "notes.txt", "scenarios/small.yaml", "scenarios/theirs.yaml"):
        (taken / name).write_text("mine")
    line = ["run", "small.yaml", *FAST, "-o", "taken"]
    assert main(line) == 2
    assert main([*line, "--replace"]) == 0
    assert b"service_access" in (taken / "effects.csv").read_bytes()
    assert json.loads((taken / "manifest.json").read_text())["kind"] == "batch"
    assert (taken / "notes.txt").read_text() == (taken / "scenarios" / "theirs.yaml").read_text() == "mine"
    assert main(line) == 0


def test_a_result_that_a_person_changed_is_not_replaced(copied, results, capsys) -> None:
    Path("made/notes.md").write_text("mine")
    with Path("made/effects.csv").open("a") as stream:
        stream.write("edited\n")
    before = _bytes(copied)
    line = ["run", "small.yaml", *FAST, "--out", "made"]
    assert main([*line, "--lang", "en"]) == 2
    assert "has been changed since hlmsim wrote it (effects.csv)" in capsys.readouterr().err
    assert _bytes(copied) == before
    assert main([*line, "--replace"]) == 0
    assert Path("made/effects.csv").read_bytes() == (results / "made" / "effects.csv").read_bytes()
    assert Path("made/notes.md").read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["brief.html", "effects.csv"])
def test_somebody_elses_file_among_results_is_told_before_anything_is_simulated(name, copied, capsys) -> None:
    """A page that somebody put among results of ours was refused when all was simulated."""
    record = Path("made/.hlmsim")
    record.write_text("".join(line for line in record.read_text().splitlines(True) if not line.endswith(f"{name}\n")))
    Path("made", name).write_text("mine")
    before = _bytes(copied)
    assert main(["run", "small.yaml", "-n", "3", "--weeks", "30", "--no-figures", "--out", "made", "--lang", "en"]) == 2
    assert f"{name} already exists" in capsys.readouterr().err
    assert _bytes(copied) == before


def test_a_new_scenario_has_a_name(copied, capsys) -> None:
    assert main(["new", "", "--lang", "en"]) == main(["new", " ", "--lang", "en"]) == 2
    assert "a name cannot be blank" in capsys.readouterr().err
    assert not Path(".yaml").exists()


def test_a_folder_of_the_first_version_is_ours(copied) -> None:
    made = Path("made")
    (made / "notes.md").write_text("mine")
    seal(made)
    (made / MARK).unlink()
    (made / "notes.md").write_text("mine, again")
    open_folder(made)
    (made / "effects.csv").write_text("edited")
    with pytest.raises(InputError) as refused:
        open_folder(made)
    assert refused.value.facts["files"] == ["effects.csv"]


def test_an_input_is_never_replaced_under_whatever_name(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new-site", "-o", "é", "--graphml", "-q"]) == 0
    source = next(Path("é").glob("*.graphml"))
    Path("away").mkdir()
    Path("away/link.graphml").symlink_to(source.resolve())
    os.link(source, "away/hard.graphml")
    before = _bytes(tmp_path)
    other = unicodedata.normalize("NFD", "é")
    names = [
        source,
        f"é/../é/{source.name}",
        "away/link.graphml",
        "away/hard.graphml",
        f"é/{source.stem.upper()}.graphml",
    ]
    for name in [*names, f"{other}/{source.name}"]:
        assert main(["network", "é/site.yaml", "-o", str(name), "--week", "1", "--replace", "--lang", "en"]) == 2
        assert "is an input of this command" in capsys.readouterr().err
    assert _bytes(tmp_path) == before


def test_what_we_wrote_is_replaced_until_somebody_changes_it(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path("schema.json")
    assert main(["schema", "--out", "schema.json"]) == 0
    assert main(["schema", "--experiment", "-o", "schema.json"]) == 0
    first = file.read_bytes()
    file.write_bytes(first + b" ")
    assert main(["schema", "-o", "schema.json", "--lang", "en"]) == 2
    assert "schema.json has been changed since hlmsim wrote it" in capsys.readouterr().err
    assert file.read_bytes() == first + b" "
    assert main(["schema", "-o", "schema.json", "--replace"]) == 0
    shutil.copy("schema.json", "kept.json")
    assert main(["schema", "--pattern", "-o", "kept.json"]) == 2


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there.json").mkdir()
    assert main(["schema", "-o", "there.json", "--replace", "--lang", "en"]) == 2
    assert "is a folder" in capsys.readouterr().err
