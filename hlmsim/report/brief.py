"""A comparison as one HTML page for a meeting: the answer in three sentences, then what it rests on.

The page needs nothing but itself: no network, no script. No sentence says more than its interval allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from hlmsim import locales
from hlmsim.locales import text
from hlmsim.report.markup import bullets, document, drawing, element, paragraph, row, table
from hlmsim.report.pair_notes import interval_cell, kind_of, mark_said, marked, notes
from hlmsim.report.sentences import side, sorted_effects, three_sentences
from hlmsim.report.tables import group_label
from hlmsim.report.views import WITHOUT_INTERVAL, Effect, Measure, Named
from hlmsim.report.world_tables import said_of_worlds

MOST_DIFFERENCES = 60
_MARKS = {1: ("better", "✓"), -1: ("worse", "✗"), 0: ("n", "")}
_GROUPS = ("type", "language", "site")
MOST_SITES = 20
"""Sites with a line each among the groups; of more, the page says where they are."""


@dataclass(frozen=True, slots=True)
class Lever:
    """What one scenario has that the first has not, in words."""

    label: str
    unit: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing: its name in the page, the SVG, what it shows in a sentence."""

    name: str
    svg: str
    said: str


@dataclass(frozen=True, slots=True)
class Brief:
    """All that the page says, in one language. scenarios: the reference first; levers, whys: by scenario.

    sites: the name of each site that has one, by its seat. remarks: sentences on how whole the results are.
    """

    lang: str
    scenarios: Sequence[Named]
    whys: Mapping[str, str]
    levers: Mapping[str, Sequence[Lever]]
    effects: Sequence[Effect]
    measures: Sequence[Measure]
    hours: Sequence[Measure]
    pictures: Sequence[Picture]
    sites: Mapping[str, str]
    replicates: int
    failed: int
    worlds: int
    weeks: int
    burn_in: int
    priors: int
    seed: int
    hashes: Mapping[str, str]
    versions: Mapping[str, str]
    command: str
    remarks: Sequence[str] = ()


def brief_page(brief: Brief) -> str:
    """The page in HTML."""
    page = _Page(brief)
    parts = (
        page.question(),
        page.answer(),
        page.differing(),
        page.headline(),
        page.effects(),
        page.pictures(),
        page.groups(),
        page.hours(),
        page.limits(),
        page.glossary(),
        page.method(),
        page.again(),
    )
    title = page.title()
    body = element("h1", escape(title)) + "\n".join(part for part in parts if part)
    return document(title, body, brief.lang)


@dataclass(frozen=True)
class _Page:
    brief: Brief

    def _text(self, key: str, **facts: object) -> str:
        return text(f"brief.{key}", self.brief.lang, **facts)

    def _section(self, name: str, *parts: str) -> str:
        return element("section", element("h2", escape(self._text(f"heading.{name}"))) + "".join(parts))

    def _label(self, measure: Measure) -> str:
        label, unit = (text(f"outcomes.{measure.name}.{part}", self.brief.lang) for part in ("label", "unit"))
        return f"{label} ({unit})"

    @property
    def _others(self) -> Sequence[Named]:
        return self.brief.scenarios[1:]

    def _effects_of(self, scenario: Named) -> list[Effect]:
        return [effect for effect in self.brief.effects if effect.scenario == scenario.name]

    def title(self) -> str:
        """What is compared."""
        titles = [scenario.title for scenario in self.brief.scenarios]
        return self._text("title", scenarios=locales.join(titles, self.brief.lang))

    def question(self) -> str:
        """What was asked."""
        reference, *others = (self._text("quoted", title=scenario.title) for scenario in self.brief.scenarios)
        asked = self._text("question", count=len(others), others=locales.join(others, self.brief.lang), first=reference)
        return self._section("question", paragraph(asked))

    def answer(self) -> str:
        """Three sentences a scenario."""
        lang, parts = self.brief.lang, [*map(paragraph, self.brief.remarks)]
        parts += [paragraph(self._text("answer.intro", first=self.brief.scenarios[0].title))]
        for scenario in self._others:
            said = three_sentences(self._effects_of(scenario), self.brief.measures, lang)
            parts += [element("h3", escape(scenario.title)), element("div", bullets(said, "ol"), class_="answer")]
        return self._section("answer", *parts)

    def differing(self) -> str:
        """The scenarios as differences from the first."""
        reference = self.brief.scenarios[0]
        parts = [element("h3", escape(self._text("reference", title=reference.title)))]
        parts += self._why(reference)
        for scenario in self._others:
            parts += [element("h3", escape(scenario.title)), *self._why(scenario), self._levers(scenario)]
        return self._section("scenarios", *parts)

    def _why(self, scenario: Named) -> list[str]:
        why = self.brief.whys.get(scenario.name, "")
        return [paragraph(why)] if why else []

    def _levers(self, scenario: Named) -> str:
        levers = self.brief.levers.get(scenario.name, ())
        if not levers:
            return paragraph(self._text("levers.none"))
        titles = [self._text(f"levers.{name}") for name in ("lever", "unit", "before", "after")]
        lines = [row(one.label, (one.unit, one.before, one.after)) for one in levers[:MOST_DIFFERENCES]]
        more = len(levers) - MOST_DIFFERENCES
        note = paragraph(self._text("levers.more", count=more)) if more > 0 else ""
        caption = self._text("levers.caption", title=scenario.title, first=self.brief.scenarios[0].title)
        return table(caption, titles, ["".join(lines)]) + note

    def headline(self) -> str:
        """The main outcomes, a column a scenario."""
        return self._section("headline", self._levels("headline.caption", self.brief.measures))

    def hours(self) -> str:
        """Where the hours go."""
        return self._section(
            "hours", paragraph(self._text("hours.intro")), self._levels("hours.caption", self.brief.hours)
        )

    def _levels(self, caption: str, measures: Sequence[Measure]) -> str:
        lang, found = self.brief.lang, self._found()
        titles = [text("report.table.outcome", lang), *(scenario.title for scenario in self.brief.scenarios)]
        lines = []
        for measure in measures:
            here = [found.get((measure.name, "all", scenario.name)) for scenario in self.brief.scenarios]
            cells = [locales.level(one.level, measure.unit, lang) if one else "" for one in here]
            lines.append(row(self._label(measure), cells))
        return table(self._text(caption), titles, ["".join(lines)])

    def _found(self) -> dict[tuple[str, str, str], Effect]:
        return {(effect.outcome, effect.group, effect.scenario): effect for effect in self.brief.effects}

    def effects(self) -> str:
        """Every main outcome: level, paired difference, interval, verdict; and what the worlds say of it."""
        lang, found = self.brief.lang, self._found()
        titles = [text(f"report.table.{name}", lang) for name in ("scenario", "level", "difference")]
        titles.append(kind_of(self.brief.effects, lang, "heading"))
        bodies = []
        for measure in self.brief.measures:
            body = element("tr", element("th", escape(self._label(measure)), scope="rowgroup", colspan="5"))
            for scenario in self.brief.scenarios:
                effect = found.get((measure.name, "all", scenario.name))
                body += self._line(scenario, effect, measure) if effect else ""
            bodies.append(body)
        caption = self._text(
            "effects.caption", first=self.brief.scenarios[0].title, kind=kind_of(self.brief.effects, lang)
        )
        shown = table(caption, [*titles, self._text("effects.verdict")], bodies)
        here = [effect for effect in self.brief.effects if effect.group == "all"]
        legend = [paragraph(mark_said(here, lang))] if marked(here) else []
        return self._section("effects", paragraph(self._text("effects.intro")), shown, *legend)

    def _line(self, scenario: Named, effect: Effect, measure: Measure) -> str:
        lang = self.brief.lang
        level, verdict = locales.level(effect.level, measure.unit, lang), self._text(f"verdict.{effect.verdict}")
        if effect.verdict in WITHOUT_INTERVAL:
            return row(scenario.title, (level, "", "", verdict))
        kind, mark = _MARKS[side(effect, measure.better)]
        cells = (
            level,
            locales.difference(effect.difference, measure.unit, lang),
            interval_cell(effect, measure, lang),
            f"{mark} {verdict}".strip(),
        )
        said = "".join(
            element("tr", element("td", escape(sentence), colspan="5", class_="said"))
            for sentence in (*said_of_worlds(effect, measure, lang), *notes(effect, measure, lang))
        )
        return row(scenario.title, cells, ("n", "n", "n", kind)) + said

    def pictures(self) -> str:
        """The effect chart and the weekly curves."""
        drawn = (drawing(picture.svg, picture.name, picture.said) for picture in self.brief.pictures)
        return self._section("pictures", *drawn) if self.brief.pictures else ""

    def groups(self) -> str:
        """Who gains and who does not, by household type and by language."""
        known = dict.fromkeys(effect.group for effect in self.brief.effects)
        groups = [group for group in known if group.partition(":")[0] in _GROUPS]
        sites = [group for group in groups if group.startswith("site:")]
        if len(sites) > MOST_SITES:
            groups = [group for group in groups if group not in sites]
        if not groups:
            return ""
        parts = [paragraph(self._text("groups.intro"))]
        parts += [paragraph(self._text("groups.many_sites", count=len(sites)))] if len(sites) > MOST_SITES else []
        for scenario in self._others:
            parts += [element("h3", escape(scenario.title)), self._by_group(scenario, groups)]
        return self._section("groups", *parts)

    def _by_group(self, scenario: Named, groups: Sequence[str]) -> str:
        lang, own = self.brief.lang, self._effects_of(scenario)
        lines = []
        for group in groups:
            found = sorted_effects(own, self.brief.measures, group)
            apart = (*found.identical, *found.incomplete, *found.undefined)
            better, worse, unclear = (
                [text(f"outcomes.{measure.name}.label", lang) for measure, _ in pairs]
                for pairs in (found.better, found.worse, found.unclear)
            )
            for measure, effect in apart:
                label = text(f"outcomes.{measure.name}.label", lang)
                unclear.append(f"{label} ({self._text(f'verdict.{effect.verdict}')})")
            cells = ["; ".join(shorts) or self._text("groups.nothing") for shorts in (better, worse, unclear)]
            lines.append(row(group_label(group, lang, dict(self.brief.sites)), cells))
        titles = [self._text(f"groups.{name}") for name in ("group", "better", "worse", "unclear")]
        return table(self._text("groups.caption", title=scenario.title), titles, ["".join(lines)])

    def limits(self) -> str:
        """What these numbers do not say."""
        names = ("size", "interval_worlds" if self.brief.worlds else "interval", "site")
        said = [self._text(f"limit.{name}") for name in names]
        said.insert(1, self._text("limit.priors", count=self.brief.priors))
        return self._section("limits", bullets(said))

    def glossary(self) -> str:
        """What each outcome means."""
        lang = self.brief.lang
        terms = "".join(
            element("dt", escape(self._label(measure)))
            + element("dd", escape(text(f"outcomes.{measure.name}.meaning", lang)))
            for measure in (*self.brief.measures, *self.brief.hours)
        )
        return self._section("glossary", element("dl", terms))

    def method(self) -> str:
        """How the simulations were made."""
        brief = self.brief
        said = [self._text("method.pairs", count=brief.replicates, weeks=brief.weeks, burn_in=brief.burn_in)]
        said += [self._text("method.worlds", count=brief.worlds)] if brief.worlds else []
        said += [self._text("method.failed", count=brief.failed)] if brief.failed else []
        said += [self._text("method.interval", kind=kind_of(brief.effects, brief.lang)), self._text("method.tables")]
        return self._section("method", *map(paragraph, said))

    def again(self) -> str:
        """Seeds, hashes, versions and the command."""
        brief = self.brief
        hashes = {scenario.title: brief.hashes.get(scenario.name, "") for scenario in brief.scenarios}
        facts = {self._text("again.seed"): str(brief.seed)}
        facts |= {self._text("again.hash", title=title): found for title, found in hashes.items()}
        facts |= {self._text("again.version", name=name): found for name, found in brief.versions.items()}
        lines = [row(name, (found,)) for name, found in facts.items()]
        titles = [self._text("again.fact"), self._text("again.value")]
        shown = table(self._text("again.caption"), titles, ["".join(lines)])
        command = element("pre", element("code", escape(brief.command)))
        return self._section("again", paragraph(self._text("again.command")), command, shown)
