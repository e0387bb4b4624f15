"""What a comparison in plausible worlds leaves beside its runs: as any comparison, with both kinds of uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hlmsim.interface.outputs import Judged, Outputs
from hlmsim.runs.compared import is_compared

if TYPE_CHECKING:
    from pandas import DataFrame

    from hlmsim.analysis.effects import Terms
    from hlmsim.model.outcomes import Outcome
    from hlmsim.runs.adaptive import HalfWidths
    from hlmsim.runs.results import Results


@dataclass(frozen=True)
class WorldOutputs(Outputs):
    """The results of scenarios compared in plausible worlds, ready to be shown in one language."""

    @property
    def worlds(self) -> int:
        """Plausible worlds that each scenario was simulated in."""
        return int(self.results.design["world"].nunique())

    def _analysed(self, table: DataFrame, outcomes: Sequence[Outcome], terms: Terms) -> DataFrame:
        from hlmsim.analysis.world_effects import world_effects

        names = [one.name for one in self.scenarios]
        return world_effects(self.results.design, table, outcomes, names, terms=terms)

    def _alike(self, table: DataFrame, outcomes: Sequence[str]) -> set[str]:
        from hlmsim.analysis.world_effects import unchanged_in_worlds

        names = [one.name for one in self.scenarios]
        known = [name for name in outcomes if name in table.columns]
        return unchanged_in_worlds(self.results.design, table, names, known)

    def _weekly(self, scenario: str, outcome: str) -> DataFrame:
        """Every run of a scenario in any world, numbered as if they were replicates."""
        design = self.results.design
        own = design[design["scenario"] == scenario]
        places = {str(case): place for place, case in enumerate(own["case"].unique())}
        weekly = self.results.table("weekly", outcomes=[outcome], scenarios=list(places))
        runs = weekly["scenario"].map(places).astype("int64") * self.results.replicates + weekly["replicate"]
        return weekly.assign(scenario=scenario, replicate=runs)


def outputs_of(results: Results, lang: str, judged: Judged | None = None) -> Outputs:
    """The outputs of a comparison, in plausible worlds or not. judged: default, as its effects were judged before."""
    made = WorldOutputs if is_compared(results.manifest) else Outputs
    return made(results, lang, Judged.before(results.folder) if judged is None else judged)


def half_widths_of(folder: Path, outcomes: Sequence[str]) -> HalfWidths:
    """What judges the runs of a comparison in worlds while it is being made, for some outcomes."""

    def half_widths(runs: DataFrame) -> Mapping[tuple[str, str], float]:
        from hlmsim.analysis.world_effects import half_widths as found
        from hlmsim.model.outcomes import OUTCOMES
        from hlmsim.runs.results import read_results

        results = read_results(folder)
        names = [entry["name"] for entry in results.manifest["scenarios"]]
        return found(results.design, runs, [one for one in OUTCOMES if one.name in outcomes], names)

    return half_widths
