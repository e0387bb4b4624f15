"""A site's network at a few weeks: tenants by building, workers in the middle, partners around them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from hlmsim import locales
from hlmsim.locales import text
from hlmsim.report.paragraph import NO_BREAK, wrap
from hlmsim.report.style import COLOURS, GREY, pad, settings

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

WEAKEST = 0.15
"""Ties between organisations that are weaker are not drawn."""
_SIDE = 4.1
"""Inches of a panel."""
_OUTER, _RING, _INNER = 1.0, 0.66, 0.12
_WORKER, _PARTNER = COLOURS[2], COLOURS[1]
_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scene:
    """The network at one week (from the start of the scenario)."""

    week: int
    graph: nx.Graph[Any]


@dataclass(frozen=True, slots=True)
class Network:
    """One simulation's network at a few weeks. partners: the name of each partner, by its node, in their order."""

    scenes: Sequence[Scene]
    partners: Mapping[str, str]


def network_figure(network: Network, title: str, *, lang: str, burn_in: int) -> Figure:
    """One panel a week; partners stand under their number."""
    from matplotlib.figure import Figure

    scenes, partners = network.scenes, network.partners
    wide = 50 * len(scenes)
    listed = "; ".join(f"{number}.{NO_BREAK}{label}" for number, label in enumerate(partners.values(), 1))
    notes = [text("brief.network.partners", lang, partners=listed), text("brief.network.note", lang)]
    said = "\n".join(wrap(note, wide) for note in notes)
    below = 1.0 + 0.17 * (said.count("\n") + 1)
    with settings():
        figure = Figure(figsize=(_SIDE * len(scenes), _SIDE + 0.8 + below), layout="constrained")
        grid = figure.add_gridspec(2, len(scenes), height_ratios=(_SIDE, below))
        places = _places(scenes[0].graph, list(partners))
        for place, scene in enumerate(scenes):
            _panel(figure.add_subplot(grid[0, place]), scene, places, list(partners), lang, burn_in)
        words = figure.add_subplot(grid[1, :])
        words.set_axis_off()
        words.legend(handles=_marks(lang), loc="upper center", ncols=3, frameon=False, fontsize=9, borderaxespad=0)
        words.text(0.5, 0.0, said, ha="center", va="bottom", fontsize=9, linespacing=1.35, transform=words.transAxes)
        figure.suptitle(wrap(title, 34 * len(scenes)), fontweight="bold", fontsize=13)
        pad(figure)
        return figure


def said_of(network: Network, title: str, lang: str) -> str:
    """What the drawing shows, in words, for those who do not see it."""
    counts = [
        text(
            "brief.network.week_said",
            lang,
            week=locales.integer(scene.week, lang),
            accompanied=len(_of_kind(scene.graph, "accompaniment")),
            ties=sum(facts["strength"] > WEAKEST for *_, facts in _of_kind(scene.graph, "tie")),
            needs=sum(facts["active_needs"] > 0 for _, facts in _entities(scene.graph, "household")),
        )
        for scene in network.scenes
    ]
    return " ".join([text("brief.network.said", lang, title=title), *counts])


def _places(graph: nx.Graph[Any], partners: Sequence[str]) -> dict[str, _Point]:
    """Where everybody stands: the same at every week."""
    places = {node: _around(k, len(partners), _OUTER) for k, node in enumerate(partners)}
    posts = [node for node, _ in _entities(graph, "worker")]
    places |= {node: _around(k, len(posts), _INNER if len(posts) > 1 else 0.0) for k, node in enumerate(posts)}
    households = sorted(_entities(graph, "household"), key=_building)
    buildings = [[node for node, _ in doors] for _, doors in groupby(households, key=_building)]
    side = min(0.42, 0.82 * 2.0 * math.pi * _RING / max(len(buildings), 1) * 0.72)
    for k, doors in enumerate(buildings):
        x, y = _around(k, len(buildings), _RING - 0.13)
        columns = math.ceil(math.sqrt(len(doors)))
        step = side / max(columns, 1)
        for door, node in enumerate(doors):
            row, column = divmod(door, columns)
            places[node] = (x + (column - (columns - 1) / 2) * step, y - (row - (columns - 1) / 2) * step)
    return places


def _panel(
    axes: Axes, scene: Scene, places: Mapping[str, _Point], partners: Sequence[str], lang: str, burn_in: int
) -> None:
    graph = scene.graph
    working = [tie for tie in _of_kind(graph, "tie") if tie[2]["strength"] > WEAKEST]
    strengths = [facts["strength"] for *_, facts in working]
    _lines(axes, places, _of_kind(graph, "strong"), GREY, [0.5], [0.35])
    _lines(axes, places, _of_kind(graph, "accompaniment"), _WORKER, [1.0], [0.8])
    _lines(axes, places, working, _PARTNER, [3.0 * one for one in strengths], [0.25 + 0.6 * one for one in strengths])
    households = _entities(graph, "household")
    for with_need, fill in ((False, "#FFFFFF"), (True, "#000000")):
        here = [places[node] for node, facts in households if (facts["active_needs"] > 0) == with_need]
        axes.scatter(
            [x for x, _ in here],
            [y for _, y in here],
            s=max(4.0, 22.0 - len(graph) / 12),
            c=fill,
            edgecolors="#000000",
            linewidths=0.6,
            zorder=3,
        )
    for node, facts in _entities(graph, "worker"):
        fill = _WORKER if facts["filled"] else "#FFFFFF"
        axes.scatter(*places[node], s=130, marker="D", c=fill, edgecolors=_WORKER, linewidths=1.6, zorder=4)
    members = {one if one in partners else other for one, other, _ in _of_kind(graph, "membership")}
    for number, node in enumerate(partners, 1):
        inside = node in members
        fill, ink = (_PARTNER, "#FFFFFF") if inside else ("#FFFFFF", _PARTNER)
        axes.scatter(*places[node], s=190, marker="s", c=fill, edgecolors=_PARTNER, linewidths=1.4, zorder=4)
        axes.annotate(str(number), places[node], ha="center", va="center", color=ink, fontsize=8.5, zorder=5)
    since = scene.week - burn_in
    key = "start" if since == 0 else "week"
    axes.set_title(text(f"brief.network.{key}", lang, week=scene.week, since=since), fontsize=10.5)
    axes.set_xlim(-1.12, 1.12)
    axes.set_ylim(-1.12, 1.12)
    axes.set_aspect("equal")
    axes.set_axis_off()


def _marks(lang: str) -> list[Line2D]:
    """What the marks mean."""
    from matplotlib.lines import Line2D

    def mark(marker: str, fill: str, edge: str, size: float, key: str) -> Line2D:
        label = text(f"brief.network.mark.{key}", lang)
        found = Line2D([], [], linestyle="", label=label, marker=marker, markersize=size)
        found.set_markerfacecolor(fill)
        found.set_markeredgecolor(edge)
        return found

    def line(colour: str, width: float, key: str) -> Line2D:
        return Line2D([], [], color=colour, linewidth=width, label=text(f"brief.network.mark.{key}", lang))

    return [
        mark("o", "#FFFFFF", "#000000", 5, "household"),
        mark("o", "#000000", "#000000", 5, "need"),
        mark("D", _WORKER, _WORKER, 8, "worker"),
        mark("D", "#FFFFFF", _WORKER, 8, "vacant"),
        mark("s", _PARTNER, _PARTNER, 9, "member"),
        mark("s", "#FFFFFF", _PARTNER, 9, "outside"),
        line(GREY, 0.8, "close"),
        line(_WORKER, 1.2, "accompaniment"),
        line(_PARTNER, 2.0, "tie"),
    ]


def _lines(
    axes: Axes,
    places: Mapping[str, _Point],
    ties: Sequence[tuple[str, str, Any]],
    colour: str,
    widths: Sequence[float],
    alphas: Sequence[float],
) -> None:
    from matplotlib.collections import LineCollection

    ends = [(places[one], places[other]) for one, other, _ in ties]
    colours = [f"{colour}{round(255 * alpha):02x}" for alpha in alphas]
    axes.add_collection(LineCollection(ends, colors=colours, linewidths=widths, zorder=1))


def _around(place: int, count: int, radius: float) -> _Point:
    turn = 2.0 * math.pi * place / max(count, 1)
    return radius * math.sin(turn), radius * math.cos(turn)


def _building(household: tuple[str, Mapping[str, Any]]) -> int:
    return int(household[1]["building"])


def _entities(graph: nx.Graph[Any], entity: str) -> list[tuple[str, dict[str, Any]]]:
    return [(node, facts) for node, facts in graph.nodes(data=True) if facts["entity"] == entity]


def _of_kind(graph: nx.Graph[Any], kind: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [(one, other, facts) for one, other, facts in graph.edges(data=True) if facts["kind"] == kind]
