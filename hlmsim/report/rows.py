"""From the tables of the analysis to the rows that drawings are made from."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hlmsim.report.views import CONFIDENCE, Band, Effect, Measure, Named, Spread

if TYPE_CHECKING:
    from pandas import DataFrame

    from hlmsim.analysis.ignorance import InWorlds

_CURVES = ("median", "low50", "high50", "low90", "high90")


def effects_of(table: DataFrame) -> list[Effect]:
    """Every row of a table of effects; where more is neither better nor worse, no scenario helps.

    An effect that leaves something out stands with the one that does not beside it, where the table has it.
    """
    from hlmsim.model.outcomes import OUTCOMES

    effects = [_effect(row) for row in table.to_dict("records")]
    beside = {outcome.name: outcome.beside for outcome in OUTCOMES if outcome.beside}
    known = {(effect.scenario, effect.group, effect.outcome): effect for effect in effects}
    return [
        replace(effect, beside=known.get((effect.scenario, effect.group, beside[effect.outcome])))
        if effect.dropped_share > 0.0 and effect.outcome in beside
        else effect
        for effect in effects
    ]


def _effect(row: Mapping[Any, Any]) -> Effect:
    return Effect(
        scenario=str(row["scenario"]),
        outcome=str(row["outcome"]),
        group=str(row["group"]),
        replicates=int(row["replicates"]),
        level=float(row["level"]),
        difference=float(row["difference"]),
        low=float(row["low"]),
        high=float(row["high"]),
        helps=float(row["helps"]) if row["better"] else math.nan,
        variance_ratio=float(row["variance_ratio"]),
        verdict=str(row["verdict"]),
        spread=spread_of(row),
        dropped=int(row.get("dropped", 0)),
        dropped_share=float(row.get("dropped_share", 0.0)),
        method=str(row.get("interval", "t")),
        differing=float(row.get("differing", math.nan)),
        at_most=float(row.get("at_most", math.nan)),
        margin=float(row.get("margin", math.nan)),
        equivalence=str(row.get("equivalence", "") or ""),
        confidence=float(row.get("confidence", CONFIDENCE)),
    )


def spread_of(row: Mapping[Any, Any]) -> InWorlds | None:
    """How the effect of a row is spread over worlds; None where there are none, or nothing is compared."""
    from hlmsim.analysis.ignorance import COLUMNS, InWorlds

    count = row.get("worlds", math.nan)
    if math.isnan(count) or count < 1 or row["verdict"] == "reference":
        return None
    return InWorlds(int(count), *(float(row[name]) for name in COLUMNS[1:]))


def spreads_of(table: DataFrame, measures: Sequence[Measure]) -> list[Spread]:
    """How each outcome of one scenario is spread over its runs (or runs and groups)."""
    import numpy as np

    from hlmsim.analysis import statistics

    groups = table["group"].unique() if "group" in table.columns else ("all",)
    found = []
    for group in groups:
        rows = table[table["group"] == group] if "group" in table.columns else table
        for measure in measures:
            values = rows[[measure.name]].to_numpy(np.float64)
            ranges = [float(edge[0]) for edge in statistics.quantiles(values, (0.25, 0.75, 0.05, 0.95))]
            mean = float(statistics.mean(values)[0])
            found.append(Spread(measure.name, str(group), int(statistics.count(values)[0]), mean, *ranges))
    return found


def bands_of(table: DataFrame, scenarios: Sequence[Named], outcome: str) -> list[Band]:
    """The weekly bands of one outcome for everybody, a band a scenario, in their order."""
    import numpy as np

    rows = table[(table["outcome"] == outcome) & (table["group"] == "all")]
    found = []
    for scenario in scenarios:
        own = rows[rows["scenario"] == scenario.name].sort_values("week")
        curves = {name: own[name].to_numpy(np.float64) for name in _CURVES}
        found.append(Band(scenario.name, outcome, own["week"].to_numpy(), **curves))
    return found


def named(titles: Mapping[str, Mapping[str, str]], lang: str) -> list[Named]:
    """Scenarios by their title in a language; those that share one keep their name beside it."""
    shown = {name: title.get(lang) or name for name, title in titles.items()}
    return [Named(name, title) for name, title in told_apart(shown).items()]


def titles_of(scenarios: Iterable[Mapping[str, Any]], lang: str) -> dict[str, str]:
    """Titles of the scenarios that a manifest describes, by name, no two alike."""
    return {one.name: one.title for one in named({entry["name"]: entry["title"] for entry in scenarios}, lang)}


def told_apart(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels by name, no two alike to the eye: those that are have their name beside them."""
    twins = Counter(_seen(label) for label in labels.values())
    apart = {name: label if twins[_seen(label)] == 1 else f"{label} ({name})" for name, label in labels.items()}
    alike = len({_seen(label) for label in apart.values()}) < len(apart)
    return {name: f"{label} ({name})" for name, label in labels.items()} if alike else apart


def _seen(label: str) -> str:
    """A label as it strikes the eye: spaces, capitals and the way that accents are written do not count."""
    return " ".join(unicodedata.normalize("NFKC", label).casefold().split())
