"""The figures of a sensitivity analysis: size against spread of elementary effects, and shares of the variance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hlmsim.locales import text
from hlmsim.report.findings import SweepNames
from hlmsim.report.paragraph import wrap
from hlmsim.report.sensitivity_rows import Account, Matter
from hlmsim.report.style import COLOURS, GREY, local_numbers, pad, quiet, scale, settings
from hlmsim.report.views import measures

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TOTAL, _FIRST = COLOURS[1], COLOURS[2]
_NAMED = 8


def morris_figure(account: Account, names: SweepNames) -> Figure:
    """μ* across, σ upwards: what went on numbered, the first ones named beside; the rest pale."""
    from matplotlib.figure import Figure

    with settings():
        figure = Figure(figsize=(11.0, 5.6), layout="constrained")
        axes, key = figure.subplots(1, 2, width_ratios=[1.75, 1.0])
        _cloud(axes, account, names)
        _key(key, account, names)
        figure.suptitle(
            wrap(text("sensitivity.figure.morris", names.lang, title=account.title(names)), 90), fontweight="bold"
        )
        note = text("sensitivity.figure.morris_note", names.lang)
        figure.supxlabel(wrap(note, 140), fontsize=9.5, linespacing=1.4)
        pad(figure)
        return figure


def _cloud(axes: Axes, account: Account, names: SweepNames) -> None:
    lang, factor = names.lang, scale(measures()[account.outcome].unit)
    top = max((factor * one.mu_star for one in account.matters), default=1.0) * 1.12 or 1.0
    high = max((factor * one.sigma for one in account.matters), default=1.0) * 1.12 or 1.0
    reach = min(top, high)
    axes.plot([0, reach], [0, reach], color=GREY, linewidth=1.0, linestyle=(0, (4, 3)))
    axes.annotate("σ = μ*", (0.97 * reach, 0.97 * reach), color=GREY, fontsize=9, ha="right", va="bottom")
    looks = {
        "unclear": ([one for one in account.matters if not one.clear], "x", "#9A9A9A", "#9A9A9A"),
        "clear": ([one for one in account.matters if one.clear and not one.kept], "o", GREY, "white"),
        "kept": ([one for one in account.matters if one.clear and one.kept], "o", _TOTAL, _TOTAL),
    }
    for rank, (key, (matters, marker, colour, face)) in enumerate(looks.items()):
        across, up = ([factor * getattr(one, name) for one in matters] for name in ("mu_star", "sigma"))
        label = text(f"sensitivity.figure.{key}", lang)
        style: dict[str, Any] = {
            "markerfacecolor": face,
            "markeredgecolor": colour,
            "linestyle": "none",
            "zorder": 2 + rank,
        }
        axes.plot(across, up, marker=marker, markersize=6, label=label, **style)
    for place, one in enumerate(_named(account), 1):
        axes.annotate(
            str(place),
            (factor * one.mu_star, factor * one.sigma),
            xytext=(5, 4),
            textcoords="offset points",
            fontsize=10,
            fontweight="bold",
            zorder=9,
        )
    unit = text("report.effects.points" if factor > 1 else f"outcomes.{account.outcome}.unit", lang)
    axes.set_xlabel(text("sensitivity.figure.size", lang, unit=unit))
    axes.set_ylabel(text("sensitivity.figure.spread", lang, unit=unit))
    axes.set_xlim(0.0, top)
    axes.set_ylim(0.0, high)
    for axis in (axes.xaxis, axes.yaxis):
        local_numbers(axis, lang)
    axes.legend(loc="upper left", frameon=False, fontsize=9)


def _named(account: Account) -> list[Matter]:
    clear = [one for one in account.matters if one.clear]
    return sorted(clear, key=lambda one: -one.mu_star)[:_NAMED]


def _key(axes: Axes, account: Account, names: SweepNames) -> None:
    """Which number is which."""
    axes.axis("off")
    lines = [
        wrap(f"{place}. {names.factor(one.factor, unit=False)}", 40) for place, one in enumerate(_named(account), 1)
    ]
    axes.text(0.0, 0.97, "\n\n".join(lines), va="top", ha="left", fontsize=9.5, transform=axes.transAxes)


def sobol_figure(accounts: Sequence[Account], names: SweepNames) -> Figure:
    """A panel a target: for each number the share with its interactions and the share alone, with intervals."""
    from matplotlib.figure import Figure

    with settings():
        panels = [account for account in accounts if account.shared and account.moved]
        columns = min(2, len(panels))
        rows = math.ceil(len(panels) / columns)
        tall = max(len(account.with_indices) for account in panels)
        figure = Figure(figsize=(12.0 if columns == 2 else 8.5, rows * (1.2 + 0.5 * tall) + 1.3), layout="constrained")
        grid = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes, account in zip(grid, panels, strict=False):
            _shares(axes, account, names)
        for axes in grid[len(panels) :]:
            axes.remove()
        handles, labels = grid[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper right", ncols=2, frameon=False)
        figure.suptitle(text("sensitivity.figure.sobol", names.lang), fontweight="bold", x=0.01, ha="left")
        note = text("sensitivity.figure.sobol_note", names.lang)
        figure.supxlabel(wrap(note, 140 if columns == 2 else 100), fontsize=9.5, linespacing=1.4)
        pad(figure)
        return figure


def _shares(axes: Axes, account: Account, names: SweepNames) -> None:
    """Filled bar and round marker: with interactions; hatched bar and square marker: alone."""
    matters = account.with_indices
    totals = [(one.total, one.total_low, one.total_high) for one in matters]
    firsts = [(one.first, one.first_low, one.first_high) for one in matters]
    both = text("sensitivity.figure.total", names.lang), text("sensitivity.figure.first", names.lang)
    _bars(axes, totals, 0.19, marker="o", label=both[0], color=_TOTAL, edgecolor=_TOTAL)
    _bars(axes, firsts, -0.19, marker="s", label=both[1], color="white", edgecolor=_FIRST, hatch="////")
    places = [-float(place) for place in range(len(matters))]
    axes.set_yticks(places, [wrap(names.factor(one.factor, unit=False), 36) for one in matters])
    axes.set_ylim(-len(matters) + 0.4, 0.6)
    axes.set_xlim(0.0, 100.0)
    axes.grid(visible=False, axis="y")
    axes.set_title(wrap(account.title(names), 46), loc="left")
    axes.set_xlabel(text("sensitivity.figure.share", names.lang), fontsize=9.5)
    quiet(axes)
    local_numbers(axes.xaxis, names.lang)


def _bars(
    axes: Axes, shares: Sequence[tuple[float, float, float]], shift: float, *, marker: str, label: str, **look: Any
) -> None:
    places = [shift - place for place in range(len(shares))]
    within = [[100.0 * min(max(end, 0.0), 1.0) for end in share] for share in shares]
    axes.barh(places, [share for share, _, _ in within], height=0.36, linewidth=1.0, label=label, **look)
    for place, (share, low, high) in zip(places, within, strict=True):
        axes.plot([low, high], [place, place], color="black", linewidth=1.3)
        axes.plot([share], [place], marker=marker, color="black", markersize=3.5)
