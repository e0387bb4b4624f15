"""The effect chart: paired differences from the reference with their intervals, one axis an outcome."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hlmsim.locales import text
from hlmsim.report.style import GREY, local_numbers, look, pad, quiet, scale, settings, wrap
from hlmsim.report.views import Effect, Measure, Named

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = 2
_TITLE_WIDTH = 44
_LABEL_WIDTH = 30


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
        others = list(enumerate(scenarios))[1:]
        rows = math.ceil(len(measures) / COLUMNS)
        lines = sum(max(1, wrap(scenario.title, _LABEL_WIDTH).count("\n") + 1) for _, scenario in others)
        panel_height = 1.15 + max(0.34 * len(others), 0.19 * lines + 0.12 * len(others))
        figure = Figure(figsize=(11.0, rows * panel_height + 1.2), layout="constrained")
        panels = figure.subplots(rows, COLUMNS, squeeze=False, sharey=True).ravel()
        found = {(effect.scenario, effect.outcome): effect for effect in effects}
        for place, (axes, measure) in enumerate(zip(panels, measures.values(), strict=False)):
            _panel(axes, found, others, measure=measure, lang=lang, labelled=place % COLUMNS == 0)
        for axes in panels[len(measures) :]:
            axes.remove()
        figure.suptitle(wrap(text("report.effects.title", lang, reference=scenarios[0].title), 80), fontweight="bold")
        figure.supxlabel(wrap(text("report.effects.note", lang, count=replicates), 140), fontsize=9.5)
        pad(figure)
        return figure


def _panel(
    axes: Axes,
    found: Mapping[tuple[str, str], Effect],
    others: Sequence[tuple[int, Named]],
    *,
    measure: Measure,
    lang: str,
    labelled: bool,
) -> None:
    factor = scale(measure.unit)
    axes.axvline(0.0, color=GREY, linewidth=1.2)
    for rank, scenario in others:
        effect = found.get((scenario.name, measure.name))
        if effect is not None and not math.isnan(effect.difference):
            _point(axes, effect, rank, factor=factor, height=-rank)
    axes.set_yticks([-rank for rank, _ in others], [wrap(scenario.title, _LABEL_WIDTH) for _, scenario in others])
    axes.set_ylim(-len(others) - 0.6, -0.4)
    axes.tick_params(labelleft=labelled)
    axes.grid(visible=False, axis="y")
    quiet(axes)
    _widen(axes)
    axes.set_title(wrap(text(f"outcomes.{measure.name}.label", lang), _TITLE_WIDTH), loc="left")
    axes.set_xlabel(wrap(_axis_label(measure, lang), 56), fontsize=9.5)
    local_numbers(axes.xaxis, lang)


def _point(axes: Axes, effect: Effect, rank: int, *, factor: float, height: float) -> None:
    how = look(rank)
    clear = effect.verdict in {"helps", "harms", "changes"}
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


def _widen(axes: Axes) -> None:
    """Keep zero in sight, and give an axis without any difference a width."""
    low, high = axes.get_xlim()
    low, high = min(low, 0.0), max(high, 0.0)
    if high - low < 1e-9 or not axes.lines[1:]:
        low, high = -1.0, 1.0
    margin = 0.06 * (high - low)
    axes.set_xlim(low - margin, high + margin)
    axes.locator_params(axis="x", nbins=5)


def _axis_label(measure: Measure, lang: str) -> str:
    unit = (
        text("report.effects.points", lang) if measure.unit == "share" else text(f"outcomes.{measure.name}.unit", lang)
    )
    way = {1: "higher", -1: "lower", 0: "neither"}[measure.better]
    return text(f"report.effects.axis_{way}", lang, unit=unit)
