"""The design table: written, read back, edited in a spreadsheet, with every fault in its cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas
import pytest

from hlmsim.errors import Fault, ScenarioError
from hlmsim.runs.design import DesignTable, Experiment, design_table, points, shipped
from hlmsim.runs.design.reading import load_experiment

TURNOVER = "levers.turnover.worker_annual"
TEXT = f"""factors:
  Turnover: {{path: {TURNOVER}, values: [0.155, 0.31, 0.62]}}
  package:
    levels: {{none: {{}}, "clear, written": {{levers.role_clarity.initial: 0.8}}}}
  trigger: {{path: levers.founding.trigger, values: [vision, crisis]}}
reference: {{Turnover: 0.31}}
"""


@pytest.fixture
def study(experiment: Callable[..., Experiment]) -> Experiment:
    return experiment(f"{TEXT}worlds: 2\n")


@pytest.fixture
def read(study: Experiment, tmp_path: Path) -> Callable[[str], DesignTable]:
    """The table of this text."""

    def read(text: str) -> DesignTable:
        file = tmp_path / "design.csv"
        file.write_text(text, encoding="utf-8")
        return DesignTable.read_csv(file, study)

    return read


@pytest.fixture
def faults_of(read: Callable[[str], DesignTable]) -> Callable[[str], list[Fault]]:
    """What is wrong with the table of this text."""

    def faults_of(text: str) -> list[Fault]:
        with pytest.raises(ScenarioError) as refused:
            read(text)
        return list(refused.value.faults)

    return faults_of


def test_the_text_of_a_table(study: Experiment) -> None:
    table = design_table(study)
    lines = table.to_csv().splitlines()
    assert lines[:3] == [
        "point,scenario,world,Turnover,package,trigger,case",
        "1,status_quo,1,0.155,none,vision,",
        "2,status_quo,2,0.155,none,vision,",
    ]
    assert lines[5] == '5,status_quo,1,0.155,"clear, written",vision,'
    assert len(lines) == 1 + 3 * 2 * 2 * 2


@pytest.mark.parametrize("name", shipped.names())
def test_what_is_written_reads_back_the_same(name: str, tmp_path: Path) -> None:
    experiment = load_experiment(name)
    whole = design_table(experiment)
    table = replace(whole, rows=whole.rows[:100])
    file = tmp_path / "design.csv"
    text = table.to_csv(file, ["0" * 12] * len(table.rows))
    assert file.read_text(encoding="utf-8-sig") == text
    read = DesignTable.read_csv(file, experiment)
    assert read.factors == table.factors
    assert [row.cells for row in read.rows] == [row.cells for row in table.rows]
    assert [(row.number, row.scenario, row.world) for row in read.rows] == [
        (row.number, row.scenario, row.world) for row in table.rows
    ]


def test_other_tools_read_it(study: Experiment, tmp_path: Path) -> None:
    table = design_table(study)
    table.to_csv(tmp_path / "design.csv")
    frame = pandas.read_csv(tmp_path / "design.csv")
    assert list(frame.columns) == ["point", "scenario", "world", "Turnover", "package", "trigger", "case"]
    assert frame["Turnover"].tolist() == [row.cells[0] for row in table.rows]


def test_an_edited_table(read: Callable[[str], DesignTable], study: Experiment) -> None:
    table = read(
        "\ufeffpoint;world;turnover;package;trigger\n9;2;0,31;clear, written;crisis\n;;;;\n4;;;none;\n;1;0.4;;vision\n"
    )
    assert [(row.number, row.world, row.cells) for row in table.rows] == [
        (1, 2, (0.31, "clear, written", "crisis")),
        (2, 0, (None, "none", None)),
        (3, 1, (0.4, None, "vision")),
    ]
    assert table.reference == {"Turnover": 0.31, "package": "clear, written", "trigger": "crisis"}
    assert table.file is not None
    found = points(study, table)
    assert found[1].case.hash == study.scenarios[0].hash
    assert found[2].case.scenario().values[TURNOVER] == 0.4


def test_columns_may_be_missing_and_in_any_order(read: Callable[[str], DesignTable]) -> None:
    assert [row.cells for row in read("package,Turnover\nnone,0.62\n").rows] == [(0.62, "none", None)]


def test_a_table_without_the_reference(read: Callable[[str], DesignTable]) -> None:
    assert read("Turnover\n0.62\n").reference is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("turnovr\n0.2\n", [("csv_column_unknown_near", 1, 1)]),
        ("Turnover,Turnover\n0.2,0.3\n", [("csv_column_twice", 1, 2)]),
        ("Turnover,package\n0.2,nonne\nfast,none\n", [("no_such_level_near", 2, 2), ("not_a_number", 3, 1)]),
        ("Turnover\n99\n", [("out_of_bounds", 2, 1)]),
        ("world,Turnover\n7,0.2\n1.5,0.2\n", [("no_such_world", 2, 1), ("not_whole", 3, 1)]),
        ("scenario,Turnover\nstatus_qo,0.2\n", [("unknown_word_near", 2, 1)]),
        ("Turnover\n0.2,0.3\n", [("csv_row_length", 2, 1)]),
        ("point,Turnover\n1,0.2\nTotal,0.2\n", [("row_not_numbered", 3, 1)]),
        ("point;Turnover\n1;0,2\n2;1.000\n", [("point_either", 3, 2)]),
        ("Turnover\n", [("design_without_points", 1, 1)]),
        ('Turnover\n"0.2\n', [("csv_quotes", 2, 1)]),
    ],
)
def test_faults_in_their_cells(
    faults_of: Callable[[str], list[Fault]], text: str, found: list[tuple[str, int, int]]
) -> None:
    assert [(one.code, one.line, one.column) for one in faults_of(text)] == found


def test_several_scenarios_must_be_named(experiment: Callable[..., Experiment], tmp_path: Path) -> None:
    found = experiment(TEXT, head="schema: 1\nscenarios: [status_quo, no_worker]\n")
    file = tmp_path / "design.csv"
    file.write_text("scenario,Turnover\n,0.2\nno_worker,0.2\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        DesignTable.read_csv(file, found)
    assert [(one.code, one.line) for one in refused.value.faults] == [("csv_cell_blank", 2)]


def test_a_row_that_cannot_be_is_found_in_the_file(experiment: Callable[..., Experiment], tmp_path: Path) -> None:
    study = experiment(
        "factors:\n  weeks: {path: horizon.weeks, values: [312]}\n  burn_in: {path: horizon.burn_in, values: [52]}\n"
    )
    file = tmp_path / "design.csv"
    file.write_text("weeks,burn_in\n312,52\n312,60\n50,\n", encoding="utf-8")
    table = DesignTable.read_csv(file, study)
    with pytest.raises(ScenarioError) as refused:
        points(study, table)
    assert [(Path(one.file or "").name, one.code, one.line) for one in refused.value.faults] == [
        ("design.csv", "burn_in_beyond", 4)
    ]


def test_a_table_that_is_not_there(study: Experiment, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        DesignTable.read_csv(tmp_path / "nowhere.csv", study)
    assert [one.code for one in refused.value.faults] == ["file_not_found"]


def test_a_kept_table_may_be_larger_than_a_file_that_a_person_writes(tmp_path: Path) -> None:
    from hlmsim.scenario.files import MOST_BYTES

    experiment = load_experiment("handover_weeks")
    file = tmp_path / "design.csv"
    design_table(experiment).to_csv(file)
    with file.open("a", encoding="utf-8") as stream:
        stream.write((" " * 100_000 + "\n") * (MOST_BYTES // 100_000 + 1))
    assert DesignTable.read_csv(file, experiment).rows
