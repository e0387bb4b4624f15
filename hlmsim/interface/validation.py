"""What a validation leaves beside its runs: the scorecard as a table, as pages, and a picture a pattern."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from hlmsim.errors import InputError
from hlmsim.interface.pattern_runs import PatternRuns
from hlmsim.locales import LANGUAGES, system_language
from hlmsim.runs.line import pasteable

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame
    from rich.console import RenderableType

    from hlmsim.analysis.patterns import Assessed
    from hlmsim.report.scorecard import ScorecardHeading
    from hlmsim.runs.patterns import Pattern
    from hlmsim.runs.results import Results
    from hlmsim.runs.sweep import PlannedSweep

PAGE = "scorecard.{lang}.md"
PATTERNS = "patterns"
"""Folder of the pattern files, as they were read."""


@dataclass(frozen=True)
class Validation:
    """The patterns of a results folder, ready to be shown. sweep: as which their settings were simulated."""

    results: Results
    sweep: PlannedSweep
    patterns: Sequence[Pattern]
    command: Sequence[str] = ()

    @cached_property
    def assessed(self) -> list[Assessed]:
        """Every pattern with its claims measured."""
        return [PatternRuns(self.results, self.sweep, pattern).assessed() for pattern in self.patterns]

    @property
    def study(self) -> Callable[[str], ScorecardHeading]:
        """What was validated, in a language."""
        from hlmsim.report.scorecard import ScorecardHeading

        experiment = self.sweep.experiment
        worlds = [] if experiment.worlds is None else [one for one in experiment.worlds.numbers if one]
        runs = len(self.results.table("runs", outcomes=[]))
        version = str(self.results.manifest["versions"]["model"])

        def of(lang: str) -> ScorecardHeading:
            return ScorecardHeading(
                scenario=experiment.scenarios[0].title[lang],
                replicates=self.results.replicates,
                runs=runs,
                worlds=len(worlds),
                seed=self.sweep.seed,
                version=version,
                command=pasteable(self.command),
            )

        return of

    @cached_property
    def table(self) -> DataFrame:
        """One row a claim, with every digit; the columns of ``scorecard.csv``."""
        import pandas

        from hlmsim.report.scorecard import scorecard_rows

        return pandas.DataFrame(scorecard_rows(self.assessed))

    def plot(self, pattern: str, lang: str | None = None) -> Figure:
        """The figure of a pattern, by its number. lang: ``fr`` or ``en``; the system's when not given."""
        from hlmsim.report.figures import shown
        from hlmsim.report.pattern_chart import pattern_figure

        found = {one.pattern.name: one for one in self.assessed}
        if pattern not in found:
            raise InputError("usage.no_such_pattern", parameter="pattern", found=pattern, words=list(found))
        return shown(pattern_figure(found[pattern], lang or system_language()))

    def view(self, lang: str) -> RenderableType:
        """The scorecard for a terminal."""
        from hlmsim.report.scorecard import scorecard_view

        return scorecard_view(self.assessed, lang)

    def page(self, lang: str, *, figures: bool) -> str:
        """The scorecard as a page in Markdown."""
        from hlmsim.report.scorecard import scorecard_page

        return scorecard_page(self.assessed, self.study(lang), lang, figures=f"figures/{lang}" if figures else None)

    def write(self, *, figures: bool, announce: Callable[[], None] = lambda: None) -> None:
        """Write the table, the pages, the pattern files and, if wanted, the pictures in both languages."""
        from hlmsim.analysis.export import write_csv, write_text
        from hlmsim.interface.workbooks import write_columns
        from hlmsim.runs.provenance import seal

        folder = self.results.folder
        write_csv(self.table, folder / "scorecard.csv")
        for pattern in self.patterns:
            write_text(Path(pattern.file).read_text(encoding="utf-8"), folder / PATTERNS / f"{pattern.name}.yaml")
        if figures:
            announce()
            self._draw(folder)
        for lang in LANGUAGES:
            write_text(self.page(lang, figures=figures), folder / PAGE.format(lang=lang))
        write_columns(self.results)
        seal(folder)

    def _draw(self, folder: Path) -> None:
        from hlmsim.report.figures import save
        from hlmsim.report.pattern_chart import pattern_figure

        for lang in LANGUAGES:
            for one in self.assessed:
                save(pattern_figure(one, lang), folder / "figures" / lang, one.pattern.name)
