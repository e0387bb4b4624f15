"""Tables of a results folder for spreadsheets: labels, units and words in one language, large tables piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.errors import InputError
from hlmsim.interface.sweep_facts import SweepFacts
from hlmsim.locales import LANGUAGES, text
from hlmsim.report.dictionary import Dictionary, worded
from hlmsim.report.plain_csv import heading, lines
from hlmsim.report.rows import titles_of, told_apart
from hlmsim.runs.compared import is_compared
from hlmsim.runs.ledger.door import lone_file, refuse_taken
from hlmsim.scenario.cells import unguarded

if TYPE_CHECKING:
    from pandas import DataFrame

    from hlmsim.report.workbook import Sheet
    from hlmsim.runs.results import Results

STORED = ("runs", "groups", "weekly")
ENDINGS = (".csv", ".xlsx")
_ROWS = 1 << 14
_SETTINGS = {
    "setting": "factor",
    "reference": "factor",
    "other_setting": "other_factor",
    "other_reference": "other_factor",
}


def is_sweep(results: Results) -> bool:
    """Whether a folder holds a sweep; a comparison in plausible worlds is shown as any comparison."""
    return results.manifest.get("kind") == "sweep" and not is_compared(results.manifest)


def tables_of(results: Results) -> tuple[str, ...]:
    """Tables that can be exported from a folder."""
    more = ("answer", "design") if is_sweep(results) else ("design",) if is_compared(results.manifest) else ()
    return ("effects", *STORED, *more)


def default_file(results: Results, table: str, ending: str, lang: str) -> Path:
    """Where an export goes when nobody says: ``effects-fr.csv`` here."""
    return Path(f"{results.folder.resolve().name}-{table}-{lang}{ending}")


def export(results: Results, table: str, *, lang: str, file: Path, replace: bool = False) -> Path:
    """Write one table with labels, as CSV or Excel by the ending of ``file``.

    French CSV has semicolons and decimal commas, as French spreadsheets read it; English has commas and points. Both
    start with a byte-order mark. Raises InputError when the table is not there, is too long for Excel, or when a file
    stands there that hlmsim did not write and ``replace`` is not given.
    """
    if table not in tables_of(results):
        known = list(tables_of(results))
        raise InputError("no_such_table", folder=str(results.folder), table=table, known=known)
    refuse_taken(file, replace=replace)
    exporter = Exporter(results, table, lang)
    with lone_file(file, replace=replace) as part:
        (exporter.to_excel if file.suffix.lower() == ".xlsx" else exporter.to_csv)(part)
    return file


_BOUNDS = ("level_low", "level_high", "low", "high")
USUAL, _ROUNDING = 0.95, 1e-9
"""The confidence of an interval alone."""


@dataclass(frozen=True)
class Exporter:
    """One table of a folder in one language."""

    results: Results
    table: str
    lang: str

    @cached_property
    def words(self) -> Dictionary:
        """Words of the columns."""
        return dictionary_of(self.results)

    def to_csv(self, file: Path) -> Path:
        """Write it as CSV, piece by piece."""
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            for rank, piece in enumerate(pieces(self.results, self.table)):
                if rank == 0:
                    stream.write(heading(self.headings(piece.columns), self.lang))
                stream.write(lines(self.worded(piece), self.lang))
        return file

    def to_excel(self, file: Path) -> Path:
        """Write it as a workbook of one sheet."""
        from hlmsim.report.workbook import MOST_ROWS, write_workbook

        rows = count_rows(self.results, self.table)
        if rows > MOST_ROWS:
            raise InputError("too_many_rows_for_excel", table=self.table, rows=rows, most=MOST_ROWS)
        return write_workbook(file, [self.sheet()], large=rows > _ROWS)

    def sheet(self) -> Sheet:
        """The table as a sheet."""
        from hlmsim.report.workbook import Sheet

        parts = pieces(self.results, self.table)
        first = next(parts)
        columns = [str(name) for name in first.columns]
        units = [str(unit) for unit in first["unit"]] if "unit" in columns else None
        return Sheet(
            text(f"dictionary.sheet.{self.table}", self.lang),
            self.headings(columns, percent=True),
            [self._format(first, name) for name in columns],
            (row for piece in chain([first], parts) for row in rows_of(self.worded(piece, percent=True))),
            units,
        )

    def headings(self, columns: Iterable[str], *, percent: bool = False) -> list[str]:
        """Labels of the columns, with their units. percent: shares are shown as percentages."""
        names = [str(column) for column in columns]
        labels = {name: self.words.heading(self.table, name, self.lang, percent=percent) for name in names}
        for name in _BOUNDS if self.together else ():
            if name in labels:
                labels[name] = text("dictionary.together", self.lang, label=labels[name])
        return list(told_apart(labels).values())

    @cached_property
    def together(self) -> bool:
        """Whether the intervals of the table were asked to hold together, each then wider than the usual ones."""
        if self.table in STORED:
            return False
        first = next(pieces(self.results, self.table))
        return "confidence" in first.columns and bool((first["confidence"] > USUAL + _ROUNDING).any())

    def worded(self, piece: DataFrame, *, percent: bool = False) -> DataFrame:
        """The same rows with codes in words."""
        shown = piece.replace({"unit": {"share": "percent"}}) if percent and "unit" in piece.columns else piece
        changed = {name: self._words(shown, name) for name in piece.columns if not _is_numeric(piece, name)}
        return piece.assign(**changed)

    def _words(self, piece: DataFrame, column: str) -> list[str]:
        factors = [""] * len(piece)
        if self.table == "answer" and column in _SETTINGS:
            factors = _strings(piece, _SETTINGS[column])
        elif self.table == "design":
            factors = [column] * len(piece)
        known: dict[tuple[str, str], str] = {}
        found = []
        for pair in zip(factors, _strings(piece, column), strict=True):
            if pair not in known:
                known[pair] = self._word(column, *pair)
            found.append(known[pair])
        return found

    def _word(self, column: str, factor: str, word: str) -> str:
        names = self.words.names.get(self.lang)
        if column == "scenario" and (self.table == "design" or names is None):
            return self._titles.get(word, word)
        if column == "reference" and self.table == "effects":
            return self._titles.get(word, word)
        if names is not None and self.table == "answer" and column in {"factor", "other_factor"}:
            return names.factor(word) if word else ""
        if names is not None and factor and column not in {"scenario", "case"}:
            return names.setting(factor, word)
        return worded(column, word, self.lang)

    @cached_property
    def _titles(self) -> dict[str, str]:
        return titles_of(self.results.manifest["scenarios"], self.lang)

    def _format(self, piece: DataFrame, column: str) -> str:
        if not _is_numeric(piece, column):
            return ""
        unit = self.words.unit(self.table, column)
        return "whole" if unit in {"count", "number", "week"} and column not in _measured(self.table) else unit


def dictionary_of(results: Results) -> Dictionary:
    """Words of every column of a folder."""
    if not is_sweep(results):
        return Dictionary({})
    facts = SweepFacts(results.folder, results.manifest)
    return Dictionary({lang: facts.names(lang) for lang in LANGUAGES})


def rows_of(frame: DataFrame) -> Iterator[tuple[Any, ...]]:
    """Rows with plain numbers and words."""
    columns = [frame[name].tolist() for name in frame.columns]
    return zip(*columns, strict=True)


def pieces(results: Results, table: str) -> Iterator[DataFrame]:
    """A table in pieces that fit in little memory; at least one, even without rows."""
    if table not in STORED:
        yield _written(results, table)
        return
    seen = False
    for piece in _stored(results, table):
        seen = True
        yield piece
    if not seen:
        yield results.table(table)[:0]


def count_rows(results: Results, table: str) -> int:
    """How many rows a table has."""
    return sum(
        len(piece) for piece in (_stored(results, table, only=()) if table in STORED else pieces(results, table))
    )


def _written(results: Results, table: str) -> DataFrame:
    """A table that stands beside the runs."""
    import pandas

    if table == "effects":
        return results.effects
    if table == "design":
        return SweepFacts(results.folder, results.manifest).design
    words = ("factor", "setting", "reference", "other_factor", "other_setting", "other_reference")
    file = results.written(f"{table}.csv")
    found = pandas.read_csv(file, dtype=dict.fromkeys(words, str), encoding="utf-8-sig")
    return found.fillna(dict.fromkeys(words, "")).map(unguarded)


def _stored(results: Results, table: str, only: tuple[str, ...] | None = None) -> Iterator[DataFrame]:
    """Runs as they are stored, some rows at a time; from finished files where there are no loose parts."""
    from pyarrow import parquet

    names, shelves = set(results.scenarios), _shelves(results.manifest)
    results.demand_tables(table, shelves)
    for shelf in shelves:
        file = results.folder / "runs" / shelf / f"{table}.parquet"
        if list((results.folder / "runs" / "parts").glob(f"{shelf}.*")) or not file.exists():
            yield from _loose(results, table, shelf, only)
            continue
        columns = None if only is None else ["scenario", "replicate", *only]
        with parquet.ParquetFile(file) as stream:
            for number in range(stream.num_row_groups):  # iter_batches would keep what it has read until the end
                for batch in stream.read_row_group(number, columns).to_batches(max_chunksize=_ROWS):
                    piece: DataFrame = batch.to_pandas()
                    kept = piece["scenario"].isin(names) & (piece["replicate"] < results.replicates)
                    if kept.any():
                        yield piece[kept]


def _loose(results: Results, table: str, shelf: str, only: tuple[str, ...] | None) -> Iterator[DataFrame]:
    """Runs of a shelf that a batch has not finished."""
    from hlmsim.runs.ledger.store import Store

    columns = None if only is None else ["scenario", "replicate", *only]
    names = set(results.scenarios)
    found = Store(results.folder).read(shelf, table, names=names, replicates=results.replicates, columns=columns)
    if found is not None:
        for start in range(0, found.num_rows, _ROWS):
            yield found.slice(start, _ROWS).to_pandas()


def _shelves(manifest: Mapping[str, Any]) -> list[str]:
    folders = manifest.get("shelves") or [entry["folder"] for entry in manifest["scenarios"]]
    return [Path(folder).name for folder in folders]


def _measured(table: str) -> frozenset[str]:
    from hlmsim.report.views import measures

    return frozenset(measures()) if table in STORED else frozenset()


def _is_numeric(piece: DataFrame, column: str) -> bool:
    from pandas.api.types import is_numeric_dtype

    return bool(is_numeric_dtype(piece[column]))


def _strings(piece: DataFrame, column: str) -> list[str]:
    return [value if isinstance(value, str) else "" for value in piece[column].tolist()]
