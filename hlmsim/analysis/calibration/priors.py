"""What may vary: the prior of each parameter, and unit coordinates in which every prior is uniform.

A point is a row. ``unit`` coordinates lie in (0, 1), one column a prior: an even step is an even difference (linear),
an even ratio (log) or, for whole numbers, the middle of a value's share of the line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hlmsim.errors import InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Kind = Literal["linear", "log", "integer"]


@dataclass(frozen=True, slots=True)
class Prior:
    """One uncertain parameter: uniform from ``low`` to ``high`` on the scale of its kind, both ends included.

    ``written``: the value of the scenario file, kept where the targets say nothing.

    Raises
    ------
    InputError
        ``calibration_range``: empty range, a log range that reaches zero, or ends of a count that are not whole.
    """

    name: str
    low: float
    high: float
    written: float
    kind: Kind = "linear"

    def __post_init__(self) -> None:
        whole = self.kind != "integer" or (self.low == round(self.low) and self.high == round(self.high))
        if not (self.low < self.high and whole and (self.kind != "log" or self.low > 0.0)):
            raise InputError("calibration_range", name=self.name, low=self.low, high=self.high)

    @property
    def steps(self) -> int:
        """How many values it takes: 0 for a continuous one."""
        return round(self.high - self.low) + 1 if self.kind == "integer" else 0

    def value(self, unit: Floats) -> Floats:
        """Parameter values at unit coordinates."""
        if self.kind == "integer":
            return self.low + np.clip(np.floor(unit * self.steps), 0, self.steps - 1)
        if self.kind == "log":
            return np.asarray(self.low * (self.high / self.low) ** unit, dtype=np.float64)
        return self.low + unit * (self.high - self.low)

    def unit(self, value: Floats) -> Floats:
        """Unit coordinates of parameter values: of a whole number, the middle of its share."""
        if self.kind == "integer":
            return (value - self.low + 0.5) / self.steps
        if self.kind == "log":
            return np.asarray(np.log(value / self.low) / np.log(self.high / self.low), dtype=np.float64)
        return (value - self.low) / (self.high - self.low)


def values(priors: Sequence[Prior], unit: Floats) -> Floats:
    """Parameter values (points × priors) at unit coordinates of the same shape."""
    return np.column_stack([prior.value(unit[:, place]) for place, prior in enumerate(priors)])


def units(priors: Sequence[Prior], points: Floats) -> Floats:
    """Unit coordinates of parameter values (points × priors)."""
    return np.column_stack([prior.unit(points[:, place]) for place, prior in enumerate(priors)])


def snapped(priors: Sequence[Prior], unit: Floats) -> Floats:
    """The same coordinates with those of whole numbers moved to the middle of their value's share."""
    found = unit.copy()
    for place, prior in enumerate(priors):
        if prior.steps:
            found[:, place] = prior.unit(prior.value(unit[:, place]))
    return found


def spread(priors: Sequence[Prior], unit: Floats, generator: np.random.Generator) -> Floats:
    """The same coordinates with those of whole numbers spread evenly over their value's share."""
    found = unit.copy()
    for place, prior in enumerate(priors):
        if prior.steps:
            found[:, place] += (generator.random(len(unit)) - 0.5) / prior.steps
    return found


def latin_hypercube(count: int, size: int, generator: np.random.Generator) -> Floats:
    """Unit coordinates (count × size), in each column one point a slice of ``count`` slices (McKay et al. 1979)."""
    slices = np.column_stack([generator.permutation(count) for _ in range(size)])
    return (slices + generator.random((count, size))) / count


def generator(*names: str) -> np.random.Generator:
    """Random numbers named after their use: the same names, the same numbers, whatever else is drawn."""
    digest = hashlib.sha256("\0".join(names).encode("utf-8")).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))
