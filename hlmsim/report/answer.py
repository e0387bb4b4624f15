"""The answer of an experiment as a page: the question, what the simulations say, what they cannot say, how to redo it.

No sentence says more than its interval allows; the same results give the same page to the last byte.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hlmsim import locales
from hlmsim.analysis.intervals import MOST_DROPPED, most_differing
from hlmsim.locales import text
from hlmsim.report.answer_worlds import WORLD_COLUMNS, said_of_worlds, world_cells
from hlmsim.report.findings import Finding, SweepNames
from hlmsim.report.pair_notes import equivalence_said, kind_of
from hlmsim.report.sweep_tables import (
    clearest,
    crowded,
    equivalences,
    main_kind,
    shown_difference,
    shown_of,
    unclear_of,
)
from hlmsim.report.views import CLEAR, Measure

MOST_INTERACTIONS = 20
_FALSE_ALARMS = 0.05


@dataclass(frozen=True, slots=True)
class Varied:
    """A factor and what it is set to: its settings, or the ends of its range. log: the range goes by ratios."""

    name: str
    settings: tuple[str, ...] = ()
    ends: tuple[str, str] | None = None
    log: bool = False


@dataclass(frozen=True, slots=True)
class AnswerHeading:
    """What was asked, in one language. runs: simulations asked for; missing: of them, not there. priors: grade U."""

    title: str
    question: str
    design: str
    factors: tuple[Varied, ...]
    points: int
    replicates: int
    runs: int
    missing: int
    worlds: int
    seed: int
    weeks: int
    burn_in: int
    priors: int
    version: str
    hash: str
    command: str


def answer_page(
    study: AnswerHeading, findings: Sequence[Finding], measures: Sequence[Measure], names: SweepNames
) -> str:
    """The page in Markdown."""
    page = _Page(study, findings, measures, names)
    parts = [f"# {study.title}", page.question(), page.short(), page.tables(), page.interactions()]
    return "\n\n".join(part for part in [*parts, page.limits(), page.design(), page.again()] if part) + "\n"


@dataclass(frozen=True)
class _Page:
    study: AnswerHeading
    findings: Sequence[Finding]
    measures: Sequence[Measure]
    names: SweepNames

    def _text(self, key: str, **facts: object) -> str:
        return text(f"answer.{key}", self.names.lang, **facts)

    def _heading(self, part: str) -> str:
        return f"## {self._text(f'page.{part}')}"

    def question(self) -> str:
        """What was asked."""
        return f"{self._heading('question')}\n\n{self.study.question}" if self.study.question else ""

    def short(self) -> str:
        """Every outcome in sentences, a line a factor."""
        parts = [self._heading("short"), self._text("page.intro", kind=kind_of(self.findings, self.names.lang))]
        for measure in self.measures:
            lines = self._said(measure)
            if lines:
                parts += [f"**{self._title(measure)}**", "\n".join(lines)]
        return "\n\n".join(parts)

    def _title(self, measure: Measure) -> str:
        way = {1: "higher", -1: "lower", 0: "neither"}[measure.better]
        label, unit = (text(f"outcomes.{measure.name}.{part}", self.names.lang) for part in ("label", "unit"))
        return f"{label} ({unit}; {text(f'words.better.{way}', self.names.lang)})"

    def _said(self, measure: Measure) -> list[str]:
        own = shown_of(self.findings, measure)
        reference = next((finding.setting for finding in own if finding.verdict == "reference"), "")
        by_factor: dict[str, list[Finding]] = {}
        for finding in own:
            if finding.verdict != "reference":
                by_factor.setdefault(finding.factor, []).append(finding)
        lines = []
        for factor, group in by_factor.items():
            said = [self._sentence(finding, measure, reference) for finding in group]
            if group[0].kind == "main":
                against = self._text("page.reference", setting=self.names.setting(factor, group[0].reference))
                lines.append(f"- {self.names.factor(factor)}, {against}.")
                lines += [f"  - {sentence}" for sentence in said]
            else:
                lines += [f"- {sentence}" for sentence in said]
        if crowded(self.findings):
            lines += [f"- {line}" for line in equivalences(self.findings, measure, self.names)]
        unclear = unclear_of(self.findings, measure)
        if unclear:
            lines.append(f"- {self._text('table.unclear', count=unclear)}")
        shares = [finding.r_squared for finding in own if not math.isnan(finding.r_squared)]
        if shares:
            lines.append(f"- {self._text('say.straight', share=locales.percent(shares[0], self.names.lang, 0))}")
        return lines

    def _setting(self, finding: Finding, reference: str) -> str:
        names = self.names
        if finding.kind == "combination":
            return names.combination(finding.setting, reference)
        setting = names.setting(finding.factor, finding.setting)
        if finding.kind == "range":
            low = names.setting(finding.factor, finding.reference)
            return f"{names.factor(finding.factor)}, {self._text('from_to', low=low, high=setting)}"
        return setting

    def _sentence(self, finding: Finding, measure: Measure, reference: str) -> str:
        lang = self.names.lang
        without = finding.verdict == "undecided" and math.isnan(finding.low)
        how = "" if not without else "_alone" if finding.replicates == 1 else "_few"
        said = self._text(
            f"say.{finding.verdict}{how}",
            setting=self._setting(finding, reference),
            difference=locales.difference(finding.difference, measure.unit, lang),
            interval=locales.interval(finding.low, finding.high, measure.unit, lang),
            kind=kind_of([finding], lang),
            count=finding.replicates,
            at_most=locales.percent(most_differing(finding.replicates), lang, 0),
            left_out=locales.percent(finding.dropped_share, lang, 0),
            most=locales.percent(MOST_DROPPED, lang, 0),
        )
        if finding.equivalence and not crowded(self.findings):
            said += f" {equivalence_said(finding.equivalence, finding.margin, measure.unit, lang)}"
        if finding.spread is not None and finding.verdict in CLEAR and not math.isnan(finding.world_helps):
            said += f" {said_of_worlds(finding.spread, measure, lang)}"
        return said

    def tables(self) -> str:
        """The numbers behind the sentences, a table an outcome."""
        parts = [self._heading("tables")]
        for measure in self.measures:
            own = shown_of(self.findings, measure)
            if own:
                parts += [f"**{self._title(measure)}**", self._table(own, measure)]
        return "\n\n".join(parts) if len(parts) > 1 else ""

    def _table(self, own: Sequence[Finding], measure: Measure) -> str:
        worlds = any(finding.worlds > 1 for finding in own)
        columns = ["level", "difference", "interval", "helps", *(WORLD_COLUMNS if worlds else ())]
        kind = own[0].kind
        first = {"main": ["factor", "setting"], "range": ["factor", "change"]}.get(kind, ["combination"])
        reference = next((finding.setting for finding in own if finding.verdict == "reference"), "")
        rows = [[self._column(name) for name in (*first, *columns)]]
        rows.append(["---"] * len(first) + ["---:"] * len(columns))
        rows += ([*self._place(one, reference), *self._cells(one, measure, worlds=worlds)] for one in own)
        return "\n".join(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)

    def _column(self, name: str) -> str:
        return kind_of(self.findings, self.names.lang, "heading") if name == "interval" else self._text(f"table.{name}")

    def _place(self, finding: Finding, reference: str) -> list[str]:
        if finding.kind == "combination":
            return [self.names.combination(finding.setting, reference)]
        setting = self.names.setting(finding.factor, finding.setting)
        if finding.kind == "range":
            setting = f"{self.names.setting(finding.factor, finding.reference)} → {setting}"
        return [self.names.factor(finding.factor), setting]

    def _cells(self, finding: Finding, measure: Measure, *, worlds: bool) -> list[str]:
        lang, unit = self.names.lang, measure.unit
        level = "" if math.isnan(finding.level) else locales.level(finding.level, unit, lang)
        if finding.verdict == "reference":
            return [level, text("words.reference", lang), "", "", *([""] * len(WORLD_COLUMNS) if worlds else [])]
        clear = finding.verdict in CLEAR
        difference = shown_difference(finding, measure, lang) if clear else self._text(f"table.{finding.verdict}")
        known = finding.verdict not in {"identical", "undefined"} and not math.isnan(finding.low)
        interval = locales.interval(finding.low, finding.high, unit, lang) if known else ""
        helps = "" if math.isnan(finding.helps) or not known else locales.percent(finding.helps, lang, 0)
        return [level, difference, interval, helps, *(world_cells(finding, measure, lang) if worlds else ())]

    def interactions(self) -> str:
        """Where the effect of one factor depends on another."""
        looked = self._looked("interaction")
        if not looked:
            return ""
        clear = clearest(looked)
        parts = [self._heading("interactions"), self._text("interaction.intro")]
        parts.append(self._text("interaction.some" if clear else "interaction.none", count=len(looked)))
        if len(clear) > MOST_INTERACTIONS:
            parts[-1] += f" {self._text('interaction.most', shown=MOST_INTERACTIONS)}"
        if clear:
            parts.append(self._crossed(clear[:MOST_INTERACTIONS]))
        return "\n\n".join(parts)

    def _looked(self, kind: str) -> list[Finding]:
        shown = {measure.name for measure in self.measures}
        return [
            finding
            for finding in self.findings
            if finding.kind == kind and finding.outcome in shown and finding.verdict not in {"reference", "undefined"}
        ]

    def _crossed(self, clear: Sequence[Finding]) -> str:
        lang, measures = self.names.lang, {measure.name: measure for measure in self.measures}
        rows = [[self._column(name) for name in ("outcome", "setting", "other", "difference", "interval")]]
        rows.append(["---", "---", "---", "---:", "---:"])
        for finding in clear:
            unit = measures[finding.outcome].unit
            rows.append(
                [
                    text(f"outcomes.{finding.outcome}.label", lang),
                    self.names.placed(finding.factor, finding.setting),
                    self.names.placed(finding.other_factor, finding.other_setting),
                    locales.difference(finding.difference, unit, lang),
                    locales.interval(finding.low, finding.high, unit, lang),
                ]
            )
        return "\n".join(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)

    def limits(self) -> str:
        """How many comparisons were looked at, and what no interval knows."""
        study, kind = self.study, main_kind(self.findings)
        looked = [*self._looked(kind), *self._looked("interaction")]
        expected = _FALSE_ALARMS * len(looked)
        shown = locales.number(expected, self.names.lang, 1 if expected < 1 else 0)
        together = any(finding.together for finding in looked)
        looks = "limit.looks_together" if together else "limit.looks"
        lines = [self._text(looks, count=len(looked), expected=shown), self._text("limit.luck")]
        if kind == "range":
            lines.append(self._text("limit.drawn"))
        lines.append(self._text("limit.worlds" if study.worlds > 1 else "limit.no_worlds", count=study.worlds))
        if study.priors:
            lines.append(self._text("limit.priors", count=study.priors))
        lines.append(self._text("limit.sizes"))
        if study.missing:
            lines.append(self._text("limit.missing", count=study.missing))
        dropped = sum(finding.dropped for finding in looked)
        if dropped:
            lines.append(self._text("limit.dropped", count=dropped, share=self._largest_share(looked)))
        return "\n\n".join([self._heading("limits"), "\n".join(f"- {line}" for line in lines)])

    def _largest_share(self, looked: Sequence[Finding]) -> str:
        shares = [finding.dropped / max(finding.dropped + finding.cells * finding.replicates, 1) for finding in looked]
        return locales.percent(max(shares), self.names.lang)

    def design(self) -> str:
        """How the simulations were made."""
        study = self.study
        lines = [self._text(f"design.kind_{study.design}")]
        lines += [self._varied(factor) for factor in study.factors]
        titles = list(self.names.scenarios.values())
        lines.append(self._text("design.bases", count=len(titles), names=" ; ".join(titles)))
        sizes = {"replicates": study.replicates, "runs": study.runs, "seed": str(study.seed)}
        lines.append(self._text("design.points", count=study.points, **sizes))
        lines.append(self._text("design.weeks", weeks=study.weeks, burn_in=study.burn_in))
        if study.worlds > 1:
            lines.append(self._text("design.worlds", count=study.worlds))
        return "\n\n".join([self._heading("design"), "\n".join(f"- {line}" for line in lines)])

    def _varied(self, factor: Varied) -> str:
        names, label = self.names, self.names.factor(factor.name)
        if factor.ends is not None:
            low, high = (names.setting(factor.name, end) for end in factor.ends)
            return self._text("design.range_log" if factor.log else "design.range", factor=label, low=low, high=high)
        settings = [names.setting(factor.name, setting) for setting in factor.settings]
        return self._text("design.factor", factor=label, settings=" ; ".join(settings))

    def again(self) -> str:
        """The command that makes all of it again."""
        study = self.study
        command = f"```\n{study.command}\n```"
        about = f"{self._text('design.version', version=study.version)} {self._text('again.hash', hash=study.hash)}"
        return "\n\n".join([self._heading("again"), self._text("again.run"), command, self._text("again.files"), about])


def _cell(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")
