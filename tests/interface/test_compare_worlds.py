"""``compare --worlds`` from end to end: what is printed, written, grown, refused, verified and exported."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from matplotlib.figure import Figure

import hlmsim
from hlmsim.analysis.world_effects import COLUMNS
from hlmsim.interface.cli import main
from hlmsim.interface.cli.world_batch import IN_EACH_WORLD
from hlmsim.locales import LANGUAGES
from hlmsim.runs.compared import DEFAULT_REPLICATES
from tests.interface.conftest import Place, write_scenarios

ENSEMBLE = "world;context.ties.decay;context.talk.weak_contact\n1;0,02;0,1\n2;0,03;0,2\n3;0,01;0,05\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("worlds")
    write_scenarios(folder)
    (folder / "ensemble.csv").write_text(ENSEMBLE, encoding="utf-8")
    return Place(folder, str(folder / "small.yaml"), str(folder / "other.yaml"), folder / "out", "")


@pytest.fixture(scope="module")
def made(place: Place) -> Place:
    """The comparison in four worlds, made once by the first test that asks for it."""
    hlmsim.compare([place.base, place.other], worlds=4, replicates=3, out=place.out, jobs=1)
    return place


def said(capsys: pytest.CaptureFixture[str]) -> str:
    shown = capsys.readouterr()
    return (shown.out + shown.err).replace("\N{NO-BREAK SPACE}", " ")


def line(place: Place, *more: str, worlds: str = "4", out: Path | None = None) -> list[str]:
    asked = ["compare", place.base, place.other, "--worlds", worlds, "--out", str(out or place.out)]
    return [*asked, "--jobs", "1", *more]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_screen_holds_both_uncertainties_in_80_columns(
    made: Place, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(line(made, "-n", "3", "--lang", lang, "--no-figures")) == 0
    shown = capsys.readouterr()
    assert max(map(len, shown.out.splitlines())) <= 80
    words = re.sub(r"\s+", " ", shown.out)
    fr = lang == "fr"
    assert ("des 4 mondes plausibles" if fr else "of 4 plausible worlds") in words
    assert ("Variance de l’effet : hasard" if fr else "Variance of the effect: chance") in words
    assert ("90 % des mondes entre" if fr else "90% of worlds between") in words
    told = shown.err.replace("\N{NO-BREAK SPACE}", " ")
    assert ("3 répliques par scénario et par monde" if fr else "3 replicates per scenario and world") in told
    assert ("4 mondes plausibles, 2 scénarios" if fr else "4 plausible worlds, 2 scenarios") in told
    assert ("les leviers restent tels quels" if fr else "levers stay as they are") in told


def test_what_is_written(made: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line(made, "-n", "3", "--lang", "fr")) == 0
    capsys.readouterr()
    with (made.out / "effects.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == COLUMNS
    assert {row["scenario"] for row in rows} == {"small", "other"}
    support = next(r for r in rows if (r["scenario"], r["outcome"], r["group"]) == ("other", "support", "all"))
    assert (support["worlds"], support["replicates"], support["verdict"]) == ("4", "3", "undecided")
    assert float(support["chance_share"]) + float(support["ignorance_share"]) == pytest.approx(1.0)
    manifest = json.loads((made.out / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["compared"], manifest["worlds"]["numbers"]) == (True, [1, 2, 3, 4])
    assert manifest["worlds"]["except"] == ["levers"]
    assert (made.out / "figures" / "fr" / "effects.svg").stat().st_size > 10_000
    with (made.out / "columns.csv").open(encoding="utf-8-sig") as stream:
        known = {(row["table"], row["column"]): row for row in csv.DictReader(stream)}
    assert {("effects", name) for name in COLUMNS} <= known.keys()
    assert known["effects", "ignorance_share"]["label_fr"] == "Part de l’ignorance"
    assert ("design", "world") in known
    book = openpyxl.load_workbook(made.out / "effects.xlsx")
    headings = [str(cell.value) for cell in book.worksheets[0][1]]
    assert "Part de l’ignorance (%)" in headings
    titles = {cell.value for cell in book.worksheets[0]["A"]}
    assert "Petit plan sans poste" in titles


def test_it_is_verified_and_exported(made: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(made.out), "--rerun", "1"]) == 0
    assert "24 runs of 24 are there" in said(capsys)
    for table, ending in (("effects", "xlsx"), ("design", "csv"), ("runs", "csv"), ("effects", "csv")):
        file = tmp_path / f"{table}.{ending}"
        assert main(["export", str(made.out), "--table", table, "-o", str(file), "--lang", "en"]) == 0
        assert file.stat().st_size > 0
    said(capsys)
    assert "Share of ignorance" in (tmp_path / "effects.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert "Petit plan" not in (tmp_path / "design.csv").read_text(encoding="utf-8-sig")
    assert main(["export", str(made.out), "--table", "answer", "-o", str(tmp_path / "a.csv")]) == 2


@pytest.mark.slow
def test_it_grows(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quick = ["--no-figures", "--weeks", "40"]
    assert main(line(place, *quick, "-n", "1", worlds="2", out=tmp_path)) == 0
    assert "4 simulations done" in said(capsys)
    assert main(line(place, *quick, "-n", "2", worlds="2", out=tmp_path)) == 0
    assert "4 simulations done earlier were taken up again." in said(capsys)
    assert main(line(place, *quick, "-n", "2", worlds="3", out=tmp_path)) == 0
    assert "8 simulations done earlier were taken up again." in said(capsys)
    assert main(line(place, *quick, "-n", "2", worlds="3", out=tmp_path)) == 0
    assert "Nothing to do: everything was already done (12 simulations)." in said(capsys)


def test_replicates_are_said_and_fewer_than_without_worlds(capsys: pytest.CaptureFixture[str]) -> None:
    assert IN_EACH_WORLD == DEFAULT_REPLICATES == 10
    assert main(["compare", "--help", "--lang", "en"]) == 0
    assert "10 in each world with --worlds" in re.sub(r"\s+", " ", said(capsys))


def test_a_precision_is_reached_in_every_world(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--no-figures", "--weeks", "40", "-n", "2", "--precision", "support=0.9"]
    assert main(line(place, *asked, worlds="2", out=tmp_path)) == 0
    assert "precision" in said(capsys).lower()


def test_shares_of_one_comparison(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quick = ["--no-figures", "--weeks", "40", "-n", "1"]
    for share in ("1/2", "2/2"):
        assert main(line(place, *quick, "--shard", share, worlds="2", out=tmp_path)) == 0
    said(capsys)
    assert main(line(place, *quick, worlds="2", out=tmp_path)) == 0
    assert "Nothing to do" in said(capsys)


def test_an_ensemble_from_a_file(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(place.folder / "ensemble.csv")
    assert main(line(place, "-n", "2", "--no-figures", "--weeks", "40", worlds=file, out=tmp_path)) == 0
    assert "3 plausible worlds, 2 scenarios, 2 replicates of each in every world: 12 simulations." in said(capsys)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["worlds"]["file"] is True


@pytest.mark.parametrize(
    ("lang", "told"),
    [("fr", "bad.csv:3:1: context.ties.decay — 7 "), ("en", "bad.csv:3:1: context.ties.decay — 7 is out of bounds")],
)
def test_a_fault_of_the_file_is_located(
    place: Place, tmp_path: Path, lang: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("context.ties.decay\n0.02\n7\n", encoding="utf-8")
    assert main(line(place, "--lang", lang, worlds=str(bad), out=tmp_path / "out")) == 2
    assert told in said(capsys)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("worlds", ["1", "0", "-3", "2.5", "no_such", "no_such.csv"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_no_ensemble_is_refused(
    place: Place, tmp_path: Path, lang: str, worlds: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(line(place, "--lang", lang, worlds=worlds, out=tmp_path / "out")) == 2
    shown = said(capsys)
    assert worlds.replace("-", "\N{MINUS SIGN}") in shown
    assert "Traceback" not in shown


@pytest.mark.slow
def test_from_python(made: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HLMSIM_LANG", "fr")
    found = hlmsim.compare([made.base, made.other], worlds=4, replicates=3, out=made.out)
    assert tuple(found.table.columns) == COLUMNS
    opened: Any = hlmsim.read_results(made.out)
    assert isinstance(opened, hlmsim.Comparison)
    assert opened.table.equals(found.table)
    assert isinstance(found.plot(), Figure)
    assert isinstance(found.plot_weekly("support"), Figure)
    bands = found.bands("support")
    assert set(bands["scenario"]) == {"small", "other"}
    assert set(bands["replicates"]) == {12}
    assert "mondes plausibles" in found._repr_html_()


def test_from_python_with_a_file_and_in_the_usual_place(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    small = hlmsim.load(place.base, weeks=40)
    more = small.with_({"levers.concertation.meeting_interval_weeks": 4})
    found = hlmsim.compare([small, more], worlds=place.folder / "ensemble.csv", replicates=1)
    assert found.results.folder.parent == Path("results")
    assert "-worlds-" in found.results.folder.name
    assert set(found.table["scenario"]) == {"small", more.name}
    with pytest.raises(hlmsim.ScenarioError):
        hlmsim.compare([small, more], worlds="no_such")


def test_the_shell_completes_ensembles_and_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Place) -> None:
    from click import Context, Option

    from hlmsim.interface.cli.commands.compare import build

    monkeypatch.setattr("hlmsim.runs.design.world_files.FOLDER", str(tmp_path))
    (tmp_path / "plausible.csv").write_text(ENSEMBLE, encoding="utf-8")
    monkeypatch.chdir(place.folder)
    command = build("en")
    option = next(one for one in command.params if one.name == "worlds")
    assert isinstance(option, Option)
    words = [item.value for item in option.type.shell_complete(Context(command), option, "")]
    assert {"plausible", "ensemble.csv"} <= set(words)
