"""Tables of the analysis as files: CSV that reads back to the same numbers, and Parquet; each appears whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hlmsim.runs.ledger.folder import disk
from hlmsim.runs.ledger.tables import Form, writer

if TYPE_CHECKING:
    from pandas import DataFrame


def write_table(table: DataFrame, folder: Path, name: str = "effects") -> tuple[Path, Path]:
    """Write ``name.csv`` (UTF-8, every digit; empty where undefined) and ``name.parquet``."""
    import pyarrow

    csv = write_csv(table, folder / f"{name}.csv")
    file = folder / f"{name}.parquet"
    part = file.with_name(f".{file.name}.part")
    arrow = pyarrow.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    with disk(folder):
        with writer(part, arrow.schema, Form.FINISHED) as stream:
            stream.write_table(arrow, row_group_size=max(1, arrow.num_rows))
        part.replace(file)
    return csv, file


def write_csv(table: DataFrame, file: Path) -> Path:
    """Write a table as CSV (UTF-8, every digit; empty where undefined)."""
    part = file.with_name(f".{file.name}.part")
    with disk(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
        table.to_csv(part, index=False, lineterminator="\n", encoding="utf-8")
        return part.replace(file)


def write_text(text: str, file: Path) -> Path:
    """Write a page (UTF-8)."""
    part = file.with_name(f".{file.name}.part")
    with disk(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(text.encode())
        return part.replace(file)
