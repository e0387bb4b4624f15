"""All the figures of a sweep: one set a language, drawn again only when the numbers have changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from hlmsim.errors import InputError
from hlmsim.report.drawing import Drawing, Gallery
from hlmsim.report.findings import Finding, SweepNames
from hlmsim.report.interaction_chart import crossed, interaction_figure
from hlmsim.report.main_chart import main_figure
from hlmsim.report.sweep_tables import main_kind
from hlmsim.report.tornado import tornado_figure
from hlmsim.report.views import Measure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_PANELS = 6
"""Factors with a panel each; of ranges, those with the largest effects; more listed factors become bars."""


@dataclass(frozen=True)
class SweepGallery(Gallery):
    """Effects of each factor, factors combined, from end to end of the ranges: whichever the design has."""

    findings: Sequence[Finding]
    measures: Mapping[str, Measure]
    names: SweepNames

    @property
    def lang(self) -> str:  # type: ignore[override] # of the names
        """The language of the words."""
        return self.names.lang

    def figure(self, outcome: str) -> Figure:
        """What each factor changes in one outcome; where the design has no such figure, its combinations, or all
        outcomes from end to end of the ranges.

        Raises InputError when there is none of them.
        """
        for name in (f"main_{outcome}", f"combined_{outcome}", "tornado"):
            if name in self.figures:
                return self.figures[name]()
        raise InputError("no_figure_of", outcome=outcome)

    @cached_property
    def figures(self) -> dict[str, Drawing]:
        """How each figure is drawn, by name."""
        return dict(self._drawings())

    def _drawings(self) -> Iterator[tuple[str, Drawing]]:
        kind = main_kind(self.findings)
        judged = [finding for finding in self.findings if finding.kind == kind and finding.verdict != "undefined"]
        many = len({finding.factor for finding in judged}) > MOST_PANELS
        if kind == "range" or (kind == "main" and many):
            bars = [finding for finding in judged if abs(finding.difference) > 0.0]
            if bars:
                yield "tornado", partial(tornado_figure, bars, self.names, measures=dict(self.measures))
        for measure in self.measures.values():
            own = [finding for finding in self.findings if finding.outcome == measure.name]
            yield from self._of_one(own, measure, kind, many=many)

    def _of_one(
        self, own: Sequence[Finding], measure: Measure, kind: str, *, many: bool
    ) -> Iterator[tuple[str, Drawing]]:
        shape = "slice" if kind == "range" else "main"
        panels = _largest(own, shape) if kind == "range" or (kind == "main" and not many) else []
        if panels:
            yield f"main_{measure.name}", partial(main_figure, panels, self.names, measure=measure)
        combinations = [finding for finding in own if finding.kind == "combination"]
        if crossed(combinations):
            yield f"combined_{measure.name}", partial(interaction_figure, combinations, self.names, measure=measure)

    def facts(self) -> Iterator[bytes]:
        """The findings, and the words for them."""
        yield repr((self.findings, self.measures, self.names)).encode()


def _largest(own: Sequence[Finding], kind: str) -> list[Finding]:
    """What is drawn in panels: each factor that has something to show, those with the largest effects."""
    found = [finding for finding in own if finding.kind == kind and finding.verdict != "undefined"]
    sizes: dict[str, float] = {}
    for finding in found:
        if finding.verdict != "reference":
            sizes[finding.factor] = max(sizes.get(finding.factor, 0.0), abs(finding.difference))
    kept = sorted(sizes, key=lambda factor: -sizes[factor])[:MOST_PANELS]
    return [finding for finding in found if finding.factor in kept]
