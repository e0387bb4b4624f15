"""Result tables in a terminal: what each scenario gives, and how far it is from the first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from hlmsim import locales
from hlmsim.locales import text
from hlmsim.report.pair_notes import interval_cell, kind_of, mark_said, marked, notes
from hlmsim.report.paragraph import Paragraph
from hlmsim.report.views import CLEAR, Effect, Measure, Named, Spread

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

MARKS = {"helps": "✓", "harms": "✗", "higher": "•", "lower": "•"}
STYLES = {"helps": "green", "harms": "red", "higher": "cyan", "lower": "cyan"}
_WAYS = {1: "higher", -1: "lower", 0: "neither"}
_COLUMNS = ("level", "difference", "interval", "helps", "luck")
_EVERYBODY: Mapping[str, str] = MappingProxyType({"all": ""})


def effects_view(
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
    blocks: list[tuple[Text, list[tuple[str, ...]], list[list[str]]]] = []
    for measure in measures:
        for group, label in groups.items():
            here = [(found.get((measure.name, group, scenario.name)), scenario) for scenario in scenarios]
            rows = [_effect_cells(effect, scenario, measure, lang) for effect, scenario in here if effect is not None]
            said = [list(notes(effect, measure, lang)) for effect, _ in here if effect is not None]
            if rows:
                blocks.append((outcome_title(measure, lang, label), rows, said))
    words = {"interval": kind_of(effects, lang, "heading")}
    headings = [words.get(name) or text(f"report.table.{name}", lang) for name in ("scenario", *_COLUMNS)]
    widths = [width_of(headings[i], [row[i] for _, rows, _ in blocks for row in rows]) for i in range(1, len(headings))]
    heading = aligned([tuple(f"[dim]{heading}[/]" for heading in headings)], widths)
    shown: list[RenderableType] = [heading]
    for title, rows, said in blocks:
        shown += [Text(), title]
        for row, sentences in zip(rows, said, strict=True):
            shown.append(Padding(aligned([row], widths, vertical="top"), (0, 0, 0, 2)))
            shown += [Padding(Paragraph(sentence, "dim"), (0, 0, 0, 4)) for sentence in sentences]
    if marked(effects):
        shown += [Text(), Paragraph(mark_said(effects, lang), "dim")]
    return Group(*shown)


def outcome_title(measure: Measure, lang: str, group: str = "") -> Text:
    """An outcome with its unit and what is better, as the heading of its lines."""
    from rich.text import Text

    way = text(f"words.better.{_WAYS[measure.better]}", lang)
    title = Text(text(f"outcomes.{measure.name}.label", lang), style="bold")
    if group:
        title.append(f" – {group}", style="not bold")
    return title.append(f" ({text(f'outcomes.{measure.name}.unit', lang)}; {way})", style="not bold dim")


def width_of(heading: str, cells: Sequence[str]) -> int:
    """Room for every cell, and for the longest word of the heading."""
    from rich.text import Text

    return max([len(word) for word in heading.split(" ")] + [Text.from_markup(cell).cell_len for cell in cells])


def aligned(
    rows: Sequence[Sequence[RenderableType]],
    widths: Sequence[int],
    *,
    vertical: Literal["top", "bottom"] | None = None,
) -> Table:
    """Rows without a frame: a first column that takes the room left, then columns of these widths.

    vertical: where short cells stand; left out, a single row is a heading and stands on the ground.
    """
    from rich.table import Table

    table = Table.grid(padding=(0, 1), expand=True)
    vertical = vertical or ("bottom" if len(rows) == 1 else "top")
    table.add_column(ratio=1, overflow="fold", vertical=vertical)
    for width in widths:
        table.add_column(justify="right", width=width, vertical=vertical)
    for row in rows:
        table.add_row(*row)
    return table


def _effect_cells(effect: Effect, scenario: Named, measure: Measure, lang: str) -> tuple[str, ...]:
    from rich.markup import escape

    level = locales.level(effect.level, measure.unit, lang)
    name = escape(scenario.title)
    if effect.verdict == "reference":
        return name, level, f"[dim]{text('words.reference', lang)}[/]", "", "", ""
    shown_interval = interval_cell(effect, measure, lang)
    if effect.verdict == "identical":
        return name, level, f"[dim]{text('words.verdict.identical', lang)}[/]", "", "", ""
    return (
        name,
        level,
        difference_cell(effect, measure, lang),
        shown_interval,
        _helps(effect, lang),
        _luck(effect, lang),
    )


def difference_cell(effect: Effect, measure: Measure, lang: str) -> str:
    """A difference that can be told from zero, with the mark of its direction; otherwise the verdict."""
    if effect.verdict not in CLEAR:
        return f"[dim]{text(f'report.table.{effect.verdict}', lang)}[/]"
    shown = locales.difference(effect.difference, measure.unit, lang).replace(" ", "\N{NO-BREAK SPACE}")
    style = STYLES[effect.verdict]
    return f"[{style}]{shown}\N{NO-BREAK SPACE}{MARKS[effect.verdict]}[/]"


def _helps(effect: Effect, lang: str) -> str:
    return "" if math.isnan(effect.helps) else locales.percent(effect.helps, lang, 0)


def _luck(effect: Effect, lang: str) -> str:
    ratio = effect.variance_ratio
    if math.isnan(ratio):
        return ""
    return f"÷\N{NO-BREAK SPACE}{locales.number(ratio, lang, 1 if ratio < 100 else 0)}"


def levels_table(spreads: Sequence[Spread], measures: Sequence[Measure], lang: str) -> Table:
    """One scenario: for each outcome its mean over replicates and the bands that hold 50 and 90 % of them."""
    from rich.markup import escape

    table = plain_table(
        text("report.table.outcome", lang), (text(f"report.table.{name}", lang) for name in ("mean", "half", "most"))
    )
    found = {spread.outcome: spread for spread in spreads}
    for measure in measures:
        if measure.name in found:
            spread = found[measure.name]
            name, unit = (text(f"outcomes.{measure.name}.{part}", lang) for part in ("label", "unit"))
            label = f"{escape(name)} [dim]({unit})[/]"
            half = _range(spread.low50, spread.high50, measure, lang)
            most = _range(spread.low90, spread.high90, measure, lang)
            table.add_row(label, locales.level(spread.mean, measure.unit, lang), half, most)
    return table


def _range(low: float, high: float, measure: Measure, lang: str) -> str:
    if math.isnan(low) or low == high:
        return locales.level(low, measure.unit, lang)
    ends = (locales.level(bound, measure.unit, lang) for bound in (low, high))
    return text("report.table.range", lang, low=next(ends), high=next(ends))


def plain_table(first: str, others: Iterable[str], *, right: Callable[[str], bool] = lambda _heading: True) -> Table:
    """A light table: a first column that takes the room, then columns that never break."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False, header_style="bold")
    table.add_column(first, overflow="fold")
    for heading in others:
        table.add_column(heading, justify="right" if right(heading) else "left", no_wrap=True)
    return table


def group_label(group: str, lang: str, sites: dict[str, str] | None = None) -> str:
    """A group of households as people call it: ``type:family`` is « familles »."""
    kind, _, name = group.partition(":")
    match kind:
        case "type":
            return text(f"words.household_type.{name}", lang)
        case "language":
            return text(f"words.language_group.{name}", lang)
        case "site":
            return (sites or {}).get(name) or text("words.group.site_number", lang, number=name)
        case _:
            return text("words.all", lang)
