"""Runs whose outcomes are functions with known Sobol indices, with as much chance as a test wants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.engine.draws import replicate_seed
from hlmsim.runs.one import RunResult, run_key

PATHS = (
    "levers.shared_space.rules",
    "levers.turnover.written_roles",
    "levers.role_clarity.initial",
    "levers.concertation.information_sharing",
)
"""Four shares from 0 to 1, which stand for the four inputs of the functions; Ishigami's does nothing with the last."""
EXPERIMENT = """\
schema: 1
title: {{fr: "Fonctions connues", en: "Known functions"}}
question: {{fr: "Retrouve-t-on les indices?", en: "Are the indices found?"}}
scenarios: [{scenarios}]
factors:
{factors}
design: {{kind: sensitivity, trajectories: {trajectories}, keep: 4, base: {base}, except: [context, levers, partners]}}
replicates: {replicates}
outcomes: [service_access, sense_of_security]
seed: 1
"""
G_WEIGHTS = np.array([0.0, 0.5, 3.0, 20.0])


def experiment_text(
    *, base: int = 512, trajectories: int = 10, replicates: int = 6, scenarios: str = "status_quo"
) -> str:
    factors = "\n".join(f"  {path}: {{range: [0, 1]}}" for path in PATHS)
    return EXPERIMENT.format(
        factors=factors, base=base, trajectories=trajectories, replicates=replicates, scenarios=scenarios
    )


def ishigami(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Its inputs go from −π to π."""
    x = np.pi * (2.0 * shares - 1.0)
    first, second, third = np.sin(x[..., 0]), np.sin(x[..., 1]) ** 2, x[..., 2] ** 4
    return np.asarray(first + 7.0 * second + 0.1 * third * first)


def ishigami_indices() -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """First orders, totals, variance."""
    one, two, both = 0.5 * (1.0 + 0.1 * np.pi**4 / 5.0) ** 2, 49.0 / 8.0, 0.01 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    variance = one + two + both
    return (
        np.array([one, two, 0.0, 0.0]) / variance,
        np.array([one + both, two, both, 0.0]) / variance,
        variance,
    )


def g_function(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.prod((np.abs(4.0 * shares - 2.0) + G_WEIGHTS) / (1.0 + G_WEIGHTS), axis=-1))


def g_indices() -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    parts = 1.0 / (3.0 * (1.0 + G_WEIGHTS) ** 2)
    variance = float(np.prod(1.0 + parts) - 1.0)
    totals = np.array([parts[i] * np.prod(np.delete(1.0 + parts, i)) for i in range(4)])
    return parts / variance, totals / variance, variance


@dataclass(frozen=True)
class Known:
    """Makes runs. noise: standard deviation of chance from point to point and replicate to replicate, in those of the
    function; shared: of the luck that all points have in common. undefined: where the first input is above.
    fails: the same, as errors. The scenario ``concertation`` is higher by twice the first input.
    """

    noise: float = 0.0
    shared: float = 0.5
    undefined: float = 2.0
    fails: float = 2.0

    def __call__(self, scenario: Any, *, study_seed: int, replicate: int, weekly_groups: bool = False) -> RunResult:
        shares = np.array([float(scenario.values[path]) for path in PATHS])
        if shares[0] > self.fails:
            raise ZeroDivisionError("beyond")
        levels = np.array([ishigami(shares), g_function(shares)])
        sizes = np.sqrt([ishigami_indices()[2], g_indices()[2]])
        luck = np.random.default_rng([study_seed, replicate]).normal(size=2)
        own = np.random.default_rng([int(scenario.hash[:12], 16), replicate]).normal(size=2)
        levels = levels + sizes * (self.shared * luck + self.noise * own)
        levels += 2.0 * shares[0] * (scenario.values["levers.concertation.meeting_interval_weeks"] == 6.0)
        if shares[0] > self.undefined:
            levels[0] = np.nan
        outcomes = dict(zip(("service_access", "sense_of_security"), levels, strict=True))
        return RunResult(
            key=run_key(scenario.hash, study_seed=study_seed, replicate=replicate),
            scenario=scenario.name,
            scenario_hash=scenario.hash,
            replicate=replicate,
            seed=int(replicate_seed(study_seed, replicate)),
            groups=("all",),
            summary={name: np.array([level]) for name, level in outcomes.items()},
            weekly={name: np.full(1, level, dtype=np.float32) for name, level in outcomes.items()},
        )
