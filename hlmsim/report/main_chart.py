"""The effect of each factor on one outcome: small multiples with intervals, a panel a factor, one scale for all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hlmsim.locales import text
from hlmsim.report.findings import Finding, SweepNames
from hlmsim.report.pair_notes import kind_of
from hlmsim.report.paragraph import wrap
from hlmsim.report.style import COLOURS, GREY, local_numbers, pad, scale, settings
from hlmsim.report.views import CLEAR, Measure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 11.0
_PANEL = 3.1
_LABEL_INCHES = 0.078
_MANY = 5
_LABEL_SIZE, _SMALL = 9.0, 7.5


def main_figure(findings: Sequence[Finding], names: SweepNames, *, measure: Measure) -> Figure:
    """Differences of every setting of each factor from its reference; ``findings``: of kind main, or slice."""
    from matplotlib.figure import Figure

    with settings():
        factors = list(dict.fromkeys(finding.factor for finding in findings))
        columns = _columns(findings, factors, names)
        rows = math.ceil(len(factors) / columns)
        figure = Figure(figsize=(WIDTH, rows * _PANEL + 1.4), layout="constrained")
        panels = figure.subplots(rows, columns, sharey=True, squeeze=False).ravel()
        for axes, factor in zip(panels, factors, strict=False):
            own = [finding for finding in findings if finding.factor == factor]
            _panel(axes, own, names, measure=measure, room=WIDTH / columns - 0.9)
        for axes in panels[len(factors) :]:
            axes.remove()
        _words(figure, findings, names, measure)
        pad(figure)
        return figure


def _columns(findings: Sequence[Finding], factors: Sequence[str], names: SweepNames) -> int:
    """As many panels side by side as their labels leave room for, up to three."""
    each = [[finding for finding in findings if finding.factor == factor] for factor in factors]
    most = max(map(len, each))
    together = 9 if all(_numeric(own, names) for own in each) else 3
    return max(1, min(len(factors), 3 if most <= together else 2 if most <= _MANY else 1))


def _words(figure: Figure, findings: Sequence[Finding], names: SweepNames, measure: Measure) -> None:
    lang = names.lang
    label = text(f"outcomes.{measure.name}.label", lang)
    figure.suptitle(wrap(text("answer.figure.main", lang, outcome=label), 80), fontweight="bold")
    note = "slice_note" if any(finding.kind == "slice" for finding in findings) else "main_note"
    count = max(finding.replicates for finding in findings)
    kind = kind_of(findings, lang, "several")
    figure.supxlabel(
        wrap(text(f"answer.figure.{note}", lang, count=count, kind=kind), 140), fontsize=9.5, linespacing=1.4
    )
    figure.supylabel(axis_label(measure, lang), fontsize=10)


def axis_label(measure: Measure, lang: str) -> str:
    """What an axis of differences measures, and which way is better."""
    unit = text("report.effects.points" if measure.unit == "share" else f"outcomes.{measure.name}.unit", lang)
    way = {1: "higher", -1: "lower", 0: "neither"}[measure.better]
    better = "" if way == "neither" else f"\n{text(f'words.better.{way}', lang)}"
    return wrap(text("answer.figure.axis", lang, unit=unit), 40) + better


def _panel(axes: Axes, own: Sequence[Finding], names: SweepNames, *, measure: Measure, room: float) -> None:
    factor = scale(measure.unit)
    numeric = _numeric(own, names)
    places = [float(finding.setting) for finding in own] if numeric else [float(rank) for rank in range(len(own))]
    if numeric and min(places) > 0 and max(places) / min(places) > 20:
        axes.set_xscale("log")
    axes.axhline(0.0, color=GREY, linewidth=1.0)
    drawn = [(place, finding) for place, finding in zip(places, own, strict=True) if _drawable(finding)]
    if numeric:
        heights = [factor * height(finding) for _, finding in drawn]
        axes.plot([place for place, _ in drawn], heights, color=COLOURS[1], linewidth=1.2, linestyle=(0, (4, 2)))
    for place, finding in drawn:
        mark(axes, place, finding, factor=factor)
    _ticks(axes, own, places, names, room=room)
    local_numbers(axes.yaxis, names.lang)
    axes.set_title(wrap(names.factor(own[0].factor), int(room / 0.085)), loc="left", fontsize=10)


def _ticks(axes: Axes, own: Sequence[Finding], places: Sequence[float], names: SweepNames, *, room: float) -> None:
    from matplotlib.ticker import NullFormatter, NullLocator

    labels = [names.setting(finding.factor, finding.setting) for finding in own]
    crowded = _numeric(own, names) and _crowded(places, labels, room, log=axes.get_xscale() == "log")
    if crowded:
        local_numbers(axes.xaxis, names.lang)
        axes.locator_params(axis="x", nbins=6) if axes.get_xscale() != "log" else None
    else:
        _name_ticks(axes, places, labels, room)
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())
    if not _numeric(own, names):
        axes.set_xlim(-0.5, len(own) - 0.5)
    else:
        axes.margins(x=0.08)
    axes.grid(visible=False, axis="x")


def _name_ticks(axes: Axes, places: Sequence[float], labels: Sequence[str], room: float) -> None:
    """Labels below their places, on several lines; smaller where a long word would be cut."""
    each = max(5, int(room / len(labels) / _LABEL_INCHES))
    if all(len(word) <= each for label in labels for word in label.split()):
        axes.set_xticks(places, [wrap(label, each) for label in labels])
        return
    shown = [wrap(label, int(each * _LABEL_SIZE / _SMALL)) for label in labels]
    axes.set_xticks(places, shown, fontsize=_SMALL)


def _crowded(places: Sequence[float], labels: Sequence[str], room: float, *, log: bool) -> bool:
    """Whether labels at their true places would touch."""
    where = sorted((math.log(place) if log else place, len(label)) for place, label in zip(places, labels, strict=True))
    span = where[-1][0] - where[0][0] or 1.0
    inches = [(place - where[0][0]) / span * 0.84 * room for place, _ in where]
    half = [0.5 * _LABEL_INCHES * length for _, length in where]
    return any(inches[i + 1] - inches[i] < half[i] + half[i + 1] + 0.06 for i in range(len(where) - 1))


def _numeric(own: Sequence[Finding], names: SweepNames) -> bool:
    """Whether settings stand at their value on the axis: numbers, none of which has a name of its own."""
    known = names.factors[own[0].factor].settings if own[0].factor in names.factors else {}
    try:
        return not any(math.isnan(float(finding.setting)) or finding.setting in known for finding in own)
    except ValueError:
        return False


def _drawable(finding: Finding) -> bool:
    return finding.verdict == "reference" or not math.isnan(finding.difference)


def height(finding: Finding) -> float:
    """Where a finding is drawn: the reference at no difference."""
    return 0.0 if finding.verdict == "reference" else finding.difference


def mark(axes: Axes, place: float, finding: Finding, *, factor: float) -> None:
    """A finding as a symbol with its interval: black for the reference, hollow where zero is inside."""
    if finding.verdict == "reference":
        axes.plot([place], [0.0], marker="D", markersize=7, color=COLOURS[0], linestyle="none")
        return
    if not math.isnan(finding.low):
        axes.plot([place, place], [factor * finding.low, factor * finding.high], color=COLOURS[1], linewidth=2.0)
    axes.plot(
        [place],
        [factor * finding.difference],
        marker="o",
        markersize=7,
        color=COLOURS[1],
        markerfacecolor=COLOURS[1] if finding.verdict in CLEAR else "white",
        markeredgewidth=1.6,
        linestyle="none",
    )
