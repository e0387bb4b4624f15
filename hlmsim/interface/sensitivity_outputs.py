"""What a sensitivity analysis leaves beside its two stages: a table, a page, figures, and who made them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.interface.number_labels import number_label
from hlmsim.interface.sensitivity_stages import Stage, with_indices
from hlmsim.locales import LANGUAGES
from hlmsim.report.findings import FactorName, SweepNames
from hlmsim.report.sensitivity_rows import Account, accounts_of
from hlmsim.report.views import measures
from hlmsim.runs.line import pasteable

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame
    from rich.console import RenderableType

    from hlmsim.analysis.sensitivity import Looked
    from hlmsim.runs.design import Experiment

TABLE, PAGE = "sensitivity.csv", "answer.{lang}.md"


@dataclass(frozen=True)
class SensitivityOutputs:
    """Both stages, done. looked: the first one. indices: None where nothing was kept. command: as it was typed."""

    experiment: Experiment
    folder: Path
    looked: tuple[Looked, ...]
    screen: Stage
    indices: Stage | None
    command: tuple[str, ...] = ()

    @cached_property
    def kept(self) -> list[str]:
        """The numbers of the second stage."""
        return [] if self.indices is None else self.indices.factors

    @cached_property
    def table(self) -> DataFrame:
        """Every number and target (see :data:`hlmsim.analysis.sensitivity.COLUMNS`)."""
        from hlmsim.analysis.sensitivity import table_of

        looked = self.looked if self.indices is None else tuple(with_indices(list(self.looked), self.indices))
        units = {name: measure.unit for name, measure in measures().items()}
        return table_of(looked, self.screen.factors, self.kept, units)

    @cached_property
    def accounts(self) -> list[Account]:
        """The table as rows."""
        return accounts_of(self.table)

    def names(self, lang: str) -> SweepNames:
        """What people call numbers and scenarios."""
        names = self.screen.facts.names(lang)
        base = self.experiment.scenarios[0]
        capacities = [path for path in names.factors if path.startswith("partners.")]
        own = {path: FactorName(number_label(path, base, lang)) for path in capacities}
        return replace(names, factors={**names.factors, **own})

    def view(self, lang: str) -> RenderableType:
        """The answer for a terminal."""
        from hlmsim.report.sensitivity_view import sensitivity_view

        return sensitivity_view(self.accounts, self.names(lang))

    def page(self, lang: str, figures: Mapping[str, str]) -> str:
        """The answer as a page in Markdown. figures: their files, by name."""
        from hlmsim.report.sensitivity_page import Inquiry, sensitivity_page
        from hlmsim.runs.sensitivity import design_of

        experiment, design, manifest = self.experiment, design_of(self.experiment), self.screen.results.manifest
        inquiry = Inquiry(
            title=experiment.title[lang],
            question=experiment.question[lang],
            factors=len(self.screen.factors),
            kept=tuple(self.kept),
            trajectories=design.trajectories,
            base=design.base,
            points=self._points(),
            replicates=self.screen.results.replicates,
            seed=int(manifest["study_seed"]),
            weeks=experiment.scenarios[0].weeks,
            version=manifest["versions"]["model"],
            hash=experiment.hash,
            command=pasteable(self._again()),
            figures=figures,
        )
        return sensitivity_page(inquiry, self.accounts, self.names(lang))

    def write(self, *, figures: bool) -> None:
        """Write the table, the pages, the figures if wanted, and the manifest."""
        from hlmsim.analysis.export import write_csv, write_text
        from hlmsim.runs.provenance import write_manifest

        write_csv(self.table, self.folder / TABLE)
        for lang in LANGUAGES:
            drawn = dict(self._draw(lang)) if figures else {}
            write_text(self.page(lang, drawn), self.folder / PAGE.format(lang=lang))
        write_manifest(self.folder, self.facts(), {"command": list(self.command)})

    def facts(self) -> dict[str, Any]:
        """What was asked and found, for the manifest."""
        experiment, manifest = self.experiment, self.screen.results.manifest
        about = {**manifest["experiment"], "hash": experiment.hash, "file": Path(experiment.file).name}
        stages = [self.screen, *([] if self.indices is None else [self.indices])]
        return {
            "kind": "sensitivity",
            "experiment": {**about, "name": experiment.name, "expected_minutes": experiment.expected_minutes},
            "stages": [{"folder": stage.results.folder.name, "points": len(stage.table.rows)} for stage in stages],
            "study_seed": manifest["study_seed"],
            "replicates": self.screen.results.replicates,
            "scenarios": manifest["scenarios"],
            "outcomes": list(experiment.outcomes),
            "kept": self.kept,
            "noise": {one.name: one.noise if one.noise == one.noise else None for one in self.accounts},
            "first": {one.name: [matter.factor for matter in one.first] for one in self.accounts},
        }

    def _points(self) -> tuple[int, int]:
        return len(self.screen.table.rows), 0 if self.indices is None else len(self.indices.table.rows)

    def _again(self) -> Iterator[str]:
        """The command that gives these results, whatever machine or interruptions made them."""
        from hlmsim.runs.design import shipped

        experiment, manifest = self.experiment, self.screen.results.manifest
        yield from ("hlmsim", "sensitivity")
        yield experiment.name if experiment.name in shipped.names() else Path(experiment.file).name
        yield from ("--replicates", str(self.screen.results.replicates), "--seed", str(manifest["study_seed"]))
        line = list(self.command)
        yield from (word for place, word in enumerate(line) if "--weeks" in (word, line[place - 1] if place else ""))

    def _draw(self, lang: str) -> Iterator[tuple[str, str]]:
        """Draw every figure; their files as the page links them."""
        from hlmsim.report.figures import save

        for name, figure in self._figures(lang):
            save(figure, self.folder / "figures" / lang, name)
            yield name.removeprefix("morris_"), f"figures/{lang}/{name}.png"

    def _figures(self, lang: str) -> Iterator[tuple[str, Figure]]:
        from hlmsim.report.sensitivity_charts import morris_figure, sobol_figure

        names = self.names(lang)
        for account in self.accounts:
            if account.moved:
                yield f"morris_{account.name}", morris_figure(account, names)
        if any(account.shared and account.moved for account in self.accounts):
            yield "sobol", sobol_figure(self.accounts, names)
