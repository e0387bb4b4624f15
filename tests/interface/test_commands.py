"""The commands on real scenarios: what they print and write, in both languages, and what they refuse."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys

import networkx as nx
import pytest

from hlmsim.interface.cli import main
from hlmsim.interface.cli.commands import check
from hlmsim.locales import LANGUAGES


def _said(capsys) -> str:
    shown = capsys.readouterr()
    return (shown.out + shown.err).replace("\N{NO-BREAK SPACE}", " ")


def _files(folder) -> set[str]:
    kept = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in kept if not any(part.startswith(".") for part in path.parts)}


def test_compare_shows_each_outcome_and_says_what_it_did(made) -> None:
    assert "[d’ensemble]" in made.printed
    assert len(re.findall(r" référence *$", made.printed, re.MULTILINE)) == 13
    assert "Ménages soutenus (% des ménages; plus, c’est mieux)" in made.printed
    assert "12 simulations faites en" in made.printed
    assert "13 comparaisons examinées" in made.printed
    assert f"Résultats écrits dans {made.out}" in made.printed
    assert "Graine de l’étude : 1; 6 répliques par scénario" in made.printed
    assert re.search(r"Durée : .*figures.*page", " ".join(made.printed.split()))


def test_compare_writes_tables_figures_and_manifest(made) -> None:
    files = _files(made.out)
    assert {"manifest.json", "effects.csv", "effects.parquet", "figures/fr/effects.svg"} <= files
    assert {"figures/fr/weekly_service_access.svg"} <= files
    manifest = json.loads((made.out / "manifest.json").read_text())
    assert set(manifest["files"]) == files - {"manifest.json", "ro-crate-metadata.json"}
    assert manifest["made"]["command"][:3] == ["hlmsim", "compare", made.base]
    with (made.out / "effects.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["scenario"] for row in rows} == {"small", "other"}
    assert {"all", "type:family", "language:allophone"} <= {row["group"] for row in rows}


def test_the_same_command_again_does_nothing_and_changes_nothing(made, capsys) -> None:
    before = {name: (made.out / name).read_bytes() for name in _files(made.out)}
    assert main(["compare", made.base, made.other, "-n", "6", "--out", str(made.out), "--lang", "fr"]) == 0
    said = _said(capsys)
    assert "Rien à faire : tout était déjà fait (12 simulations)." in said
    assert "Tracé" not in said
    assert {name: (made.out / name).read_bytes() for name in _files(made.out)} == before


def test_more_replicates_take_up_those_that_are_done(made, tmp_path, capsys) -> None:
    line = ["--out", str(tmp_path / "grown"), "--no-figures"]
    assert main(["run", made.base, "-n", "2", *line]) == 0
    capsys.readouterr()
    assert main(["run", made.base, "-n", "3", *line]) == 0
    said = _said(capsys)
    assert "1 simulation done in" in said
    assert "2 simulations done earlier were taken up again." in said


@pytest.mark.parametrize("width", ["80", "120"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_tables_fit_the_screen(made, lang: str, width: str, monkeypatch, capsys) -> None:
    monkeypatch.setenv("COLUMNS", width)
    line = ["--out", str(made.out), "--lang", lang, "--no-figures", "-n", "6"]
    assert main(["compare", made.base, made.other, *line, "--all"]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= int(width)
    assert "[d’ensemble]" in shown or lang == "en"
    assert not re.search(r"\bnan\b", shown)


def test_groups_can_be_shown_and_chosen(made, tmp_path, capsys) -> None:
    line = [made.base, made.other, "-n", "2", "--no-figures", "--lang", "fr", "--out", str(tmp_path / "groups")]
    assert main(["compare", *line, "--by-group"]) == 0
    assert "Ménages soutenus – familles monoparentales (% des ménages; plus, c’est mieux)" in _said(capsys)
    assert main(["compare", *line, "--group", "type:senior"]) == 0
    said = _said(capsys)
    assert "– personnes aînées" in said
    assert "familles" not in said
    assert main(["compare", *line, "--group", "type:seniors"]) == 2
    assert "groupe inconnu, type:seniors" in _said(capsys)
    assert main(["run", made.base, "--group", "type:seniors", "--lang", "fr", "--out", str(tmp_path / "none")]) == 2
    assert not (tmp_path / "none").exists(), "it is refused before anything is simulated"


def test_quiet_prints_the_table_and_nothing_else(made, capsys) -> None:
    line = ["-n", "6", "--out", str(made.out), "--no-figures", "--quiet"]
    assert main(["compare", made.base, made.other, *line]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "Service access" in shown.out


def test_identical_scenarios_are_shown_as_identical(made, tmp_path, capsys) -> None:
    twin = made.folder / "twin.yaml"
    twin.write_text((made.folder / "small.yaml").read_text().replace("Small site", "Twin site"))
    assert main(["compare", made.base, str(twin), "-n", "3", "--no-figures", "--out", str(tmp_path / "twin")]) == 0
    shown = capsys.readouterr().out
    assert shown.count("identical") == 13
    assert "✓" not in shown


def test_precision_adds_replicates_and_says_where_it_stopped(made, tmp_path, capsys) -> None:
    line = ["-n", "4", "--no-figures", "--out", str(tmp_path / "precise"), "--precision", "support=0.9"]
    assert main(["compare", made.base, made.other, *line]) == 0
    assert "Precision asked for was reached: Households who have support" in _said(capsys)


def test_run_gives_levels_and_bands(made, tmp_path, capsys) -> None:
    assert main(["run", made.base, "-n", "3", "--lang", "fr", "--out", str(tmp_path / "one")]) == 0
    said = _said(capsys)
    assert "90 % des répliques" in said
    assert re.search(r"Durée : .*figures", said)
    assert "Petit plan [d’ensemble]" in said
    assert "figures/fr/weekly_support.svg" in _files(tmp_path / "one")
    assert "figures/fr/effects.svg" not in _files(tmp_path / "one")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_check_shows_every_fault_in_its_place(made, lang: str, capsys) -> None:
    assert main(["check", str(made.folder / "faulty.yaml"), made.base, "--lang", lang]) == 2
    said = _said(capsys)
    lines = [line for line in said.splitlines() if re.search(r"faulty\.yaml:\d+:\d+: ", line)]
    assert len(lines) >= 5
    assert "worker_annual" in said
    assert "Traceback" not in said
    assert re.search(r"\b\d+ (fautes|faults)\.", said)


def test_check_of_sound_files(made, capsys) -> None:
    assert main(["check", made.base, "status_quo"]) == 0
    assert _said(capsys).count("no fault") == 2


def test_check_run_tests_what_a_file_expects(made, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--run", "-n", "5", made.other, "--lang", "fr"]) == 0
    assert "support − contre small : tenue" in _said(capsys)
    wrong = made.folder / "wrong.yaml"
    wrong.write_text((made.folder / "other.yaml").read_text().replace('sign: "-"', 'sign: "+"'))
    assert main(["check", "--run", "-n", "5", str(wrong)]) == 1
    assert "not met" in _said(capsys)


@pytest.mark.parametrize(
    ("sign", "low", "high", "verdict", "expected"),
    [
        ("+", 0.1, 0.2, "helps", "met"),
        ("+", -0.1, 0.2, "undecided", "unsure"),
        ("+", -0.2, -0.1, "harms", "failed"),
        ("-", -0.2, -0.1, "helps", "met"),
        ("-", 0.0, 0.0, "identical", "failed"),
        ("0", 0.0, 0.0, "identical", "met"),
        ("0", 0.1, 0.2, "helps", "failed"),
        ("0", -0.1, 0.1, "unseen", "met"),
        ("-", -0.1, 0.1, "unseen", "unsure"),
        ("+", 0.1, 0.2, "incomplete", "unsure"),
    ],
)
def test_expectations(sign: str, low: float, high: float, verdict: str, expected: str) -> None:
    assert check._verdict(sign, {"low": low, "high": high, "verdict": verdict}) == expected


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", ["80", "120"])
def test_show_lists_every_parameter(lang: str, width: str, monkeypatch, capsys) -> None:
    from hlmsim.locales import text
    from hlmsim.model.week import PARAMETERS

    monkeypatch.setenv("COLUMNS", width)
    assert main(["show", "baseline", "--lang", lang]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= int(width)
    flat = re.sub(r"\s+", " ", shown)
    for parameter in PARAMETERS:
        assert re.sub(r"\s+", " ", text(f"parameters.{parameter.path}", lang)) in flat
        assert parameter.path.rpartition(".")[2] in shown or width == "80"
    assert text("words.grade.U", lang) in flat


def test_show_only_a_part_and_only_what_differs(made, capsys) -> None:
    assert main(["show", "status_quo", "--only", "levers.turnover"]) == 0
    said = _said(capsys)
    assert "worker_annual" in said
    assert "stigma" not in said
    assert main(["show", made.other, "--against", made.base, "--lang", "fr"]) == 0
    said = _said(capsys)
    assert "levers.posts.count" in said
    assert "2 différences." in said
    assert main(["show", made.base, "--against", made.base]) == 0
    assert "No difference" in _said(capsys)
    assert main(["show", "status_quo", "--only", "levers.nothing"]) == 2
    assert "no parameter under levers.nothing" in _said(capsys)


def test_network_in_each_format(made, tmp_path, capsys) -> None:
    graphs = []
    for ending, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        file = tmp_path / f"site.{ending}"
        assert main(["network", made.base, "-o", str(file), "--week", "10"]) == 0
        graphs.append(read(file))
    assert main(["network", made.base, "-o", str(tmp_path / "site.csv"), "--week", "10", "--lang", "fr"]) == 0
    assert "Réseau à la semaine 10" in _said(capsys)
    with (tmp_path / "site.nodes.csv").open() as nodes, (tmp_path / "site.ties.csv").open() as ties:
        tables = (csv.DictReader(nodes), csv.DictReader(ties))
        counted = tuple(len(list(table)) for table in tables)
        assert [list(table.fieldnames or ())[:2] for table in tables] == [["Label", "id"], ["From", "To"]]
    assert {(len(graph), graph.number_of_edges()) for graph in graphs} == {counted}
    assert counted[0] > 24
    assert main(["network", made.base, "-o", str(tmp_path / "site.csv"), "--week", "61"]) == 2
    assert "beyond the horizon (60 weeks)" in _said(capsys)


def test_new_writes_a_sound_scenario_and_never_overwrites(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "essai", "--from", "status_quo", "--lang", "fr"]) == 0
    content = (tmp_path / "essai.yaml").read_text()
    assert main(["check", "essai.yaml"]) == 0
    capsys.readouterr()
    assert main(["new", "essai", "--from", "status_quo", "--lang", "fr"]) == 2
    assert "existe déjà" in _said(capsys)
    assert (tmp_path / "essai.yaml").read_text() == content


def test_schema_on_screen_and_in_a_file(tmp_path, capsys) -> None:
    assert main(["schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert main(["schema", "-o", str(tmp_path / "s.json")]) == 0
    assert json.loads((tmp_path / "s.json").read_text()) == printed
    assert printed["$schema"].startswith("https://json-schema.org")


def test_a_file_that_is_not_there_is_one_sentence(capsys) -> None:
    assert main(["run", "status_qou", "--lang", "fr"]) == 2
    said = _said(capsys)
    assert "status_quo" in said
    assert "Traceback" not in said


def test_a_folder_that_cannot_be_written_is_one_sentence(made, tmp_path, capsys) -> None:
    (tmp_path / "file").write_text("")
    assert main(["schema", "-o", str(tmp_path / "none" / "s.json"), "--lang", "fr"]) == 2
    assert "impossible d’écrire" in _said(capsys)
    assert main(["run", made.base, "--out", str(tmp_path / "file")]) == 2
    assert "is a file, not a folder" in _said(capsys)


def test_a_reader_that_goes_away_does_not_stop_the_work(made, tmp_path) -> None:
    out = tmp_path / "piped"
    code = "import sys; from hlmsim.interface.cli import main; sys.exit(main(sys.argv[1:]))"
    line = [sys.executable, "-c", code, "run", made.base, "-n", "2", "-j", "1", "--out", str(out)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert (out / "figures" / "en" / "weekly_support.svg").exists()
