"""One run and one batch of the real model: what comes out is the model's, to the last bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hlmsim.analysis.effects import effects
from hlmsim.engine.draws import replicate_seed
from hlmsim.errors import RunError
from hlmsim.model import outcomes
from hlmsim.model.population import build
from hlmsim.model.week import advance
from hlmsim.runs.batch import Batch
from hlmsim.runs.executors import threads
from hlmsim.runs.one import run, run_key
from hlmsim.scenario import Scenario, load
from tests.refusals import refused

WEEKS = 200


@pytest.fixture(scope="module")
def pair() -> list[Scenario]:
    return [load(name, weeks=WEEKS) for name in ("status_quo", "high_turnover")]


def test_a_run_is_what_the_model_gives(pair: list[Scenario]) -> None:
    world = build(pair[0].blueprint(), study_seed=3, replicate=5)
    advance(world, until=WEEKS)
    result = run(pair[0], study_seed=3, replicate=5)
    assert result.groups == outcomes.groups(pair[0].blueprint())
    assert result.seed == replicate_seed(3, 5)
    assert result.key == run_key(pair[0].hash, study_seed=3, replicate=5)
    summary, weekly = outcomes.summary(world), outcomes.weekly(world)
    assert list(result.summary) == [outcome.name for outcome in outcomes.OUTCOMES]
    assert list(result.weekly) == [outcome.name for outcome in outcomes.WEEKLY]
    for name in summary:
        np.testing.assert_array_equal(result.summary[name], summary[name])
    for name in weekly:
        np.testing.assert_array_equal(result.weekly[name], weekly[name][:, 0].astype(np.float32))
    by_group = run(pair[0], study_seed=3, replicate=5, weekly_groups=True).weekly["service_access"]
    assert by_group.shape == (WEEKS, len(result.groups))
    np.testing.assert_array_equal(by_group[:, 0], result.weekly["service_access"])


def test_the_blueprint_of_a_scenario_is_made_once(pair: list[Scenario]) -> None:
    assert pair[0].blueprint() is pair[0].blueprint(), "a batch would lay out its sites again for every run"


def test_the_same_luck_for_every_scenario(pair: list[Scenario]) -> None:
    seeds = {run(scenario, study_seed=1, replicate=2).seed for scenario in pair}
    assert len(seeds) == 1


@pytest.mark.parametrize("stage", ["build", "simulate", "measure"])
def test_a_run_that_fails_says_where(pair: list[Scenario], monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ValueError("on purpose")

    places = {"build": "population.build", "simulate": "week.advance", "measure": "outcomes.weekly"}
    monkeypatch.setattr(f"hlmsim.model.{places[stage]}", fail)
    with refused(RunError, "run_failed") as failed:
        run(pair[0])
    assert failed.value.facts == {"stage": stage, "kind": "ValueError", "message": "on purpose"}
    assert isinstance(failed.value.__cause__, ValueError)


def test_a_batch_of_the_real_model(pair: list[Scenario], tmp_path: Path) -> None:
    result = Batch.of(pair, tmp_path / "one", jobs=1).do(12)
    assert result.failures == ()
    Batch.of(pair[::-1], tmp_path / "two", jobs=2, executor=threads).do(12)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.parquet"))
    assert len(files) == 6
    assert all((tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes() for file in files)
    table = effects(result.results.runs)
    assert list(table["outcome"].unique()) == [outcome.name for outcome in outcomes.OUTCOMES]
    onboarding = table[(table["outcome"] == "hours_onboarding") & (table["scenario"] == "high_turnover")]
    assert onboarding["difference"].item() > 0, "more turnover, more hours spent settling in"
