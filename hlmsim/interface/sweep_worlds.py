"""In which plausible worlds the levers of a sweep fail, from its results folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hlmsim.analysis.discovery import FEWEST_WORLDS

if TYPE_CHECKING:
    from pathlib import Path

    from pandas import DataFrame

    from hlmsim.analysis.failing import Failing
    from hlmsim.analysis.sweeps import DesignLayout
    from hlmsim.model.outcomes import Outcome
    from hlmsim.report.findings import SweepNames
    from hlmsim.runs.design import Experiment
    from hlmsim.runs.results import Results

FILE = "failing_worlds.csv"


@dataclass(frozen=True)
class SweepWorlds:
    """The worlds of a sweep, looked at for where its levers fail; nothing where they are too few.

    layout: where every point stands. by_outcome: the runs, one outcome at a time.
    """

    results: Results
    layout: Callable[[], DesignLayout]
    by_outcome: Callable[[], Iterable[tuple[Outcome, DataFrame]]]

    @cached_property
    def experiment(self) -> Experiment:
        """As it was written into the folder."""
        from hlmsim.runs.design import load_experiment
        from hlmsim.runs.intact import demand_intact
        from hlmsim.runs.provenance import is_shown
        from hlmsim.runs.sweep import EXPERIMENT_FILE, SCENARIOS
        from hlmsim.scenario.inputs import remembered

        folder = self.results.folder
        asked = [name for name in self.results.manifest["files"] if not name.startswith("runs/")]
        demand_intact(folder, [name for name in asked if name.endswith((".yaml", ".csv")) and not is_shown(name)])
        with remembered():
            return load_experiment(folder / EXPERIMENT_FILE, scenarios=folder / SCENARIOS)

    @property
    def enough(self) -> bool:
        """Whether there are worlds enough to look."""
        asked = self.results.manifest.get("worlds") or {}
        return len([number for number in asked.get("numbers") or () if number > 0]) >= FEWEST_WORLDS

    @cached_property
    def failing(self) -> list[Failing]:
        """Every lever and outcome."""
        from hlmsim.analysis.failing import failing_worlds

        worlds = self._drawn() if self.enough else []
        if not worlds or not worlds[0]:
            return []
        pieces = (failing_worlds(self.layout(), runs, outcome, worlds) for outcome, runs in self.by_outcome())
        return [one for piece in pieces for one in piece]

    def lines(self, names: SweepNames) -> list[str]:
        """A sentence for each, of those that can fail."""
        from hlmsim.interface.number_labels import number_label
        from hlmsim.report.failing import sentence

        base, lang = self.experiment.scenarios[0], names.lang
        numbers = {limit.name for one in self.failing for limit in one.found.limits}
        labels = {path: number_label(path, base, lang) for path in numbers}
        return [sentence(one, names, labels) for one in self.failing]

    def section(self, names: SweepNames) -> str:
        """The part of the page, or nothing."""
        from hlmsim.report.failing import section

        return section(self.lines(names), names.lang) if self.failing else ""

    def write(self) -> list[Path]:
        """Write the table, where there is one."""
        from hlmsim.analysis.export import write_csv
        from hlmsim.analysis.failing import failing_table

        return [write_csv(failing_table(self.failing), self.results.folder / FILE)] if self.failing else []

    def _drawn(self) -> Sequence[dict[str, float]]:
        from hlmsim.runs.design.world_files import factor_paths
        from hlmsim.runs.design.worlds import draw_worlds

        experiment = self.experiment
        if experiment.worlds is None:
            return []
        paths = factor_paths(experiment.factors, experiment.scenarios)
        worlds = draw_worlds(experiment.scenarios[0], experiment.worlds, paths)
        return [{path: float(value) for path, value in world.items() if not isinstance(value, str)} for world in worlds]
