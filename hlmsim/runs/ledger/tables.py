"""The three tables of a shelf: one row a run, one row a run and group, one row a run and week."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.runs.one import RunResult

TABLES = ("runs", "groups", "weekly")
WORDS = ("scenario", "scenario_hash", "group")
_PLACES = (*WORDS, "replicate", "week")
IDENTITY = ("scenario", "replicate")


class Form(Enum):
    """How a file is written: compression, rows of a row group. Parts are for speed and small row groups, of which a
    merge holds one from each part; finished tables for size.
    """

    PART = ("lz4", 1 << 14)
    FINISHED = ("zstd", 1 << 16)

    def runs_a_row_group(self, rows_a_run: int) -> int:
        """How many whole runs stand in one row group."""
        return max(1, int(self.value[1]) // max(1, rows_a_run))


def tables(results: Sequence[RunResult]) -> dict[str, Any]:
    """Runs of one shelf as Arrow tables, by name; rows in the order given."""
    return {"runs": _runs(results), "groups": _groups(results), "weekly": _weekly(results)}


def schema_of(table: str, names: Sequence[str]) -> Any:
    """The schema of a table with these columns, as it is read."""
    import pyarrow

    known = {"replicate": pyarrow.int32(), "week": pyarrow.int32(), "seed": pyarrow.uint64()}
    known |= dict.fromkeys((*WORDS, "key"), pyarrow.string())
    outcome = pyarrow.float32() if table == "weekly" else pyarrow.float64()
    return pyarrow.schema([(name, known.get(name, outcome)) for name in names])


def write(table: Any, file: Path, runs: int) -> None:
    """Write the table of so many runs as a part."""
    size = Form.PART.runs_a_row_group(table.num_rows // runs) * table.num_rows // runs
    with writer(file, table.schema, Form.PART) as stream:
        stream.write_table(table, row_group_size=max(1, size))


def writer(file: Path, schema: Any, form: Form) -> Any:
    """A Parquet writer. Floating-point columns are split by byte, which compresses best and writes fastest; each page
    has a checksum, so that a damaged one is not merged into others.
    """
    from pyarrow import parquet, types

    return parquet.ParquetWriter(
        file,
        schema,
        compression=form.value[0],
        use_dictionary=[name for name in WORDS if name in schema.names],
        use_byte_stream_split=[field.name for field in schema if types.is_floating(field.type)],
        write_statistics=[name for name in _PLACES if name in schema.names],
        write_page_checksum=True,
        store_schema=False,
    )


def _runs(results: Sequence[RunResult]) -> Any:
    columns = _identity(results, 1)
    columns["scenario_hash"] = _repeated([result.scenario_hash for result in results], 1)
    columns["seed"] = np.array([result.seed for result in results], dtype=np.uint64)
    columns["key"] = _words([result.key for result in results])
    for name in results[0].summary:
        columns[name] = _undefined_as_null(np.array([result.summary[name][0] for result in results]))
    return _table(columns)


def _groups(results: Sequence[RunResult]) -> Any:
    columns = _identity(results, len(results[0].groups))
    columns["group"] = _repeated([group for result in results for group in result.groups], 1)
    for name in results[0].summary:
        columns[name] = _undefined_as_null(np.concatenate([result.summary[name] for result in results]))
    return _table(columns)


def _weekly(results: Sequence[RunResult]) -> Any:
    first = next(iter(results[0].weekly.values()))
    weeks, by_group = len(first), first.ndim > 1
    columns = _identity(results, first.size)
    columns["week"] = np.tile(np.repeat(np.arange(weeks, dtype=np.int32), first.size // weeks), len(results))
    if by_group:
        columns["group"] = _repeated([group for result in results for group in result.groups * weeks], 1)
    for name in results[0].weekly:
        columns[name] = _undefined_as_null(np.concatenate([result.weekly[name] for result in results]).ravel())
    return _table(columns)


def _identity(results: Sequence[RunResult], rows: int) -> dict[str, Any]:
    replicate = np.array([result.replicate for result in results], dtype=np.int32)
    return {
        "scenario": _repeated([result.scenario for result in results], rows),
        "replicate": np.repeat(replicate, rows),
    }


def _repeated(values: Sequence[str], times: int) -> Any:
    """Each word so many times, kept as numbers of a list of words."""
    import pyarrow

    known = {word: number for number, word in enumerate(dict.fromkeys(values))}
    codes = np.repeat(np.array([known[word] for word in values], dtype=np.int32), times)
    return pyarrow.DictionaryArray.from_arrays(codes, _words(list(known)))


def _words(values: list[str]) -> Any:
    import pyarrow

    return pyarrow.array(values, type=pyarrow.string())


def _undefined_as_null(values: NDArray[Any]) -> Any:
    """NaN as null: databases then leave it out of a mean instead of answering NaN."""
    import pyarrow

    undefined = np.isnan(values)
    return pyarrow.array(values, mask=undefined if undefined.any() else None)


def _table(columns: dict[str, Any]) -> Any:
    import pyarrow

    return pyarrow.table(columns)
