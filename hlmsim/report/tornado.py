"""Effects as bars, the largest on top, a panel an outcome: over the range of each factor, or of each factor alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hlmsim.locales import text
from hlmsim.report.findings import Finding, SweepNames
from hlmsim.report.pair_notes import kind_of
from hlmsim.report.paragraph import NO_BREAK, wrap
from hlmsim.report.style import COLOURS, GREY, local_numbers, pad, quiet, scale, settings
from hlmsim.report.views import CLEAR, Measure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 10
"""Factors drawn in a panel: those that move the outcome most."""
_LABEL, _SHORT, _LINE = 34, 16, 0.17
_UP, _DOWN = COLOURS[1], COLOURS[2]


def tornado_figure(findings: Sequence[Finding], names: SweepNames, *, measures: Mapping[str, Measure]) -> Figure:
    """``findings``: of kind range, or main where there are many factors; an outcome that nothing moves has no panel."""
    from matplotlib.figure import Figure

    with settings():
        panels = [(measure, _sorted(findings, measure)) for measure in measures.values()]
        panels = [(measure, own) for measure, own in panels if own]
        columns = min(2, len(panels))
        rows = math.ceil(len(panels) / columns)
        tall = max(sum(_lines(finding, names) for finding in own) for _, own in panels)
        figure = Figure(
            figsize=(11.5 if columns == 2 else 8.5, rows * (1.05 + _LINE * tall) + 1.2), layout="constrained"
        )
        grid = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes, (measure, own) in zip(grid, panels, strict=False):
            _panel(axes, own, names, measure=measure)
        for axes in grid[len(panels) :]:
            axes.remove()
        count = max(finding.replicates for finding in findings)
        which = "tornado" if any(finding.kind == "range" for finding in findings) else "bars"
        figure.suptitle(text(f"answer.figure.{which}", names.lang), fontweight="bold")
        kind = kind_of(findings, names.lang, "several")
        note = text(f"answer.figure.{which}_note", names.lang, count=count, most=MOST, kind=kind)
        figure.supxlabel(wrap(note, 140 if columns == 2 else 100), fontsize=9.5, linespacing=1.4)
        pad(figure)
        return figure


def _sorted(findings: Sequence[Finding], measure: Measure) -> list[Finding]:
    own = [finding for finding in findings if finding.outcome == measure.name and abs(finding.difference) > 0.0]
    return sorted(own, key=lambda finding: -abs(finding.difference))[:MOST]


def _label(finding: Finding, names: SweepNames) -> str:
    label = names.factor(finding.factor, unit=False)
    ends = [names.setting(finding.factor, end) for end in (finding.reference, finding.setting)]
    if finding.kind == "main":
        return wrap(f"{label} ({_together(ends[1])})", _LABEL)
    return wrap(f"{label} ({_together(f'{ends[0]} → {ends[1]}')})", _LABEL)


def _together(words: str) -> str:
    """A few words that stay on one line."""
    return words.replace(" ", NO_BREAK) if len(words) <= _SHORT else words


def _lines(finding: Finding, names: SweepNames) -> float:
    return max(_label(finding, names).count("\n") + 1.0, 1.3) + 0.6


def _panel(axes: Axes, own: Sequence[Finding], names: SweepNames, *, measure: Measure) -> None:
    factor, middles, top = scale(measure.unit), [], 0.0
    axes.axvline(0.0, color=GREY, linewidth=1.2)
    for finding in own:
        lines = _lines(finding, names)
        middle = -(top + lines / 2.0)
        _bar(axes, finding, middle, factor=factor)
        middles.append(middle)
        top += lines
    axes.set_yticks(middles, [_label(finding, names) for finding in own])
    axes.set_ylim(-top, 0.0)
    axes.margins(x=0.08)
    axes.grid(visible=False, axis="y")
    axes.locator_params(axis="x", nbins=5)
    quiet(axes)
    local_numbers(axes.xaxis, names.lang)
    axes.set_title(wrap(text(f"outcomes.{measure.name}.label", names.lang), 40), loc="left")
    unit = text("report.effects.points" if measure.unit == "share" else f"outcomes.{measure.name}.unit", names.lang)
    way = {1: "higher", -1: "lower", 0: "neither"}[measure.better]
    axes.set_xlabel(wrap(text(f"report.effects.axis_{way}", names.lang, unit=unit), 52), fontsize=9.5)


def _bar(axes: Axes, finding: Finding, middle: float, *, factor: float) -> None:
    """Colour and a sign on either side of zero say the direction; pale and hatched: zero is within the interval."""
    clear = finding.verdict in CLEAR
    colour = _UP if finding.difference > 0 else _DOWN
    axes.barh(
        [middle],
        [factor * finding.difference],
        height=0.9,
        color=colour if clear else "white",
        edgecolor=colour,
        alpha=1.0 if clear else 0.6,
        hatch=None if clear else "////",
        linewidth=1.0,
    )
    if not math.isnan(finding.low):
        axes.plot([factor * finding.low, factor * finding.high], [middle, middle], color="black", linewidth=1.4)
