"""Rows of an answer for factors drawn from ranges: from the low to the high end, and slice by slice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import statistics
from hlmsim.analysis.contrasts import Estimate
from hlmsim.analysis.factors import Coded, DesignFactor, coded, scaled, setting, unscaled
from hlmsim.analysis.slopes import Drawn, Fit, fit

if TYPE_CHECKING:
    from pandas import DataFrame

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SLICES = 5
"""Slices of a range, for the shape of an effect; a factor with up to so many and one values has them instead."""
_POINTS_A_SLICE = 8


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the design matrix: from one setting of a factor to another."""

    factor: str
    setting: str
    reference: str
    values: Floats


@dataclass(frozen=True)
class Ranges:
    """A design over ranges, ready for any outcome."""

    design: DataFrame
    factors: Sequence[DesignFactor]
    drawn: Drawn

    def rows(self, values: Floats, confidence: float) -> Iterator[dict[str, Any]]:
        """Rows of one outcome: ``range`` for each factor, ``slice`` for its shape."""
        straight = self._straight()
        if not straight:
            return
        found = self._fit(straight, values, confidence)
        for place, column in enumerate(straight):
            yield _row("range", column, found, place) | {"r_squared": found.r_squared}
        for factor in self.factors:
            if factor.is_range and len(factor.places) == 1:
                yield from self._slices(factor, straight, values, confidence)

    def _fit(self, columns: Sequence[_Column], values: Floats, confidence: float, *, apart: bool = True) -> Fit:
        matrix = np.column_stack([column.values for column in columns])
        return fit(matrix, values, self.drawn, confidence, apart=apart)

    def _straight(self) -> list[_Column]:
        columns = []
        for factor in self.factors:
            if factor.is_range:
                place = scaled(self.design, factor)
                if np.ptp(place) > 0.0:
                    ends = setting(factor.high), setting(factor.low)
                    columns.append(_Column(factor.name, *ends, place))
        levels = [factor for factor in self.factors if not factor.is_range]
        for known in coded(self.design, levels, None):
            columns += _contrasts(known, known.places)
        return columns

    def _slices(
        self, factor: DesignFactor, straight: Sequence[_Column], values: Floats, confidence: float
    ) -> Iterator[dict[str, Any]]:
        place = scaled(self.design, factor)
        distinct = np.unique(np.round(place, 9))
        if len(distinct) > SLICES + 1:
            edges = np.linspace(0.0, 1.0, SLICES + 1)
            middles = (edges[:-1] + edges[1:]) / 2.0
            slices = np.clip(np.searchsorted(edges, place, side="right") - 1, 0, SLICES - 1)
        else:
            middles, slices = distinct, np.searchsorted(distinct, np.round(place, 9))
        if len(middles) < 3 or np.bincount(slices, minlength=len(middles)).min() < _POINTS_A_SLICE:
            return
        names = tuple(setting(unscaled(factor, middle)) for middle in middles)
        shape = _contrasts(Coded(factor.name, names, slices, 0), slices)
        others = [column for column in straight if column.factor != factor.name]
        found = self._fit([*shape, *others], values, confidence, apart=False)
        means = [float(statistics.mean(values[slices == rank].reshape(-1, 1))[0]) for rank in range(len(names))]
        yield {"kind": "slice", "factor": factor.name, "setting": names[0], "reference": names[0], "level": means[0]}
        for rank, column in enumerate(shape):
            yield _row("slice", column, found, rank) | {"level": means[rank + 1]}


def _contrasts(known: Coded, places: Ints) -> list[_Column]:
    """A column for each setting but the reference."""
    return [
        _Column(known.name, name, known.settings[known.reference], (places == rank).astype(np.float64))
        for rank, name in enumerate(known.settings)
        if rank != known.reference
    ]


def _row(kind: str, column: _Column, found: Fit, place: int) -> dict[str, Any]:
    return {
        "kind": kind,
        "factor": column.factor,
        "setting": column.setting,
        "reference": column.reference,
        "estimate": Estimate(
            float(found.slopes[place]),
            float(found.widths[place]),
            found.points,
            found.replicates,
            found.dropped,
            found.constant,
            found.by_replicate[:, place],
            found.by_world[:, :, place],
        ),
    }
