"""One run: a scenario, a study seed and a replicate give the outcomes of one world."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.engine.draws import replicate_seed
from hlmsim.errors import RunError
from hlmsim.runs.provenance import model_version
from hlmsim.runs.scenes import Scenes, record

if TYPE_CHECKING:
    from hlmsim.scenario import Scenario


@dataclass(frozen=True, slots=True, eq=False)
class RunResult:
    """What is kept of one run.

    summary: for each outcome one number a group, over the weeks after the burn-in. weekly: for each outcome one
    number a week (all households), or a week and a group; week 0 is the first. groups[0] is everybody. scenes: the
    network at a few weeks, where it was asked for.
    """

    key: str
    scenario: str
    scenario_hash: str
    replicate: int
    seed: int
    groups: tuple[str, ...]
    summary: Mapping[str, NDArray[np.float64]]
    weekly: Mapping[str, NDArray[np.float32]]
    scenes: Scenes = field(default_factory=dict)


def run(
    scenario: Scenario,
    *,
    study_seed: int = 1,
    replicate: int = 0,
    weekly_groups: bool = False,
    with_scenes: bool = False,
) -> RunResult:
    """Simulate one world to its horizon and measure it.

    weekly_groups: keep the weeks of every group, not only of all households together. with_scenes: keep the network at
    a few weeks.
    """
    from hlmsim.model import outcomes
    from hlmsim.model.population import build
    from hlmsim.model.week import advance

    with _stage("build"):
        blueprint = scenario.blueprint()
        world = build(blueprint, study_seed=study_seed, replicate=replicate)
    with _stage("simulate"):
        scenes = record(world, scenario) if with_scenes else {}
        advance(world, until=scenario.weeks)
    with _stage("measure"):
        weekly, summary = outcomes.weekly(world, sites=weekly_groups), outcomes.summary(world)
        groups = outcomes.groups(blueprint)
    return RunResult(
        key=run_key(scenario.hash, study_seed=study_seed, replicate=replicate),
        scenario=scenario.name,
        scenario_hash=scenario.hash,
        replicate=replicate,
        seed=int(replicate_seed(study_seed, replicate)),
        groups=groups,
        summary=summary,
        weekly={name: _kept(values, weekly_groups) for name, values in weekly.items()},
        scenes=scenes,
    )


def run_key(scenario_hash: str, *, study_seed: int, replicate: int, model: str | None = None) -> str:
    """The name of a run, from everything that decides what it gives. model: its version (default: this one)."""
    facts = f"{scenario_hash}\n{study_seed}\n{replicate}\n{model or model_version()}"
    return hashlib.sha256(facts.encode()).hexdigest()


def _kept(values: NDArray[np.float64], weekly_groups: bool) -> NDArray[np.float32]:
    return np.array(values if weekly_groups else values[:, 0], dtype=np.float32, order="C")


@contextmanager
def _stage(stage: str) -> Iterator[None]:
    """Say at which stage a run failed; the error itself stays its cause."""
    try:
        yield
    except Exception as problem:
        facts: dict[str, Any] = {"stage": stage, "kind": type(problem).__name__, "message": str(problem)}
        raise RunError("run_failed", **facts) from problem
