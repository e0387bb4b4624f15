"""The scorecard of patterns: for a terminal, as a page, as a table; a pattern that fails is shown as failing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hlmsim import locales
from hlmsim.analysis.patterns import NOT_SHOWN, SHOWN, UNDECIDED, UNDEFINED, Assessed, Measured, tally
from hlmsim.locales import text
from hlmsim.report.paragraph import NO_BREAK, Paragraph, Styled
from hlmsim.report.tables import aligned, width_of

if TYPE_CHECKING:
    from rich.console import RenderableType

MARKS = {SHOWN: "✓", NOT_SHOWN: "✗", UNDECIDED: "?", UNDEFINED: "–"}
STYLES = {SHOWN: "green", NOT_SHOWN: "red", UNDECIDED: "yellow", UNDEFINED: "dim"}
_SIGNED = frozenset({"points"})
_DECIMALS = {"hours": 2, "ratio": 2}
_UNITS = {"points": "share", "ratio": "score"}


@dataclass(frozen=True, slots=True)
class ScorecardHeading:
    """What was validated. scenario: as people call it. runs: simulations; worlds: plausible ones, 0 for none."""

    scenario: str
    replicates: int
    runs: int
    worlds: int
    seed: int
    version: str
    command: str


def shown(value: float, unit: str, lang: str) -> str:
    """A statistic in its unit; differences of shares in points."""
    if unit in _DECIMALS:
        return locales.number(value, lang, _DECIMALS[unit])
    if unit == "points":
        return locales.difference(value, "share", lang)
    if unit == "score":
        return locales.difference(value, "score", lang)
    return locales.level(value, unit, lang)


def interval(one: Measured, lang: str) -> str:
    """The interval of a statistic; nothing where chance plays no part."""
    if math.isnan(one.low) or one.low == one.high:
        return ""
    ends = [shown(bound, one.claim.unit, lang) for bound in (one.low, one.high)]
    return text("scorecard.interval", lang, low=_bare(ends[0], lang), high=_bare(ends[1], lang))


def target(one: Measured, lang: str) -> str:
    """What must hold of a statistic."""
    low, high = (_bound(bound, one.claim.unit, lang) for bound in (one.claim.low, one.claim.high))
    if math.isinf(one.claim.low):
        return f"<\N{NO-BREAK SPACE}{high}"
    if math.isinf(one.claim.high):
        return f">\N{NO-BREAK SPACE}{low}"
    return text("scorecard.between", lang, low=_bare(low, lang), high=high)


def _bound(value: float, unit: str, lang: str) -> str:
    """A bound in its unit; zero needs neither sign nor decimals."""
    return "0" if value == 0.0 else shown(value, unit, lang)


def _bare(shown_number: str, lang: str) -> str:
    """A number of a pair without the unit that the second one has."""
    percent = locales.percent(0.0, lang).removeprefix(locales.number(0.0, lang, 1))
    return shown_number.removesuffix(f"{locales.numbers.NO_BREAK}pts").removesuffix(percent)


def verdict(name: str, lang: str) -> str:
    """A verdict with its mark."""
    return f"{MARKS[name]}\N{NO-BREAK SPACE}{text(f'scorecard.verdict.{name}', lang)}"


def scorecard_view(assessed: Sequence[Assessed], lang: str) -> RenderableType:
    """Each pattern under its heading, its claims in lines."""
    from rich.console import Group
    from rich.padding import Padding

    rows = {one.pattern.name: [_cells(claim, lang) for claim in one.claims] for one in assessed}
    headings = [text(f"scorecard.column.{name}", lang) for name in ("claim", "estimate", "interval", "target")]
    every = [row for pattern in rows.values() for row in pattern]
    widths = [*(width_of(headings[place], [row[place] for row in every]) for place in (1, 2, 3)), 1]
    parts: list[Any] = [aligned([(*(f"[dim]{heading}[/]" for heading in headings), "")], widths)]
    for one in assessed:
        lines: list[list[RenderableType]] = [[Paragraph(said), *rest] for said, *rest in rows[one.pattern.name]]
        table = aligned(lines, widths, vertical="top")
        below: list[RenderableType] = [table, *(Paragraph(line, "dim") for line in _remarks(one, lang))]
        parts += ["", _heading(one, lang), *(Padding(part, (0, 0, 0, 2)) for part in below)]
    return Group(*parts)


def _heading(one: Assessed, lang: str) -> Styled:
    title = f"{one.pattern.name}{2 * NO_BREAK}{locales.said(one.pattern.title, lang)}"
    return Styled(((title, "bold"), (f"  {verdict(one.verdict, lang).replace(' ', NO_BREAK)}", STYLES[one.verdict])))


def _cells(one: Measured, lang: str) -> tuple[str, ...]:
    """What it says, bare; the numbers as rich marks them up."""
    from rich.markup import escape

    mark = f"[{STYLES[one.verdict]}]{MARKS[one.verdict]}[/]"
    said = locales.said(one.claim.says, lang)
    return said, shown(one.estimate, one.claim.unit, lang), escape(interval(one, lang)), target(one, lang), mark


def _remarks(one: Assessed, lang: str) -> Iterator[str]:
    """How many replicates would decide it; in how many plausible worlds it holds."""
    if one.verdict == UNDECIDED and one.more:
        yield text("scorecard.more", lang, count=one.more)
    if not math.isnan(one.worlds_within):
        yield text("scorecard.in_worlds", lang, **_shares(one, lang))


def _shares(one: Assessed | Measured, lang: str) -> dict[str, str]:
    """Shares of the plausible worlds in which it holds, and in which it does so clearly."""
    return {
        "share": locales.percent(one.worlds_within, lang, 0),
        "clear": locales.percent(one.worlds_clear, lang, 0),
    }


def summary_line(assessed: Sequence[Assessed], lang: str) -> str:
    """How many patterns are shown, undecided, not shown."""
    counts = tally(assessed)
    facts = {name: counts[name] for name in (SHOWN, UNDECIDED, NOT_SHOWN)}
    return text("scorecard.tally", lang, count=len(assessed), **facts)


def scorecard_page(
    assessed: Sequence[Assessed], study: ScorecardHeading, lang: str, *, figures: str | None = None
) -> str:
    """The scorecard in Markdown. figures: the folder of the pictures, as the page links to it; None: there are none."""
    lines = [f"# {text('scorecard.page.title', lang)}", text("scorecard.page.intro", lang, **_facts(study))]
    if study.worlds:
        lines.append(text("scorecard.page.worlds", lang, count=study.worlds))
    lines += [f"**{summary_line(assessed, lang)}**", _overview(assessed, lang)]
    for one in assessed:
        lines += list(_section(one, lang, figures))
    lines += [f"## {text('scorecard.page.reading', lang)}", text("scorecard.page.legend", lang)]
    if study.worlds:
        lines.append(text("scorecard.worlds_legend", lang))
    lines += [text("scorecard.page.again", lang), f"```console\n{study.command}\n```"]
    return "\n\n".join(lines) + "\n"


def _facts(study: ScorecardHeading) -> dict[str, Any]:
    return {
        "scenario": study.scenario,
        "replicates": study.replicates,
        "runs": study.runs,
        "seed": study.seed,
        "version": study.version,
    }


def _overview(assessed: Sequence[Assessed], lang: str) -> str:
    headings = [text(f"scorecard.column.{name}", lang) for name in ("pattern", "title", "use", "verdict")]
    rows = [
        [
            one.pattern.name,
            locales.said(one.pattern.title, lang),
            text(f"scorecard.use.{one.pattern.use}", lang),
            _verdict(one, lang),
        ]
        for one in assessed
    ]
    return _table(headings, rows)


def _verdict(one: Assessed, lang: str) -> str:
    return "; ".join([verdict(one.verdict, lang), *_remarks(one, lang)])


def _section(one: Assessed, lang: str, figures: str | None) -> Iterator[str]:
    yield f"## {one.pattern.name} – {locales.said(one.pattern.title, lang)}"
    yield _verdict(one, lang)
    if locales.said(one.pattern.note, lang):
        yield locales.said(one.pattern.note, lang)
    names = ["claim", "estimate", "interval", "target", "verdict", *(["worlds"] if one.worlds else [])]
    headings = [text(f"scorecard.column.{name}", lang) for name in names]
    rows = [_page_cells(claim, lang)[: len(names)] for claim in one.claims]
    yield _table(headings, rows)
    sources = dict.fromkeys(f"{claim.claim.grade} – {claim.claim.source}" for claim in one.claims if claim.claim.source)
    if sources:
        yield text("scorecard.page.bounds", lang, sources=list(sources))
    if figures is not None:
        yield f"![{locales.said(one.pattern.title, lang)}]({figures}/{one.pattern.name}.png)"


def _page_cells(one: Measured, lang: str) -> list[str]:
    return [
        locales.said(one.claim.says, lang),
        shown(one.estimate, one.claim.unit, lang),
        interval(one, lang),
        target(one, lang),
        verdict(one.verdict, lang),
        text("scorecard.within", lang, **_shares(one, lang)),
    ]


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '¦') for cell in line)} |" for line in lines)


def scorecard_rows(assessed: Sequence[Assessed]) -> list[Mapping[str, Any]]:
    """One row a claim, for a file: every digit, no words of a language."""
    return [
        {
            "pattern": one.pattern.name,
            "use": one.pattern.use,
            "claim": number,
            "statistic": claim.claim.statistic.text,
            "unit": claim.claim.unit,
            "estimate": claim.estimate,
            "low": claim.low,
            "high": claim.high,
            "target_low": claim.claim.low if math.isfinite(claim.claim.low) else math.nan,
            "target_high": claim.claim.high if math.isfinite(claim.claim.high) else math.nan,
            "replicates": claim.replicates,
            "verdict": claim.verdict,
            "replicates_needed": claim.more or math.nan,
            "worlds": len(claim.by_world),
            "worlds_within": claim.worlds_within,
            "worlds_clear": claim.worlds_clear,
            "pattern_verdict": one.verdict,
            "grade": claim.claim.grade,
            "source": claim.claim.source,
        }
        for one in assessed
        for number, claim in enumerate(one.claims, 1)
    ]
