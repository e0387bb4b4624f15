"""A results folder read back: tables as pandas, loaded when they are asked for, each as it was written or an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.errors import InputError
from hlmsim.runs.intact import demand_intact
from hlmsim.runs.ledger.failures import Failure, read_failures
from hlmsim.runs.ledger.store import Store
from hlmsim.runs.manifest import MANIFEST, read_manifest
from hlmsim.runs.other_kinds import refuse_other_kinds
from hlmsim.scenario.cells import unguarded

if TYPE_CHECKING:
    from pandas import DataFrame

BATCH, SWEEP = "batch", "sweep"
DESIGN = "design.csv"


@dataclass(frozen=True)
class Results:
    """The tables of a batch of scenarios, or of a sweep.

    scenarios: names of the cases, as in the column ``scenario``: scenarios in the order asked, the first is the
    reference; of a sweep each world once, in the order of its design. folders: where their tables are, under ``runs``:
    one for each scenario; of a sweep, all of them. Replicates beyond ``replicates`` are left out.

    Whatever reads a file raises InputError when that file is not as the manifest says.
    """

    folder: Path
    scenarios: tuple[str, ...]
    folders: tuple[str, ...]
    replicates: int
    kind: str = BATCH

    @property
    def manifest(self) -> dict[str, Any]:
        """What was asked, with which versions and seeds, as it stands in the folder now."""
        return read_manifest(self.folder)

    @cached_property
    def failures(self) -> list[Failure]:
        """The runs that failed."""
        return read_failures(self.folder)

    @property
    def promised(self) -> int:
        """How many runs were asked for."""
        return len(self.scenarios) * self.replicates

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The runs that were asked for and are not there, as ``case/replicate``; those that failed are among them."""
        found = self.table("runs", outcomes=[])
        there = set(zip(found["scenario"].tolist(), found["replicate"].tolist(), strict=True))
        asked = ((case, replicate) for case in self.scenarios for replicate in range(self.replicates))
        return tuple(f"{case}/{replicate}" for case, replicate in asked if (case, replicate) not in there)

    @cached_property
    def design(self) -> DataFrame:
        """One row a point of a sweep: ``point``, ``scenario`` (its base), ``world``, a column a factor, ``case``.

        Settings are words, empty where the point is as its base scenario has it.
        """
        if self.kind != SWEEP:
            raise InputError("no_design", folder=str(self.folder))
        return read_design(self.folder)

    @cached_property
    def runs(self) -> DataFrame:
        """One row a run, outcomes of all households."""
        return self.table("runs")

    @cached_property
    def groups(self) -> DataFrame:
        """One row a run and group of households."""
        return self.table("groups")

    @cached_property
    def weekly(self) -> DataFrame:
        """One row a run and week (and group, if they were kept); every outcome. Large: see :meth:`table`."""
        return self.table("weekly")

    @cached_property
    def effects(self) -> DataFrame:
        """The effects as they were written beside the runs."""
        import pandas

        return pandas.read_parquet(self.written("effects.parquet"))

    def written(self, name: str) -> Path:
        """A file that follows from the runs and was written beside them. Raises InputError if it is not there yet."""
        demand_intact(self.folder, [name])
        file = self.folder / name
        if not file.exists():
            raise InputError("no_effects_yet", folder=str(self.folder), file=name)
        return file

    def table(
        self, name: str, *, outcomes: Sequence[str] | None = None, scenarios: Sequence[str] | None = None
    ) -> DataFrame:
        """``runs``, ``groups`` or ``weekly``, whole or only some outcomes and scenarios; only those are read.

        Rows stand by scenario and replicate; those of a sweep by case and replicate within each of its folders.
        """
        import pandas
        import pyarrow

        store = Store(self.folder)
        columns = None if outcomes is None else [*_PLACES[name], *outcomes]
        asked = self._asked(self.scenarios if scenarios is None else scenarios)
        self.demand_tables(name, [folder for folder, _ in asked])
        tables = [
            store.read(folder, name, names=names, replicates=self.replicates, columns=columns)
            for folder, names in asked
        ]
        found = [table for table in tables if table is not None]
        if not found:
            return pandas.DataFrame({"scenario": pandas.Series(dtype="str"), "replicate": pandas.Series(dtype="int32")})
        frame: DataFrame = pyarrow.concat_tables(found, promote_options="default").to_pandas()
        return frame

    def demand_tables(self, name: str, folders: Sequence[str]) -> None:
        """Raise InputError unless a table of these folders under ``runs`` is as it was written."""
        if (self.folder / MANIFEST).exists():
            both = dict.fromkeys(("runs", name))
            demand_intact(self.folder, [f"runs/{folder}/{one}.parquet" for folder in folders for one in both])

    def _asked(self, scenarios: Sequence[str]) -> list[tuple[str, set[str]]]:
        """Which cases to read from each folder."""
        if self.kind == SWEEP:
            return [(folder, set(scenarios)) for folder in self.folders]
        places = dict(zip(self.scenarios, self.folders, strict=True))
        return [(places[scenario], {scenario}) for scenario in scenarios]


_PLACES = {
    "runs": ("scenario", "replicate"),
    "groups": ("scenario", "replicate", "group"),
    "weekly": ("scenario", "replicate", "week", "group"),
}


def read_results(folder: str | Path) -> Results:
    """Open a results folder, finished or not. Raises InputError if it is none, or is not as it was written."""
    place = Path(folder)
    refuse_other_kinds(place)
    return results_of(place, read_manifest(place))


def results_of(folder: Path, asked: Mapping[str, Any]) -> Results:
    """A results folder as a manifest describes it, which need not be the one that stands in it yet."""
    try:
        replicates = int(asked["replicates"])
        if asked.get("kind") == SWEEP:
            cases = tuple(dict.fromkeys(read_design(folder)["case"]))
            return Results(folder, cases, tuple(Path(place).name for place in asked["shelves"]), replicates, SWEEP)
        described = asked["scenarios"]
        places = tuple(Path(scenario["folder"]).name for scenario in described)
        return Results(folder, tuple(scenario["name"] for scenario in described), places, replicates)
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise InputError("not_a_results_folder", folder=str(folder), file=MANIFEST) from problem


def read_design(folder: Path) -> DataFrame:
    """The design table of a sweep: settings are words, empty where the point is as its scenario has it."""
    import pandas

    demand_intact(folder, [DESIGN])
    try:
        table = pandas.read_csv(folder / DESIGN, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        words = table.rename(columns=unguarded).map(unguarded)
        words["case"]
        return words.astype({"point": "int64", "world": "int64"})
    except (OSError, ValueError, KeyError) as problem:
        raise InputError("not_a_results_folder", folder=str(folder), file=DESIGN) from problem
