"""What must be said beside an effect: what was left out, what was not seen, what its interval promises."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Protocol

from hlmsim import locales
from hlmsim.analysis.intervals import AT_LEAST, MOST_DROPPED, too_few
from hlmsim.locales import text
from hlmsim.report.views import CLEAR, WITHOUT_INTERVAL, Effect, Measure, measures

MARK = "\N{DAGGER}"
"""Stands after an interval that holds at least what it promises."""


class Judged(Protocol):
    """An effect or a finding, with an interval."""

    @property
    def together(self) -> bool:
        """Whether its interval holds together with others."""
        ...


def kind_of(rows: Iterable[Judged], lang: str, form: str = "single") -> str:
    """What the intervals of some rows are called; form: of one, "several", or as a "heading"."""
    together = "_together" if any(row.together for row in rows) else ""
    return text(f"pairs.interval.{form}{together}", lang)


def mark_said(effects: Iterable[Judged], lang: str) -> str:
    """What the sign of an interval means."""
    return text("pairs.mark_simultaneous" if any(effect.together for effect in effects) else "pairs.mark", lang)


def equivalence_said(equivalence: str, margin: float, unit: str, lang: str) -> str:
    """What was found of a margin that somebody asked about."""
    return text(f"pairs.{equivalence}", lang, margin=locales.difference(margin, unit, lang).lstrip("+"))


def interval_cell(effect: Effect, measure: Measure, lang: str) -> str:
    """The interval of a difference; empty where there is none."""
    if effect.verdict in WITHOUT_INTERVAL or math.isnan(effect.low):
        return ""
    return f"{locales.interval(effect.low, effect.high, measure.unit, lang)}{mark(effect)}"


def mark(effect: Effect) -> str:
    """The sign of an interval that holds at least what it promises."""
    return MARK if effect.method in AT_LEAST else ""


def marked(effects: Iterable[Effect]) -> bool:
    """Whether an interval among these carries the sign."""
    return any(mark(effect) and effect.verdict not in WITHOUT_INTERVAL for effect in effects)


def notes(effect: Effect, measure: Measure, lang: str) -> Iterator[str]:
    """Sentences on an effect, in the order that they matter; most effects have none."""
    if effect.verdict in WITHOUT_INTERVAL:
        return
    if effect.dropped_share > 0.0:
        yield _left_out(effect, lang)
        if effect.beside is not None:
            yield _beside(effect.beside, lang)
    if effect.verdict == "unseen":
        share = locales.percent(effect.at_most, lang, 0)
        yield text("pairs.unseen", lang, count=effect.replicates, share=share)
    elif effect.method in {"exact", "none"} and effect.verdict == "undecided" and _few(effect):
        yield text("pairs.few", lang, count=_differing(effect), pairs=effect.replicates)
    if effect.equivalence:
        yield equivalence_said(effect.equivalence, effect.margin, measure.unit, lang)


def _differing(effect: Effect) -> int:
    return 0 if math.isnan(effect.differing) else round(effect.differing * effect.replicates)


def _few(effect: Effect) -> bool:
    return effect.replicates > 1 and too_few(_differing(effect), effect.replicates, effect.confidence)


def _left_out(effect: Effect, lang: str) -> str:
    share, kind = locales.percent(effect.dropped_share, lang, 0), "weeks"
    if effect.dropped and effect.dropped_share <= effect.dropped / (effect.dropped + effect.replicates) + 1e-9:
        kind = "dropped"
    facts = {"count": effect.dropped, "pairs": effect.dropped + effect.replicates, "share": share}
    said = text(f"pairs.{kind}", lang, **facts)
    if effect.verdict != "incomplete":
        return said
    return f"{said} {text('pairs.too_many', lang, most=locales.percent(MOST_DROPPED, lang, 0))}"


def _beside(effect: Effect, lang: str) -> str:
    measure = measures()[effect.outcome]
    label = text(f"outcomes.{effect.outcome}.label", lang)
    if effect.verdict in WITHOUT_INTERVAL or math.isnan(effect.low):
        return text(
            "pairs.beside_plain", lang, outcome=label, verdict=text(f"dictionary.verdict.{effect.verdict}", lang)
        )
    return text(
        "pairs.beside" if effect.verdict in CLEAR else "pairs.beside_unclear",
        lang,
        outcome=label,
        difference=locales.difference(effect.difference, measure.unit, lang),
        interval=locales.interval(effect.low, effect.high, measure.unit, lang),
        verdict=text(f"dictionary.verdict.{effect.verdict}", lang),
    )
