"""How every figure looks: colours that colour-blind people tell apart, line styles and markers, sizes, languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hlmsim import locales

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""The palette of Okabe and Ito, without its yellow, which is too pale for a line; the reference is black."""
LINES: tuple[Any, ...] = (
    "-",
    (0, (6, 2)),
    (0, (2, 1.4)),
    (0, (7, 2, 1.5, 2)),
    (0, (9, 2)),
    (0, (4, 2, 1, 2, 1, 2)),
    (0, (1, 1)),
)
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
GREY = "#6B6B6B"
PALE = "#D9D9D9"

_SETTINGS: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10.0,
    "axes.titlesize": 11.0,
    "axes.labelsize": 10.0,
    "xtick.labelsize": 9.0,
    "ytick.labelsize": 9.0,
    "legend.fontsize": 9.5,
    "figure.titlesize": 13.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.8,
    "svg.hashsalt": "hlmsim",
    "svg.fonttype": "path",
    "savefig.dpi": 150,
}


@dataclass(frozen=True, slots=True)
class Look:
    """How one scenario is told from the others; never by colour alone."""

    colour: str
    line: Any
    marker: str


def look(rank: int) -> Look:
    """The look of the scenario at ``rank`` in the comparison; the first is the reference."""
    return Look(COLOURS[rank % len(COLOURS)], LINES[rank % len(LINES)], MARKERS[(rank + rank // 7) % len(MARKERS)])


@contextmanager
def settings() -> Iterator[None]:
    """Our settings and matplotlib's own, whatever the person's matplotlibrc says; theirs come back afterwards."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


def local_numbers(axis: Any, lang: str) -> None:
    """Write the numbers of an axis as the language does, with as many decimals as its ticks need."""
    from matplotlib.ticker import FuncFormatter

    axis.set_major_formatter(FuncFormatter(lambda value, _place: locales.number(round(value, 10), lang)))


def scale(unit: str) -> float:
    """What levels are multiplied by on an axis: shares are drawn as percentages."""
    return 100.0 if unit == "share" else 1.0


def pad(figure: Figure) -> None:
    """Room around the panels, so that nothing touches the edge."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    figure.set_layout_engine(ConstrainedLayoutEngine(h_pad=0.1, w_pad=0.1))


def quiet(axes: Axes) -> None:
    """Take the frame away from an axis that needs none."""
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
