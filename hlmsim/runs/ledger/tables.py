"""The three tables of a scenario: one row a run, one row a run and group, one row a run and week."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.runs.one import RunResult

TABLES = ("runs", "groups", "weekly")
_ROWS_A_GROUP = 1 << 17
_WORDS = ("scenario", "scenario_hash", "group")


def tables(results: Sequence[RunResult]) -> dict[str, Any]:
    """Runs of one scenario as Arrow tables, by name; rows in the order given."""
    return {"runs": _runs(results), "groups": _groups(results), "weekly": _weekly(results)}


def write(table: Any, file: Path) -> None:
    """Write a table as Parquet."""
    with writer(file, table.schema) as stream:
        stream.write_table(table, row_group_size=max(1, table.num_rows))


def writer(file: Path, schema: Any) -> Any:
    """A Parquet writer. Floating-point columns are split by byte, which compresses best and writes fastest."""
    from pyarrow import parquet, types

    return parquet.ParquetWriter(
        file,
        schema,
        compression="zstd",
        use_dictionary=[name for name in _WORDS if name in schema.names],
        use_byte_stream_split=[field.name for field in schema if types.is_floating(field.type)],
        store_schema=False,
    )


def runs_a_row_group(rows_a_run: int) -> int:
    """How many whole runs stand in one row group of a finished file."""
    return max(1, _ROWS_A_GROUP // max(1, rows_a_run))


def _runs(results: Sequence[RunResult]) -> Any:
    columns = _identity(results, 1)
    columns["scenario_hash"] = _words([results[0].scenario_hash] * len(results))
    columns["seed"] = np.array([result.seed for result in results], dtype=np.uint64)
    columns["key"] = _words([result.key for result in results])
    for name in results[0].summary:
        columns[name] = _undefined_as_null(np.array([result.summary[name][0] for result in results]))
    return _table(columns)


def _groups(results: Sequence[RunResult]) -> Any:
    groups = results[0].groups
    columns = _identity(results, len(groups))
    columns["group"] = _words(list(groups) * len(results))
    for name in results[0].summary:
        columns[name] = _undefined_as_null(np.concatenate([result.summary[name] for result in results]))
    return _table(columns)


def _weekly(results: Sequence[RunResult]) -> Any:
    first = next(iter(results[0].weekly.values()))
    weeks, groups = len(first), results[0].groups if first.ndim > 1 else None
    columns = _identity(results, first.size)
    week = np.arange(weeks, dtype=np.int32)
    columns["week"] = np.tile(week if groups is None else np.repeat(week, len(groups)), len(results))
    if groups is not None:
        columns["group"] = _words(list(groups) * (weeks * len(results)))
    for name in results[0].weekly:
        columns[name] = _undefined_as_null(np.concatenate([result.weekly[name].ravel() for result in results]))
    return _table(columns)


def _identity(results: Sequence[RunResult], rows: int) -> dict[str, Any]:
    import pyarrow

    replicate = np.array([result.replicate for result in results], dtype=np.int32)
    return {
        "scenario": pyarrow.repeat(results[0].scenario, rows * len(results)),
        "replicate": np.repeat(replicate, rows),
    }


def _words(values: list[str]) -> Any:
    import pyarrow

    return pyarrow.array(values, type=pyarrow.string())


def _undefined_as_null(values: NDArray[Any]) -> Any:
    """NaN as null: databases then leave it out of a mean instead of answering NaN."""
    import pyarrow

    return pyarrow.array(values, from_pandas=True)


def _table(columns: dict[str, Any]) -> Any:
    import pyarrow

    return pyarrow.table(columns)
