"""A folder of the three tables, read by runs; and the runs of several folders in order, each once."""

from __future__ import annotations

import errno
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from hlmsim.errors import RunError
from hlmsim.runs.ledger.sums import sums_hold
from hlmsim.runs.ledger.tables import IDENTITY, TABLES, WORDS, schema_of

_BATCH = 4096
_UNREADABLE = {None, errno.EIO}
"""What the system says of a damaged file: nothing, since it is the content that is wrong, or that the disk is."""

type Indices = NDArray[np.int64]
type State = tuple[int, int]


@dataclass(eq=False)
class Source:
    """A folder of the three tables. Row groups hold whole runs, all with the same number of rows.

    ends: by table, what stands at the end of its file: rows, columns, row groups. state: of the folder when it was
    opened. Raises FileNotFoundError when the folder goes while it is read, or another takes its place.
    """

    folder: Path
    ends: dict[str, Any]
    state: State
    _files: dict[str, Any] = field(init=False, default_factory=dict)
    _starts: dict[str, Indices] = field(init=False, default_factory=dict)
    _at_hand: dict[str, tuple[int, Any]] = field(init=False, default_factory=dict)

    @classmethod
    def opened(cls, folder: Path) -> Self | None:
        """The source in a folder; None if its tables are not all there and whole.

        Raises FileNotFoundError if the folder itself has gone.
        """
        from pyarrow import parquet

        state = state_of(folder)
        try:
            with _undamaged(folder):
                ends = {table: parquet.read_metadata(folder / f"{table}.parquet") for table in TABLES}
                whole = sums_hold(folder) and _agree(ends)
        except (FileNotFoundError, NotADirectoryError, RunError):
            whole = False
        if state is None or state_of(folder) != state:
            raise FileNotFoundError(folder)
        return cls(folder, ends, state) if whole else None

    def is_sound(self) -> bool:
        """Whether all of it can be read, and all tables hold the same runs. Raises FileNotFoundError as others do."""
        try:
            with closing(self):
                read = {table: [self._whole(table, name) for name in IDENTITY] for table in TABLES}
                for table in TABLES:
                    for number in range(self.ends[table].num_row_groups):
                        self._row_group(table, number, None)
        except FileNotFoundError:
            raise
        except Exception:
            return False
        rows = {table: self.rows_a_run(table) for table in TABLES}
        return all(
            np.array_equal(np.repeat(run, rows[table]), found)
            for table in TABLES
            for run, found in zip(read["runs"], read[table], strict=True)
        )

    def identities(self) -> Iterator[tuple[list[str], list[int], list[str]]]:
        """Name of the case, replicate and key of each run, a few thousand at a time."""
        columns = ["scenario", "replicate", "key"]
        with closing(self), _undamaged(self.folder):
            for batch in self._file("runs").iter_batches(_BATCH, columns=columns, use_threads=False):
                names, replicates, keys = (column.to_pylist() for column in batch.columns)
                yield names, replicates, keys

    def places(self) -> tuple[list[str], Indices, Indices]:
        """Of each run in turn: the case (as a place in a list of names) and the replicate."""
        with closing(self), _undamaged(self.folder):
            found = self._file("runs").read(columns=["scenario", "replicate"], use_threads=False)
        cases = found["scenario"].unify_dictionaries().combine_chunks()
        replicates = found["replicate"].to_numpy().astype(np.int64)
        return cases.dictionary.to_pylist(), cases.indices.to_numpy().astype(np.int64), replicates

    def _whole(self, table: str, column: str) -> NDArray[Any]:
        return np.array(self._file(table).read(columns=[column], use_threads=False)[column].to_pylist())

    def rows_a_run(self, table: str) -> int:
        """How many rows of a table one run fills."""
        return int(self.ends[table].num_rows) // int(self.ends["runs"].num_rows)

    def rows(self, table: str, first: int, count: int, columns: Sequence[str] | None) -> Iterator[Any]:
        """The rows of ``count`` runs from the place ``first`` on, as Arrow tables."""
        rows_a_run, starts = self.rows_a_run(table), self._row_groups(table)
        low, end = first * rows_a_run, (first + count) * rows_a_run
        number = int(np.searchsorted(starts, low, side="right")) - 1
        while low < end:
            high = min(end, int(starts[number + 1]))
            yield self._row_group(table, number, columns).slice(low - int(starts[number]), high - low)
            if high == starts[number + 1]:
                del self._at_hand[table]
            low, number = high, number + 1

    def close(self) -> None:
        """Let go of the files and of what was read from them."""
        for file in self._files.values():
            file.close()
        self._files.clear()
        self._at_hand.clear()

    def _row_groups(self, table: str) -> Indices:
        """Where each row group starts, and where the last one ends."""
        if table not in self._starts:
            metadata = self.ends[table]
            sizes = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
            self._starts[table] = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        return self._starts[table]

    def _row_group(self, table: str, number: int, columns: Sequence[str] | None) -> Any:
        if self._at_hand.get(table, (-1, None))[0] != number:
            self._at_hand.pop(table, None)
            with _undamaged(self.folder):
                read = self._file(table).read_row_group(number, columns=columns, use_threads=False)
            self._at_hand[table] = number, read
        return self._at_hand[table][1]

    def _file(self, table: str) -> Any:
        from pyarrow import parquet

        if table not in self._files:
            file = self.folder / f"{table}.parquet"
            end = self.ends[table]
            words = [name for name in WORDS if name in end.schema.names]
            self._files[table] = parquet.ParquetFile(
                file, metadata=end, read_dictionary=words, page_checksum_verification=True
            )
            if state_of(self.folder) != self.state:
                self.close()
                raise FileNotFoundError(self.folder)
        return self._files[table]


@dataclass(frozen=True, slots=True)
class Order:
    """The runs of some sources by case and replicate, each once: in which source each stands, and its place there.

    Of two of the same name the first source's counts.
    """

    sources: Sequence[Source]
    numbers: Indices
    places: Indices

    @classmethod
    def of(
        cls,
        sources: Sequence[Source],
        names: Collection[str] | None = None,
        replicates: int | None = None,
        first: int = 0,
    ) -> Self:
        """The order of all runs, or of some cases' replicates ``first`` … ``replicates`` − 1."""
        known = [source.places() for source in sources]
        ranks = {name: rank for rank, name in enumerate(sorted({name for found, _, _ in known for name in found}))}
        wanted = ranks.keys() if names is None else ranks.keys() & set(names)
        cases = [
            np.array([ranks[name] if name in wanted else -1 for name in found])[codes] for found, codes, _ in known
        ]
        numbers = [np.full(len(codes), number) for number, (_, codes, _) in enumerate(known)]
        case, replicate, number = (_joined(some) for some in (cases, [found for *_, found in known], numbers))
        place = _joined([np.arange(len(codes)) for _, codes, _ in known])
        end = np.inf if replicates is None else replicates
        chosen = np.flatnonzero((case >= 0) & (replicate >= first) & (replicate < end))
        chosen = chosen[np.lexsort((number[chosen], replicate[chosen], case[chosen]))]
        again = (np.diff(case[chosen]) == 0) & (np.diff(replicate[chosen]) == 0)
        chosen = chosen[np.concatenate([np.ones(min(1, len(chosen)), dtype=bool), ~again])]
        return cls(sources, number[chosen], place[chosen])

    def blocks(self, table: str, runs: int, columns: Sequence[str] | None = None) -> Iterator[Any]:
        """The rows of a table in order, so many runs at a time, as Arrow tables; neighbours are read together."""
        import pyarrow

        for start in range(0, len(self.places), runs):
            pieces: list[Any] = []
            number, place = self.numbers[start : start + runs], self.places[start : start + runs]
            breaks = np.flatnonzero((np.diff(number) != 0) | (np.diff(place) != 1)) + 1
            for low, high in zip([0, *breaks], [*breaks, len(place)], strict=True):
                pieces += self.sources[number[low]].rows(table, int(place[low]), int(high - low), columns)
            yield pyarrow.concat_tables(pieces)

    def close(self) -> None:
        """Let go of all files."""
        for source in self.sources:
            source.close()


def state_of(folder: Path) -> State | None:
    """By what a folder is known to be the same as before, whatever stands under its name; None if it is not there."""
    try:
        found = folder.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def _joined(arrays: Sequence[NDArray[Any]]) -> Indices:
    return np.concatenate([np.empty(0, dtype=np.int64), *arrays])


def _agree(ends: Mapping[str, Any]) -> bool:
    """Whether the tables of a folder are what this version writes, and fit together."""
    names = {table: end.schema.names for table, end in ends.items()}
    outcomes = [name for name in names["runs"] if name not in {*IDENTITY, "scenario_hash", "seed", "key"}]
    expected = {
        "runs": [*IDENTITY, "scenario_hash", "seed", "key", *outcomes],
        "groups": [*IDENTITY, "group", *outcomes],
    }
    runs = ends["runs"].num_rows
    return (
        runs > 0
        and all(names[table] == expected.get(table, names[table]) for table in TABLES)
        and names["weekly"][:3] == [*IDENTITY, "week"]
        and {*names["weekly"]} <= {*names["groups"], "week"}
        and all(ends[table].schema.to_arrow_schema().equals(schema_of(table, names[table])) for table in TABLES)
        and all(end.num_rows > 0 and end.num_rows % runs == 0 for end in ends.values())
    )


@contextmanager
def _undamaged(folder: Path) -> Iterator[None]:
    """Name tables whose inside cannot be read, though their ends can."""
    from pyarrow import ArrowException

    try:
        yield
    except FileNotFoundError:
        raise
    except (ArrowException, OSError, UnicodeDecodeError) as problem:
        if getattr(problem, "errno", None) not in _UNREADABLE:
            raise
        raise RunError("tables_damaged", folder=str(folder), reason=str(problem)) from problem
