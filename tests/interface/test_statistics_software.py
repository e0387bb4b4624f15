"""Every table goes out to Stata, SPSS, R, office spreadsheets, and comes back with the same values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest

from hlmsim.analysis.export import write_csv
from hlmsim.interface.exports import Exporter, export
from hlmsim.report.workbook import Sheet, write_workbook
from hlmsim.runs.results import Results, read_results

TABLES = ("effects", "runs", "groups", "weekly", "effects.csv", "columns.csv")
SLY = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "plain"]


@pytest.fixture(scope="module")
def results(made: Any) -> Results:
    return read_results(made.out)


def table_of(results: Results, name: str) -> pd.DataFrame:
    if name.endswith(".csv"):
        return pd.read_csv(results.folder / name)
    found: pd.DataFrame = getattr(results, name)
    return found


def assert_same(found: pd.DataFrame, right: pd.DataFrame) -> None:
    assert list(found.columns) == list(right.columns)
    for name in right.columns:
        if pd.api.types.is_numeric_dtype(right[name]):
            np.testing.assert_array_equal(found[name].to_numpy(np.float64), right[name].to_numpy(np.float64))
        else:
            assert found[name].fillna("").tolist() == right[name].fillna("").tolist(), name


@pytest.mark.parametrize("name", TABLES)
def test_stata_and_spss(results: Results, name: str, tmp_path: Path) -> None:
    table = table_of(results, name)
    table.to_stata(tmp_path / "x.dta", write_index=False, version=118)
    assert_same(pd.read_stata(tmp_path / "x.dta"), table)
    pyreadstat.write_sav(table, tmp_path / "x.sav")
    assert_same(pyreadstat.read_sav(tmp_path / "x.sav")[0], table)


@pytest.mark.parametrize("name", TABLES[:4])
def test_r_by_arrow(results: Results, name: str) -> None:
    """What R reads with arrow: plain columns, no types of pandas."""
    files = [results.folder / "effects.parquet", *results.folder.glob(f"runs/*/{name}.parquet")]
    for file in files:
        found = pq.read_table(file, partitioning=None)
        assert found.schema.metadata is None
        assert {str(kind) for kind in found.schema.types} <= {"string", "double", "float", "int32", "int64", "uint64"}
    assert sum(pq.read_metadata(file).num_rows for file in files[1:]) == (
        len(table_of(results, name)) if files[1:] else 0
    )


@pytest.mark.parametrize("name", TABLES[:4])
def test_a_french_spreadsheet(results: Results, name: str, tmp_path: Path) -> None:
    file = export(results, name, lang="fr", file=tmp_path / "x.csv")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    found = pd.read_csv(file, sep=";", decimal=",", keep_default_na=False, na_values=[""])
    right = table_of(results, name)
    assert list(found.columns) == Exporter(results, name, "fr").headings(right.columns)
    for heading, column in zip(found.columns, right.columns, strict=True):
        if pd.api.types.is_numeric_dtype(right[column]):
            shown = found[heading].to_numpy(right[column].dtype if right[column].dtype.kind in "iu" else np.float64)
            np.testing.assert_array_equal(shown.astype(right[column].dtype), right[column].to_numpy())


def test_tables_for_people_have_the_mark_and_no_infinity(results: Results) -> None:
    for name in ("effects.csv", "columns.csv"):
        data = (results.folder / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert not data.startswith(b"\xef\xbb\xbf\xef\xbb\xbf")
    numbers = results.effects.select_dtypes("number")
    assert not np.isinf(numbers.to_numpy(np.float64)).any()
    no_pair_differs = results.effects[results.effects["verdict"].isin(("identical", "unseen"))]
    assert len(no_pair_differs)
    assert no_pair_differs["variance_ratio"].isna().all()


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    file = write_csv(pd.DataFrame({"=word": SLY, "number": [-1.5, 2, 3, 4, 5, -6]}), tmp_path / "x.csv")
    found = pd.read_csv(file, keep_default_na=False)
    assert not any(str(cell).startswith(("=", "+", "-", "@", "\t")) for cell in [*found.iloc[:, 0], *found.columns])
    assert found["number"].tolist() == [-1.5, 2, 3, 4, 5, -6]
    rows = [(word,) for word in SLY]
    sheet = openpyxl.load_workbook(write_workbook(tmp_path / "x.xlsx", [Sheet("a", ["=word"], [""], rows)])).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == SLY
