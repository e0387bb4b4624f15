"""What a results folder says was asked: enough to know every run in it, and to make each again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from hlmsim.errors import InputError
from hlmsim.runs.cases import Case, case_of
from hlmsim.runs.intact import demand_intact
from hlmsim.runs.ledger.folder import LONGEST, file_name, own_file_name
from hlmsim.runs.manifest import MANIFEST, read_manifest
from hlmsim.runs.one import RunResult, run, run_key
from hlmsim.runs.results import SWEEP
from hlmsim.runs.sweep import SCENARIOS, PlannedSweep, kept_sweep
from hlmsim.scenario import Scenario, load
from hlmsim.scenario.inputs import remembered
from hlmsim.scenario.variation import varied


@dataclass(frozen=True)
class Asked:
    """The manifest of a results folder, and the files that say what was simulated.

    model: version of the model that made the runs. folders: the shelves, under ``runs``.
    """

    folder: Path
    manifest: Mapping[str, Any]
    kind: str
    study_seed: int
    replicates: int
    weekly_groups: bool
    model: str
    folders: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Raises InputError if it is no results folder."""
        manifest = read_manifest(folder)
        try:
            sweep = manifest["kind"] == SWEEP
            places = manifest["shelves"] if sweep else [entry["folder"] for entry in manifest["scenarios"]]
            return cls(
                folder=folder,
                manifest=manifest,
                kind=str(manifest["kind"]),
                study_seed=int(manifest["study_seed"]),
                replicates=int(manifest["replicates"]),
                weekly_groups=bool(manifest["weekly_groups"]),
                model=str(manifest["versions"]["model"]),
                folders=tuple(Path(place).name for place in places),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as problem:
            raise InputError("not_a_results_folder", folder=str(folder), file=MANIFEST) from problem

    @cached_property
    def cases(self) -> Mapping[str, str]:
        """Hash of every case, by name, in the order asked: as the manifest says; of a sweep, as its files say.

        Raises ScenarioError when the files of a sweep cannot be read.
        """
        return {name: case.hash for name, case in self._sweep.cases.items()} if self.kind == SWEEP else self.scenarios

    def case(self, name: str) -> Case:
        """A case to be simulated again. Raises InputError if there is none of this name, ScenarioError if its files
        cannot be read.
        """
        if self.kind == SWEEP:
            known = self._sweep.cases
            if name in known:
                return known[name]
        elif name in self.scenarios:
            base = self.scenario(name)
            return case_of(base if base.name == name else varied(base, {}, name=name))
        raise InputError("no_such_case", folder=str(self.folder), found=name)

    def make(self, case: Case, replicate: int) -> RunResult:
        """Make a run again. Raises what it raises."""
        return run(case.scenario(), study_seed=self.study_seed, replicate=replicate, weekly_groups=self.weekly_groups)

    def key(self, name: str, replicate: int) -> str:
        """The key of a run, under the version of the model that made it."""
        return run_key(self.cases[name], study_seed=self.study_seed, replicate=replicate, model=self.model)

    @property
    def scenarios(self) -> Mapping[str, str]:
        """Hash of each scenario that the manifest names."""
        return {entry["name"]: entry["hash"] for entry in self.manifest["scenarios"]}

    def scenario_file(self, name: str) -> Path:
        """Where a scenario is kept. Folders of earlier versions may have one file for two names that look alike."""
        earlier = f"{SCENARIOS}/{file_name(name, LONGEST)}.yaml"
        own = f"{SCENARIOS}/{name if self.kind == SWEEP else own_file_name(name)}.yaml"
        files = self.manifest["files"]
        return self.folder / (earlier if earlier in files and own not in files else own)

    def scenario(self, name: str) -> Scenario:
        """A scenario as it was simulated, from its file here. Raises ScenarioError if that cannot be read."""
        with remembered():
            return load(self.scenario_file(name))

    def scenario_files(self, names: Iterable[str]) -> dict[str, Path]:
        """The files of these scenarios, by name. Raises InputError unless they are as they were written."""
        files = {name: self.scenario_file(name) for name in names}
        demand_intact(self.folder, [file.relative_to(self.folder).as_posix() for file in files.values()])
        return files

    @cached_property
    def _sweep(self) -> PlannedSweep:
        return kept_sweep(self.folder, study_seed=self.study_seed)


def replay(folder: str | Path, case: str, replicate: int) -> RunResult:
    """Make one run of a results folder again, from what stands in that folder alone.

    Raises what the run raises; InputError if the folder holds no such case.
    """
    asked = Asked.of(Path(folder))
    return asked.make(asked.case(case), replicate)
