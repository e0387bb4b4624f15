"""What a batch leaves beside its runs: the effects as tables, the figures; and the same numbers for the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from hlmsim.report.views import Measure, Named, is_simultaneous, measures

if TYPE_CHECKING:
    from pandas import DataFrame

    from hlmsim.analysis.effects import Terms
    from hlmsim.model.outcomes import Outcome
    from hlmsim.report.gallery import ComparisonGallery
    from hlmsim.runs.results import Results

MOST_VALUES = 8_000_000
"""Numbers of the groups' table in memory at once; more are read outcome by outcome."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How somebody wants effects judged.

    looks: outcomes and groups of a scenario whose intervals must hold together; 0: each interval for itself. margins:
    by outcome, the largest difference that does not matter.
    """

    looks: int = 0
    margins: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def before(cls, folder: Path) -> Judged:
        """As the effects that stand in a results folder were judged; each for itself where there are none."""
        from hlmsim.analysis.export import effects_before

        rows = effects_before(folder, ["scenario", "outcome", "verdict", "looks", "confidence", "margin"])
        if rows is None or rows.empty:
            return cls()
        own = rows[rows["margin"].notna()]
        margins = dict(zip(own["outcome"].astype(str), own["margin"].astype(float), strict=True))
        others = max(int(rows["scenario"].nunique()) - 1, 1)
        together = is_simultaneous(float(rows["confidence"].max()))
        return cls(int(rows["looks"].max()) // others if together else 0, margins)


@dataclass(frozen=True)
class Outputs:
    """The results of a batch, ready to be shown in one language."""

    results: Results
    lang: str
    judged: Judged = field(default_factory=Judged)

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
    def shown(self) -> dict[str, Measure]:
        """The outcomes that a page shows: the headline ones, and those that somebody gave a margin for."""
        return {name: measures()[name] for name in dict.fromkeys([*headline(), *self.judged.margins])}

    @cached_property
    def effects(self) -> DataFrame:
        """Effects of every scenario, outcome and group; for groups, only what is measured by group."""
        from hlmsim.analysis.effects import joined
        from hlmsim.model.outcomes import OUTCOMES

        terms = replace(self._terms(), same=frozenset(self._unchanged()))
        found = joined([self._analysed(table, some, terms) for some, table in self._pieces()], terms.family)
        by_group = [outcome.name for outcome in OUTCOMES if outcome.by_group]
        return found[(found["group"] == "all") | found["outcome"].isin(by_group)].reset_index(drop=True)

    def _pieces(self) -> Iterator[tuple[Sequence[Outcome], DataFrame]]:
        """The table of groups, so many outcomes at once; where that matters, with how long networks lived."""
        from hlmsim.analysis.effects import SURVIVAL
        from hlmsim.model.outcomes import OUTCOMES

        known = len(self.results.table("groups", outcomes=[])) or 1
        at_once = max(1, MOST_VALUES // known)
        for start in range(0, len(OUTCOMES), at_once):
            some = OUTCOMES[start : start + at_once]
            names = [outcome.name for outcome in some]
            table = self.results.table("groups", outcomes=names)
            if SURVIVAL not in names and any(outcome.kind == "existing" for outcome in some):
                lived = self.results.table("groups", outcomes=[SURVIVAL])
                table = table.assign(**{SURVIVAL: lived[SURVIVAL].to_numpy()})
            yield some, table

    def _unchanged(self) -> set[str]:
        """Scenarios of which every run is that of the reference: in all that was kept of it, also week by week."""
        from functools import reduce

        from hlmsim.model.outcomes import WEEKLY

        pieces = [self._alike(table, [one.name for one in some]) for some, table in self._pieces()]
        found = reduce(set.intersection, pieces)
        first = self.scenarios[0].name
        for outcome in (one.name for one in WEEKLY):
            found = {name for name in found if _same_weeks(self._weekly(first, outcome), self._weekly(name, outcome))}
        return found

    def _alike(self, table: DataFrame, outcomes: Sequence[str]) -> set[str]:
        from hlmsim.analysis.effects import unchanged

        return unchanged(table, self.results.scenarios, [name for name in outcomes if name in table.columns])

    def _terms(self) -> Terms:
        """How effects are judged, from what was asked."""
        from hlmsim.analysis.effects import Terms

        others = max(len(self.scenarios) - 1, 1)
        family = self.judged.looks * others if self.judged.looks else 1
        return Terms(family=family, margins=dict(self.judged.margins))

    @property
    def worlds(self) -> int:
        """Plausible worlds that each scenario was simulated in; 0: none but the numbers as written."""
        return 0

    def _analysed(self, table: DataFrame, outcomes: Sequence[Outcome], terms: Terms) -> DataFrame:
        from hlmsim.analysis.effects import effects

        return effects(table, outcomes=outcomes, scenarios=self.results.scenarios, terms=terms)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Codes of the groups of households, everybody first."""
        return tuple(str(group) for group in self.effects["group"].unique())

    def bands(self, outcomes: Sequence[str]) -> DataFrame:
        """Weekly bands of some outcomes, for everybody; those that count few cases a week as moving averages.

        One scenario and outcome at a time, so that memory holds one column of one of them.
        """
        import pandas

        from hlmsim.analysis.bands import COLUMNS

        pieces = [self._bands(scenario.name, outcome) for scenario in self.scenarios for outcome in outcomes]
        found = [piece for piece in pieces if len(piece)]
        return pandas.concat(found, ignore_index=True) if found else pandas.DataFrame(columns=list(COLUMNS))

    def _bands(self, scenario: str, outcome: str) -> DataFrame:
        from hlmsim.analysis.bands import bands
        from hlmsim.report.smoothing import smoothed

        weekly = self._weekly(scenario, outcome)
        everybody = weekly[weekly["group"] == "all"] if "group" in weekly.columns else weekly
        return bands(smoothed(everybody, [outcome]), outcomes=[outcome])

    def _weekly(self, scenario: str, outcome: str) -> DataFrame:
        """Every run of a scenario, week by week."""
        return self.results.table("weekly", outcomes=[outcome], scenarios=[scenario])

    def write(
        self,
        *,
        figures: Sequence[str],
        announce: Callable[[], None] = lambda: None,
        measured: Callable[[str], AbstractContextManager[None]] = lambda _phase: nullcontext(),
    ) -> None:
        """Write the effects (the levels, of one scenario alone), their words and, if wanted, the headline figures.

        figures: kinds of files of each figure, ``svg`` and ``png``; none: no figures. announce: called before the first
        figure is drawn. measured: told of each phase, ``tables`` and ``figures``.
        """
        from hlmsim.analysis.export import write_table
        from hlmsim.interface.workbooks import write_book, write_columns
        from hlmsim.runs.provenance import seal

        folder = self.results.folder
        with measured("tables"):
            written = [file.name for file in (*write_table(self.effects, folder), write_columns(self.results))]
            seal(folder, written)  # the workbook is made from what stands in the folder
            written.append(write_book(self.results, self.lang).name)
        if figures:
            with measured("figures"):
                written += self._draw(figures, announce)
        seal(folder, written)

    def _draw(self, figures: Sequence[str], announce: Callable[[], None]) -> list[str]:
        """Draw them where they do not stand already; where they have been drawn."""
        folder = self.results.folder
        if self.gallery.stands(folder, figures):
            return []
        announce()
        self.gallery.draw(folder, figures)
        return [f"figures/{self.lang}"]

    @cached_property
    def gallery(self) -> ComparisonGallery:
        """The headline figures."""
        from hlmsim.interface.networks import networks_of
        from hlmsim.report.gallery import ComparisonGallery

        chosen = headline()
        mine = (self.effects["group"] == "all") & self.effects["outcome"].isin(chosen)
        bands, names = self.bands(list(chosen)), [scenario.name for scenario in self.scenarios]
        networks = {} if self.worlds else networks_of(self.results.folder, names, self.lang)
        return ComparisonGallery(
            self.effects[mine], bands, self.scenarios, chosen, self.lang, self.burn_in, self.worlds, networks
        )


def _same_weeks(one: DataFrame, other: DataFrame) -> bool:
    """Whether two scenarios give the same, week by week, in every replicate that both have."""
    keys = [name for name in ("replicate", "week", "group") if name in one.columns]
    value = next(name for name in one.columns if name not in {*keys, "scenario"})
    both = one.merge(other, on=keys, suffixes=("", "_other"))
    first, second = both[value], both[f"{value}_other"]
    return bool(((first == second) | (first.isna() & second.isna())).all())


def headline() -> dict[str, Measure]:
    """The outcomes that are shown first."""
    return {name: measure for name, measure in measures().items() if measure.headline}
