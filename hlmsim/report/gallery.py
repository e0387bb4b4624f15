"""All the figures of a results folder: one set a language, drawn again only when the numbers have changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

from hlmsim.report.curves import weekly_figure
from hlmsim.report.drawing import Drawing, Gallery
from hlmsim.report.effect_chart import effect_figure
from hlmsim.report.network_chart import Network, network_figure
from hlmsim.report.rows import bands_of, effects_of
from hlmsim.report.views import Measure, Named

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class ComparisonGallery(Gallery):
    """The weekly curves of each outcome, and the effect chart when there is something to compare.

    effects, bands: tables of the analysis, everybody only. scenarios: the reference first. networks: by the scenario's
    name, those that can be drawn.
    """

    effects: DataFrame
    bands: DataFrame
    scenarios: Sequence[Named]
    measures: Mapping[str, Measure]
    lang: str
    burn_in: int
    worlds: int = 0
    networks: Mapping[str, Network] = field(default_factory=dict)

    @cached_property
    def figures(self) -> dict[str, Drawing]:
        """How each figure is drawn, by name."""
        found: dict[str, Drawing] = {}
        for measure in self.measures.values():
            found[f"weekly_{measure.name}"] = partial(
                weekly_figure,
                bands_of(self.bands, self.scenarios, measure.name),
                self.scenarios,
                measure=measure,
                lang=self.lang,
                burn_in=self.burn_in,
                replicates=self._replicates,
                worlds=self.worlds,
            )
        for name, (network, title) in self.drawn_networks.items():
            found[name] = partial(network_figure, network, title, lang=self.lang, burn_in=self.burn_in)
        if len(self.scenarios) > 1:
            found["effects"] = partial(
                effect_figure,
                effects_of(self.effects),
                self.scenarios,
                measures=dict(self.measures),
                lang=self.lang,
                replicates=self._replicates,
            )
        return found

    @cached_property
    def drawn_networks(self) -> dict[str, tuple[Network, str]]:
        """The networks with the title of their scenario, by the name of the figure."""
        return {
            f"network_{number}": (self.networks[scenario.name], scenario.title)
            for number, scenario in enumerate(self.scenarios, 1)
            if scenario.name in self.networks
        }

    @property
    def _replicates(self) -> int:
        return int(self.effects["replicates"].max()) if len(self.effects) else 0

    def facts(self) -> Iterator[bytes]:
        """The tables, the titles and which networks there are."""
        for table in (self.effects, self.bands):
            yield table.to_csv(index=False).encode()
        yield "\n".join(self.drawn_networks).encode()
        yield "\n".join([*(scenario.title for scenario in self.scenarios), str(self.burn_in)]).encode()
