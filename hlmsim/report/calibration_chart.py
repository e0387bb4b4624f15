"""The pictures of a calibration: where statistics lie before and after, and what is learned of each number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hlmsim import locales
from hlmsim.locales import text
from hlmsim.report.findings import factor_label
from hlmsim.report.paragraph import wrap
from hlmsim.report.style import COLOURS, GREY, PALE, local_numbers, pad, quiet, settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Row = Mapping[str, Any]
_WITHIN = "#DCEBF5"
MOST = 30
"""Numbers drawn: those of which most is learned."""


def targets_figure(rows: Sequence[Row], fitted: Sequence[Any], lang: str) -> Figure:
    """One panel a statistic: its range, all worlds of the first wave, the plausible worlds."""
    from matplotlib.figure import Figure

    with settings():
        figure = Figure(figsize=(9.5, 0.95 * len(rows) + 1.4), layout="constrained")
        panels = figure.subplots(len(rows), 1, squeeze=False)[:, 0]
        for axes, row, one in zip(panels, rows, fitted, strict=True):
            _target(axes, row, f"{row['pattern']}. {locales.said(one.claim.says, lang)}", lang)
        figure.suptitle(text("calibration.figure.targets", lang), fontweight="bold")
        figure.supxlabel(wrap(text("calibration.figure.targets_note", lang), 120), fontsize=9.0)
        pad(figure)
        return figure


def _target(axes: Axes, row: Row, title: str, lang: str) -> None:
    factor = 100.0 if row["unit"] == "share" else 1.0
    axes.axvspan(factor * row["low"], factor * row["high"], color=_WITHIN, zorder=0)
    for name, height, colour, style in (("prior", 0.45, GREY, (0, (3, 2))), ("ensemble", -0.45, COLOURS[1], "-")):
        ends = [factor * row[f"{name}_{end}"] for end in ("p05", "p50", "p95")]
        axes.plot([ends[0], ends[2]], [height, height], color=colour, linewidth=2.2, linestyle=style)
        axes.plot([ends[1]], [height], "s" if name == "prior" else "o", color=colour, markersize=6)
    axes.set_ylim(-1, 1)
    axes.set_yticks([])
    axes.grid(visible=False, axis="y")
    quiet(axes)
    local_numbers(axes.xaxis, lang)
    axes.set_title(wrap(title, 100), loc="left", fontsize=9.5)
    axes.set_xlabel(text(f"scorecard.unit.{row['unit']}", lang), fontsize=8.5)


def parameters_figure(rows: Sequence[Row], lang: str) -> Figure:
    """The numbers of which most is learned: their range before and after, as shares of the range."""
    from matplotlib.figure import Figure

    known = sorted((row for row in rows if row["informed"]), key=lambda row: -row["information"])[:MOST]
    with settings():
        figure = Figure(figsize=(9.5, 0.34 * len(known) + 1.9), layout="constrained")
        axes = figure.subplots()
        for place, row in enumerate(known):
            _number(axes, row, -place)
        labels = [wrap(factor_label(row["parameter"], None, [row["parameter"]], lang), 52) for row in known]
        axes.set_yticks([-place for place in range(len(known))], labels, fontsize=8.5)
        axes.set_xlim(-0.02, 1.02)
        axes.set_xticks([0.0, 0.5, 1.0], [text(f"calibration.figure.{end}", lang) for end in ("low", "middle", "high")])
        axes.grid(visible=False, axis="y")
        quiet(axes)
        figure.suptitle(text("calibration.figure.parameters", lang), fontweight="bold")
        figure.supxlabel(wrap(text("calibration.figure.parameters_note", lang), 120), fontsize=9.0)
        pad(figure)
        return figure


def _number(axes: Axes, row: Row, height: int) -> None:
    width = row["high"] - row["low"]
    low, middle, high = ((row[f"posterior_{end}"] - row["low"]) / width for end in ("p05", "p50", "p95"))
    axes.plot([0.0, 1.0], [height, height], color=PALE, linewidth=5.0, solid_capstyle="butt")
    axes.plot([low, high], [height, height], color=COLOURS[1], linewidth=2.6)
    axes.plot([middle], [height], "o", color=COLOURS[1], markersize=6)
    axes.plot(
        [(row["written"] - row["low"]) / width], [height], "|", color=COLOURS[0], markersize=11, markeredgewidth=1.6
    )
    axes.plot([(row["medoid"] - row["low"]) / width], [height], "D", color=COLOURS[2], markersize=5)
