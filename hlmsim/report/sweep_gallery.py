"""All the figures of a sweep: one set a language, drawn again only when the numbers have changed."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from hlmsim.errors import InputError
from hlmsim.report.figures import FORMATS, save
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
_STAMP = ".drawn"


@dataclass(frozen=True)
class SweepGallery:
    """Effects of each factor, factors combined, from end to end of the ranges: whichever the design has."""

    findings: Sequence[Finding]
    measures: Mapping[str, Measure]
    names: SweepNames

    def stands(self, folder: Path) -> bool:
        """Whether these very figures are in the results folder already."""
        expected = [self._place(folder) / f"{name}.{kind}" for name in self._figures for kind in FORMATS]
        stamp = self._place(folder) / _STAMP
        return all(map(Path.exists, [*expected, stamp])) and stamp.read_text(encoding="utf-8") == self._stamp

    def draw(self, folder: Path) -> None:
        """Draw them, in ``figures/<language>``."""
        place = self._place(folder)
        place.mkdir(parents=True, exist_ok=True)
        for name, figure in self._figures.items():
            save(figure(), place, name)
        (place / _STAMP).write_text(self._stamp, encoding="utf-8")

    def drawings(self, folder: Path, kind: str = "svg") -> dict[str, bytes]:
        """Every figure, by name: from the results folder where it stands there, drawn aside otherwise.

        kind: one of ``FORMATS``.
        """
        if self.stands(folder):
            place = self._place(folder)
            return {name: (place / f"{name}.{kind}").read_bytes() for name in self._figures}
        with tempfile.TemporaryDirectory() as aside:
            self.draw(Path(aside))
            return self.drawings(Path(aside), kind)

    def figure(self, outcome: str) -> Figure:
        """What each factor changes in one outcome; where the design has no such figure, its combinations, or all
        outcomes from end to end of the ranges.

        Raises InputError when there is none of them.
        """
        for name in (f"main_{outcome}", f"combined_{outcome}", "tornado"):
            if name in self._figures:
                return self._figures[name]()
        raise InputError("no_figure_of", outcome=outcome)

    @cached_property
    def _figures(self) -> dict[str, Callable[[], Figure]]:
        """How each figure is drawn, by name."""
        return dict(self._drawings())

    def _drawings(self) -> Iterator[tuple[str, Callable[[], Figure]]]:
        kind = main_kind(self.findings)
        judged = [finding for finding in self.findings if finding.kind == kind and finding.verdict != "undefined"]
        many = len({finding.factor for finding in judged}) > MOST_PANELS
        if kind == "range" or (kind == "main" and many):
            bars = [finding for finding in judged if abs(finding.difference) > 0.0]
            if bars:
                yield "tornado", lambda: tornado_figure(bars, self.names, measures=self.measures)
        for measure in self.measures.values():
            own = [finding for finding in self.findings if finding.outcome == measure.name]
            yield from self._of_one(own, measure, kind, many=many)

    def _of_one(
        self, own: Sequence[Finding], measure: Measure, kind: str, *, many: bool
    ) -> Iterator[tuple[str, Callable[[], Figure]]]:
        shape = "slice" if kind == "range" else "main"
        panels = _largest(own, shape) if kind == "range" or (kind == "main" and not many) else []
        if panels:
            yield f"main_{measure.name}", lambda: main_figure(panels, self.names, measure=measure)
        combinations = [finding for finding in own if finding.kind == "combination"]
        if crossed(combinations):
            yield f"combined_{measure.name}", lambda: interaction_figure(combinations, self.names, measure=measure)

    @cached_property
    def _stamp(self) -> str:
        """The same for the same numbers, words and drawing code."""
        digest = hashlib.sha256(repr((self.findings, self.measures, self.names)).encode())
        for file in sorted(Path(__file__).parent.glob("*.py")):
            digest.update(file.read_bytes())
        return digest.hexdigest()

    def _place(self, folder: Path) -> Path:
        return folder / "figures" / self.names.lang


def _largest(own: Sequence[Finding], kind: str) -> list[Finding]:
    """What is drawn in panels: each factor that has something to show, those with the largest effects."""
    found = [finding for finding in own if finding.kind == kind and finding.verdict != "undefined"]
    sizes: dict[str, float] = {}
    for finding in found:
        if finding.verdict != "reference":
            sizes[finding.factor] = max(sizes.get(finding.factor, 0.0), abs(finding.difference))
    kept = sorted(sizes, key=lambda factor: -sizes[factor])[:MOST_PANELS]
    return [finding for finding in found if finding.factor in kept]
