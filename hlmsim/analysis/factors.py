"""The factors of a design as the analysis sees them: their columns in the table, their settings, their reference."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pandas import DataFrame

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SCENARIO = "scenario"
"""The factor that the base scenarios make, when there are several."""
_SEPARATOR = " + "


@dataclass(frozen=True, slots=True)
class DesignFactor:
    """One factor. columns: of the design table; several when they move together (default: the one of its name).

    settings: their order, where it is known. low, high: the ends, of one that is drawn from a range. log: whether steps
    of that range are ratios.
    """

    name: str
    columns: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    low: float = math.nan
    high: float = math.nan
    log: bool = False

    @property
    def is_range(self) -> bool:
        """Whether it is drawn from a range."""
        return not math.isnan(self.low)

    @property
    def places(self) -> tuple[str, ...]:
        """Its columns of the design table."""
        return self.columns or (self.name,)


@dataclass(frozen=True, slots=True)
class Coded:
    """A factor with the place of each point's setting in ``settings``; ``reference``: the place of the reference."""

    name: str
    settings: tuple[str, ...]
    places: Ints
    reference: int


def setting(value: Any) -> str:
    """A value of a design table as a word: 4 and 4.0 are the same; empty where the point is as the scenario has it."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).lower()
    if isinstance(value, (int, float, np.integer, np.floating)):
        return "" if math.isnan(value) else f"{float(value):.12g}"
    try:
        return f"{float(value):.12g}"
    except (TypeError, ValueError):
        return "" if value is None else str(value)


def settings_of(design: DataFrame, factor: DesignFactor) -> list[str]:
    """The setting of a factor at each point."""
    columns = [[setting(value) for value in design[column].tolist()] for column in factor.places]
    return [_SEPARATOR.join(values) for values in zip(*columns, strict=True)]


def coded(design: DataFrame, factors: Sequence[DesignFactor], reference: Mapping[str, Any] | None) -> list[Coded]:
    """Every factor of a design that takes more than one setting, and the scenarios if there are several."""
    bases = [DesignFactor(SCENARIO)] if design[SCENARIO].nunique() > 1 else []
    start = reference_row(design, reference)
    found = []
    for factor in (*bases, *factors):
        each = settings_of(design, factor)
        order = _ordered(each, () if factor.name == SCENARIO else factor.settings)
        rank = {name: place for place, name in enumerate(order)}
        places = np.array([rank[name] for name in each], dtype=np.int64)
        if len(order) > 1:
            found.append(Coded(factor.name, tuple(order), places, int(places[start])))
    return found


def reference_row(design: DataFrame, reference: Mapping[str, Any] | None) -> int:
    """The row of the point that the others are compared with: the first with the reference's settings."""
    alike = np.ones(len(design), dtype=bool)
    for column, value in (reference or {}).items():
        if column in design.columns:
            alike &= np.array([setting(found) == setting(value) for found in design[column].tolist()])
    return int(np.argmax(alike))


def scaled(design: DataFrame, factor: DesignFactor) -> Floats:
    """Where each point lies in the range of a factor: 0 at its low end, 1 at its high end."""
    values = np.array([float(value) for value in design[factor.places[0]].tolist()])
    low, high = factor.low, factor.high
    if factor.log:
        values, low, high = np.log(values), math.log(low), math.log(high)
    return np.asarray((values - low) / (high - low), dtype=np.float64)


def unscaled(factor: DesignFactor, place: float) -> float:
    """The value at a place between the ends of a range."""
    if factor.log:
        return float(factor.low * (factor.high / factor.low) ** place)
    return float(factor.low + place * (factor.high - factor.low))


def _ordered(each: Sequence[str], known: Sequence[str]) -> list[str]:
    """As the scenario has it, then in the order of the experiment, then by size where all are numbers, else as met."""
    met = list(dict.fromkeys(each))
    first = [name for name in dict.fromkeys(["", *map(setting, known)]) if name in met]
    rest = [name for name in met if name not in first]
    try:
        return [*first, *sorted(rest, key=float)]
    except ValueError:
        return [*first, *rest]
