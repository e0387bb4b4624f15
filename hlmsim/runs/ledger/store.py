"""The ledger: which runs are done, kept as Parquet that any reader opens, also while a batch runs.

    runs/<shelf>/{runs,groups,weekly}.parquet                    finished, in order of case and replicate
    runs/parts/<shelf>.<level><id>/{runs,groups,weekly}.parquet  chunks as workers wrote them (level 0), and merged
    damaged/<either>-<id>/…                                      what could not be read; its runs are made again

A part appears whole or not at all, since one rename brings its folder to its place, and goes the same way. Parts are
merged level by level while a batch runs, so that there are never many. Compaction writes a shelf's parts out in order
of case and replicate, so that the finished bytes do not depend on who ran what, or when. Each step leaves every run in
at least one readable place: what is new takes its place first, what it replaces goes after.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.errors import RunError
from hlmsim.runs.ledger.source import Order, Source, State, state_of
from hlmsim.runs.ledger.sums import write_sums
from hlmsim.runs.ledger.tables import TABLES, WORDS, Form, tables, write, writer
from hlmsim.runs.one import RunResult
from hlmsim.runs.provenance import DAMAGED, known_sha256

_SCRATCH = ".writing"
_MOST_SOURCES = 32
"""So many folders are merged at a time, with one file of each open."""

_HIGHEST, _OLD = 8, 9
"""Levels of parts: the highest that merging makes, and tables that were finished before."""

_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Store:
    """The tables of the runs in one results folder. shelf: the name of a folder of runs of the same shape."""

    folder: Path

    def add(self, shelf: str, results: Sequence[RunResult]) -> Path:
        """Keep runs as a new part."""
        scratch = self._scratch()
        ordered = sorted(results, key=lambda result: (result.scenario, result.replicate))
        for table, content in tables(ordered).items():
            write(content, scratch / f"{table}.parquet", len(ordered))
        write_sums(scratch)
        return self._publish(scratch, self._new_part(shelf, 0))

    def kept(self, shelf: str) -> Kept:
        """Which runs there are."""
        return Kept(self, shelf)

    def gather(self, shelf: str, *, least: int = 32) -> int:
        """Merge parts of one level into one of the next, if there are at least ``least``; others may add meanwhile.

        Damaged ones are set aside. Returns how many were merged.
        """
        by_level: dict[int, list[Path]] = {}
        for part in self._parts_of(shelf):
            by_level.setdefault(_level(part), []).append(part)
        for level in range(_HIGHEST):
            parts = by_level.get(level, [])[: max(least, _MOST_SOURCES)]
            if len(parts) >= max(2, least):
                with suppress(FileNotFoundError):  # somebody else has merged them
                    return self._gathered(shelf, parts, level + 1)
        return 0

    def compact(self, shelf: str) -> None:
        """Bring all runs of a shelf into its finished tables, damaged ones aside; only for who holds the folder."""
        self.repair(shelf)
        while len(parts := self._parts_of(shelf)) >= _MOST_SOURCES:
            few = parts[: max(2, min(_MOST_SOURCES, len(parts) - _MOST_SOURCES + 2))]
            self._gathered(shelf, few, min(_HIGHEST, 1 + max(map(_level, few))))
        if not parts:
            return
        finished = self._finished(shelf)
        scratch, sources = self._merged(self._folders(shelf), Form.FINISHED)
        if not sources:
            return
        merged = [source.folder for source in sources if source.folder != finished]
        if finished.exists():
            merged.append(self._publish(finished, self._new_part(shelf, _OLD)))
        self._publish(scratch, finished)
        for folder in merged:  # what a worker that nobody knows of has added since stays
            self._retire(folder)

    def read(
        self,
        shelf: str,
        table: str,
        *,
        names: Collection[str] | None = None,
        replicates: int | None = None,
        first: int = 0,
        columns: Sequence[str] | None = None,
    ) -> Any:
        """One table (Arrow) by case and replicate, each run once; None if there is no run.

        names: only these cases. replicates: only ``first`` … ``replicates`` − 1.
        """
        while True:
            try:
                order = Order.of(self._sources(self._folders(shelf)), names, replicates, first)
                return _read(order, table, columns)
            except FileNotFoundError:
                continue  # somebody has merged parts meanwhile: their runs are elsewhere now

    def has_parts(self, shelf: str) -> bool:
        """Whether runs of a shelf wait to be brought into order."""
        return bool(self._parts_of(shelf))

    def repair(self, shelf: str) -> None:
        """Set unreadable tables aside (a disk that lost power), so that their runs are made again."""
        for folder in self._folders(shelf):
            if Source.opened(folder) is None:
                self.set_aside(folder)

    def check(self, shelf: str, said: Mapping[str, str]) -> None:
        """Set aside also finished tables that were changed since (a bad disk, a hand); only for who holds the folder.

        said: hashes of files, by their path within the results folder. Finished tables without one are read through.
        """
        self.repair(shelf)
        finished = self._finished(shelf)
        source = Source.opened(finished) if finished.exists() else None
        if source is not None and not self._is_as_said(source, said):
            self.set_aside(finished)

    def _is_as_said(self, source: Source, said: Mapping[str, str]) -> bool:
        files = [source.folder / f"{table}.parquet" for table in TABLES]
        known = [said.get(file.relative_to(self.folder).as_posix()) for file in files]
        if None in known:
            return source.is_sound()
        return all(known_sha256(file) == digest for file, digest in zip(files, known, strict=True))

    def set_aside(self, folder: Path) -> None:
        """Take damaged tables out of the way, where a person may look at them."""
        place = self.folder / DAMAGED / f"{folder.name}-{uuid.uuid4().hex[:8]}"
        place.parent.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):  # somebody else has found them too
            folder.rename(place)

    def damaged(self) -> set[str]:
        """What has been set aside, by its path within the results folder."""
        found = (self.folder / DAMAGED).iterdir() if (self.folder / DAMAGED).exists() else ()
        return {f"{DAMAGED}/{place.name}" for place in found}

    def tidy(self) -> None:
        """Remove what an interrupted command left half-written; only for who holds the folder."""
        shutil.rmtree(self.folder / _SCRATCH, ignore_errors=True)
        if self._parts().exists() and not any(self._parts().iterdir()):
            self._parts().rmdir()

    def _gathered(self, shelf: str, parts: Sequence[Path], level: int) -> int:
        scratch, sources = self._merged(parts, Form.PART)
        if sources:
            write_sums(scratch)
            self._publish(scratch, self._new_part(shelf, level))
        for source in sources:
            self._retire(source.folder)
        return len(sources)

    def _merged(self, folders: Sequence[Path], form: Form) -> tuple[Path, list[Source]]:
        """Everything readable of these folders in a new one, and what it comes from; what is damaged is set aside."""
        scratch, sources = self._scratch(), self._sources(folders)
        try:
            if sources:
                _merge(sources, scratch, form)
            else:
                scratch.rmdir()
            return scratch, sources
        except BaseException as problem:
            shutil.rmtree(scratch, ignore_errors=True)
            for source in sources:
                source.close()
            damaged = self._blamed(problem, sources)
            if damaged is None:
                raise
        self.set_aside(damaged)
        return self._merged([folder for folder in folders if folder != damaged], form)

    def _blamed(self, problem: BaseException, sources: Sequence[Source]) -> Path | None:
        """Whose damage it is that a merge has failed, if it is any."""
        if isinstance(problem, RunError) and problem.code == "tables_damaged":
            return Path(problem.facts["folder"])
        if not isinstance(problem, Exception) or getattr(problem, "errno", None) is not None:
            return None
        return next((source.folder for source in sources if not source.is_sound()), None)

    def _folders(self, shelf: str) -> list[Path]:
        """Where runs are. What was added last comes first: it counts where two have the same name.

        Looked up until nothing moves, since somebody may be bringing runs from one place to another.
        """
        seen: tuple[State | None, list[Path]] = ((0, 0), [])
        while (now := (state_of(self._finished(shelf)), self._parts_of(shelf))) != seen:
            seen = now
        finished = [] if seen[0] is None else [self._finished(shelf)]
        old = [part for part in seen[1] if _level(part) == _OLD]
        return [*(part for part in seen[1] if part not in old), *finished, *old]

    def _sources(self, folders: Sequence[Path]) -> list[Source]:
        """What is in these folders; what cannot be read counts for nothing."""
        return [source for folder in folders if (source := Source.opened(folder)) is not None]

    def _finished(self, shelf: str) -> Path:
        return self.folder / "runs" / shelf

    def _parts(self) -> Path:
        return self.folder / "runs" / "parts"

    def _parts_of(self, shelf: str) -> list[Path]:
        """In order of level."""
        try:
            with os.scandir(self._parts()) as found:
                names = [entry.name for entry in found if entry.name.startswith(f"{shelf}.")]
        except FileNotFoundError:
            return []
        return [self._parts() / name for name in sorted(names)]

    def _new_part(self, shelf: str, level: int) -> Path:
        return self._parts() / f"{shelf}.{level}{uuid.uuid4().hex[:12]}"

    def _scratch(self) -> Path:
        folder = self.folder / _SCRATCH / uuid.uuid4().hex
        folder.mkdir(parents=True)
        return folder

    def _publish(self, folder: Path, place: Path) -> Path:
        """Bring a finished folder to its place in one move, its files safely on the disk before, its name after."""
        place.parent.mkdir(parents=True, exist_ok=True)
        for file in folder.iterdir():
            with file.open("rb+") as stream:
                os.fsync(stream.fileno())
        moved = folder.rename(place)
        with suppress(OSError):  # not every system syncs folders
            handle = os.open(place.parent, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return moved

    def _retire(self, part: Path) -> None:
        """Take a part away in one move, so that nobody finds half of it."""
        with suppress(FileNotFoundError):
            gone = part.rename(self._scratch() / part.name)
            shutil.rmtree(gone.parent)


@dataclass(frozen=True, slots=True)
class Kept:
    """Which runs of a shelf there are, read from the disk each time it is asked."""

    store: Store
    shelf: str

    def mask(self, case_names: Sequence[str], replicates: int, key: Callable[[int, int], str]) -> NDArray[np.bool_]:
        """Whether each run is kept under its right key: cases × replicates.

        key: of the case at a place of ``case_names``, and a replicate. Damaged tables are set aside.
        """
        while True:
            try:
                return self._mask(case_names, replicates, key)
            except RunError as problem:
                if problem.code != "tables_damaged":
                    raise
                self.store.set_aside(Path(problem.facts["folder"]))

    def _mask(self, case_names: Sequence[str], replicates: int, key: Callable[[int, int], str]) -> NDArray[np.bool_]:
        found = np.zeros((len(case_names), replicates), dtype=np.bool_)
        places = {name: place for place, name in enumerate(case_names)}
        for some in self.identities():
            for name, replicate, held in zip(*some, strict=True):
                place = places.get(name)
                if place is not None and replicate < replicates and not found[place, replicate]:
                    found[place, replicate] = held == key(place, replicate)
        return found

    def identities(self) -> Iterator[tuple[list[str], list[int], list[str]]]:
        """Case, replicate and key of each run, a few thousand at a time; twice, where a merge was under way."""
        seen: set[tuple[Path, State | None]] = set()
        while fresh := {(folder, state_of(folder)) for folder in self.store._folders(self.shelf)} - seen:
            seen |= fresh
            for folder, _ in sorted(fresh, key=lambda place: place[0]):
                with suppress(FileNotFoundError):  # merged meanwhile: its runs are in a place not seen yet
                    source = Source.opened(folder)
                    if source is not None:
                        yield from source.identities()


def _level(part: Path) -> int:
    return int(part.name.rpartition(".")[2][0])


def _merge(sources: Sequence[Source], folder: Path, form: Form) -> None:
    """Write every run once, in order, holding a row group of each source in memory."""
    order = Order.of(sources)
    for table in TABLES:
        size = form.runs_a_row_group(sources[0].rows_a_run(table))
        stream = None
        for block in order.blocks(table, size):
            content = _plain(block)
            stream = stream or writer(folder / f"{table}.parquet", content.schema, form)
            stream.write_table(content, row_group_size=max(1, content.num_rows))
        if stream is not None:
            stream.close()
        order.close()


def _read(order: Order, table: str, columns: Sequence[str] | None) -> Any:
    import pyarrow

    blocks = [_plain(block) for block in order.blocks(table, _BLOCK, columns)]
    order.close()
    return pyarrow.concat_tables(blocks) if blocks else None


def _plain(block: Any) -> Any:
    """In one piece, words spelled out: the bytes written then follow from the content alone."""
    import pyarrow

    words = [place for place, name in enumerate(block.schema.names) if name in WORDS]
    for place in words:
        name = block.schema.names[place]
        block = block.set_column(place, name, block[name].cast(pyarrow.string()))
    return block.combine_chunks()
