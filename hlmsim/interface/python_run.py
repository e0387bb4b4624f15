"""One simulated run, as Python shows it: weekly table, summary, events and network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hlmsim.interface import arguments
from hlmsim.interface.outputs import headline
from hlmsim.locales import system_language
from hlmsim.scenario import Scenario

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from hlmsim.model.blueprint import Blueprint
    from hlmsim.model.world import World


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
        """What happened, whole: week, event, site (its seat), subject_kind and subject.

        A post or a building is counted from 1 on its site, as ``post: 1`` in a scenario; a partner is its ``seat`` in
        the scenario; without a subject, the kind is empty and the subject -1.
        """
        import pandas as pd

        from hlmsim.model import outcomes

        found = pd.DataFrame(outcomes.events(self._ended), columns=["week", "event", "site", "subject"])
        found.insert(3, "subject_kind", found["event"].map(outcomes.subject_kind).astype(str))
        return found

    def network(self, week: int | None = None) -> nx.Graph[Any]:
        """Tenants, workers, partners and their ties after so many weeks (0: before the start; default: the end).

        Raises InputError for a week that the run does not have.
        """
        from hlmsim.model.graph import network

        if week is not None:
            week = arguments.whole("week", week, low=0, high=self.scenario.weeks)
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


def _tidy(values: dict[str, Any], groups: Sequence[str]) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    frames = []
    for name, table in values.items():
        weeks, places = np.nonzero(~np.isnan(table))
        columns = {"week": weeks, "outcome": name, "group": np.array(groups)[places], "value": table[weeks, places]}
        frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)
