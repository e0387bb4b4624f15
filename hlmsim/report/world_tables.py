"""A comparison in plausible worlds in a terminal: the table, and under each effect what the worlds say of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from hlmsim import locales
from hlmsim.locales import text
from hlmsim.report.pair_notes import interval_cell, kind_of, mark_said, marked, notes
from hlmsim.report.paragraph import Paragraph
from hlmsim.report.tables import aligned, difference_cell, outcome_title, width_of
from hlmsim.report.views import CLEAR, Effect, Measure, Named

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hlmsim.analysis.ignorance import InWorlds

_COLUMNS = ("level", "difference", "interval")
_EVERYBODY: Mapping[str, str] = MappingProxyType({"all": ""})


def world_effects_view(
    effects: Sequence[Effect],
    scenarios: Sequence[Named],
    measures: Sequence[Measure],
    lang: str,
    *,
    groups: Mapping[str, str] = _EVERYBODY,
) -> RenderableType:
    """Every outcome under one heading, its scenarios in lines, the reference first; ``groups``: code → label."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    found = {(effect.outcome, effect.group, effect.scenario): effect for effect in effects}
    places = [(measure, group) for measure in measures for group in groups]
    rows = {
        (measure.name, group, scenario.name): _cells(effect, scenario, measure, lang)
        for measure, group in places
        for scenario in scenarios
        if (effect := found.get((measure.name, group, scenario.name))) is not None
    }
    words = {"interval": kind_of(effects, lang, "heading")}
    headings = [words.get(name) or text(f"report.table.{name}", lang) for name in ("scenario", *_COLUMNS)]
    widths = [width_of(headings[i], [row[i] for row in rows.values()]) for i in range(1, len(headings))]
    shown: list[RenderableType] = [aligned([tuple(f"[dim]{heading}[/]" for heading in headings)], widths)]
    for measure, group in places:
        here = [(measure.name, group, one.name) for one in scenarios if (measure.name, group, one.name) in rows]
        if here:
            shown += [Text(), outcome_title(measure, lang, groups[group])]
        for place in here:
            shown.append(Padding(aligned([rows[place]], widths), (0, 0, 0, 2)))
            said = (*said_of_worlds(found[place], measure, lang), *notes(found[place], measure, lang))
            shown += [Padding(Paragraph(sentence, "dim"), (0, 0, 0, 4)) for sentence in said]
    if marked(effects):
        shown += [Text(), Paragraph(mark_said(effects, lang), "dim")]
    return Group(*shown)


def said_of_worlds(effect: Effect, measure: Measure, lang: str) -> Iterator[str]:
    """What the plausible worlds say of an effect, in a few sentences; nothing where there is nothing to say.

    Where the mean effect cannot be told from chance, only the worlds in which it can be are counted.
    """
    spread = effect.spread
    if spread is None or effect.verdict in {"identical", "undefined", "unseen", "incomplete"}:
        return
    median = locales.difference(spread.median, measure.unit, lang)
    said = _in_how_many(effect, spread, measure, lang)
    key = "spread" if spread.low < spread.high else "no_spread"
    low, high = (locales.difference(end, measure.unit, lang) for end in (spread.low, spread.high))
    low = low.removesuffix("\N{NO-BREAK SPACE}pts")
    worlds = text(f"report.worlds.{key}", lang, said=said, median=median, low=low, high=high)
    yield " ".join([worlds, *variance_said(spread, lang)])


def variance_said(spread: InWorlds, lang: str) -> Iterator[str]:
    """Where the variance of an effect comes from, where that is known."""
    if not math.isnan(spread.ignorance):
        names = ("chance", "ignorance", "ignorance_low", "ignorance_high")
        shares = {name: whole_percent(getattr(spread, name), lang) for name in names}
        shares["ignorance_low"] = shares["ignorance_low"].removesuffix("%").rstrip("\N{NO-BREAK SPACE}")
        yield text("report.worlds.variance", lang, **shares)


def whole_percent(share: float, lang: str) -> str:
    """A share without decimals, but neither none nor all of them when it is not quite."""
    rounded = round(100.0 * share)
    return locales.percent(share, lang, 1 if rounded in {0, 100} and 100.0 * share != rounded else 0)


def _in_how_many(effect: Effect, spread: InWorlds, measure: Measure, lang: str) -> str:
    clear, against = spread.helps_clear, spread.harms_clear
    if effect.verdict not in CLEAR:
        way = "unclear" if measure.better else "unclear_neither"
        shares = {"clear": whole_percent(clear, lang), "against": whole_percent(against, lang)}
        return text(f"report.worlds.{way}", lang, count=spread.worlds, **shares)
    share, sides = spread.helps, (clear, against)
    if effect.verdict in {"harms", "lower"}:
        share, sides = 1.0 - share, (against, clear)
    return text(
        f"report.worlds.{effect.verdict}",
        lang,
        count=spread.worlds,
        share=whole_percent(share, lang),
        clear=whole_percent(sides[0], lang),
        against=whole_percent(sides[1], lang),
    )


def _cells(effect: Effect, scenario: Named, measure: Measure, lang: str) -> tuple[str, ...]:
    from rich.markup import escape

    level, name = locales.level(effect.level, measure.unit, lang), escape(scenario.title)
    if effect.verdict in {"reference", "identical"}:
        word = "words.reference" if effect.verdict == "reference" else "words.verdict.identical"
        return name, level, f"[dim]{text(word, lang)}[/]", ""
    return name, level, difference_cell(effect, measure, lang), interval_cell(effect, measure, lang)
