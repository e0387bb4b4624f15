"""The picture of a pattern: each claim's statistic with its interval, on the ground where it must lie."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hlmsim import locales
from hlmsim.analysis.patterns import NOT_SHOWN, SHOWN, Assessed, Measured
from hlmsim.locales import text
from hlmsim.report.paragraph import wrap
from hlmsim.report.scorecard import MARKS, target
from hlmsim.report.style import COLOURS, GREY, local_numbers, pad, quiet, settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]

_WITHIN = "#DCEBF5"
_FAILING = COLOURS[2]
_FACTORS = {"share": 100.0, "points": 100.0}
_ROW, _LINE = 1.15, 0.2
"""Inches a claim, and for each further line of words."""
_TITLE, _SAYS, _NOTE = 84, 96, 118
"""Letters a line."""


def pattern_figure(assessed: Assessed, lang: str) -> Figure:
    """One panel a claim, since each has a scale of its own."""
    from matplotlib.figure import Figure

    with settings():
        claims = assessed.claims
        title = wrap(f"{assessed.pattern.name} – {locales.said(assessed.pattern.title, lang)}", _TITLE)
        note = wrap(_note(assessed, lang), _NOTE)
        heights = [_ROW + _LINE * _said(claim, lang).count("\n") for claim in claims]
        further = title.count("\n") + note.count("\n")
        figure = Figure(figsize=(9.5, sum(heights) + 1.0 + 1.5 * _LINE * further), layout="constrained")
        panels = figure.subplots(len(claims), 1, squeeze=False, height_ratios=heights)[:, 0]
        for axes, claim in zip(panels, claims, strict=True):
            _panel(axes, claim, lang)
        figure.suptitle(title, fontweight="bold")
        figure.supxlabel(note, fontsize=9.0)
        pad(figure)
        return figure


def _note(assessed: Assessed, lang: str) -> str:
    """How to read it."""
    worlds = [text("scorecard.figure.worlds", lang)] if assessed.worlds else []
    return " ".join([text("scorecard.figure.note", lang), *worlds])


def _said(one: Measured, lang: str) -> str:
    return wrap(f"{MARKS[one.verdict]} {locales.said(one.claim.says, lang)}", _SAYS)


def _panel(axes: Axes, one: Measured, lang: str) -> None:
    factor = _FACTORS.get(one.claim.unit, 1.0)
    low, high = _limits(one, factor)
    axes.set_xlim(low, high)
    axes.axvspan(max(low, factor * one.claim.low), min(high, factor * one.claim.high), color=_WITHIN, zorder=0)
    for bound in (one.claim.low, one.claim.high):
        if math.isfinite(bound):
            axes.axvline(factor * bound, color=GREY, linewidth=1.2, linestyle=(0, (5, 2)))
    worlds = _middle(one.by_world)
    axes.plot(factor * worlds, np.full(len(worlds), -0.55), "|", color=GREY, markersize=9, markeredgewidth=0.8)
    colour = _FAILING if one.verdict == NOT_SHOWN else COLOURS[1]
    if not math.isnan(one.low):
        axes.plot([factor * one.low, factor * one.high], [0, 0], color=colour, linewidth=2.4)
    if not math.isnan(one.estimate):
        face = colour if one.verdict == SHOWN else "white"
        axes.plot([factor * one.estimate], [0], "o", color=colour, markerfacecolor=face, markersize=8)
    axes.set_ylim(-1, 1)
    axes.set_yticks([])
    axes.grid(visible=False, axis="y")
    quiet(axes)
    local_numbers(axes.xaxis, lang)
    unit = text(f"scorecard.unit.{one.claim.unit}", lang)
    axes.set_title(_said(one, lang), loc="left", fontsize=9.5)
    axes.set_xlabel(text("scorecard.figure.axis", lang, unit=unit, target=target(one, lang)), fontsize=8.5)


def _limits(one: Measured, factor: float) -> tuple[float, float]:
    """Room for the estimate, its interval, the bounds and the worlds."""
    shown = [one.estimate, one.low, one.high, one.claim.low, one.claim.high, *_middle(one.by_world)]
    known = [factor * value for value in shown if math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (-1.0, 1.0)
    if low == high:
        low, high = low - 0.5, high + 0.5
    margin = 0.12 * (high - low)
    return low - margin, high + margin


def _middle(worlds: Floats) -> Floats:
    """Nine tenths of the worlds, none of those that lie farthest out: one alone would take all the room."""
    known = np.sort(worlds[np.isfinite(worlds)])
    out = len(known) // 20
    return known[out : len(known) - out]
