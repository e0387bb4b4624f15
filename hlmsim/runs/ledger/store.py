"""The ledger: which runs are done, kept as Parquet that any reader opens, also while a batch runs.

    runs/<scenario>-<hash>/{runs,groups,weekly}.parquet             finished, in order of replicate
    runs/parts/<scenario>-<hash>.<id>/{runs,groups,weekly}.parquet  chunks as workers wrote them

A part appears whole or not at all, since one rename brings its folder to its place. Compaction writes a scenario's
parts out in order of replicate, so that the finished bytes do not depend on who ran what, or when. Its steps leave
every run in at least one readable place: the old tables become a part, the new ones take their place, the parts go.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
from typing import Any

import numpy as np

from hlmsim.runs.ledger.tables import TABLES, runs_a_row_group, tables, write, writer
from hlmsim.runs.one import RunResult

_SCRATCH = ".writing"


@dataclass(frozen=True, slots=True)
class Store:
    """The tables of the runs in one results folder."""

    folder: Path

    def add(self, name: str, results: Sequence[RunResult]) -> Path:
        """Keep runs of one scenario (``name``: its folder) as a new part."""
        scratch = self._scratch()
        for table, content in tables(results).items():
            write(content, scratch / f"{table}.parquet")
        return _publish(scratch, self._parts() / f"{name}.{uuid.uuid4().hex[:12]}")

    def keys(self, name: str) -> dict[int, str]:
        """Every run that is kept of one scenario: replicate → key."""
        found: dict[int, str] = {}
        for source in self.sources(name):
            found.update(zip(source.replicates, source.keys, strict=True))
        return found

    def compact(self, name: str) -> None:
        """Bring all runs of one scenario into its finished tables."""
        sources = self.sources(name)
        if not any(source.folder.parent == self._parts() for source in sources):
            return
        scratch = self._scratch()
        for table in TABLES:
            _merge(sources, table, scratch / f"{table}.parquet")
        finished = self._finished(name)
        if finished.exists():
            _publish(finished, self._parts() / f"{name}.{uuid.uuid4().hex[:12]}")
        _publish(scratch, finished)
        for part in self._parts_of(name):
            shutil.rmtree(part)

    def read(self, name: str, table: str, *, replicates: int, columns: Sequence[str] | None = None) -> Any:
        """One table of one scenario (Arrow), replicates 0 … ``replicates`` − 1 in order; None if there is no run."""
        import pyarrow

        sources = self.sources(name)
        picks = [pick for pick in _picks(sources) if pick.replicate < replicates]
        blocks = [_block(sources, table, some, columns) for some in batched(picks, 1024)]
        for source in sources:
            source.close()
        return pyarrow.concat_tables(blocks) if blocks else None

    def sources(self, name: str) -> list[Source]:
        """Where runs of one scenario are kept, the finished tables first; what cannot be read counts for nothing."""
        folders = (self._finished(name), *self._parts_of(name))
        return [source for folder in folders if (source := _opened(folder)) is not None]

    def repair(self, name: str) -> None:
        """Remove unreadable tables of one scenario (a disk that lost power), so that their runs are made again."""
        for folder in (self._finished(name), *self._parts_of(name)):
            if folder.exists() and _opened(folder) is None:
                shutil.rmtree(folder)

    def tidy(self) -> None:
        """Remove what an interrupted command left half-written; only for who holds the folder."""
        shutil.rmtree(self.folder / _SCRATCH, ignore_errors=True)
        if self._parts().exists() and not any(self._parts().iterdir()):
            self._parts().rmdir()

    def _finished(self, name: str) -> Path:
        return self.folder / "runs" / name

    def _parts(self) -> Path:
        return self.folder / "runs" / "parts"

    def _parts_of(self, name: str) -> list[Path]:
        return sorted(self._parts().glob(f"{name}.*"))

    def _scratch(self) -> Path:
        folder = self.folder / _SCRATCH / uuid.uuid4().hex
        folder.mkdir(parents=True)
        return folder


@dataclass(slots=True)
class Source:
    """A folder of the three tables, read by runs: row groups hold whole runs, all with the same number of rows."""

    folder: Path
    replicates: list[int] = field(init=False)
    keys: list[str] = field(init=False)
    _files: dict[str, Any] = field(init=False, default_factory=dict)
    _at_hand: dict[str, tuple[int, Any]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        from pyarrow import parquet

        for table in TABLES:
            parquet.read_metadata(self.folder / f"{table}.parquet")
        known = parquet.read_table(self.folder / "runs.parquet", columns=["replicate", "key"], partitioning=None)
        self.replicates, self.keys = known["replicate"].to_pylist(), known["key"].to_pylist()

    def rows_a_run(self, table: str) -> int:
        """How many rows of a table one run fills."""
        return int(self._file(table).metadata.num_rows) // len(self.replicates)

    def schema(self, table: str) -> Any:
        """The Arrow schema of a table."""
        return self._file(table).schema_arrow

    def rows(self, table: str, first: int, count: int, columns: Sequence[str] | None) -> Iterator[Any]:
        """The rows of ``count`` runs from the place ``first`` on, as Arrow tables."""
        rows_a_run = self.rows_a_run(table)
        wanted, end = first * rows_a_run, (first + count) * rows_a_run
        start = 0
        for number in range(self._file(table).metadata.num_row_groups):
            size = int(self._file(table).metadata.row_group(number).num_rows)
            low, high = max(wanted, start), min(end, start + size)
            if low < high:
                yield self._row_group(table, number, columns).slice(low - start, high - low)
            start += size

    def _row_group(self, table: str, number: int, columns: Sequence[str] | None) -> Any:
        if self._at_hand.get(table, (-1, None))[0] != number:
            self._at_hand[table] = number, self._file(table).read_row_group(number, columns=columns)
        return self._at_hand[table][1]

    def _file(self, table: str) -> Any:
        from pyarrow import parquet

        if table not in self._files:
            self._files[table] = parquet.ParquetFile(self.folder / f"{table}.parquet")
        return self._files[table]

    def close(self) -> None:
        """Let go of the files and of what was read from them."""
        for file in self._files.values():
            file.close()
        self._files.clear()
        self._at_hand.clear()


@dataclass(frozen=True, slots=True)
class _Pick:
    """Where the run of one replicate stands: which source, and its place there."""

    replicate: int
    source: int
    place: int


def _picks(sources: Sequence[Source]) -> list[_Pick]:
    """Every replicate once, in order."""
    found: dict[int, _Pick] = {}
    for number, source in enumerate(sources):
        for place, replicate in enumerate(source.replicates):
            found.setdefault(replicate, _Pick(replicate, number, place))
    return [found[replicate] for replicate in sorted(found)]


def _merge(sources: Sequence[Source], table: str, file: Path) -> None:
    """Write every run once, in order of replicate, holding a few row groups in memory."""
    picks = _picks(sources)
    last_needed = {pick.source: pick.replicate for pick in picks}
    size = runs_a_row_group(sources[0].rows_a_run(table))
    with writer(file, sources[0].schema(table)) as stream:
        for some in batched(picks, size):
            block = _block(sources, table, some, None).combine_chunks()
            stream.write_table(block, row_group_size=max(1, block.num_rows))
            for number in {pick.source for pick in some}:
                if last_needed[number] <= some[-1].replicate:
                    sources[number].close()
    for source in sources:
        source.close()


def _opened(folder: Path) -> Source | None:
    from pyarrow import ArrowInvalid

    try:
        return Source(folder)
    except (ArrowInvalid, FileNotFoundError):
        return None


def _block(sources: Sequence[Source], table: str, picks: Sequence[_Pick], columns: Sequence[str] | None) -> Any:
    """The rows of these runs, neighbours read together."""
    import pyarrow

    pieces: list[Any] = []
    places = np.array([(pick.source, pick.place) for pick in picks])
    breaks = np.flatnonzero((np.diff(places[:, 0]) != 0) | (np.diff(places[:, 1]) != 1)) + 1
    for stretch in np.split(np.arange(len(picks)), breaks):
        first = picks[stretch[0]]
        pieces += sources[first.source].rows(table, first.place, len(stretch), columns)
    return pyarrow.concat_tables(pieces)


def _publish(folder: Path, place: Path) -> Path:
    """Bring a finished folder to its place in one move, its files safely on the disk before."""
    place.parent.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        with file.open("rb+") as stream:
            os.fsync(stream.fileno())
    return folder.rename(place)
