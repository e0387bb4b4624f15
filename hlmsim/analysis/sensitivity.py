"""What matters most: elementary effects of every number, Sobol indices of those that are kept, as one table.

An outcome is looked at in the first scenario and, where there are others, as the paired difference from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis.morris import Effects
from hlmsim.analysis.sobol import Indices

if TYPE_CHECKING:
    from pandas import DataFrame

Floats = NDArray[np.float64]

COLUMNS = (
    "outcome",
    "contrast",
    "unit",
    "rank",
    "factor",
    "mu",
    "mu_star",
    "mu_star_low",
    "mu_star_high",
    "sigma",
    "chance",
    "clear",
    "kept",
    "total",
    "total_low",
    "total_high",
    "first",
    "first_low",
    "first_high",
    "total_plain",
    "first_plain",
    "noise_screen",
    "noise",
    "deviation",
)
"""One row an outcome, contrast and factor; ranks by total index where its interval excludes zero, then by mu_star.

contrast: empty for the level in the first scenario, else the scenario whose paired difference from the first is looked
at. mu, mu_star, sigma: mean, mean size and spread of the elementary effects, over the whole range of the factor;
chance: the mu_star that chance alone would give; clear: more than chance; kept: it went on to the second stage.
total, first: share of the variance that would be left if all else were known, and that would go if this one were;
chance between replicates taken out. total_plain, first_plain: with chance, as SALib gives them. noise: share of the
variance between points (noise_screen: of the first stage) that is chance. deviation: standard deviation that all that
is kept gives the outcome, chance taken out.
"""


@dataclass(frozen=True, slots=True)
class Target:
    """What is looked at: the level of an outcome in the first scenario, or how far another scenario is from it."""

    outcome: str
    contrast: str = ""

    @property
    def name(self) -> str:
        """For files and tables."""
        return f"{self.outcome}_{self.contrast}" if self.contrast else self.outcome


@dataclass(frozen=True, slots=True)
class Looked:
    """One target: effects of all factors, and indices of those kept (None before the second stage)."""

    target: Target
    effects: Effects
    noise_screen: float
    indices: Indices | None = None


def targets_of(outcomes: Sequence[str], scenarios: Sequence[str]) -> list[Target]:
    """Every outcome in the first scenario, then every other scenario against it."""
    return [Target(outcome, contrast) for contrast in ("", *scenarios[1:]) for outcome in outcomes]


def values_of(values: Floats, target: Target, scenarios: Sequence[str]) -> Floats:
    """Points × replicates of a target, from those of its outcome in all scenarios, one scenario after the other."""
    by_scenario = values.reshape(len(scenarios), -1, values.shape[1])
    if not target.contrast:
        return np.asarray(by_scenario[0], dtype=np.float64)
    return np.asarray(by_scenario[scenarios.index(target.contrast)] - by_scenario[0], dtype=np.float64)


def table_of(
    looked: Sequence[Looked], factors: Sequence[str], kept: Sequence[str], units: Mapping[str, str]
) -> DataFrame:
    """The table. kept: factors of the second stage, in the order of their indices."""
    import pandas

    frames = [_ranked(pandas.DataFrame(_rows(one, factors, kept))) for one in looked]
    whole = pandas.concat(frames, ignore_index=True)
    return whole.assign(unit=whole["outcome"].map(dict(units)))[list(COLUMNS)]


def _rows(one: Looked, factors: Sequence[str], kept: Sequence[str]) -> Iterator[dict[str, Any]]:
    effects = one.effects
    for place, factor in enumerate(factors):
        yield {
            "outcome": one.target.outcome,
            "contrast": one.target.contrast,
            "factor": factor,
            "mu": effects.mu[place],
            "mu_star": effects.mu_star[place],
            "mu_star_low": effects.mu_star[place] - effects.width[place],
            "mu_star_high": effects.mu_star[place] + effects.width[place],
            "sigma": effects.sigma[place],
            "chance": effects.chance[place],
            "clear": bool(effects.clear[place]),
            "kept": factor in kept,
            "noise_screen": one.noise_screen,
            **_shares(one.indices, kept.index(factor) if factor in kept else None),
        }


def _shares(found: Indices | None, place: int | None) -> dict[str, float]:
    nan = float("nan")
    about = {"noise": nan, "deviation": nan} if found is None else {"noise": found.noise, "deviation": _root(found)}
    if found is None or place is None:
        empty = ("total", "total_low", "total_high", "first", "first_low", "first_high", "total_plain", "first_plain")
        return dict.fromkeys(empty, nan) | about
    total, wide = float(found.total[place]), float(found.total_width[place])
    first, narrow = float(found.first[place]), float(found.first_width[place])
    return {
        "total": total,
        "total_low": total - wide,
        "total_high": total + wide,
        "first": first,
        "first_low": first - narrow,
        "first_high": first + narrow,
        "total_plain": float(found.plain_total[place]),
        "first_plain": float(found.plain_first[place]),
        **about,
    }


def _root(found: Indices) -> float:
    return float(np.sqrt(found.variance)) if found.known else float("nan")


def _ranked(frame: DataFrame) -> DataFrame:
    """Those whose share is surely above zero by their share, then the others by the size of their effect."""
    sure = frame["total"].where(frame["total_low"] > 0.0)
    ordered = frame.assign(sure=sure).sort_values(
        ["sure", "mu_star"], ascending=False, kind="stable", ignore_index=True
    )
    return ordered.assign(rank=range(1, len(ordered) + 1))
