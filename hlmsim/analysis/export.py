"""Tables of the analysis as files: CSV that reads back to the same numbers, and Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hlmsim.runs.ledger.folder import disk
from hlmsim.runs.ledger.tables import write

if TYPE_CHECKING:
    from pandas import DataFrame


def write_table(table: DataFrame, folder: Path, name: str = "effects") -> tuple[Path, Path]:
    """Write ``name.csv`` (UTF-8, every digit; empty where undefined) and ``name.parquet``; each appears whole."""
    import pyarrow

    folder.mkdir(parents=True, exist_ok=True)
    files = folder / f"{name}.csv", folder / f"{name}.parquet"
    parts = [file.with_name(f".{file.name}.part") for file in files]
    with disk(folder):
        table.to_csv(parts[0], index=False, lineterminator="\n", encoding="utf-8")
        write(pyarrow.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None), parts[1])
        for part, file in zip(parts, files, strict=True):
            part.replace(file)
    return files
