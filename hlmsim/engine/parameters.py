"""Kinds of quantity, and how each enters a weekly step.

A scenario file says *how much* and who says so; a :class:`Parameter` says *what the number means*. A kind is a unit
with behaviour: it knows the values that it allows and turns the number a person writes (31 % a year, a half-life
of 8 weeks) into the number that a weekly rule uses.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

WEEKS_PER_YEAR = 52

Value = float | int | bool | str


@dataclass(frozen=True, slots=True)
class Kind:
    """A unit with behaviour: ``weekly`` turns the written value into the value that a weekly rule reads."""

    name: str
    low: float
    high: float
    weekly: Callable[[float], float]
    integer: bool = False


def _same(value: float) -> float:
    return value


def _per_week(annual: float) -> float:
    return annual / WEEKS_PER_YEAR


def _kept_each_week(half_life: float) -> float:
    return 0.5 ** (1.0 / half_life)


PROBABILITY = Kind("probability", 0.0, 1.0, _same)
"""Probability of an event in one week (or at one attempt, where the meaning says so)."""
HAZARD = Kind("hazard", 0.0, 10.0, _same)
"""Hazard a week; the probability of the event in a week is 1 − exp(−hazard)."""
ANNUAL_RATE = Kind("annual_rate", 0.0, 26.0, _per_week)
"""Events a year, as staff turnover is published; enters as a hazard a week, rate / 52."""
HALF_LIFE = Kind("half_life", 0.1, 100_000.0, _kept_each_week)
"""Weeks until half is left; enters as the share kept each week, 0.5 ** (1 / half-life)."""
SHARE = Kind("share", 0.0, 1.0, _same)
SCORE = Kind("score", 0.0, 1.0, _same)
"""A level of a state on the [0, 1] scale."""
WEEKS = Kind("weeks", 0.0, 10_000.0, _same)
HOURS = Kind("hours", 0.0, 10_000.0, _same)
COUNT = Kind("count", 0, 1_000_000, _same, integer=True)
QUANTITY = Kind("quantity", 0.0, 1_000_000.0, _same)
"""A number of things that need not be whole (mean number of ties, appointments a week)."""
FACTOR = Kind("factor", 0.0, 1_000.0, _same)
"""A multiplier; 1 changes nothing, 0 switches off."""
COEFFICIENT = Kind("coefficient", -100.0, 100.0, _same)
"""A term of a logistic or log-linear rule."""
SWITCH = Kind("switch", 0, 1, _same, integer=True)
CHOICE = Kind("choice", 0, 1_000, _same, integer=True)

KINDS = (
    PROBABILITY, HAZARD, ANNUAL_RATE, HALF_LIFE, SHARE, SCORE, WEEKS, HOURS, COUNT, QUANTITY, FACTOR, COEFFICIENT,
    SWITCH, CHOICE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number that a scenario file gives (or one a name in ``over``).

    path: dotted place in the file, ``context.…`` (what one does not control) or ``levers.…`` (what one decides).
    kind: unit with behaviour. low, high: bounds of the written value, tighter than the kind's where given.
    over: names of the elements, when the parameter is a list of numbers by name (``needs.arrival`` by need domain).
    choices: the words allowed, for a CHOICE; the rule reads their position.

    The sentence that says what it means is ``parameters.<path>`` in the locales.
    """

    path: str
    kind: Kind
    low: float | None = None
    high: float | None = None
    over: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """Name in the record that rules read: ``levers.turnover.worker_annual`` is ``p.turnover_worker_annual``."""
        return "_".join(self.path.split(".")[1:])

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest written value allowed."""
        low = self.kind.low if self.low is None else self.low
        high = self.kind.high if self.high is None else self.high
        return low, high

    @property
    def paths(self) -> tuple[str, ...]:
        """Every scalar path: the path itself, or one an element."""
        return tuple(f"{self.path}.{name}" for name in self.over) if self.over else (self.path,)

    def weekly(self, value: Value) -> float:
        """The number that the weekly rule reads, from one written value."""
        if self.choices:
            return float(self.choices.index(str(value)))
        return float(self.kind.weekly(float(value)))


def record_dtype(parameters: Iterable[Parameter]) -> np.dtype[np.void]:
    """Layout of the record that rules read: a float64 a parameter, a row of float64 where it runs over names."""
    fields = [(p.field, np.float64, (len(p.over),)) if p.over else (p.field, np.float64) for p in parameters]
    return np.dtype(fields)


def fill(record: np.ndarray, parameters: Iterable[Parameter], values: Mapping[str, Value]) -> None:
    """Write every parameter's weekly number into ``record`` (shape ()), from written values by scalar path.

    Raises KeyError when a value is missing: nothing has a hidden default.
    """
    for parameter in parameters:
        numbers = [parameter.weekly(values[path]) for path in parameter.paths]
        record[parameter.field] = numbers if parameter.over else numbers[0]


def is_finite(value: Value) -> bool:
    """Whether a written value is a finite number (or no number at all)."""
    return not isinstance(value, float) or math.isfinite(value)
