"""A share of a batch, for job arrays: the same command on many machines, each doing its part, without a coordinator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlmsim.runs.cases import Shelf

_BLOCK = 8
"""Replicates of a case that stay together, since a world is laid out once for them."""

_PIECES = 16
"""A share gets at least so many pieces, if there are, so that all get about as much."""


@dataclass(frozen=True, slots=True)
class Share:
    """Share ``place`` (from 1) of ``count``."""

    place: int
    count: int

    def __str__(self) -> str:
        return f"{self.place}-of-{self.count}"

    def masks(self, shelves: Sequence[Shelf], replicates: int) -> list[NDArray[np.bool_]]:
        """Which runs are ours, by shelf: cases × replicates. Every run is in exactly one share."""
        total = replicates * sum(len(shelf.cases) for shelf in shelves)
        block = max(1, min(_BLOCK, total // (_PIECES * self.count)))
        pieces = np.arange(replicates) // block
        masks, first = [], 0
        for shelf in shelves:
            cases = np.arange(first, first + len(shelf.cases))
            masks.append((cases[:, np.newaxis] + pieces) % self.count == self.place - 1)
            first += len(shelf.cases)
        return masks
