"""The model as a Mesa model: a facade over the engine, equal to it to the last bit.

>>> model = hlmsim.HLMModel("concertation", rng=1)
>>> model.step()  # one week, by the compiled driver
>>> model.agents_by_type[Tenant].agg("trust_worker", max)
>>> model.datacollector.get_model_vars_dataframe()["service_access"]

Parameters are given by keyword, with two underscores for each dot, so that ``mesa.batch_run`` and SolaraViz can vary
them: ``HLMModel(levers__turnover__worker_annual=0.62)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from hlmsim.interface import arguments
from hlmsim.interface.mesa.agents import HLMAgent, Partner, Tenant, Worker
from hlmsim.interface.mesa.scenario import MesaScenario
from hlmsim.interface.mesa.this_week import this_week
from hlmsim.model import outcomes
from hlmsim.model.population import build
from hlmsim.model.week import advance
from hlmsim.scenario import Scenario, load

if TYPE_CHECKING:
    from hlmsim.engine.parameters import Value

__all__ = ["HLMModel", "Partner", "Tenant", "Worker"]

_SHIPPED = "status_quo"


class HLMModel(mesa.Model):  # type: ignore[misc] # Mesa publishes no types
    """One world, a week a step, until its horizon.

    scenario: a scenario, its file, or the name of a shipped one.
    rng: the study seed, as in ``hlmsim.simulate(seed=…)``; a generator or None draws one, kept as ``study_seed``.
    replicate: which run of the study.
    agenttype_reporters: as Mesa's DataCollector takes them, ``{Tenant: {"trust": "trust_worker"}}``.
    parameters: values by path, ``levers__turnover__worker_annual=0.62``.

    Raises ScenarioError for an unknown parameter or a refused value, InputError for another argument.
    """

    def __init__(
        self,
        scenario: Scenario | MesaScenario | str | Path = _SHIPPED,
        *,
        rng: Any = None,
        replicate: int = 0,
        agenttype_reporters: Mapping[type[HLMAgent], Mapping[str, Any]] | None = None,
        **parameters: Value,
    ) -> None:
        self.study_seed = arguments.study_seed(None, np.random.default_rng() if rng is None else rng)
        replicate = arguments.whole("replicate", replicate, low=0, high=arguments.MOST)
        super().__init__(rng=self.study_seed)
        plan = _plan(scenario, parameters)
        self.scenario = MesaScenario.of(plan)(rng=self.study_seed)
        self.world = build(plan.blueprint(), study_seed=self.study_seed, replicate=replicate)
        self.outcomes: dict[str, float] = {}
        self._windows: dict[type, list[Any]] = {}
        self.datacollector = mesa.DataCollector(
            model_reporters={outcome.name: partial(_outcome, outcome.name) for outcome in outcomes.WEEKLY},
            agenttype_reporters=agenttype_reporters,
        )

    @property
    def week(self) -> int:
        """Weeks already run."""
        return self.world.week

    @property
    def events(self) -> list[tuple[int, str, int, int]]:
        """What happened to the network so far: week, event, seat of the site, seat of the subject."""
        return outcomes.events(self.world)

    def step(self) -> None:
        """One week; nothing once the horizon is reached."""
        world = self.world
        if world.week < world.weeks:
            advance(world, world.week + 1)
            self.outcomes = this_week(world)
            self.datacollector.collect(self)
        self.running = world.week < world.weeks

    def windows[A: HLMAgent](self, kind: type[A]) -> list[A]:
        """Every agent of a kind, in the order of the engine's rows; made on first use, as the engine needs none."""
        if not self._windows:
            state = self.world.state
            for each, rows in ((Tenant, state.households), (Worker, state.posts), (Partner, state.partners)):
                self._windows[each] = [each(self, row) for row in range(len(rows))]
        return self._windows[kind]

    @property
    def agents(self) -> Any:
        """Tenants, then workers, then partners."""
        self.windows(Tenant)
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """The agents of each kind: ``model.agents_by_type[Tenant]``."""
        self.windows(Tenant)
        return super().agents_by_type

    @property
    def agent_types(self) -> Any:
        """Tenant, Worker and Partner, as far as the world has some."""
        self.windows(Tenant)
        return super().agent_types

    @property
    def tenants(self) -> Any:
        """The households."""
        return self.agents_by_type.get(Tenant)

    @property
    def workers(self) -> Any:
        """The community worker posts."""
        return self.agents_by_type.get(Worker)

    @property
    def partners(self) -> Any:
        """The partner organisations."""
        return self.agents_by_type.get(Partner)


def _plan(scenario: Scenario | MesaScenario | str | Path, parameters: Mapping[str, Value]) -> Scenario:
    if isinstance(scenario, MesaScenario):
        scenario = scenario.plan()
    plan = load(scenario) if isinstance(scenario, str | Path) else scenario
    return plan.with_({name.replace("__", "."): value for name, value in parameters.items()}) if parameters else plan


def _outcome(name: str, model: HLMModel) -> float:
    return model.outcomes[name]
