"""What matters most, as rows that the screen, the page and the figures are made from."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hlmsim.locales import text
from hlmsim.report.findings import SweepNames

if TYPE_CHECKING:
    from pandas import DataFrame

SHOWN = 5
"""So many numbers are named for each outcome."""
_ONE_WAY = 0.5
"""A mean elementary effect above this share of its mean size goes mostly one way."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One number and one target (:data:`hlmsim.analysis.sensitivity.COLUMNS` says what each field means)."""

    factor: str
    mu: float
    mu_star: float
    mu_star_low: float
    mu_star_high: float
    sigma: float
    chance: float
    clear: bool
    kept: bool
    total: float
    total_low: float
    total_high: float
    first: float
    first_low: float
    first_high: float

    @property
    def sure(self) -> bool:
        """Whether the interval of its share excludes zero."""
        return self.total_low > 0.0

    @property
    def direction(self) -> str:
        """Which way the outcome goes when the number is larger: "up", "down", or "both" from place to place."""
        if not self.mu_star or abs(self.mu) < _ONE_WAY * self.mu_star:
            return "both"
        return "up" if self.mu > 0.0 else "down"


@dataclass(frozen=True, slots=True)
class Account:
    """One target: its numbers, the first one first."""

    outcome: str
    contrast: str
    matters: tuple[Matter, ...]
    noise_screen: float
    noise: float
    deviation: float

    @property
    def name(self) -> str:
        """For files."""
        return f"{self.outcome}_{self.contrast}" if self.contrast else self.outcome

    @property
    def shared(self) -> bool:
        """Whether there are indices."""
        return not math.isnan(self.deviation)

    @property
    def moved(self) -> bool:
        """Whether anything moves it beyond chance."""
        return bool(self.first)

    @property
    def first(self) -> tuple[Matter, ...]:
        """The numbers that are named: those that matter most, of those that matter beyond chance."""
        return tuple(matter for matter in self.matters if matter.clear or matter.sure)[:SHOWN]

    @property
    def with_indices(self) -> tuple[Matter, ...]:
        """Those of the second stage."""
        return tuple(matter for matter in self.matters if matter.kept)

    def title(self, names: SweepNames) -> str:
        """What people call it."""
        label = text(f"outcomes.{self.outcome}.label", names.lang)
        if not self.contrast:
            return label
        scenario = names.scenarios.get(self.contrast, self.contrast)
        return text("sensitivity.effect_of", names.lang, outcome=label, scenario=scenario)


def accounts_of(table: DataFrame) -> list[Account]:
    """Every target, in the order of the table."""
    return list(_accounts(table))


def _accounts(table: DataFrame) -> Iterator[Account]:
    fields = list(Matter.__dataclass_fields__)
    for (outcome, contrast), own in table.groupby(["outcome", "contrast"], sort=False):
        matters = tuple(
            Matter(**{str(key): value for key, value in row.items()}) for row in own[fields].to_dict("records")
        )
        about = {name: float(own[name].iloc[0]) for name in ("noise_screen", "noise", "deviation")}
        yield Account(str(outcome), str(contrast), matters, **about)
