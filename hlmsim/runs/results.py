"""A results folder read back: tables as pandas, loaded when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.errors import InputError
from hlmsim.runs.ledger.store import Store
from hlmsim.runs.provenance import read_manifest

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Results:
    """The tables of a batch; scenarios in the order asked, the first is the reference.

    folders: where each scenario's tables are, under ``runs``. Replicates beyond ``replicates`` are left out.
    """

    folder: Path
    folders: Mapping[str, str]
    replicates: int

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The names of the scenarios."""
        return tuple(self.folders)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What was asked, with which versions and seeds."""
        return read_manifest(self.folder)

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
        """``runs``, ``groups`` or ``weekly``, whole or only some outcomes and scenarios."""
        import pandas
        import pyarrow

        store = Store(self.folder)
        columns = None if outcomes is None else [*_PLACES[name], *outcomes]
        chosen = [self.folders[scenario] for scenario in (self.scenarios if scenarios is None else scenarios)]
        tables = [store.read(folder, name, replicates=self.replicates, columns=columns) for folder in chosen]
        found = [table for table in tables if table is not None]
        if not found:
            return pandas.DataFrame({"scenario": pandas.Series(dtype="str"), "replicate": pandas.Series(dtype="int32")})
        frame: DataFrame = pyarrow.concat_tables(found, promote_options="default").to_pandas()
        return frame


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
        folders = {scenario["name"]: Path(scenario["folder"]).name for scenario in asked["scenarios"]}
        return Results(folder, folders, int(asked["replicates"]))
    except (KeyError, TypeError, ValueError) as problem:
        raise InputError("not_a_results_folder", folder=str(folder), file="manifest.json") from problem
