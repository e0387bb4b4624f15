"""The picture of a pattern: each claim's statistic with its interval, on the ground where it must lie."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hlmsim import locales
from hlmsim.analysis.patterns import SHOWN, Assessed, Measured
from hlmsim.locales import text
from hlmsim.report.paragraph import wrap
from hlmsim.report.scorecard import MARKS, target
from hlmsim.report.style import COLOURS, GREY, local_numbers, pad, quiet, settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WITHIN = "#DCEBF5"
_FACTORS = {"share": 100.0, "points": 100.0}
_ROW = 0.95
"""Inches a claim."""


def pattern_figure(assessed: Assessed, lang: str) -> Figure:
    """One panel a claim, since each has a scale of its own."""
    from matplotlib.figure import Figure

    with settings():
        claims = assessed.claims
        figure = Figure(figsize=(9.5, _ROW * len(claims) + 1.5), layout="constrained")
        panels = figure.subplots(len(claims), 1, squeeze=False)[:, 0]
        for axes, claim in zip(panels, claims, strict=True):
            _panel(axes, claim, lang)
        title = f"{assessed.pattern.name} – {locales.said(assessed.pattern.title, lang)}"
        figure.suptitle(wrap(title, 84), fontweight="bold")
        figure.supxlabel(wrap(text("scorecard.figure.note", lang), 120), fontsize=9.0)
        pad(figure)
        return figure


def _panel(axes: Axes, one: Measured, lang: str) -> None:
    factor = _FACTORS.get(one.claim.unit, 1.0)
    low, high = _limits(one, factor)
    axes.set_xlim(low, high)
    axes.axvspan(max(low, factor * one.claim.low), min(high, factor * one.claim.high), color=_WITHIN, zorder=0)
    for bound in (one.claim.low, one.claim.high):
        if math.isfinite(bound):
            axes.axvline(factor * bound, color=GREY, linewidth=1.2, linestyle=(0, (5, 2)))
    if len(one.by_world):
        heights = [-0.55] * len(one.by_world)
        axes.plot(factor * one.by_world, heights, "|", color=GREY, markersize=9, markeredgewidth=0.8)
    if not math.isnan(one.low):
        axes.plot([factor * one.low, factor * one.high], [0, 0], color=COLOURS[1], linewidth=2.4)
    if not math.isnan(one.estimate):
        face = COLOURS[1] if one.verdict == SHOWN else "white"
        axes.plot([factor * one.estimate], [0], "o", color=COLOURS[1], markerfacecolor=face, markersize=8)
    axes.set_ylim(-1, 1)
    axes.set_yticks([])
    axes.grid(visible=False, axis="y")
    quiet(axes)
    local_numbers(axes.xaxis, lang)
    unit = text(f"scorecard.unit.{one.claim.unit}", lang)
    axes.set_title(wrap(f"{MARKS[one.verdict]} {locales.said(one.claim.says, lang)}", 96), loc="left", fontsize=9.5)
    axes.set_xlabel(text("scorecard.figure.axis", lang, unit=unit, target=target(one, lang)), fontsize=8.5)


def _limits(one: Measured, factor: float) -> tuple[float, float]:
    """Room for the estimate, its interval, the bounds and the middle nine tenths of the worlds."""
    shown = [one.estimate, one.low, one.high, one.claim.low, one.claim.high, *sorted(one.by_world)]
    known = [factor * value for value in shown if math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (-1.0, 1.0)
    if low == high:
        low, high = low - 0.5, high + 0.5
    margin = 0.12 * (high - low)
    return low - margin, high + margin
