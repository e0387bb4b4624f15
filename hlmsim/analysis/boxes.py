"""The box of inputs in which something happens most tellingly: one limit at a time, each moved again by the others.

Peeling as in PRIM (Friedman and Fisher 1999), but a whole slice at once: of all inputs and all places for a limit, the
one that best tells the box from the rest, as the first split of a tree; then the next one inside. Slices of a tenth,
as PRIM peels them, drown among two hundred inputs. Pasting: each limit is put where it tells most, given the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

_TURNS = 5


@dataclass(frozen=True, slots=True)
class Box:
    """Ends: (column of the inputs, is it the high end, value); the values belong to the box."""

    ends: tuple[tuple[int, bool, float], ...] = ()

    def holds(self, inputs: Floats) -> Mask:
        """Which points are inside."""
        inside = np.ones(len(inputs), dtype=np.bool_)
        for column, high, value in self.ends:
            inside &= inputs[:, column] <= value if high else inputs[:, column] >= value
        return inside

    @property
    def columns(self) -> tuple[int, ...]:
        """The inputs that it limits."""
        return tuple(sorted({column for column, _, _ in self.ends}))

    def without(self, column: int) -> Box:
        """The same box with one input free."""
        return Box(tuple(end for end in self.ends if end[0] != column))


@dataclass(frozen=True)
class Search:
    """Points with what happens there. most: ends of a box; fewest: points that it holds."""

    inputs: Floats
    happens: Mask
    most: int = 3
    fewest: int = 10

    def best(self) -> tuple[Box, float]:
        """The box, and how much it tells; an empty one where nothing tells anything."""
        box, told = Box(), 0.0
        for _ in range(self.most):
            wider, gained = self._moved(*self._limited(box, self.inputs, np.arange(self.inputs.shape[1])))
            if gained <= told:
                break
            box, told = wider, gained
        return box, told

    def told(self, box: Box) -> float:
        """How much a box tells."""
        inside = box.holds(self.inputs)
        return float(self._evidence(np.array([inside.sum()]), np.array([(inside & self.happens).sum()]))[0])

    def _moved(self, box: Box, told: float) -> tuple[Box, float]:
        """Each limit where it tells most, given the others, until none moves."""
        for _ in range(_TURNS):
            before = told
            for end in box.ends:
                others = Box(tuple(one for one in box.ends if one != end))
                moved, found = self._limited(others, self.inputs[:, [end[0]]], np.array([end[0]]))
                if found > told:
                    box, told = moved, found
                    break
            if told == before:
                break
        return box, told

    def _limited(self, box: Box, among: Floats, columns: Ints) -> tuple[Box, float]:
        """The box with one more limit, the one that tells most, on one of ``columns``."""
        inside = box.holds(self.inputs)
        points, hits = among[inside], self.happens[inside]
        order = np.argsort(points, axis=0, kind="stable")
        ranked = np.take_along_axis(points, order, axis=0)
        below = np.cumsum(hits[order], axis=0)[:-1]
        count = np.broadcast_to(np.arange(1, len(points))[:, np.newaxis], below.shape)
        tells = np.stack([self._evidence(len(points) - count, hits.sum() - below), self._evidence(count, below)])
        tells[:, ranked[1:] == ranked[:-1]] = 0.0
        if not tells.size or tells.max() <= 0.0:
            return box, self.told(box)
        high, place, column = (int(one) for one in np.unravel_index(int(tells.argmax()), tells.shape))
        value = float(ranked[place if high else place + 1, column])
        return Box((*box.ends, (int(columns[column]), bool(high), value))), float(tells.max())

    def _evidence(self, count: Ints, hits: Ints) -> Floats:
        """How much likelier all is with one frequency inside a box and another outside (log ratio).

        0 where it is no higher inside, or the box holds too few points.
        """
        total, all_hits = len(self.happens), int(self.happens.sum())
        others, other_hits = total - count, all_hits - hits
        apart = _likelihood(count, hits) + _likelihood(others, other_hits)
        denser = (hits * others > other_hits * count) & (count >= self.fewest)
        whole = float(_likelihood(np.array([total]), np.array([all_hits]))[0])
        return np.where(denser, np.maximum(apart - whole, 0.0), 0.0)


def _likelihood(count: Ints, hits: Ints) -> Floats:
    from scipy.special import xlogy

    misses = count - hits
    return np.asarray(xlogy(hits, hits) + xlogy(misses, misses) - xlogy(count, count), dtype=np.float64)
