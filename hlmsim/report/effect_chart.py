"""The effect chart: paired differences from the reference with their intervals, one axis an outcome."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hlmsim.locales import text
from hlmsim.report.pair_notes import kind_of
from hlmsim.report.paragraph import wrap
from hlmsim.report.style import GREY, local_numbers, look, pad, quiet, scale, settings
from hlmsim.report.views import CLEAR, Effect, Measure, Named
from hlmsim.report.world_marks import draw_spread, legend, note, reach_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = 2
_TITLE_WIDTH = 44
_LABEL_WIDTH = 30


_LINE = 0.17
"""Inches that one line of text takes."""


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a scenario stands in every panel: its middle and its bottom, in lines of text from the top."""

    rank: int
    name: str
    label: str
    middle: float
    bottom: float


def _lines(scenarios: Sequence[Named]) -> list[_Line]:
    found: list[_Line] = []
    top = 0.0
    for rank, scenario in list(enumerate(scenarios))[1:]:
        label = wrap(scenario.title, _LABEL_WIDTH)
        height = max(label.count("\n") + 1.0, 1.5) + 0.7
        found.append(_Line(rank, scenario.name, label, top + height / 2, top + height))
        top += height
    return found


def effect_figure(
    effects: Sequence[Effect],
    scenarios: Sequence[Named],
    *,
    measures: Mapping[str, Measure],
    lang: str,
    replicates: int,
) -> Figure:
    """Differences of every scenario but the first, for the outcomes of ``measures`` in their order."""
    from matplotlib.figure import Figure

    with settings():
        lines = _lines(scenarios)
        rows = math.ceil(len(measures) / COLUMNS)
        panel_height = 1.05 + _LINE * (lines[-1].bottom if lines else 1.0)
        figure = Figure(figsize=(11.0, rows * panel_height + 1.2), layout="constrained")
        panels = figure.subplots(rows, COLUMNS, squeeze=False, sharey=True).ravel()
        found = {(effect.scenario, effect.outcome): effect for effect in effects}
        for place, (axes, measure) in enumerate(zip(panels, measures.values(), strict=False)):
            _panel(axes, found, lines, measure=measure, lang=lang, labelled=place % COLUMNS == 0)
        for axes in panels[len(measures) :]:
            axes.remove()
        title = wrap(text("report.effects.title", lang, reference=scenarios[0].title), 80)
        worlds = max((effect.spread.worlds for effect in effects if effect.spread is not None), default=0)
        figure.suptitle(title, fontweight="bold")
        kind = kind_of(effects, lang)
        plain = text("report.effects.note", lang, count=replicates, kind=kind)
        said = note(worlds, replicates, lang) if worlds else plain
        figure.supxlabel(wrap(said, 140), fontsize=9.5)
        pad(figure)
        if worlds:
            legend(figure, kind, lang, below=title.count("\n") + 1)
        return figure


def _panel(
    axes: Axes,
    found: Mapping[tuple[str, str], Effect],
    lines: Sequence[_Line],
    *,
    measure: Measure,
    lang: str,
    labelled: bool,
) -> None:
    factor = scale(measure.unit)
    axes.axvline(0.0, color=GREY, linewidth=1.2)
    reach = [0.0]
    for line in lines:
        effect = found.get((line.name, measure.name))
        if effect is not None and not math.isnan(effect.difference):
            _point(axes, effect, line.rank, factor=factor, height=-line.middle)
            edges = (effect.difference, effect.low, effect.high, *reach_of(effect))
            reach += [factor * edge for edge in edges if not math.isnan(edge)]
    axes.set_yticks([-line.middle for line in lines], [line.label for line in lines])
    axes.set_ylim(-lines[-1].bottom if lines else -1.0, 0.0)
    axes.tick_params(labelleft=labelled)
    axes.grid(visible=False, axis="y")
    quiet(axes)
    _limit(axes, min(reach), max(reach))
    axes.set_title(wrap(text(f"outcomes.{measure.name}.label", lang), _TITLE_WIDTH), loc="left")
    axes.set_xlabel(wrap(_axis_label(measure, lang), 56), fontsize=9.5)
    local_numbers(axes.xaxis, lang)


def _point(axes: Axes, effect: Effect, rank: int, *, factor: float, height: float) -> None:
    how = look(rank)
    clear = effect.verdict in CLEAR
    if effect.spread is not None:
        draw_spread(axes, effect.spread, factor=factor, height=height)
    if not math.isnan(effect.low):
        axes.plot([factor * effect.low, factor * effect.high], [height, height], color=how.colour, linewidth=2.0)
    axes.plot(
        [factor * effect.difference],
        [height],
        marker=how.marker,
        markersize=8,
        color=how.colour,
        markerfacecolor=how.colour if clear else "white",
        markeredgewidth=1.6,
        linestyle="none",
    )


def _limit(axes: Axes, low: float, high: float) -> None:
    """Keep zero in sight with room around, and give an axis without any difference a width."""
    if low == high:
        low, high = -1.0, 1.0
    margin = 0.08 * (high - low)
    axes.set_xlim(low - margin, high + margin)
    axes.locator_params(axis="x", nbins=5)


def _axis_label(measure: Measure, lang: str) -> str:
    unit = (
        text("report.effects.points", lang) if measure.unit == "share" else text(f"outcomes.{measure.name}.unit", lang)
    )
    way = {1: "higher", -1: "lower", 0: "neither"}[measure.better]
    return text(f"report.effects.axis_{way}", lang, unit=unit)
