"""The runs of a validation, as patterns read them: by setting and plausible world."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis.patterns import Assessed, assess, window
from hlmsim.runs.patterns import SETTING, Pattern, setting_name
from hlmsim.runs.patterns.statistic import Number, Read

if TYPE_CHECKING:
    from pandas import DataFrame

    from hlmsim.runs.results import Results
    from hlmsim.runs.sweep import PlannedSweep

Floats = NDArray[np.float64]
Runs = tuple[NDArray[np.int64], Floats]


@dataclass(frozen=True)
class PatternRuns:
    """The runs of one pattern. sweep: as which the settings were simulated."""

    results: Results
    sweep: PlannedSweep
    pattern: Pattern
    _values: dict[str, dict[str, Runs]] = field(default_factory=dict)
    _weeks: dict[str, dict[str, Runs]] = field(default_factory=dict)

    def assessed(self) -> Assessed:
        """The pattern with its claims measured."""
        return assess(self.pattern, self.read, self.number, worlds=[world for world in self.worlds if world])

    @property
    def worlds(self) -> list[int]:
        """The worlds simulated; 0 is the numbers as written."""
        return sorted({world for _, world in self._cases})

    def read(self, read: Read, world: int) -> Runs:
        """What the runs of a setting gave in a world."""
        case = self._case(read.setting, world)
        if not read.weekly:
            return self._summary(read.outcome).get(case, (np.zeros(0, np.int64), np.zeros(0)))
        replicates, weeks = self._weekly(read.outcome).get(case, (np.zeros(0, np.int64), np.zeros((0, 1))))
        return replicates, (weeks if read.weeks is None else window(weeks, *read.weeks))

    def number(self, number: Number, world: int) -> float:
        """A number of the scenario under a setting, in a world."""
        case = self.sweep.cases[self._case(number.setting, world)]
        return float(case.values.get(number.path, case.base.values[number.path]))

    def _case(self, setting: str, world: int) -> str:
        return self._cases[setting_name(self.pattern, setting), world]

    @cached_property
    def _cases(self) -> dict[tuple[str, int], str]:
        """The case of each setting of this pattern in each world."""
        design = self.results.design
        own = {setting_name(self.pattern, setting) for setting in self.pattern.settings}
        rows = design[design[SETTING].isin(own)]
        return {
            (str(setting), int(world)): str(case)
            for setting, world, case in zip(rows[SETTING], rows["world"], rows["case"], strict=True)
        }

    @cached_property
    def _summaries(self) -> DataFrame:
        names = {one.outcome for claim in self.pattern.claims for one in claim.statistic.reads if not one.weekly}
        return self.results.table("runs", outcomes=sorted(names), scenarios=self._names)

    @property
    def _names(self) -> list[str]:
        return sorted(set(self._cases.values()))

    def _summary(self, outcome: str) -> dict[str, Runs]:
        """One value of every run of this pattern; sorted once for each outcome."""
        if outcome not in self._values:
            columns = self._summaries[["scenario", "replicate", outcome]]
            self._values[outcome] = {
                str(case): (rows["replicate"].to_numpy(np.int64), rows[outcome].to_numpy(np.float64, na_value=np.nan))
                for case, rows in columns.groupby("scenario", observed=True)
            }
        return self._values[outcome]

    def _weekly(self, outcome: str) -> dict[str, Runs]:
        """Weeks of every run of this pattern; read once for each outcome."""
        if outcome not in self._weeks:
            reads = [one for claim in self.pattern.claims for one in claim.statistic.reads]
            settings = {one.setting for one in reads if one.weekly and one.outcome == outcome}
            names = sorted({self._case(setting, world) for setting in settings for world in self.worlds})
            table = self.results.table("weekly", outcomes=[outcome], scenarios=names)
            self._weeks[outcome] = {
                str(case): _unrolled(rows, outcome) for case, rows in table.groupby("scenario", observed=True)
            }
        return self._weeks[outcome]


def _unrolled(rows: DataFrame, outcome: str) -> Runs:
    """A row a run, a column a week."""
    replicates = rows["replicate"].to_numpy(np.int64)
    first = np.flatnonzero(np.concatenate([[True], np.diff(replicates) != 0]))
    values = rows[outcome].to_numpy(np.float64, na_value=np.nan)
    return replicates[first], values.reshape(len(first), -1)
