"""In which plausible worlds a lever fails, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hlmsim.analysis.discovery import DEALS, FALSE_ALARM, FEWEST
from hlmsim.locales import join, number, percent, text
from hlmsim.report.findings import SweepNames

if TYPE_CHECKING:
    from hlmsim.analysis.discovery import Limit
    from hlmsim.analysis.failing import Failing


def sentence(one: Failing, names: SweepNames, labels: Mapping[str, str]) -> str:
    """Where one lever fails for one outcome. labels: of the numbers that limit a box."""
    lang, found = names.lang, one.found
    facts = {"failing": found.failing, "worlds": found.worlds, "fewest": FEWEST}
    state = "never" if not found.failing else "always" if found.failing == found.worlds else found.state
    said = text(f"failing.{state}", lang, count=found.failing, **facts, **_shares(one, labels, lang))
    title = text(f"outcomes.{one.outcome}.label", lang)
    return text("failing.one", lang, outcome=title, lever=_lever(one, names), said=said)


def section(lines: Sequence[str], lang: str) -> str:
    """The part of a page that says so."""
    intro = text("failing.intro", lang, deals=DEALS)
    looks = text("failing.looks", lang, count=len(lines), expected=number(FALSE_ALARM * len(lines), lang, 1))
    listed = "\n".join(f"- {line}" for line in lines)
    return "\n\n".join([f"## {text('failing.heading', lang)}", intro, listed, looks])


def _lever(one: Failing, names: SweepNames) -> str:
    """« Concertation: renforcée (référence: aucune) »."""
    reference, setting = (names.setting(one.factor, word) for word in (one.reference, one.setting))
    return text("failing.lever", names.lang, factor=names.factor(one.factor, unit=False), low=reference, high=setting)


def _shares(one: Failing, labels: Mapping[str, str], lang: str) -> dict[str, str]:
    if not one.found.limits:
        return {}
    limits = join([_limit(limit, labels, lang) for limit in one.found.limits], lang)
    shares = {name: percent(getattr(one.found, name), lang, 0) for name in ("coverage", "density", "mass")}
    return {"limits": limits, **shares}


def _limit(limit: Limit, labels: Mapping[str, str], lang: str) -> str:
    """« Stigmatisation < 0,3 »; three significant digits are enough to read."""
    low, high = (number(float(f"{end:.3g}"), lang) for end in (limit.low, limit.high))
    which = "below" if math.isnan(limit.low) else "above" if math.isnan(limit.high) else "between"
    return text(f"failing.limit_{which}", lang, number=labels[limit.name], low=low, high=high)
