"""The outcome tables as HTML, for notebooks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape

from hlmsim import locales
from hlmsim.locales import text
from hlmsim.report.pair_notes import interval_cell, kind_of, mark_said, marked, notes
from hlmsim.report.tables import MARKS
from hlmsim.report.views import Effect, Measure, Named
from hlmsim.report.world_tables import said_of_worlds

_COLUMNS = ("scenario", "level", "difference", "interval", "helps")


def effects_html(effects: Sequence[Effect], scenarios: Sequence[Named], measures: Sequence[Measure], lang: str) -> str:
    """Every outcome with its scenarios, the reference first."""
    found = {(effect.outcome, effect.scenario): effect for effect in effects if effect.group == "all"}
    words = {"interval": kind_of(effects, lang, "heading")}
    headings = _row("th", (words.get(name) or text(f"report.table.{name}", lang) for name in _COLUMNS))
    rows = []
    for measure in measures:
        label, unit = (text(f"outcomes.{measure.name}.{part}", lang) for part in ("label", "unit"))
        rows.append(_wide("th", f"{label} ({unit})"))
        here = ((found.get((measure.name, scenario.name)), scenario) for scenario in scenarios)
        for effect, scenario in here:
            if effect is not None:
                rows.append(_row("td", _cells(effect, scenario, measure, lang)))
                rows += [_wide("td", said) for said in said_of_worlds(effect, measure, lang)]
                rows += [_wide("td", said) for said in notes(effect, measure, lang)]
    rows += [_wide("td", mark_said(effects, lang))] if marked(found.values()) else []
    return f"<table><thead>{headings}</thead><tbody>{''.join(rows)}</tbody></table>"


def levels_html(levels: Iterable[tuple[Measure, float]], lang: str) -> str:
    """One run: the level of each outcome."""
    headings = _row("th", (text(f"report.table.{name}", lang) for name in ("outcome", "level")))
    rows = [
        _row("td", (text(f"outcomes.{measure.name}.label", lang), locales.level(value, measure.unit, lang)))
        for measure, value in levels
    ]
    return f"<table><thead>{headings}</thead><tbody>{''.join(rows)}</tbody></table>"


def _cells(effect: Effect, scenario: Named, measure: Measure, lang: str) -> tuple[str, ...]:
    level = locales.level(effect.level, measure.unit, lang)
    if effect.verdict == "reference":
        return f"{scenario.title} ({text('words.reference', lang)})", level, "", "", ""
    if effect.verdict == "identical":
        return scenario.title, level, text("words.verdict.identical", lang), "", ""
    shown = interval_cell(effect, measure, lang)
    helps = "" if math.isnan(effect.helps) else locales.percent(effect.helps, lang, 0)
    if effect.verdict in MARKS:
        difference = f"{locales.difference(effect.difference, measure.unit, lang)} {MARKS[effect.verdict]}"
    else:
        difference = text(f"report.table.{effect.verdict}", lang)
    return scenario.title, level, difference, shown, helps


def _wide(cell: str, content: str) -> str:
    return f'<tr><{cell} colspan="{len(_COLUMNS)}" style="text-align:left">{escape(content)}</{cell}></tr>'


def _row(cell: str, contents: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{cell}>{escape(content)}</{cell}>' for content in contents)}</tr>"
