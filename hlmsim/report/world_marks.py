"""How plausible worlds are drawn beside an effect: a thin line with ends, which needs no colour to be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hlmsim.locales import text
from hlmsim.report.style import GREY
from hlmsim.report.views import Effect

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from hlmsim.analysis.ignorance import InWorlds

_BELOW = 0.55
"""Lines of text between the interval of an effect and its worlds."""


_MARGIN, _TITLE_LINE, _ROOM = 0.16, 0.24, 0.26
"""Inches above the title, those that one of its lines takes, and those of the legend."""


def draw_spread(axes: Axes, spread: InWorlds, *, factor: float, height: float) -> None:
    """Where 90 % of the worlds lie, and their median."""
    place = height - _BELOW
    axes.plot([factor * spread.low, factor * spread.high], [place, place], marker="|", markersize=7, **_line())
    axes.plot([factor * spread.median], [place], marker="D", markersize=3.5, linestyle="none", color=GREY)


def reach_of(effect: Effect) -> Iterator[float]:
    """How far the worlds of an effect reach."""
    if effect.spread is not None:
        yield from (effect.spread.low, effect.spread.high)


def legend(figure: Figure, kind: str, lang: str, *, below: int) -> None:
    """What the two lines of each effect are, between so many lines of title and the panels. kind: of intervals."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine
    from matplotlib.lines import Line2D

    chance = Line2D([], [], color="black", linewidth=2.0, marker="o", markersize=8)
    ignorance = Line2D([], [], marker="|", markersize=7, **_line())
    labels = [text("report.worlds.chance", lang, kind=kind), text("report.worlds.ignorance", lang)]
    height = float(figure.get_figheight())
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=(0.0, 0.0, 1.0, 1.0 - _ROOM / height))
    place = (0.5, 1.0 - (_MARGIN + _TITLE_LINE * below) / height)
    figure.legend(
        [chance, ignorance],
        labels,
        loc="upper center",
        bbox_to_anchor=place,
        ncols=2,
        frameon=False,
        handlelength=3.5,
        borderaxespad=0.0,
    )


def note(worlds: int, replicates: int, lang: str) -> str:
    """What stands below the figure."""
    return text("report.worlds.note", lang, worlds=worlds, replicates=replicates)


def _line() -> dict[str, Any]:
    return {"color": GREY, "linewidth": 1.1, "markeredgewidth": 1.4}
