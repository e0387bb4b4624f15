"""A sweep: an experiment's points as one batch, and the facts and files by which it is known and can be made again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from hlmsim.errors import InputError
from hlmsim.runs.batch import Batch
from hlmsim.runs.cases import Case, Shelf, point_shelves
from hlmsim.runs.design.designs import groups_of
from hlmsim.runs.design.experiment import Experiment, Factor
from hlmsim.runs.design.reading import load_experiment
from hlmsim.runs.design.resolving import Point, points
from hlmsim.runs.design.samples import block
from hlmsim.runs.design.schema import SAMPLED
from hlmsim.runs.design.table import FILE as DESIGN_FILE
from hlmsim.runs.design.table import DesignTable
from hlmsim.runs.ledger.door import put_result
from hlmsim.runs.ledger.folder import RESULTS, file_name
from hlmsim.runs.provenance import describe
from hlmsim.scenario import to_yaml
from hlmsim.scenario.cells import BYTE_ORDER_MARK
from hlmsim.scenario.inputs import remembered
from hlmsim.scenario.writing import flow

EXPERIMENT_FILE = "experiment.yaml"
SCENARIOS = "scenarios"


def refuse_other_designs(experiment: Experiment) -> None:
    """Raise InputError if an experiment asks for more than its points: another command carries it out."""
    for kind in ("sensitivity", "calibration"):
        if experiment.design.kind == kind:
            raise InputError(f"is_a_{kind}", name=experiment.name)


def default_sweep_folder(
    experiment: Experiment, table: DesignTable | None = None, *, study_seed: int | None = None
) -> Path:
    """Where the results of an experiment go; the same for any number of replicates, so that a sweep can grow.

    table: the design, when it comes from a file of its own.
    """
    edited = table.to_csv() if table is not None and table.file is not None else ""
    seed = experiment.seed if study_seed is None else study_seed
    facts = f"{experiment.hash}\n{seed}\n{edited}"
    return RESULTS / f"{file_name(experiment.name, 64)}-{hashlib.sha256(facts.encode()).hexdigest()[:8]}"


def sweep_batch(
    experiment: Experiment, table: DesignTable, out: Path, *, study_seed: int | None = None, **options: Any
) -> Batch:
    """The batch of an experiment. options: those of :class:`Batch`.

    Raises ScenarioError when a point of the design cannot be a world.
    """
    return batch_of(PlannedSweep(experiment, table, tuple(points(experiment, table)), study_seed), out, **options)


def batch_of(sweep: PlannedSweep, out: Path, **options: Any) -> Batch:
    """The batch of a sweep whose points are known. options: those of :class:`Batch`."""
    return Batch(sweep.shelves, Path(out), facts=sweep.facts, files=sweep.write_files, **options)


def kept_sweep(folder: Path, *, study_seed: int | None = None) -> PlannedSweep:
    """The sweep that a results folder holds, from the files that were written there before its first run.

    Raises ScenarioError when somebody has changed them so that they cannot be read.
    """
    with remembered():
        experiment = load_experiment(folder / EXPERIMENT_FILE, scenarios=folder / SCENARIOS)
        table = DesignTable.read_csv(folder / DESIGN_FILE, experiment)
    return PlannedSweep(experiment, table, tuple(points(experiment, table)), study_seed)


@dataclass(frozen=True)
class PlannedSweep:
    """An experiment with its design and points. study_seed: another than the experiment says."""

    experiment: Experiment
    table: DesignTable
    points: tuple[Point, ...]
    study_seed: int | None = None

    @property
    def seed(self) -> int:
        """The study seed."""
        return self.experiment.seed if self.study_seed is None else self.study_seed

    @cached_property
    def cases(self) -> Mapping[str, Case]:
        """Each world once, by name, in the order of the design."""
        return {point.case.name: point.case for point in self.points}

    @cached_property
    def shelves(self) -> tuple[Shelf, ...]:
        """Where the runs are kept."""
        return point_shelves(list(self.cases.values()), study_seed=self.seed)

    def facts(self, replicates: int) -> dict[str, Any]:
        """What was asked, for the manifest."""
        experiment = self.experiment
        worlds = experiment.worlds
        return {
            "kind": "sweep",
            "experiment": {
                "name": experiment.name,
                "file": Path(experiment.file).name,
                "hash": experiment.hash,
                "title": dict(experiment.title),
                "question": dict(experiment.question),
                "expected_minutes": experiment.expected_minutes,
            },
            "factors": list(self._factors()),
            "design": self._design(),
            "worlds": None
            if worlds is None
            else {
                "numbers": list(worlds.numbers),
                "grades": list(worlds.grades),
                "except": list(worlds.leave_out),
                "draw": worlds.draw,
                "file": bool(worlds.rows),
            },
            "outcomes": list(experiment.outcomes),
            "reference": None if self.table.reference is None else dict(self.table.reference),
            "study_seed": self.seed,
            "replicates": replicates,
            "weekly_groups": False,
            "scenarios": [describe(scenario) for scenario in experiment.scenarios],
            "points": len(self.points),
            "cases": len(self.cases),
            "shelves": [f"runs/{shelf.folder}" for shelf in self.shelves],
        }

    def write_files(self, folder: Path) -> None:
        """What it takes to read and make the sweep again: experiment, scenarios, worlds, design."""
        experiment = self.experiment
        put_result(folder / EXPERIMENT_FILE, experiment.text)
        for scenario in experiment.scenarios:
            put_result(folder / SCENARIOS / f"{scenario.name}.yaml", to_yaml(scenario))
        if experiment.worlds is not None and experiment.worlds.file is not None:
            put_result(folder / experiment.worlds.file, experiment.worlds.text)
        table = self.table.to_csv(cases=[point.case.name for point in self.points])
        put_result(folder / DESIGN_FILE, BYTE_ORDER_MARK + table)

    def _design(self) -> dict[str, Any]:
        """How the design was made. block: rows that were drawn together."""
        design = self.experiment.design
        worlds = len(self.experiment.worlds.numbers) if self.experiment.worlds is not None else 1
        rows = block(design, groups_of(self.experiment)) if isinstance(design, SAMPLED) else 1
        edited = None if self.table.file is None else Path(self.table.file).name
        settings = {key: value for key, value in design.model_dump().items() if not isinstance(value, list)}
        return {**settings, "block": rows * worlds if edited is None else 1, "file": edited}

    def _factors(self) -> Iterator[dict[str, Any]]:
        """Each factor that moves, as one column of the design table or several that move together."""
        experiment = self.experiment
        together = experiment.groups
        members = {name for group in together.values() for name in group.factors}
        yield from (self._factor(factor) for factor in experiment.factors if factor.name not in members)
        for name, group in together.items():
            paths = [path for one in group.factors for path in experiment.by_name[one].paths]
            facts = {"name": name, "columns": list(group.factors), "label": group.label, "paths": paths}
            first = self._factor(experiment.by_name[group.factors[0]])
            yield {**facts, "settings": [], "labels": {}, **{end: first[end] for end in ("low", "high", "log")}}

    def _factor(self, factor: Factor) -> dict[str, Any]:
        drawn = factor.span if isinstance(self.experiment.design, SAMPLED) else None
        return {
            "name": factor.name,
            "columns": [factor.name],
            "label": None if factor.label is None else dict(factor.label),
            "paths": list(factor.paths),
            "settings": [_written(level.cell) for level in factor.levels],
            "labels": {_written(level.cell): dict(level.label) for level in factor.levels if level.label},
            "low": None if drawn is None else drawn.low,
            "high": None if drawn is None else drawn.high,
            "log": drawn is not None and drawn.log,
        }


def _written(cell: Any) -> str:
    return cell if isinstance(cell, str) else flow(cell)
