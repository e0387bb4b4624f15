"""Weekly curves of one outcome: the median of the replicates, and the bands that hold 50 and 90 % of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hlmsim.locales import text
from hlmsim.model.outcomes import RATE_WEEKS, RATES
from hlmsim.report.paragraph import wrap
from hlmsim.report.smoothing import SMOOTHED, SMOOTHING_WEEKS
from hlmsim.report.style import GREY, PALE, Look, local_numbers, look, pad, scale, settings
from hlmsim.report.views import Band, Measure, Named

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TOGETHER = 3
"""Up to this many scenarios share one panel; more have a panel each, with the reference's median behind."""


def weekly_figure(
    bands: Sequence[Band],
    scenarios: Sequence[Named],
    *,
    measure: Measure,
    lang: str,
    burn_in: int,
    replicates: int,
    worlds: int = 0,
) -> Figure:
    """The curves of one outcome; ``bands`` and ``scenarios`` are in the same order, the reference first.

    worlds: plausible worlds that each replicate was simulated in; 0: none but the numbers as written.
    """
    with settings():
        draw = _together if len(bands) <= TOGETHER else _apart
        figure = draw(bands, scenarios, measure=measure, lang=lang, burn_in=burn_in)
        label = text(f"outcomes.{measure.name}.label", lang)
        notes = [text("report.weekly.note", lang, count=replicates)]
        if worlds:
            notes = [
                text("report.worlds.weekly", lang, count=replicates * worlds, worlds=worlds, replicates=replicates)
            ]
        if measure.name in SMOOTHED:
            notes.append(text("report.weekly.note_smoothed", lang, weeks=SMOOTHING_WEEKS))
        if measure.name in RATES:
            notes.append(text("report.weekly.note_rate", lang, weeks=RATE_WEEKS))
        if draw is _apart:
            notes = [_week_label(lang, burn_in), *notes, text("report.weekly.note_reference", lang)]
        figure.suptitle(wrap(label, 70), fontweight="bold", fontsize=13)
        figure.supxlabel("\n".join(wrap(note, 95) for note in notes), fontsize=9.5, linespacing=1.4)
        unit = text(f"outcomes.{measure.name}.unit", lang)
        figure.supylabel(unit[:1].upper() + unit[1:], fontsize=10)
        pad(figure)
        return figure


def _together(
    bands: Sequence[Band], scenarios: Sequence[Named], *, measure: Measure, lang: str, burn_in: int
) -> Figure:
    from matplotlib.figure import Figure
    from matplotlib.transforms import ScaledTranslation

    figure = Figure(figsize=(8.6, 5.4 + 0.2 * len(bands)), layout="constrained")
    axes = figure.add_subplot()
    for rank, (band, scenario) in enumerate(zip(bands, scenarios, strict=True)):
        _curve(axes, band, look(rank), measure=measure, title=wrap(scenario.title, 60))
    _dress(axes, lang, burn_in)
    _frame(axes, bands, measure, burn_in)
    axes.set_xlabel(_week_label(lang, burn_in), fontsize=9.5)
    below_label = axes.transAxes + ScaledTranslation(0.0, -40 / 72, figure.dpi_scale_trans)
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(0.0, 0.0),
        bbox_transform=below_label,
        frameon=False,
        handlelength=3.2,
        borderaxespad=0.0,
    )
    return figure


def _apart(bands: Sequence[Band], scenarios: Sequence[Named], *, measure: Measure, lang: str, burn_in: int) -> Figure:
    from matplotlib.figure import Figure

    columns = 2 if len(bands) <= 4 else 3
    rows = math.ceil(len(bands) / columns)
    figure = Figure(figsize=(3.6 * columns, 2.7 * rows + 1.4), layout="constrained")
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for rank, (axes, band, scenario) in enumerate(zip(panels, bands, scenarios, strict=False)):
        if rank:
            factor = scale(measure.unit)
            axes.plot(bands[0].weeks, factor * bands[0].median, color=GREY, linewidth=1.1, linestyle=(0, (2, 1.2)))
        _curve(axes, band, look(rank), measure=measure, title="")
        shown = f"{scenario.title} ({text('words.reference', lang)})" if rank == 0 else scenario.title
        axes.set_title(wrap(shown, 34), loc="left", fontsize=10)
        _dress(axes, lang, burn_in)
        _frame(axes, bands, measure, burn_in)
        axes.tick_params(labelbottom=rank + columns >= len(bands))
    for axes in panels[len(bands) :]:
        axes.remove()
    return figure


def _curve(axes: Axes, band: Band, how: Look, *, measure: Measure, title: str) -> None:
    factor = scale(measure.unit)
    axes.fill_between(band.weeks, factor * band.low90, factor * band.high90, color=how.colour, alpha=0.10, linewidth=0)
    axes.fill_between(band.weeks, factor * band.low50, factor * band.high50, color=how.colour, alpha=0.20, linewidth=0)
    axes.plot(band.weeks, factor * band.median, color=how.colour, linestyle=how.line, linewidth=1.9, label=title)


def _dress(axes: Axes, lang: str, burn_in: int) -> None:
    if burn_in:
        axes.axvspan(0, burn_in, color=PALE, alpha=0.35, linewidth=0, zorder=0)
    axes.margins(x=0.01)
    local_numbers(axes.xaxis, lang)
    local_numbers(axes.yaxis, lang)


def _frame(axes: Axes, bands: Sequence[Band], measure: Measure, burn_in: int) -> None:
    """The height that the measured weeks need: the burn-in may leave the frame, it shall not flatten the rest."""
    import numpy as np

    ends = [values[band.weeks >= burn_in] for band in bands for values in (band.low90, band.high90)]
    shown = scale(measure.unit) * np.concatenate(ends)
    shown = shown[np.isfinite(shown)]
    if shown.size:
        margin = 0.06 * float(np.ptp(shown)) or 0.05 * abs(float(shown[0])) or 0.05
        axes.set_ylim(float(shown.min()) - margin, float(shown.max()) + margin)


def _week_label(lang: str, burn_in: int) -> str:
    return text("report.weekly.axis_burn_in", lang, burn_in=burn_in) if burn_in else text("report.weekly.axis", lang)
