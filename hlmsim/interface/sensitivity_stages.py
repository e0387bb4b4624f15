"""The two stages of a sensitivity analysis looked at: their runs as matrices, whole or refused, and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hlmsim.errors import RunError
from hlmsim.interface.sweep_facts import SweepFacts

if TYPE_CHECKING:
    from hlmsim.analysis.sensitivity import Looked, Target
    from hlmsim.runs.design import DesignTable, Experiment
    from hlmsim.runs.results import Results

Floats = NDArray[np.float64]
NAMED = 10
"""So many points are named when something is wrong with them."""


@dataclass(frozen=True)
class Stage:
    """A stage, done. experiment, table: of the stage."""

    experiment: Experiment
    table: DesignTable
    results: Results

    @cached_property
    def scenarios(self) -> list[str]:
        """What is compared, the first being the reference."""
        return [scenario.name for scenario in self.experiment.scenarios]

    @cached_property
    def factors(self) -> list[str]:
        """What varies, in the order of the design."""
        return [factor.name for factor in self.experiment.factors]

    @cached_property
    def facts(self) -> SweepFacts:
        """What was asked."""
        return SweepFacts(self.results.folder, self.results.manifest)

    @cached_property
    def targets(self) -> list[Target]:
        """What is looked at."""
        from hlmsim.analysis.sensitivity import targets_of

        return targets_of(self.experiment.outcomes, self.scenarios)

    def values(self, target: Target) -> Floats:
        """Points × replicates of a target. Raises RunError when a run is missing or the outcome is undefined in one."""
        from hlmsim.analysis.sensitivity import values_of

        return values_of(self._outcome(target.outcome), target, self.scenarios)

    def _outcome(self, outcome: str) -> Floats:
        from hlmsim.analysis.sweeps import DesignLayout

        runs = self.results.table("runs", outcomes=[outcome])
        values = DesignLayout(self.facts.design, self.facts.plan).values(runs, outcome)
        self._refuse_gaps(outcome, values, len(runs))
        return values

    def _refuse_gaps(self, outcome: str, values: Floats, runs: int) -> None:
        """One gap would make every index 0 without a word."""
        gaps = np.argwhere(np.isnan(values))
        if not len(gaps):
            return
        cases = list(self.facts.design["case"])
        points = sorted({int(row) + 1 for row, _ in gaps})
        failed = runs < len(set(cases)) * values.shape[1]
        raise RunError(
            "sensitivity_runs_missing" if failed else "sensitivity_undefined",
            outcome=outcome,
            count=len(points),
            points=points[:NAMED],
            file=str(self.results.folder / "design.csv"),
            folder=str(self.results.folder),
            run=f"{cases[int(gaps[0][0])]}/{int(gaps[0][1])}",
        )


def screened(stage: Stage) -> list[Looked]:
    """The first stage: elementary effects of every factor on every target."""
    from hlmsim.analysis.morris import effects
    from hlmsim.analysis.noise import noise_share
    from hlmsim.analysis.sensitivity import Looked

    shares = shares_of(stage.experiment)
    found = [(target, stage.values(target)) for target in stage.targets]
    return [Looked(target, effects(shares, values), noise_share(values)) for target, values in found]


def kept_of(looked: list[Looked], experiment: Experiment) -> list[str]:
    """The factors that go on to the second stage."""
    from hlmsim.analysis.morris import survivors
    from hlmsim.runs.sensitivity import design_of

    names = [factor.name for factor in experiment.factors]
    places = survivors([one.effects for one in looked], design_of(experiment).keep)
    return [names[place] for place in places]


def with_indices(looked: list[Looked], stage: Stage) -> Iterator[Looked]:
    """The second stage: indices of the factors that were kept."""
    from hlmsim.analysis.sobol import indices

    for one in looked:
        yield replace(one, indices=indices(stage.values(one.target), len(stage.factors)))


def shares_of(experiment: Experiment) -> Floats:
    """Where each point of a stage stands in the range of each factor, from 0 to 1."""
    from hlmsim.runs.design.designs import groups_of
    from hlmsim.runs.design.samples import sample
    from hlmsim.runs.design.schema import SAMPLED

    assert isinstance(experiment.design, SAMPLED)
    return sample(experiment.design, groups_of(experiment))
