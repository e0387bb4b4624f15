"""What a batch leaves beside its runs: the effects as tables, the figures; and the same numbers for the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hlmsim.report.views import Measure, Named, measures

if TYPE_CHECKING:
    from pandas import DataFrame

    from hlmsim.report.gallery import Gallery
    from hlmsim.runs.results import Results


@dataclass(frozen=True)
class Outputs:
    """The results of a batch, ready to be shown in one language."""

    results: Results
    lang: str

    @cached_property
    def scenarios(self) -> list[Named]:
        """Every scenario by name and title, the reference first."""
        from hlmsim.report.rows import named

        return named({entry["name"]: entry["title"] for entry in self.results.manifest["scenarios"]}, self.lang)

    @cached_property
    def burn_in(self) -> int:
        """Weeks left out of summaries (the longest, where scenarios differ)."""
        return max(int(entry["burn_in"]) for entry in self.results.manifest["scenarios"])

    @cached_property
    def effects(self) -> DataFrame:
        """Effects of every scenario, outcome and group; for groups, only what is measured by group."""
        from hlmsim.analysis.effects import effects
        from hlmsim.model.outcomes import OUTCOMES

        found = effects(self.results.groups, scenarios=self.results.scenarios)
        by_group = [outcome.name for outcome in OUTCOMES if outcome.by_group]
        return found[(found["group"] == "all") | found["outcome"].isin(by_group)].reset_index(drop=True)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Codes of the groups of households, everybody first."""
        return tuple(str(group) for group in self.effects["group"].unique())

    def bands(self, outcomes: Sequence[str]) -> DataFrame:
        """Weekly bands of some outcomes, for everybody; those that count few cases a week as moving averages."""
        from hlmsim.analysis.bands import bands
        from hlmsim.report.smoothing import smoothed

        weekly = self.results.table("weekly", outcomes=outcomes)
        everybody = weekly[weekly["group"] == "all"] if "group" in weekly.columns else weekly
        return bands(smoothed(everybody, outcomes), outcomes=outcomes)

    def write(self, *, figures: bool, announce: Callable[[], None] = lambda: None) -> None:
        """Write the effects (the levels, of one scenario alone) and, if wanted, the headline figures.

        announce: called before the first figure is drawn.
        """
        from hlmsim.analysis.export import write_table
        from hlmsim.runs.provenance import seal

        folder = self.results.folder
        write_table(self.effects, folder)
        gallery = self._gallery() if figures else None
        if gallery is not None and not gallery.stands(folder):
            announce()
            gallery.draw(folder)
        seal(folder)

    def _gallery(self) -> Gallery:
        from hlmsim.report.gallery import Gallery

        chosen = headline()
        mine = (self.effects["group"] == "all") & self.effects["outcome"].isin(chosen)
        bands = self.bands(list(chosen))
        return Gallery(self.effects[mine], bands, self.scenarios, chosen, self.lang, self.burn_in)


def headline() -> dict[str, Measure]:
    """The outcomes that are shown first."""
    return {name: measure for name, measure in measures().items() if measure.headline}
