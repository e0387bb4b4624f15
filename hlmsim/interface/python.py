"""The same work from Python: load a scenario, simulate it, compare several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.interface.outputs import Outputs, headline
from hlmsim.locales import system_language
from hlmsim.scenario import Scenario, load

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from matplotlib.figure import Figure

    from hlmsim.model.blueprint import Blueprint
    from hlmsim.model.world import World
    from hlmsim.runs.results import Results

__all__ = ["Comparison", "Run", "compare", "load", "read_results", "simulate"]

type Source = Scenario | str | Path
"""A scenario, its file, or the name of a shipped one."""


@dataclass(frozen=True)
class Run:
    """One simulated run. Everything in it follows from the scenario, the seed and the replicate."""

    scenario: Scenario
    seed: int
    replicate: int

    @cached_property
    def weekly(self) -> pd.DataFrame:
        """One row a week (from 0), outcome and group: week, outcome, group, value; undefined values are left out."""
        from hlmsim.model import outcomes

        return _tidy(outcomes.weekly(self._ended), outcomes.groups(self._blueprint))

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row an outcome and group, over the weeks after the burn-in: outcome, group, value."""
        import numpy as np

        from hlmsim.model import outcomes

        values = {name: row[np.newaxis, :] for name, row in outcomes.summary(self._ended).items()}
        return _tidy(values, outcomes.groups(self._blueprint)).drop(columns="week")

    @cached_property
    def events(self) -> pd.DataFrame:
        """What happened: week, event, site, subject (seats)."""
        import pandas as pd

        from hlmsim.model import outcomes

        return pd.DataFrame(outcomes.events(self._ended), columns=["week", "event", "site", "subject"])

    def network(self, week: int | None = None) -> nx.Graph[Any]:
        """Tenants, workers, partners and their ties after so many weeks (0: before the start; default: the end)."""
        from hlmsim.model.graph import network

        return network(self._ended if week in {None, self.scenario.weeks} else self._world(week))

    @cached_property
    def _blueprint(self) -> Blueprint:
        return self.scenario.blueprint()

    @cached_property
    def _ended(self) -> World:
        return self._world(None)

    def _world(self, week: int | None) -> World:
        from hlmsim.model.population import build
        from hlmsim.model.week import advance

        world = build(self._blueprint, study_seed=self.seed, replicate=self.replicate)
        advance(world, until=self.scenario.weeks if week is None else week)
        return world

    def _repr_html_(self) -> str:
        from hlmsim.report.html import levels_html

        everybody = self.summary[self.summary["group"] == "all"].set_index("outcome")["value"]
        shown = [(measure, float(everybody[name])) for name, measure in headline().items() if name in everybody.index]
        return levels_html(shown, system_language())


@dataclass(frozen=True)
class Comparison:
    """Several scenarios under the same luck, each against the first."""

    results: Results

    @property
    def table(self) -> pd.DataFrame:
        """One row a scenario, outcome and group: level, paired difference, interval, verdict…"""
        return self._outputs().effects

    def bands(self, *outcomes: str) -> pd.DataFrame:
        """Weekly bands of 50 and 90 % of the replicates, as drawn (default: the headline outcomes)."""
        return self._outputs().bands(outcomes or list(headline()))

    def plot(self, *outcomes: str, lang: str | None = None) -> Figure:
        """The effect chart of some outcomes (default: the headline ones)."""
        from hlmsim.report.effect_chart import effect_figure
        from hlmsim.report.rows import effects_of
        from hlmsim.report.views import measures

        outputs = self._outputs(lang)
        chosen = {name: measures()[name] for name in outcomes} if outcomes else headline()
        effects = effects_of(outputs.effects[outputs.effects["group"] == "all"])
        return effect_figure(
            effects, outputs.scenarios, measures=chosen, lang=outputs.lang, replicates=self.results.replicates
        )

    def plot_weekly(self, outcome: str, *, lang: str | None = None) -> Figure:
        """The weekly curves of one outcome."""
        from hlmsim.report.curves import weekly_figure
        from hlmsim.report.rows import bands_of
        from hlmsim.report.views import measures

        outputs = self._outputs(lang)
        curves = bands_of(outputs.bands([outcome]), outputs.scenarios, outcome)
        return weekly_figure(
            curves,
            outputs.scenarios,
            measure=measures()[outcome],
            lang=outputs.lang,
            burn_in=outputs.burn_in,
            replicates=self.results.replicates,
        )

    def _outputs(self, lang: str | None = None) -> Outputs:
        return Outputs(self.results, lang or system_language())

    def _repr_html_(self) -> str:
        from hlmsim.report.html import effects_html
        from hlmsim.report.rows import effects_of

        outputs = self._outputs()
        return effects_html(effects_of(outputs.effects), outputs.scenarios, list(headline().values()), outputs.lang)


def simulate(scenario: Source, *, seed: int = 1, replicate: int = 0) -> Run:
    """Simulate one scenario once: ``run.weekly``, ``run.summary``, ``run.events``, ``run.network(week)``."""
    run = Run(_scenario(scenario), seed, replicate)
    _ = run._ended
    return run


def compare(
    scenarios: Sequence[Source],
    *,
    replicates: int = 50,
    seed: int = 1,
    jobs: int | None = None,
    out: str | Path | None = None,
) -> Comparison:
    """Simulate each scenario ``replicates`` times with the same luck; what ``out`` already holds is not done again.

    out: results folder (default: ``results/<names>-<hash>`` here). The first scenario is the reference.
    """
    from hlmsim.runs.batch import run_batch
    from hlmsim.runs.ledger.folder import default_folder

    loaded = [_scenario(scenario) for scenario in scenarios]
    folder = default_folder(loaded, seed) if out is None else Path(out)
    return Comparison(run_batch(loaded, replicates, study_seed=seed, jobs=jobs, out=folder).results)


def read_results(folder: str | Path) -> Comparison:
    """Open a results folder that ``compare`` or ``run`` has written."""
    from hlmsim.runs.results import read_results as read

    return Comparison(read(folder))


def _scenario(given: Source) -> Scenario:
    return given if isinstance(given, Scenario) else load(given)


def _tidy(values: dict[str, Any], groups: Sequence[str]) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    frames = []
    for name, table in values.items():
        weeks, places = np.nonzero(~np.isnan(table))
        columns = {"week": weeks, "outcome": name, "group": np.array(groups)[places], "value": table[weeks, places]}
        frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)
