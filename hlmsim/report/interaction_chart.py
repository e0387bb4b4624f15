"""Two or three factors of a grid at once: one along the axis, one as lines, one as panels; against one reference."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hlmsim.locales import text
from hlmsim.report.findings import Finding, SweepNames, pairs_of
from hlmsim.report.main_chart import WIDTH, axis_label, height
from hlmsim.report.pair_notes import kind_of
from hlmsim.report.paragraph import wrap
from hlmsim.report.style import COLOURS, GREY, local_numbers, look, pad, scale, settings
from hlmsim.report.views import Measure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_LINES = 7
_SPREAD = 0.07
_LEGEND = 26


@dataclass(frozen=True, slots=True)
class _Axis:
    """A factor of the figure and its settings, in order."""

    name: str
    settings: tuple[str, ...]


def crossed(findings: Sequence[Finding]) -> list[str]:
    """Factors of a full grid of two or three; none where there is nothing to cross."""
    settings = _settings(findings)
    full = math.prod(map(len, settings.values())) == len({finding.setting for finding in findings})
    drawn = 2 <= len(settings) <= 3 and sorted(map(len, settings.values()))[-2] <= MOST_LINES
    return list(settings) if full and drawn else []


def interaction_figure(findings: Sequence[Finding], names: SweepNames, *, measure: Measure) -> Figure:
    """``findings``: of kind combination, of one outcome, a full grid (see :func:`crossed`)."""
    from matplotlib.figure import Figure

    with settings():
        along, lines, panels = _axes_of(findings)
        found = {tuple(sorted(pairs_of(finding.setting).items())): finding for finding in findings}
        rows = math.ceil(len(panels.settings) / 3)
        columns = min(3, len(panels.settings))
        figure = Figure(figsize=(WIDTH if columns > 1 else 8.6, rows * 3.4 + 2.0), layout="constrained")
        grid = figure.subplots(rows, columns, sharey=True, squeeze=False).ravel()
        for axes, setting in zip(grid, panels.settings, strict=False):
            fixed = {panels.name: setting} if panels.name else {}
            _panel(axes, found, fixed, (along, lines), names=names, factor=scale(measure.unit), columns=columns)
        for axes in grid[len(panels.settings) :]:
            axes.remove()
        _words(figure, findings, (along, lines), names=names, measure=measure)
        pad(figure)
        return figure


def _settings(findings: Sequence[Finding]) -> dict[str, tuple[str, ...]]:
    """Factors that vary, and their settings in the order met."""
    found: dict[str, dict[str, None]] = {}
    for finding in findings:
        for factor, setting in pairs_of(finding.setting).items():
            found.setdefault(factor, {})[setting] = None
    return {factor: tuple(settings) for factor, settings in found.items() if len(settings) > 1}


def _axes_of(findings: Sequence[Finding]) -> tuple[_Axis, _Axis, _Axis]:
    """Most settings along the axis, then lines, then panels."""
    known = _settings(findings)
    order = sorted(known, key=lambda factor: -len(known[factor]))
    chosen = [_Axis(factor, _in_order(known[factor])) for factor in order]
    return chosen[0], chosen[1], chosen[2] if len(chosen) > 2 else _Axis("", ("",))


def _in_order(settings: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return tuple(sorted(settings, key=float))
    except ValueError:
        return settings


def _panel(
    axes: Axes,
    found: Mapping[tuple[tuple[str, str], ...], Finding],
    fixed: Mapping[str, str],
    pair: tuple[_Axis, _Axis],
    *,
    names: SweepNames,
    factor: float,
    columns: int,
) -> None:
    along, lines = pair
    axes.axhline(0.0, color=GREY, linewidth=1.0)
    for rank, line in enumerate(lines.settings):
        here = [
            found.get(tuple(sorted({**fixed, along.name: setting, lines.name: line}.items())))
            for setting in along.settings
        ]
        shift = _SPREAD * (rank - (len(lines.settings) - 1) / 2.0)
        _line(axes, here, rank, shift, factor=factor, label=names.setting(lines.name, line))
    each = max(6, int(((WIDTH - 2.6) / columns - 0.6) / len(along.settings) / 0.08))
    labels = [wrap(names.setting(along.name, setting), each) for setting in along.settings]
    axes.set_xticks(range(len(labels)), labels)
    axes.set_xlim(-0.5, len(labels) - 0.5)
    axes.grid(visible=False, axis="x")
    local_numbers(axes.yaxis, names.lang)
    for name, setting in fixed.items():
        axes.set_title(wrap(names.placed(name, setting), 36), loc="left", fontsize=10)


def _line(axes: Axes, here: Sequence[Finding | None], rank: int, shift: float, *, factor: float, label: str) -> None:
    how = look(rank + 1)
    drawn = [
        (place + shift, finding)
        for place, finding in enumerate(here)
        if finding is not None and (finding.verdict == "reference" or not math.isnan(finding.difference))
    ]
    axes.plot(
        [place for place, _ in drawn],
        [factor * height(finding) for _, finding in drawn],
        color=how.colour,
        linestyle=how.line,
        marker=how.marker,
        markersize=6.5,
        linewidth=1.7,
        label=wrap(label, _LEGEND),
    )
    for place, finding in drawn:
        if not math.isnan(finding.low):
            axes.plot([place, place], [factor * finding.low, factor * finding.high], color=how.colour, linewidth=1.6)
        if finding.verdict == "reference":
            axes.plot([place], [0.0], marker="X", markersize=10, color=COLOURS[0], linestyle="none", zorder=5)


def _words(
    figure: Figure, findings: Sequence[Finding], pair: tuple[_Axis, _Axis], *, names: SweepNames, measure: Measure
) -> None:
    lang = names.lang
    along, lines = pair
    label = text(f"outcomes.{measure.name}.label", lang)
    figure.suptitle(wrap(text("answer.figure.interaction", lang, outcome=label), 70), fontweight="bold")
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(
        handles,
        labels,
        title=wrap(names.factor(lines.name), _LEGEND),
        loc="outside right center",
        frameon=False,
        handlelength=3.2,
        alignment="left",
    )
    kind = kind_of(findings, lang, "several")
    note = text(
        "answer.figure.interaction_note", lang, count=max(finding.replicates for finding in findings), kind=kind
    )
    below = [names.factor(along.name), *wrap(note, 120).split("\n")]
    figure.supxlabel("\n".join(below), fontsize=9.5, linespacing=1.4)
    figure.supylabel(axis_label(measure, lang), fontsize=10)
