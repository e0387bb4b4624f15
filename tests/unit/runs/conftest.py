"""A stand-in for scenarios and runs: outcomes that follow from the keys alone, at no cost."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hlmsim.engine.draws import replicate_seed
from hlmsim.runs.batch import Batch
from hlmsim.runs.one import RunResult, run_key

GROUPS = ("all", "type:family", "language:francophone")


@dataclass(frozen=True)
class Fake:
    """What a batch asks of a scenario."""

    name: str
    shift: float = 0.0
    weeks: int = 12
    burn_in: int = 4
    file: Path | None = None
    title: Mapping[str, str] = field(default_factory=lambda: {"fr": "Titre", "en": "Title"})

    @property
    def hash(self) -> str:
        return hashlib.sha256(f"{self.shift} {self.weeks}".encode()).hexdigest()

    @property
    def values(self) -> dict[str, float]:
        return {"levers.shift": self.shift}


class FakeRun:
    """Makes runs and remembers which; breaks on demand."""

    def __init__(self, broken: Callable[[Fake, int], BaseException | None] = lambda *_: None) -> None:
        self.made: list[tuple[str, int]] = []
        self.broken = broken

    def __call__(self, scenario: Any, *, study_seed: int, replicate: int, weekly_groups: bool = False) -> RunResult:
        problem = self.broken(scenario, replicate)
        if problem is not None:
            raise problem
        self.made.append((scenario.name, replicate))
        seed = int(replicate_seed(study_seed, replicate))
        luck = np.random.default_rng(seed).normal(size=(scenario.weeks, len(GROUPS)))
        weekly = {"access": luck + scenario.shift, "unrest": 0.1 * luck, "sparse": np.full_like(luck, np.nan)}
        summary = {name: values[scenario.burn_in :].mean(axis=0) for name, values in weekly.items()}
        return RunResult(
            key=run_key(scenario.hash, study_seed=study_seed, replicate=replicate),
            scenario=scenario.name,
            scenario_hash=scenario.hash,
            replicate=replicate,
            seed=seed,
            groups=GROUPS,
            summary=summary,
            weekly={
                name: np.asarray(values if weekly_groups else values[:, 0], dtype=np.float32)
                for name, values in weekly.items()
            },
        )


@pytest.fixture
def scenarios() -> list[Any]:
    return [Fake("status_quo"), Fake("concertation", 0.5)]


@pytest.fixture
def fake() -> type[Fake]:
    return Fake


@pytest.fixture
def fake_run() -> type[FakeRun]:
    return FakeRun


@pytest.fixture
def batch(tmp_path: Path, scenarios: list[Any]) -> Callable[..., Batch]:
    """A batch of the two stand-ins in a folder of its own, with other settings on demand."""
    settled = Batch(scenarios, tmp_path / "out", jobs=1, run=FakeRun())
    return lambda **settings: dataclasses.replace(settled, **settings)


@pytest.fixture
def contents() -> Callable[[Path], dict[str, bytes]]:
    """Every table of a results folder, by path, as bytes."""
    return lambda folder: {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))
    }
