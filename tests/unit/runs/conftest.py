"""Batches of stand-ins, worked off by threads unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hlmsim.runs import executors
from hlmsim.runs.batch import Batch
from tests.unit.runs.standins import Fake, FakeRun, fake_batch


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

    def make(**settings: Any) -> Batch:
        usual = {"scenarios": scenarios, "out": tmp_path / "out", "jobs": 1, "run": FakeRun()}
        return fake_batch(**{**usual, "executor": executors.threads, **settings})

    return make


@pytest.fixture
def contents() -> Callable[[Path], dict[str, bytes]]:
    """Every table of a results folder, by path, as bytes."""
    return lambda folder: {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))
    }
