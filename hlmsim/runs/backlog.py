"""The runs that are still to be made, as masks: a million of them takes a megabyte."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

import numpy as np

from hlmsim.runs.cases import Shelf
from hlmsim.runs.masks import Masks
from hlmsim.runs.worker import Piece


class Backlog:
    """What is missing, handed out in chunks: first the case that is furthest behind, so that a batch that is
    interrupted is paired as far as it went, and replicates of one case together, since a world is laid out once.

    again: runs that have failed before, handed out when no other is left, so that they do not eat up a budget.
    """

    def __init__(self, shelves: Sequence[Shelf], missing: Masks, again: Masks = ()) -> None:
        self.shelves = shelves
        self.left = sum(int(mask.sum()) for mask in (*missing, *again))
        self._again = again
        self._open(missing)

    def take(self, size: Callable[[int], int]) -> tuple[int, tuple[Piece, ...]]:
        """The number of a shelf, and the next of its runs; ``size`` says how many, by the number of the shelf."""
        if not any(self._next):
            self._open(self._again)
        place = min((queue[0][0], place) for place, queue in enumerate(self._next) if queue)[1]
        queue, pieces, wanted = self._next[place], [], size(place)
        while queue and wanted > 0:
            case = heapq.heappop(queue)[1]
            found = np.flatnonzero(self.missing[place][case])
            taken = found[:wanted]
            if len(found) > len(taken):
                heapq.heappush(queue, (int(found[len(taken)]), case))
            if len(taken):
                self.missing[place][case, taken] = False
                pieces.append(Piece(self.shelves[place].cases[case], tuple(taken.tolist())))
                wanted -= len(taken)
        self.left -= sum(len(piece.replicates) for piece in pieces)
        return place, tuple(pieces)

    def _open(self, missing: Masks) -> None:
        self.missing = [mask.copy() for mask in missing]
        self._next = [
            [(int(row.argmax()), case) for case, row in enumerate(mask) if row.any()] for mask in self.missing
        ]
        for queue in self._next:
            heapq.heapify(queue)

    def put_back(self, place: int, case: int, replicate: int) -> None:
        """A run that was handed out and not made."""
        self.missing[place][case, replicate] = True
        heapq.heappush(self._next[place], (replicate, case))
        self.left += 1
