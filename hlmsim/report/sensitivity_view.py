"""What matters most in a terminal: for each target the first numbers, their shares and the part of chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hlmsim import locales
from hlmsim.locales import text
from hlmsim.report.findings import SweepNames
from hlmsim.report.paragraph import NO_BREAK, Paragraph
from hlmsim.report.sensitivity_rows import Account, Matter
from hlmsim.report.tables import aligned, width_of
from hlmsim.report.views import measures

if TYPE_CHECKING:
    from rich.console import RenderableType

ARROWS = {"up": "↑", "down": "↓", "both": "↕"}


def sensitivity_view(accounts: Sequence[Account], names: SweepNames) -> RenderableType:
    """Every target under a heading."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    lang = names.lang
    blocks = [
        (account, [_row(place, one, account, names) for place, one in enumerate(account.first, 1)])
        for account in accounts
    ]
    headings = ["", *(text(f"sensitivity.table.{name}", lang) for name in ("total", "interval", "first", "arrow"))]
    rows = [row for _, rows in blocks for row in rows]
    widths = [width_of(headings[i], [row[i] for row in rows]) for i in range(1, len(headings))]
    shown: list[RenderableType] = [aligned([tuple(f"[dim]{heading}[/]" for heading in headings)], widths)]
    for account, lines in blocks:
        shown += [Text(), Text(account.title(names), style="bold")]
        cells: list[list[RenderableType]] = [[Paragraph(line[0]), *line[1:]] for line in lines]
        shown += [Padding(aligned(cells, widths), (0, 0, 0, 2))] if cells else []
        shown += [Padding(Paragraph(line, "dim"), (0, 0, 0, 2)) for line in remarks(account, lang)]
    return Group(*shown)


def remarks(account: Account, lang: str) -> list[str]:
    """How much of it is chance, and how far all that was kept moves the outcome."""
    if not account.moved:
        return [text("sensitivity.say.nothing", lang, count=len(account.matters))]
    if not account.shared:
        return [text("sensitivity.say.no_shares", lang, noise=share(account.noise, lang))]
    noise = "sensitivity.say.noise" if not math.isnan(account.noise) else "sensitivity.say.noise_unknown"
    return [
        text(noise, lang, share=share(account.noise, lang)),
        text("sensitivity.say.deviation", lang, deviation=deviation(account, lang)),
    ]


def deviation(account: Account, lang: str) -> str:
    """How far all that was kept moves the outcome, with its unit."""
    unit = measures()[account.outcome].unit
    return locales.half_width(account.deviation, unit, lang)


def share(value: float, lang: str) -> str:
    """A share of the variance; an estimate that luck puts beyond 0 or 1 is written as that end."""
    return locales.percent(min(max(value, 0.0), 1.0) if not math.isnan(value) else value, lang, 0)


def interval(low: float, high: float, lang: str) -> str:
    """Both ends in percent, between 0 and 100."""
    if math.isnan(low):
        return locales.percent(low, lang)
    ends = [locales.number(100.0 * min(max(end, 0.0), 1.0), lang, 0) for end in (low, high)]
    return f"[{ends[0]}{NO_BREAK}; {ends[1]}]" if lang == "fr" else f"[{ends[0]}, {ends[1]}]"


def _row(place: int, matter: Matter, account: Account, names: SweepNames) -> tuple[str, ...]:
    lang = names.lang
    label = f"{place}.{NO_BREAK}{names.factor(matter.factor, unit=False)}"
    arrow = ARROWS[matter.direction]
    if not account.shared or not matter.kept:
        return label, "", "", "", arrow
    shares = share(matter.total, lang), interval(matter.total_low, matter.total_high, lang), share(matter.first, lang)
    return (label, *shares, arrow)
