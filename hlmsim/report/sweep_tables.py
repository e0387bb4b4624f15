"""The answer of a sweep in a terminal: each outcome, its factors, their settings against the reference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hlmsim import locales
from hlmsim.locales import text
from hlmsim.report.answer_worlds import clear_pair
from hlmsim.report.findings import Finding, SweepNames
from hlmsim.report.pair_notes import equivalence_said, kind_of
from hlmsim.report.paragraph import Paragraph
from hlmsim.report.tables import MARKS, STYLES, aligned, outcome_title, width_of
from hlmsim.report.views import CLEAR, Measure

if TYPE_CHECKING:
    from rich.console import RenderableType

MOST_COMBINATIONS = 30
MOST_FACTORS = 12
"""With more factors than that, only effects that can be told from chance are shown, the clearest first."""
MOST_INTERACTIONS = 10
_COLUMNS = ("level", "difference", "interval", "helps", "worlds", "ignorance")
_Row = tuple[str, ...]


def answer_view(findings: Sequence[Finding], measures: Sequence[Measure], names: SweepNames) -> RenderableType:
    """Every outcome under a heading; the interactions that stand out at the end."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    columns = _columns(findings)
    blocks = [(measure, _parts(findings, measure, names, columns)) for measure in measures]
    rows = [row for _, parts in blocks for _, rows in parts for row in rows]
    words = {"interval": kind_of(findings, names.lang, "heading")}
    headings = ["", *(words.get(name) or text(f"answer.table.{name}", names.lang) for name in columns)]
    widths = [width_of(headings[i], [row[i] for row in rows]) for i in range(1, len(headings))]
    shown: list[RenderableType] = [aligned([tuple(f"[dim]{heading}[/]" for heading in headings)], widths)]
    for measure, parts in blocks:
        remarks = [*equivalences(findings, measure, names), *_remarks(findings, measure, names.lang)]
        if parts or remarks:
            shown += [Text(), outcome_title(measure, names.lang)]
        for heading, lines in parts:
            shown += [Padding(Paragraph(heading), (0, 0, 0, 2))] if heading else []
            cells: list[list[RenderableType]] = [[Paragraph(line[0]), *line[1:]] for line in lines]
            shown.append(Padding(aligned(cells, widths), (0, 0, 0, 4 if heading else 2)))
        shown += [Padding(Paragraph(line, "dim"), (0, 0, 0, 2)) for line in remarks]
    return Group(*shown, *_interactions(findings, measures, names))


def _columns(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Levels say nothing of a line over a range, worlds nothing where there is one; where there are several, the share
    of them takes the place of that of replicates.
    """
    ranges = any(finding.kind == "range" for finding in findings)
    several = any(finding.worlds > 1 for finding in findings)
    left_out = {"level"} if ranges else set()
    left_out |= {"helps"} if several else {"worlds", "ignorance"}
    return tuple(name for name in _COLUMNS if name not in left_out)


def _kept(row: _Row, columns: Sequence[str]) -> _Row:
    return row[0], *(cell for name, cell in zip(_COLUMNS, row[1:], strict=True) if name in columns)


def _parts(
    findings: Sequence[Finding], measure: Measure, names: SweepNames, columns: Sequence[str]
) -> list[tuple[str, list[_Row]]]:
    """The lines of one outcome, a part a factor under its name; ranges, combinations and many factors are one part."""
    own = shown_of(findings, measure)
    reference = next((finding.setting for finding in own if finding.verdict == "reference"), "")
    together = main_kind(findings) != "main" or crowded(findings)
    parts: dict[str, tuple[str, list[_Row]]] = {}
    for finding in own:
        heading = "" if together else names.factor(finding.factor)
        name = names.placed(finding.factor, finding.setting) if crowded(findings) and finding.kind == "main" else ""
        row = _row(name or _name(finding, reference, names), finding, measure, names.lang)
        parts.setdefault("" if together else finding.factor, (heading, []))[1].append(_kept(row, columns))
    return list(parts.values())


def shown_of(findings: Sequence[Finding], measure: Measure) -> list[Finding]:
    """The rows that answer the question for one outcome, as they are shown."""
    kind = main_kind(findings)
    own = [finding for finding in findings if finding.outcome == measure.name and finding.kind == kind]
    if crowded(findings):
        return clearest(own)
    return own[:MOST_COMBINATIONS] if kind == "combination" else own


def crowded(findings: Sequence[Finding]) -> bool:
    """Whether there are too many factors to show every setting of each."""
    kind = main_kind(findings)
    return len({finding.factor for finding in findings if finding.kind == kind}) > MOST_FACTORS


def unclear_of(findings: Sequence[Finding], measure: Measure) -> int:
    """How many effects are left out because they cannot be told from chance."""
    if not crowded(findings):
        return 0
    kind = main_kind(findings)
    own = [finding for finding in findings if finding.outcome == measure.name and finding.kind == kind]
    return sum(finding.verdict not in CLEAR and finding.verdict != "reference" for finding in own)


def main_kind(findings: Sequence[Finding]) -> str:
    """Which rows answer the question: factors where they could be matched, ranges, or whole combinations."""
    judged = {finding.kind for finding in findings if finding.verdict != "reference"}
    return next((kind for kind in ("main", "range") if kind in judged), "combination")


def _name(finding: Finding, reference: str, names: SweepNames) -> str:
    if finding.kind == "combination":
        return names.combination(finding.setting, reference)
    setting = names.setting(finding.factor, finding.setting)
    if finding.kind == "main":
        return setting
    ends = text("answer.from_to", names.lang, low=names.setting(finding.factor, finding.reference), high=setting)
    return f"{names.factor(finding.factor, unit=False)}, {ends}"


def _row(name: str, finding: Finding, measure: Measure, lang: str) -> _Row:
    level = "" if math.isnan(finding.level) else locales.level(finding.level, measure.unit, lang)
    if finding.verdict == "reference":
        return name, level, f"[dim]{text('words.reference', lang)}[/]", "", "", "", ""
    if finding.verdict not in CLEAR:
        difference = f"[dim]{text(f'answer.table.{finding.verdict}', lang)}[/]"
    else:
        difference = f"[{STYLES[finding.verdict]}]{shown_difference(finding, measure, lang)}[/]"
    if finding.verdict == "identical":
        return name, level, difference, "", "", "", ""
    interval = "" if math.isnan(finding.low) else locales.interval(finding.low, finding.high, measure.unit, lang)
    ignorance = math.nan if finding.spread is None else finding.spread.ignorance
    return (
        name,
        level,
        difference,
        interval,
        _share(finding.helps, lang),
        clear_pair(finding, lang),
        _share(ignorance, lang),
    )


def shown_difference(finding: Finding, measure: Measure, lang: str) -> str:
    """A difference whose interval excludes zero, with the mark of its direction."""
    written = locales.difference(finding.difference, measure.unit, lang).replace(" ", "\N{NO-BREAK SPACE}")
    return f"{written}\N{NO-BREAK SPACE}{MARKS[finding.verdict]}"


def _share(share: float, lang: str) -> str:
    return "" if math.isnan(share) else locales.percent(share, lang, 0)


def equivalences(findings: Sequence[Finding], measure: Measure, names: SweepNames) -> list[str]:
    """What was found of the margin of an outcome, a line a setting, those that are not shown among them."""
    kind = main_kind(findings)
    own = [finding for finding in findings if finding.outcome == measure.name and finding.kind == kind]
    reference = next((finding.setting for finding in own if finding.verdict == "reference"), "")
    lines = []
    for finding in own:
        if finding.equivalence:
            main = finding.kind == "main"
            place = names.placed(finding.factor, finding.setting) if main else _name(finding, reference, names)
            said = equivalence_said(finding.equivalence, finding.margin, measure.unit, names.lang)
            lines.append(text("answer.placed", names.lang, factor=place, setting=said))
    return lines


def _remarks(findings: Sequence[Finding], measure: Measure, lang: str) -> list[str]:
    own = [finding for finding in findings if finding.outcome == measure.name]
    kind, lines = main_kind(findings), []
    unclear = unclear_of(findings, measure)
    if unclear:
        lines.append(text("answer.table.unclear", lang, count=unclear))
    shares = [finding.r_squared for finding in own if finding.kind == "range" and not math.isnan(finding.r_squared)]
    if shares:
        lines.append(text("answer.table.straight", lang, share=locales.percent(shares[0], lang, 0)))
    more = sum(finding.kind == kind for finding in own) - MOST_COMBINATIONS
    if kind == "combination" and more > 0:
        lines.append(text("answer.table.more", lang, count=more))
    return lines


def _interactions(findings: Sequence[Finding], measures: Sequence[Measure], names: SweepNames) -> list[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    units = {measure.name: measure for measure in measures}
    looked = [finding for finding in findings if finding.kind == "interaction" and finding.outcome in units]
    if not looked:
        return []
    clear = clearest(looked)
    key = "answer.interactions.some" if clear else "answer.interactions.none"
    facts = {"count": len(clear), "looks": len(looked)} if clear else {"count": len(looked)}
    lines = [interaction_line(finding, units[finding.outcome], names) for finding in clear[:MOST_INTERACTIONS]]
    if len(clear) > MOST_INTERACTIONS:
        lines.append(text("answer.interactions.more", names.lang, count=len(clear) - MOST_INTERACTIONS))
    return [
        Text(),
        Paragraph(text(key, names.lang, **facts)),
        *(Padding(Paragraph(line), (0, 0, 0, 2)) for line in lines),
    ]


def clearest(findings: Sequence[Finding]) -> list[Finding]:
    """Those whose interval excludes zero, the clearest first: by how many half-widths they lie from it."""
    clear = [finding for finding in findings if finding.verdict in CLEAR]
    return sorted(clear, key=lambda finding: (finding.high - finding.low) / (abs(finding.difference) or 1.0))


def interaction_line(finding: Finding, measure: Measure, names: SweepNames) -> str:
    """One interaction in a line."""
    return text(
        "answer.interactions.one",
        names.lang,
        outcome=text(f"outcomes.{finding.outcome}.short", names.lang),
        first=names.placed(finding.factor, finding.setting),
        second=names.placed(finding.other_factor, finding.other_setting),
        difference=locales.difference(finding.difference, measure.unit, names.lang),
        interval=locales.interval(finding.low, finding.high, measure.unit, names.lang),
    )
