"""Ties in compressed rows: who is tied to whom is fixed, how strongly changes.

``rows[i] : rows[i + 1]`` are the places of row i's ties; each tie is stored at both ends. A rule gathers over
neighbours by looping over its row, so the work and the memory follow the number of ties, never the square of the
number of people.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.engine.kernels import kernel
from hlmsim.engine.table import Column, Records, Table

TIES = Table(
    "ties",
    (
        Column("strength", "f8", "score", 0.0, 1.0),
        Column("neighbour", "i4", "index", 0.0),
    ),
)


def new_rows(people: int, pairs: int) -> tuple[NDArray[np.int64], Records]:
    """Empty rows for ``people`` and twice ``pairs`` tie records."""
    return np.zeros(people + 1, np.int64), TIES.new(2 * pairs)


@kernel
def fill_rows(first: Any, second: Any, strength: Any, rows: Any, ties: Any, used: Any) -> None:
    """Fill compressed rows from pairs (first[k], second[k], strength[k]); each row ends sorted by neighbour.

    used: zeros, one a row, spent as scratch. Sorted rows make the result the same whatever the order of the pairs.
    """
    people = len(rows) - 1
    for k in range(len(first)):
        rows[first[k] + 1] += 1
        rows[second[k] + 1] += 1
    for i in range(people):
        rows[i + 1] += rows[i]
    for k in range(len(first)):
        for end in range(2):
            mine = first[k] if end == 0 else second[k]
            other = second[k] if end == 0 else first[k]
            place = rows[mine] + used[mine]
            used[mine] += 1
            while place > rows[mine] and ties[place - 1].neighbour > other:
                ties[place].neighbour = ties[place - 1].neighbour
                ties[place].strength = ties[place - 1].strength
                place -= 1
            ties[place].neighbour = other
            ties[place].strength = strength[k]


@kernel
def end_ties(i: int, rows: Any, ties: Any) -> None:
    """Set every tie of row i to strength 0, at both ends."""
    for k in range(rows[i], rows[i + 1]):
        ties[k].strength = 0.0
        j = ties[k].neighbour
        for back in range(rows[j], rows[j + 1]):
            if ties[back].neighbour == i:
                ties[back].strength = 0.0


@kernel(inline=True)
def total_strength(i: int, rows: Any, ties: Any) -> float:
    """Sum of the strengths of row i, in row order."""
    total = 0.0
    for k in range(rows[i], rows[i + 1]):
        total += ties[k].strength
    return total
