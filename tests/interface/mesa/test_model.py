"""The facade is the engine: same bits, same weeks, same words for a scenario."""

from __future__ import annotations

from pathlib import Path

import mesa
import numpy as np
import pytest

import hlmsim
from hlmsim.errors import ScenarioError
from hlmsim.interface.mesa.this_week import this_week
from hlmsim.interface.mesa_model import HLMModel, Partner, Tenant, Worker
from hlmsim.model import outcomes
from hlmsim.model.population import build
from hlmsim.model.week import advance
from hlmsim.model.world import State, World
from hlmsim.scenario import Scenario

BY_PERIOD = {"weeks_to_service_median", "weeks_to_service_p90", "equity_gap_weeks_to_service"}
"""Outcomes that look at a whole year: the last weeks of a year say more than its first ones did."""


def different(one: State, other: State) -> list[str]:
    """Names of the parts of two states that differ by at least one bit."""
    pairs = zip(State._fields, one, other, strict=True)
    return [name for name, a, b in pairs if np.asarray(a).tobytes() != np.asarray(b).tobytes()]


def engine(scenario: Scenario, seed: int, weeks: int, replicate: int = 0) -> World:
    world = build(scenario.blueprint(), study_seed=seed, replicate=replicate)
    advance(world, weeks)
    return world


@pytest.fixture(scope="module")
def ended(small: Scenario) -> HLMModel:
    model = HLMModel(small, rng=7)
    model.run_model()
    return model


def test_it_works_without_arguments() -> None:
    model = HLMModel()
    assert isinstance(model, mesa.Model)
    assert (model.scenario.name, model.week, model.running) == ("status_quo", 0, True)
    model.step()
    assert (model.week, model.steps, model.time) == (1, 1, 1.0)


@pytest.mark.parametrize("world", ["small", "two_sites"])
def test_week_by_week_equals_the_engine_at_once_to_the_last_bit(world: str, request: pytest.FixtureRequest) -> None:
    scenario: Scenario = request.getfixturevalue(world)
    model = HLMModel(scenario, rng=3)
    while model.running:
        model.step()
    assert model.week == scenario.weeks
    assert different(model.world.state, engine(scenario, 3, scenario.weeks).state) == []


def test_it_is_the_run_that_simulate_gives(small: Scenario, ended: HLMModel) -> None:
    weekly = hlmsim.simulate(small, seed=7).weekly
    shown = weekly[(weekly["outcome"] == "unmet_need") & (weekly["group"] == "all")].sort_values("week")["value"]
    collected = ended.datacollector.get_model_vars_dataframe()["unmet_need"]
    assert shown.tolist() == collected.tolist()


def test_a_replicate_is_that_of_a_batch(small: Scenario) -> None:
    model = HLMModel(small, rng=3, replicate=5)
    assert different(model.world.state, engine(small, 3, 0, replicate=5).state) == []


def test_looking_at_agents_changes_nothing(small: Scenario) -> None:
    model = HLMModel(small, rng=3)
    for _ in range(5):
        model.step()
        model.agents.do(repr)
        model.tenants.agg("trust_worker", max)
    assert different(model.world.state, engine(small, 3, 5).state) == []


def test_numpy_integers_and_generators_are_seeds(small: Scenario) -> None:
    assert HLMModel(small, rng=np.int64(9)).study_seed == 9
    drawn = HLMModel(small, rng=np.random.default_rng(1))
    again = HLMModel(small, rng=np.random.default_rng(1))
    assert drawn.study_seed == again.study_seed
    assert different(drawn.world.state, HLMModel(small, rng=drawn.study_seed).world.state) == []
    assert HLMModel(small).study_seed != HLMModel(small).study_seed


def test_it_stops_at_the_horizon(ended: HLMModel) -> None:
    assert (ended.week, ended.running) == (60, False)
    before = ended.world.copy()
    ended.step()
    assert ended.week == 60
    assert different(ended.world.state, before.state) == []
    assert len(ended.datacollector.get_model_vars_dataframe()) == 60


def test_what_was_collected_is_what_the_engine_measures(ended: HLMModel) -> None:
    collected = ended.datacollector.get_model_vars_dataframe()
    measured = outcomes.weekly(ended.world)
    assert list(collected) == [outcome.name for outcome in outcomes.WEEKLY]
    for name, by_group in measured.items():
        if name not in BY_PERIOD:
            np.testing.assert_array_equal(collected[name].to_numpy(), by_group[:, 0], err_msg=name)


@pytest.mark.parametrize("weeks", [1, 3, 4, 5, 30, 39, 40])
@pytest.mark.parametrize("world", ["small", "two_sites"])
def test_this_week_is_the_last_week_measured(world: str, weeks: int, request: pytest.FixtureRequest) -> None:
    run = engine(request.getfixturevalue(world), 2, weeks)
    measured = {name: by_group[-1, 0] for name, by_group in outcomes.weekly(run).items()}
    np.testing.assert_equal(this_week(run), measured)


def test_events_grow_with_the_weeks(small: Scenario, ended: HLMModel) -> None:
    model = HLMModel(small, rng=7)
    model.step()
    assert model.events == [event for event in ended.events if event[0] == 0]
    assert {event[1] for event in ended.events} >= {"worker_leaves", "worker_arrives"}


def test_parameters_by_keyword(small: Scenario) -> None:
    model = HLMModel(small, rng=1, levers__turnover__worker_annual=0.62, levers__posts__count=1)
    assert model.scenario.values["levers.turnover.worker_annual"] == 0.62
    assert len(model.workers) == 1
    varied = small.with_({"levers.turnover.worker_annual": 0.62, "levers.posts.count": 1})
    assert different(model.world.state, engine(varied, 1, 0).state) == []


def test_unknown_keywords_and_refused_values_are_errors(small: Scenario) -> None:
    with pytest.raises(ScenarioError):
        HLMModel(small, levers__turnover__worker_anual=0.62)
    with pytest.raises(ScenarioError):
        HLMModel(small, levers__turnover__worker_annual=-1)
    with pytest.raises(ScenarioError):
        HLMModel(small, seed=1)


def test_a_scenario_is_an_object_a_name_or_a_file(small: Scenario, root: Path) -> None:
    assert HLMModel("concertation").scenario.name == "concertation"
    assert HLMModel(root / "scenarios" / "no_worker.yaml").workers is None
    model = HLMModel(small, rng=1)
    assert model.scenario.plan() is small
    assert different(HLMModel(model.scenario, rng=1).world.state, model.world.state) == []


def test_the_front_door_has_the_model() -> None:
    assert hlmsim.HLMModel is HLMModel


def test_agents_by_type(small: Scenario, ended: HLMModel) -> None:
    assert ended.agent_types == [Tenant, Worker, Partner]
    sizes = {kind: len(agents) for kind, agents in ended.agents_by_type.items()}
    assert sizes == {Tenant: 40, Worker: 2, Partner: len(small.partners)}
    assert [agent.unique_id for agent in ended.agents] == list(range(1, len(ended.agents) + 1))


def test_twenty_thousand_agents_are_made_once_and_only_when_looked_at(small: Scenario) -> None:
    model = HLMModel(small.with_({"context.site.households": 20_000, "context.site.buildings": 400}), rng=1)
    model.step()
    assert model._windows == {}
    assert len(model.tenants) == 20_000
    first = model.tenants[0]
    assert first is model.tenants[0]
    assert first.__dict__ == {}
