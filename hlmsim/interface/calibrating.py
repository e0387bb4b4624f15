"""A calibration carried out: waves of points through the ledger, an emulator between them, then plausible worlds.

Each wave is simulated in several sweeps, one a set of replicates (a *luck*): points of one set share their luck, those
of different sets do not, so that what the emulator learns is not the luck of a few replicates.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis.calibration.emulator import Emulator, fit
from hlmsim.analysis.calibration.likelihood import Likelihood
from hlmsim.analysis.calibration.priors import Kind, Prior, values
from hlmsim.analysis.calibration.targets import Goal, Points, Target, goal, points, together
from hlmsim.analysis.calibration.waves import Wave, first, following
from hlmsim.analysis.patterns import estimate
from hlmsim.interface.pattern_runs import PatternRuns
from hlmsim.runs.design.experiment import tidy
from hlmsim.runs.design.schema import Calibration
from hlmsim.runs.design.values import number_at
from hlmsim.runs.design.worlds import Worlds

if TYPE_CHECKING:
    from hlmsim.engine.parameters import Value
    from hlmsim.runs.batch import BatchResult
    from hlmsim.runs.design import Experiment
    from hlmsim.runs.patterns import Claim, Pattern
    from hlmsim.runs.sweep import PlannedSweep

Floats = NDArray[np.float64]
WORLDS = "worlds.csv"
TRIED, TRIAL_REPLICATES = 8, 200
"""Worlds that are simulated once more to choose the one to show, and how many times each."""
DIGITS = 5
"""Significant digits of a simulated number, so that a file says exactly what was simulated."""

Simulate = Callable[["PlannedSweep", Path], "BatchResult"]
"""Makes the runs of a sweep that are missing in a folder."""


class StoppedError(Exception):
    """A budget ended the batch before the wave was whole. result: of the batch."""

    def __init__(self, result: BatchResult) -> None:
        super().__init__(result.stopped)
        self.result = result


@dataclass(frozen=True)
class Fitted:
    """One statistic that the calibration fits: a claim of a pattern with a lower and an upper bound."""

    pattern: Pattern
    number: int
    claim: Claim

    @property
    def target(self) -> Target:
        """The same for the mathematics."""
        return Target(f"{self.pattern.name}.{self.number}", self.claim.low, self.claim.high, self.claim.scale)


def fitted(patterns: Sequence[Pattern]) -> list[Fitted]:
    """Every claim that a calibration can fit."""
    return [
        Fitted(pattern, number, claim)
        for pattern in patterns
        for number, claim in enumerate(pattern.claims, 1)
        if np.isfinite(claim.low) and np.isfinite(claim.high)
    ]


def priors_of(experiment: Experiment) -> list[Prior]:
    """What may vary, from the factors of the experiment: uniform within their ranges."""
    scenario = experiment.scenarios[0]
    found = []
    for factor in experiment.factors:
        assert factor.span is not None
        kind: Kind = "integer" if factor.span.whole else "log" if factor.span.log else "linear"
        written = float(number_at(scenario, factor.paths[0]))
        found.append(Prior(factor.paths[0], factor.span.low, factor.span.high, written, kind))
    return found


@dataclass
class Calibrating:
    """The loop. study: the calibration; template: its patterns as an experiment; name: of its random numbers."""

    study: Experiment
    template: Experiment
    patterns: Sequence[Pattern]
    out: Path
    seed: int
    simulate: Simulate
    told: Callable[[str, Mapping[str, Any]], None]

    def __post_init__(self) -> None:
        self.waves: list[Wave] = []
        self.simulated: list[Points] = []
        self.natural: list[Floats] = []

    @property
    def name(self) -> str:
        """Of the random numbers."""
        return f"{self.seed} {self.design.draw}"

    @property
    def design(self) -> Calibration:
        """How it is to be done."""
        design = self.study.design
        assert isinstance(design, Calibration)
        return design

    @cached_property
    def priors(self) -> list[Prior]:
        """What may vary."""
        return priors_of(self.study)

    @cached_property
    def fitted(self) -> list[Fitted]:
        """What must come out."""
        return fitted(self.patterns)

    @cached_property
    def goal(self) -> Goal:
        """The same as arrays."""
        return goal([one.target for one in self.fitted])

    def run(self) -> tuple[Points, Emulator]:
        """Every wave. Raises StoppedError when a budget ends it."""
        emulator: Emulator | None = None
        for number, size in enumerate(self.design.waves):
            self.told("wave", {"number": number + 1, "waves": len(self.design.waves), "points": size})
            if emulator is None:
                wave = first(self.priors, size, study=self.name)
            else:
                likelihood = Likelihood(emulator, self.priors, self.goal)
                wave = following(likelihood, size, study=self.name, number=number)
            self.waves.append(wave)
            self.natural.append(self._rounded(values(self.priors, wave.unit)))
            self.simulated.append(self._simulated(number, wave, self.natural[-1]))
            self.told("fitting", {})
            emulator = fit(together(self.simulated), study=self.name)
        assert emulator is not None
        return together(self.simulated), emulator

    def _rounded(self, natural: Floats) -> Floats:
        """Numbers that a file can say."""
        rounded = np.vectorize(lambda number: float(f"{number:.{DIGITS}g}"), otypes=[np.float64])(natural)
        low, high = (np.array([getattr(prior, end) for prior in self.priors]) for end in ("low", "high"))
        return np.asarray(np.clip(rounded, low, high), dtype=np.float64)

    def rows(self, natural: Floats) -> list[Mapping[str, Value]]:
        """Worlds as an experiment reads them."""
        whole = [bool(prior.steps) for prior in self.priors]
        return [
            {
                prior.name: int(number) if is_whole else tidy(float(number))
                for prior, number, is_whole in zip(self.priors, row, whole, strict=True)
            }
            for row in natural
        ]

    def _simulated(self, number: int, wave: Wave, natural: Floats) -> Points:
        """The statistics of a wave, point by point."""
        count, lucks = len(natural), min(self.design.lucks, len(natural))
        found, variances = (np.full((count, len(self.fitted)), np.nan) for _ in range(2))
        for luck in range(lucks):
            own = np.arange(luck, count, lucks)
            folder = self.out / f"wave-{number + 1}" / f"luck-{luck + 1:02d}"
            sweep = self.sweep(self.rows(natural[own]), luck)
            result = self.simulate(sweep, folder)
            if result.stopped is not None:
                raise StoppedError(result)
            found[own], variances[own] = self._measured(sweep, result, len(own))
        return self._points(wave.unit, found, variances, number)

    def tried(self, rows: Sequence[Mapping[str, Value]]) -> Floats:
        """The statistics of a few worlds with many replicates (worlds × statistics), on the scales of their targets."""
        sweep = self.sweep(rows, 0, replicates=TRIAL_REPLICATES)
        result = self.simulate(sweep, self.out / "trial")
        if result.stopped is not None:
            raise StoppedError(result)
        found, variances = self._measured(sweep, result, len(rows))
        return self._points(np.zeros((len(rows), len(self.priors))), found, variances, -1).values

    def _points(self, unit: Floats, found: Floats, variances: Floats, wave: int) -> Points:
        targets = [one.target for one in self.fitted]
        return points(targets, unit, found, variances, np.full(len(unit), wave, dtype=np.int64))

    def sweep(self, rows: Sequence[Mapping[str, Value]], luck: int, *, replicates: int | None = None) -> PlannedSweep:
        """The settings of all patterns in some worlds, as a sweep. replicates: of each (default: of the template)."""
        from hlmsim.runs.design import design_table
        from hlmsim.runs.design import points as points_of
        from hlmsim.runs.sweep import PlannedSweep

        worlds = Worlds(len(rows), rows=tuple(rows), file=WORLDS, text=worlds_text(rows))
        content = {**json.loads(self.template.text), "worlds": {"file": WORLDS}}
        text = json.dumps(content, ensure_ascii=False, indent=1)
        study = replace(self.template, worlds=worlds, text=text, replicates=replicates or self.template.replicates)
        table = design_table(study)
        return PlannedSweep(study, table, tuple(points_of(study, table)), self.seed + luck)

    def _measured(self, sweep: PlannedSweep, result: BatchResult, worlds: int) -> tuple[Floats, Floats]:
        """Each statistic in each world, and its variance."""
        found, variances = (np.full((worlds, len(self.fitted)), np.nan) for _ in range(2))
        read = {pattern.name: PatternRuns(result.results, sweep, pattern) for pattern in self.patterns}
        for place, one in enumerate(self.fitted):
            runs = read[one.pattern.name]
            for world in range(worlds):
                value, error, _ = estimate(one.claim.statistic, runs.read, runs.number, world + 1)
                found[world, place], variances[world, place] = value, error**2
        return found, variances


def worlds_text(rows: Sequence[Mapping[str, Value]]) -> str:
    """Worlds as a file, numbered from 1."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["world", *rows[0]])
    writer.writerows([number, *row.values()] for number, row in enumerate(rows, 1))
    return stream.getvalue()
