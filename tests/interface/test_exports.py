"""What stands beside the runs for people: workbooks, the dictionary of columns, exports, the answer of a sweep."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from pyarrow import parquet

import hlmsim
from hlmsim.errors import HlmsimError, InputError
from hlmsim.interface import exports, outputs, workbooks
from hlmsim.interface.exports import ENDINGS, count_rows, default_file, export, pieces, tables_of
from hlmsim.interface.outputs import Outputs
from hlmsim.interface.sweep_outputs import SweepOutputs
from hlmsim.interface.workbooks import columns_of, write_book
from hlmsim.locales import LANGUAGES
from hlmsim.report import workbook
from hlmsim.runs.manifest import HASH
from hlmsim.runs.results import Results, read_results

GRID = """\
schema: 1
title: {fr: "Roulement", en: "Turnover"}
question: {fr: "Qu’est-ce qui change?", en: "What changes?"}
scenarios: [small.yaml]
factors:
  turnover: {path: levers.turnover.worker_annual, values: [0.31, 0.9]}
  rule: {path: levers.actions.rule, values: [consensus, majority]}
design: {kind: grid}
worlds: 2
replicates: 3
outcomes: [support, service_access]
"""
DRAWN = """\
schema: 1
title: {fr: "Étendues", en: "Ranges"}
question: {fr: "Qu’est-ce qui compte?", en: "What matters?"}
scenarios: [small.yaml]
factors:
  turnover: {path: levers.turnover.worker_annual, range: [0.1, 0.9], scale: log}
  hours: {path: levers.shared_space.hours, range: [2, 20]}
  first: {path: levers.posts.skill.health, range: [0.2, 0.8]}
  second: {path: levers.posts.skill.rights, range: [0.2, 0.8]}
groups: {skills: [first, second]}
design: {kind: morris, trajectories: 8, draw: 3}
replicates: 3
outcomes: [support]
"""
ALONE = """\
schema: 1
title: {fr: "Un à la fois", en: "One at a time"}
question: {fr: "Lequel?", en: "Which?"}
scenarios: [small.yaml]
factors:
  turnover: {path: levers.turnover.worker_annual}
  first: {path: levers.posts.skill.health}
  second: {path: levers.posts.skill.rights}
groups: {skills: [first, second]}
design: {kind: one_at_a_time, percent: 20}
replicates: 2
outcomes: [support]
"""


def not_ended(folder: Path) -> None:
    """A results folder as it is before its command ends: the manifest does not yet say what its tables hold."""
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    manifest["files"] = {name: found for name, found in manifest["files"].items() if not name.startswith("runs/")}
    del manifest[HASH]
    file.write_text(json.dumps(manifest), encoding="utf-8")


@pytest.fixture(scope="module")
def swept(made, tmp_path_factory) -> dict[str, Path]:
    """Results folders of a grid, of draws and of one factor at a time."""
    from hlmsim.runs import executors

    folders = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executors, "default", executors.threads)
        for name, text in (("grid", GRID), ("drawn", DRAWN), ("alone", ALONE)):
            file = made.folder / f"exported_{name}.yaml"
            file.write_text(text, encoding="utf-8")
            folders[name] = tmp_path_factory.mktemp(name) / "out"
            hlmsim.sweep(file, out=folders[name])
            SweepOutputs(read_results(folders[name]), "fr").write(figures=())
    return folders


def _results(made: Any, swept: dict[str, Path], which: str) -> Results:
    return read_results(made.out if which == "compare" else swept[which])


WHICH = ("compare", "grid", "drawn", "alone")


@pytest.mark.parametrize("which", WHICH)
def test_the_dictionary_has_every_column_of_every_table(made, swept, which: str) -> None:
    results = _results(made, swept, which)
    with (results.folder / "columns.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    known = {(row["table"], row["column"]) for row in rows}
    for table in tables_of(results):
        there = {(table, str(name)) for piece in pieces(results, table) for name in piece.columns}
        assert there <= known
        assert there or table == "effects"
    assert {(table, name) for table, names in columns_of(results).items() for name in names} == known
    assert len(rows) == len(known)
    assert all(value for row in rows for value in row.values())
    for row in rows:
        assert row["meaning_fr"].endswith(".")
        assert row["meaning_en"].endswith(".")


def test_the_dictionary_calls_factors_by_their_names(swept) -> None:
    table = pd.read_csv(swept["grid"] / "columns.csv").set_index(["table", "column"])
    assert table.loc[("design", "turnover"), "label_fr"] == "Roulement des intervenantes et intervenants (par an)"
    assert table.loc[("runs", "service_access"), "unit"] == "share"
    assert table.loc[("effects", "difference"), "unit"] == "outcome"
    assert "point" in table.loc["effects"].index


@pytest.mark.parametrize("which", WHICH)
def test_files_are_the_same_to_the_last_byte(made, swept, which: str, tmp_path) -> None:
    first, second = (
        read_results(shutil.copytree(_results(made, swept, which).folder, tmp_path / name)) for name in ("one", "two")
    )
    for results in (first, second):
        (Outputs if which == "compare" else SweepOutputs)(results, "fr").write(figures=())
    names = [file.name for file in first.folder.iterdir() if file.suffix in {".csv", ".md", ".xlsx", ".parquet"}]
    assert {"columns.csv", "effects.xlsx", "effects.csv"} <= set(names)
    for name in names:
        assert (first.folder / name).read_bytes() == (second.folder / name).read_bytes(), name


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("which", WHICH)
def test_the_workbook_has_frozen_headings_numbers_and_where_it_comes_from(made, swept, which, lang, tmp_path) -> None:
    shutil.copytree(_results(made, swept, which).folder, tmp_path / "copy")
    results = read_results(tmp_path / "copy")
    book = openpyxl.load_workbook(write_book(results, lang))
    effects = {"fr": "Effets", "en": "Effects"}[lang]
    about = {"fr": "À propos", "en": "About"}[lang]
    assert book.sheetnames[-1] == about
    assert effects in book.sheetnames
    assert all(sheet.freeze_panes == "A2" for sheet in book)
    sheet = book[effects]
    assert sheet.max_row == len(results.effects) + 1
    headings = [cell.value for cell in sheet[1]]
    column = headings.index({"fr": "Niveau", "en": "Level"}[lang])
    unit = headings.index({"fr": "Unité du résultat", "en": "Unit of the outcome"}[lang])
    for row, (level, code) in enumerate(zip(results.effects["level"], results.effects["unit"], strict=True), 2):
        cell = sheet.cell(row, column + 1)
        assert cell.value is None if pd.isna(level) else cell.value == pytest.approx(level)
        assert (sheet.cell(row, unit + 1).value == "%") == (code == "share")
        assert pd.isna(level) or (cell.number_format == "0.0%") == (code == "share")
    said = " ".join(str(cell.value) for row in book[about].iter_rows() for cell in row)
    assert results.manifest["scenarios"][0]["hash"] in said
    assert results.manifest["versions"]["model"] in said


@pytest.mark.parametrize("lang", ["fr", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.parametrize("which", ["compare", "grid"])
def test_every_table_goes_to_csv_and_excel_with_labels(made, swept, which: str, lang: str, tmp_path) -> None:
    results = _results(made, swept, which)
    how = {"sep": ";", "decimal": ","} if lang == "fr" else {}
    for table in tables_of(results):
        files = [export(results, table, lang=lang, file=tmp_path / f"{table}{ending}") for ending in ENDINGS]
        frame = pd.read_csv(files[0], encoding="utf-8-sig", **how)
        raw = pd.concat(pieces(results, table), ignore_index=True)
        assert len(frame) == len(raw) == count_rows(results, table)
        assert len(set(frame.columns)) == len(raw.columns)
        assert not set(raw.columns) & set(frame.columns) - {"R²"}
        for place, name in enumerate(raw.columns):
            if pd.api.types.is_float_dtype(raw[name]):
                assert frame.iloc[:, place].to_numpy(float) == pytest.approx(raw[name].to_numpy(float), nan_ok=True)
        sheet = openpyxl.load_workbook(files[1]).worksheets[0]
        assert (sheet.max_row, sheet.max_column) == (len(raw) + 1, len(raw.columns))


def test_codes_are_in_words(made, swept, tmp_path) -> None:
    french = pd.read_csv(
        export(read_results(made.out), "effects", lang="fr", file=tmp_path / "a.csv"), sep=";", encoding="utf-8-sig"
    )
    assert set(french["Scénario"]) == {"Petit plan [d’ensemble]", "Petit plan sans poste"}
    assert {"référence", "non décelable"} <= set(french["Verdict"])
    assert "Accès aux services" in set(french["Résultat"])
    assert "tous les ménages" in set(french["Groupe de ménages"])
    answer = pd.read_csv(
        export(read_results(swept["grid"]), "answer", lang="fr", file=tmp_path / "b.csv"), sep=";", encoding="utf-8-sig"
    )
    assert {"effet d’un facteur", "interaction", "combinaison"} == set(answer["Sorte"])
    assert {"consensus", "majorité", "0,31", "0,9"} <= set(answer["Réglage"])
    english = pd.read_csv(export(read_results(swept["grid"]), "design", lang="en", file=tmp_path / "c.csv"))
    assert set(english["Rule of choice"] if "Rule of choice" in english else english.iloc[:, 4]) == {
        "consensus",
        "majority",
    }
    assert set(english["Base scenario"]) == {"Small site"}


def test_small_pieces_make_the_same_files(made, tmp_path, monkeypatch) -> None:
    results = read_results(made.out)
    whole = [export(results, "weekly", lang="en", file=tmp_path / f"whole{ending}") for ending in ENDINGS]
    monkeypatch.setattr(exports, "_ROWS", 50)
    assert len(list(pieces(results, "weekly"))) > 10
    small = [export(results, "weekly", lang="en", file=tmp_path / f"small{ending}") for ending in ENDINGS]
    assert whole[0].read_bytes() == small[0].read_bytes()
    sheets = [list(openpyxl.load_workbook(file).worksheets[0].values) for file in (whole[1], small[1])]
    assert sheets[0] == sheets[1]


def test_runs_that_are_not_in_order_yet_are_exported_too(made, tmp_path) -> None:
    shutil.copytree(made.out, tmp_path / "copy")
    not_ended(tmp_path / "copy")
    there = export(read_results(made.out), "runs", lang="en", file=tmp_path / "there.csv").read_bytes()
    for shelf in read_results(made.out).folders:
        place = tmp_path / "copy" / "runs" / "parts" / f"{shelf}.0abcdef0"
        place.parent.mkdir(exist_ok=True)
        (tmp_path / "copy" / "runs" / shelf).rename(place)
    here = export(read_results(tmp_path / "copy"), "runs", lang="en", file=tmp_path / "here.csv").read_bytes()
    assert here == there


def test_a_smaller_batch_exports_no_more_than_it_asked_for(made, tmp_path) -> None:
    results = read_results(made.out)
    fewer = Results(results.folder, results.scenarios[:1], results.folders[:1], 2)
    assert count_rows(fewer, "runs") == len(pd.concat(pieces(fewer, "runs"))) == 2
    assert set(pd.concat(pieces(fewer, "runs"))["replicate"]) == {0, 1}


def test_excel_refuses_what_it_cannot_hold(made, tmp_path, monkeypatch) -> None:
    results = read_results(made.out)
    monkeypatch.setattr(workbook, "MOST_ROWS", 100)
    with pytest.raises(InputError) as refused:
        export(results, "weekly", lang="en", file=tmp_path / "weekly.xlsx")
    assert refused.value.code == "too_many_rows_for_excel"
    assert refused.value.facts == {"table": "weekly", "rows": 720, "most": 100}
    assert list(tmp_path.iterdir()) == []
    assert export(results, "weekly", lang="en", file=tmp_path / "weekly.csv").exists()
    monkeypatch.setattr(workbooks, "MOST_ROWS", 100)
    shutil.copytree(results.folder, tmp_path / "copy")
    book = openpyxl.load_workbook(write_book(read_results(tmp_path / "copy"), "en"))
    assert "are not on this sheet: see effects.csv" in book["Effects"]["A2"].value


def test_exports_that_cannot_be(made, tmp_path) -> None:
    results = read_results(made.out)
    (tmp_path / "mine.csv").write_text("mine")
    for table, file, code in (
        ("answer", "new.csv", "no_such_table"),
        ("runs", "mine.csv", "usage.file_exists"),
        ("runs", "nowhere/new.csv", "usage.cannot_write"),
        ("runs", "nowhere/new.xlsx", "usage.cannot_write"),
    ):
        with pytest.raises(HlmsimError) as refused:
            export(results, table, lang="en", file=tmp_path / file)
        assert refused.value.code == code
    assert (tmp_path / "mine.csv").read_text() == "mine"
    assert default_file(results, "runs", ".csv", "fr") == Path("out-runs-fr.csv")
    assert export(results, "runs", lang="en", file=tmp_path / "mine.csv", replace=True).stat().st_size > 1000


def test_a_comparison_read_a_few_columns_at_a_time_is_the_same(made, monkeypatch) -> None:
    results = read_results(made.out)
    whole, few = Outputs(results, "en"), 7
    monkeypatch.setattr(outputs, "MOST_VALUES", few * len(results.table("groups", outcomes=[])))
    read: list[tuple[str, int]] = []
    table = Results.table

    def counted(self: Results, name: str, *, outcomes: Any = None, scenarios: Any = None) -> pd.DataFrame:
        read.append((name, 99 if outcomes is None else len(outcomes)))
        return table(self, name, outcomes=outcomes, scenarios=scenarios)

    monkeypatch.setattr(Results, "table", counted)
    small = Outputs(results, "en")
    pd.testing.assert_frame_equal(small.effects, whole.effects)
    pd.testing.assert_frame_equal(small.effects, results.effects)
    bands = small.bands(["support", "incidents"])
    assert max(count for _, count in read) == few
    assert max(count for name, count in read if name == "weekly") == 1
    assert list(bands["scenario"].unique()) == list(results.scenarios)
    assert list(bands["outcome"].unique()) == ["support", "incidents"]


def test_the_answer_of_draws_takes_factors_that_move_together_as_one(swept) -> None:
    answer = SweepOutputs(read_results(swept["drawn"]), "en").answer
    ends = answer[answer["kind"] == "range"]
    assert list(ends["factor"]) == ["turnover", "hours", "skills"]
    assert set(ends["verdict"]) <= {"helps", "harms", "undecided"}
    page = (swept["drawn"] / "answer.en.md").read_text(encoding="utf-8")
    assert "Morris trajectories" in page
    assert "from 0.1 to 0.9, in equal ratios" in page


def test_moves_together_are_named_by_how_far(swept) -> None:
    page = (swept["alone"] / "answer.fr.md").read_text(encoding="utf-8")
    assert "−20\N{NO-BREAK SPACE}%" in page
    assert "un facteur à la fois" in page


def test_the_answer_says_what_was_done_and_how_to_do_it_again(swept) -> None:
    page = (swept["grid"] / "answer.fr.md").read_text(encoding="utf-8")
    assert "hlmsim sweep exported_grid.yaml --replicates 3 --seed 1" in page
    assert "8 points, 3 répliques chacun, 24 simulations; graine 1." in page
    assert "2 mondes plausibles" in page
    assert "a priori (cote U)" in page
    assert "Qu’est-ce qui change?" in page
    assert "majorité" in page


def test_missing_runs_of_a_sweep_are_said(swept, tmp_path) -> None:
    shutil.copytree(swept["grid"], tmp_path / "copy")
    not_ended(tmp_path / "copy")
    results = read_results(tmp_path / "copy")
    shelves = tmp_path.glob("copy/runs/points-*/runs.parquet")
    shelf = min(shelves, key=lambda file: parquet.read_metadata(file).num_rows)  # of one case: its rows are one group
    kept = parquet.read_table(shelf)
    assert kept.num_rows == results.replicates
    parquet.write_table(kept.slice(1), shelf)
    outputs = SweepOutputs(results, "en")
    assert "1 simulation that was asked for is missing" in outputs.page("en")
    assert outputs.answer["dropped"].max() == 1
    assert set(outputs.points["dropped"]) == {0, 1}
    assert outputs.looks == 2 * 3


@pytest.mark.slow
def test_every_outcome_can_be_looked_at(swept) -> None:
    outputs = SweepOutputs(read_results(swept["grid"]), "en", everything=True)
    assert outputs.answer["outcome"].nunique() > 40
    assert len(outputs.points) == 8 * outputs.answer["outcome"].nunique()
