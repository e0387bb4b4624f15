"""Tables of the analysis as files: CSV that reads back to the same numbers, and Parquet; each appears whole."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hlmsim.runs.ledger.door import put_result, result_file
from hlmsim.runs.ledger.folder import disk
from hlmsim.runs.ledger.tables import Form, writer
from hlmsim.scenario.cells import guarded

if TYPE_CHECKING:
    from pandas import DataFrame


def write_table(table: DataFrame, folder: Path, name: str = "effects") -> tuple[Path, Path]:
    """Write ``name.csv`` (as :func:`write_csv` does) and ``name.parquet``."""
    import pyarrow

    csv = write_csv(table, folder / f"{name}.csv")
    file = folder / f"{name}.parquet"
    arrow = pyarrow.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    with disk(folder), result_file(file) as part, writer(part, arrow.schema, Form.FINISHED) as stream:
        stream.write_table(arrow, row_group_size=max(1, arrow.num_rows))
    return csv, file


def write_csv(table: DataFrame, file: Path) -> Path:
    """Write a table as CSV: UTF-8 with its mark, every digit, empty where undefined or infinite, no formula in any
    cell.
    """
    from pandas.api.types import is_numeric_dtype

    words = [name for name in table.columns if not is_numeric_dtype(table[name])]
    plain = table.assign(**{name: [guarded(cell) for cell in table[name]] for name in words})
    plain = plain.replace([math.inf, -math.inf], math.nan)
    with disk(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
        with result_file(file) as part:
            plain.rename(columns=guarded).to_csv(part, index=False, lineterminator="\n", encoding="utf-8-sig")
    return file


def write_text(text: str, file: Path) -> Path:
    """Write a page (UTF-8)."""
    with disk(file.parent):
        return put_result(file, text)


def effects_before(folder: Path, columns: Sequence[str]) -> DataFrame | None:
    """Some columns of the effects that stand in a folder; nothing where they do not, or are of another form."""
    import pandas
    import pyarrow

    try:
        return pandas.read_parquet(folder / "effects.parquet", columns=list(columns))
    except (OSError, ValueError, pyarrow.ArrowException):
        return None
