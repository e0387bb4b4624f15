"""The answer of a comparison in three plain sentences, never stronger than the intervals allow.

The first says what gets better, the second what gets worse, the third what cannot be told from chance. An outcome is
better or worse only if its whole interval lies on that side of zero; where neither is better, it is in no sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hlmsim import locales
from hlmsim.locales import text
from hlmsim.report.views import CLEAR, Effect, Measure

Found = tuple[Measure, Effect]
_APART = ("identical", "incomplete", "undefined")
"""Verdicts that say something else than that chance may explain a difference."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The effects of one scenario by what their intervals say."""

    better: tuple[Found, ...]
    worse: tuple[Found, ...]
    unclear: tuple[Found, ...]
    identical: tuple[Found, ...] = ()
    incomplete: tuple[Found, ...] = ()
    undefined: tuple[Found, ...] = ()


def side(effect: Effect, better: int) -> int:
    """Whether an effect is better (1) or worse (-1) with its whole interval; 0 if that cannot be told."""
    if effect.verdict not in CLEAR:
        return 0
    if effect.low > 0.0 and effect.high > 0.0:
        return better
    return -better if effect.low < 0.0 and effect.high < 0.0 else 0


def sorted_effects(effects: Iterable[Effect], measures: Sequence[Measure], group: str = "all") -> Sorted:
    """The effects of one scenario on a group; outcomes in the order of ``measures``, neutral ones left out."""
    found = {effect.outcome: effect for effect in effects if effect.group == group and effect.verdict != "reference"}
    pairs = [(measure, found[measure.name]) for measure in measures if measure.better and measure.name in found]
    by_side = {way: tuple(p for p in pairs if side(p[1], p[0].better) == way) for way in (1, -1, 0)}
    apart = {said: tuple(pair for pair in by_side[0] if pair[1].verdict == said) for said in _APART}
    unclear = tuple(pair for pair in by_side[0] if pair[1].verdict not in _APART)
    return Sorted(by_side[1], by_side[-1], unclear, **apart)


def three_sentences(effects: Iterable[Effect], measures: Sequence[Measure], lang: str) -> tuple[str, str, str]:
    """What gets better, what gets worse, and what cannot be told from chance, with one scenario."""
    found = sorted_effects(effects, measures)
    return _first("better", found.better, lang), _first("worse", found.worse, lang), _third(found, lang)


def _first(way: str, pairs: Sequence[Found], lang: str) -> str:
    if not pairs:
        return text(f"brief.{way}.none", lang)
    named = [_named(measure, lang, effect) for measure, effect in pairs]
    return text(f"brief.{way}.some", lang, outcomes=locales.join(named, lang))


def _third(found: Sorted, lang: str) -> str:
    parts = {
        ("some" if found.better or found.worse else "all"): found.unclear,
        "identical": found.identical,
        "incomplete": found.incomplete,
        "undefined": found.undefined,
    }
    said = []
    for how, pairs in parts.items():
        if pairs:
            named = locales.join([_named(measure, lang) for measure, _ in pairs], lang)
            said.append(text(f"brief.unclear.{how}", lang, outcomes=named))
    return " ".join(said) or text("brief.unclear.none", lang)


def _named(measure: Measure, lang: str, effect: Effect | None = None) -> str:
    label = text(f"outcomes.{measure.name}.label", lang)
    name = label[:1].lower() + label[1:]
    if effect is None:
        return name
    shown = locales.difference(effect.difference, measure.unit, lang)
    unit = "" if measure.unit in {"share", "score"} else f" {text(f'outcomes.{measure.name}.unit', lang)}"
    return f"{name} ({shown}{unit})"
