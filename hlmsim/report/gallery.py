"""All the figures of a results folder: one set a language, drawn again only when the numbers have changed."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from hlmsim.report.curves import weekly_figure
from hlmsim.report.effect_chart import effect_figure
from hlmsim.report.figures import FORMATS, save
from hlmsim.report.network_chart import Network, network_figure
from hlmsim.report.rows import bands_of, effects_of
from hlmsim.report.views import Measure, Named

if TYPE_CHECKING:
    from pandas import DataFrame

_STAMP = ".drawn"


@dataclass(frozen=True)
class Gallery:
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

    def stands(self, folder: Path) -> bool:
        """Whether these very figures are in the results folder already."""
        expected = [self._place(folder) / f"{name}.{kind}" for name in self._names for kind in FORMATS]
        stamp = self._place(folder) / _STAMP
        return all(map(Path.exists, [*expected, stamp])) and stamp.read_text(encoding="utf-8") == self._stamp

    def draw(self, folder: Path) -> None:
        """Draw them, in ``figures/<language>``."""
        place = self._place(folder)
        facts = {"burn_in": self.burn_in, "replicates": self._replicates, "worlds": self.worlds}
        for measure in self.measures.values():
            curves = bands_of(self.bands, self.scenarios, measure.name)
            figure = weekly_figure(curves, self.scenarios, measure=measure, lang=self.lang, **facts)
            save(figure, place, f"weekly_{measure.name}")
        for name, (network, title) in self.drawn_networks.items():
            save(network_figure(network, title, lang=self.lang, burn_in=self.burn_in), place, name)
        if len(self.scenarios) > 1:
            effects = effects_of(self.effects)
            facts = {"replicates": self._replicates}
            save(
                effect_figure(effects, self.scenarios, measures=self.measures, lang=self.lang, **facts),
                place,
                "effects",
            )
        (place / _STAMP).write_text(self._stamp, encoding="utf-8")

    def drawings(self, folder: Path, kind: str = "svg") -> dict[str, bytes]:
        """Every figure, by name: from the results folder where it stands there, drawn aside otherwise.

        kind: one of ``FORMATS``.
        """
        if self.stands(folder):
            place = self._place(folder)
            return {name: (place / f"{name}.{kind}").read_bytes() for name in self._names}
        with tempfile.TemporaryDirectory() as aside:
            self.draw(Path(aside))
            return self.drawings(Path(aside), kind)

    @cached_property
    def drawn_networks(self) -> dict[str, tuple[Network, str]]:
        """The networks with the title of their scenario, by the name of the figure."""
        return {
            f"network_{number}": (self.networks[scenario.name], scenario.title)
            for number, scenario in enumerate(self.scenarios, 1)
            if scenario.name in self.networks
        }

    @property
    def _names(self) -> list[str]:
        weekly = [f"weekly_{name}" for name in self.measures]
        return [*weekly, *self.drawn_networks, *(["effects"] if len(self.scenarios) > 1 else [])]

    @property
    def _replicates(self) -> int:
        return int(self.effects["replicates"].max()) if len(self.effects) else 0

    @cached_property
    def _stamp(self) -> str:
        """The same for the same numbers, words and drawing code."""
        digest = hashlib.sha256()
        for table in (self.effects, self.bands):
            digest.update(table.to_csv(index=False).encode())
        digest.update("\n".join(self.drawn_networks).encode())
        digest.update("\n".join([*(scenario.title for scenario in self.scenarios), str(self.burn_in)]).encode())
        for file in sorted(Path(__file__).parent.glob("*.py")):
            digest.update(file.read_bytes())
        return digest.hexdigest()

    def _place(self, folder: Path) -> Path:
        return folder / "figures" / self.lang
