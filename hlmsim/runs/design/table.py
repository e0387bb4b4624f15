"""The design table: a row a point, before anything is simulated; to be written, edited in a spreadsheet and read."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hlmsim.errors import Fault, ScenarioError
from hlmsim.runs.design.cells import read_cell
from hlmsim.runs.design.experiment import Cell, Experiment, Factor
from hlmsim.runs.ledger.door import put
from hlmsim.scenario import Place
from hlmsim.scenario.cells import BYTE_ORDER_MARK, guarded
from hlmsim.scenario.envelope import CSV, Kind, declared, text_of
from hlmsim.scenario.faults import Faults, in_order, shown
from hlmsim.scenario.tables import Column, check_numbered, read_table
from hlmsim.scenario.tables import Row as Cells
from hlmsim.scenario.tree import Node
from hlmsim.scenario.writing import flow

FILE = "design.csv"
DESIGN_TABLE = declared(Kind("design", CSV, versions=(), most_bytes=500_000_000))
"""A table has as many cells as points times factors: two hundred numbers along trajectories are soon millions."""


@dataclass(frozen=True, slots=True)
class Row:
    """One point. number: from 1. scenario: by name. world: 0 is the numbers as written. cells: in order of factors.

    place: where the row stands, when it comes from a file.
    """

    number: int
    scenario: str
    world: int
    cells: tuple[Cell, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class DesignTable:
    """The points of a design. factors: their names, in order. reference: the levels that the others are compared with,
    if there are such. remarks: what the person may want to know. file: where it was read.
    """

    factors: tuple[str, ...]
    rows: tuple[Row, ...]
    reference: Mapping[str, Cell] | None = None
    remarks: tuple[Fault, ...] = ()
    file: str | None = None

    def to_csv(self, file: Path | None = None, cases: Sequence[str] = ()) -> str:
        """The text of the table, also written to a file if one is given (with a byte-order mark).

        cases: name of each row's case, when known.
        Raises InputError when the file is not ours to replace.
        """
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(map(guarded, ["point", "scenario", "world", *self.factors, "case"]))
        for place, row in enumerate(self.rows):
            cells = ["" if cell is None else cell if isinstance(cell, str) else flow(cell) for cell in row.cells]
            line = [row.number, row.scenario, row.world, *cells, cases[place] if cases else ""]
            writer.writerow(map(guarded, line))
        text = stream.getvalue()
        if file is not None:
            put(file, BYTE_ORDER_MARK + text)
        return text

    @classmethod
    def read_csv(cls, file: str | Path, experiment: Experiment) -> DesignTable:
        """A table as ``to_csv`` writes it, or edited since: rows taken out, added, changed; other levels of a factor.

        Raises ScenarioError with every fault.
        """
        faults = Faults()
        path = Path.cwd() / file
        text = text_of(DESIGN_TABLE, path, faults)
        rows = None if text is None else read_table(text, str(path), _columns(experiment), faults)
        reader = _Reader(experiment, faults)
        found = tuple(reader.row(number, place, cells) for number, (place, cells) in enumerate(rows or (), 1))
        if rows is not None and not found:
            faults.add("design_without_points", Place(str(path), 1, 1))
        if faults:
            raise ScenarioError(in_order(faults.found))
        names = tuple(factor.name for factor in experiment.factors)
        return cls(names, found, reference_of(experiment, found), (), str(path))


def reference_of(experiment: Experiment, rows: Sequence[Row]) -> Mapping[str, Cell] | None:
    """The first row that has every level of the reference; None when no row has."""
    asked = list(experiment.reference.items())
    names = [factor.name for factor in experiment.factors]
    for row in rows:
        cells = dict(zip(names, row.cells, strict=True))
        if all(cells[name] == cell for name, cell in asked):
            return cells
    return None


@dataclass(frozen=True)
class _Reader:
    experiment: Experiment
    faults: Faults
    sound: dict[tuple[str, str], Cell] = field(default_factory=dict)

    def row(self, number: int, place: Place, cells: Cells) -> Row:
        """One row of the file; points are numbered again, in the order of the rows."""
        experiment = self.experiment
        check_numbered(cells.get("point"), "point", self.faults)
        levels = [
            self.cell(factor, cells[column]) if (column := factor.name.lower()) in cells else None
            for factor in experiment.factors
        ]
        return Row(number, self.scenario(place, cells), self.world(cells), tuple(levels), place)

    def cell(self, factor: Factor, node: Node) -> Cell:
        """What stands in a cell. A design of thousands of rows says the same over and over: it is judged once."""
        key = factor.name, repr(node.value)
        if key not in self.sound:
            before = len(self.faults.found)
            found = read_cell(factor, node, self.experiment.scenarios, factor.name, self.faults)
            if len(self.faults.found) > before:
                return found
            self.sound[key] = found
        return self.sound[key]

    def scenario(self, place: Place, cells: Cells) -> str:
        """The scenario of the row; it need not be said when there is one only."""
        names = [scenario.name for scenario in self.experiment.scenarios]
        node = cells.get("scenario")
        if node is None:
            if len(names) > 1:
                self.faults.add("csv_cell_blank", place, found="scenario")
            return names[0]
        word = str(node.value)
        if word not in names:
            self.faults.unknown("unknown_word", node.place, "scenario", found=word, allowed=names)
            return names[0]
        return word

    def world(self, cells: Cells) -> int:
        """The world of the row: one that the experiment draws, or 0."""
        node = cells.get("world", Node(Place("", 1, 1), 0))
        last = self.experiment.worlds.draws if self.experiment.worlds is not None else 0
        if isinstance(node.value, bool) or not isinstance(node.value, int):
            self.faults.add("not_whole", node.place, "world", found=shown(node))
        elif not 0 <= node.value <= last:
            self.faults.add("no_such_world", node.place, "world", found=node.value, last=last)
        else:
            return node.value
        return 0


def _columns(experiment: Experiment) -> list[Column]:
    own = [Column(factor.name.lower(), "value" if factor.settable else "text") for factor in experiment.factors]
    return [Column("point"), Column("scenario"), Column("world", "value"), *own, Column("case")]
