"""A results folder read back: tables as pandas, loaded when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.errors import InputError
from hlmsim.runs.ledger.failures import Failure, read_failures
from hlmsim.runs.ledger.store import Store
from hlmsim.runs.provenance import MANIFEST, read_manifest

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
    """

    folder: Path
    scenarios: tuple[str, ...]
    folders: tuple[str, ...]
    replicates: int
    kind: str = BATCH

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What was asked, with which versions and seeds."""
        return read_manifest(self.folder)

    @cached_property
    def failures(self) -> list[Failure]:
        """The runs that failed."""
        return read_failures(self.folder)

    @cached_property
    def design(self) -> DataFrame:
        """One row a point of a sweep: ``point``, ``scenario`` (its base), ``world``, a column a factor, ``case``.

        Settings are words, empty where the point is as its base scenario has it.
        """
        if self.kind != SWEEP:
            raise InputError("no_design", folder=str(self.folder))
        return _design(self.folder)

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

        file = self.folder / "effects.parquet"
        if not file.exists():
            raise InputError("no_effects_yet", folder=str(self.folder), file=file.name)
        return pandas.read_parquet(file)

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
        tables = [
            store.read(folder, name, names=names, replicates=self.replicates, columns=columns)
            for folder, names in self._asked(self.scenarios if scenarios is None else scenarios)
        ]
        found = [table for table in tables if table is not None]
        if not found:
            return pandas.DataFrame({"scenario": pandas.Series(dtype="str"), "replicate": pandas.Series(dtype="int32")})
        frame: DataFrame = pyarrow.concat_tables(found, promote_options="default").to_pandas()
        return frame

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
    """Open a results folder, finished or not."""
    return results_of(Path(folder), read_manifest(Path(folder)))


def results_of(folder: Path, asked: Mapping[str, Any]) -> Results:
    """A results folder as a manifest describes it, which need not be the one that stands in it yet."""
    try:
        replicates = int(asked["replicates"])
        if asked.get("kind") == SWEEP:
            cases = tuple(dict.fromkeys(_design(folder)["case"]))
            return Results(folder, cases, tuple(Path(place).name for place in asked["shelves"]), replicates, SWEEP)
        described = asked["scenarios"]
        places = tuple(Path(scenario["folder"]).name for scenario in described)
        return Results(folder, tuple(scenario["name"] for scenario in described), places, replicates)
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise InputError("not_a_results_folder", folder=str(folder), file=MANIFEST) from problem


def _design(folder: Path) -> DataFrame:
    import pandas

    try:
        table = pandas.read_csv(folder / DESIGN, dtype=str, keep_default_na=False)
        table["case"]
        return table.astype({"point": "int64", "world": "int64"})
    except (OSError, ValueError, KeyError) as problem:
        raise InputError("not_a_results_folder", folder=str(folder), file=DESIGN) from problem
