"""The same state with the people of each site in another order."""

from __future__ import annotations

from typing import Any

import numpy as np

from hlmsim.model.world import State

BY_HOUSEHOLD = ("households", "needs", "awareness", "learned", "heard", "bonds", "news", "attends")
SCRATCH = {
    "learned",
    "heard",
    "attends",
    "queue",
    "queue_start",
    "queue_order",
    "partner_sums",
    "informed",
    "comes",
    "choice",
    "met_before",
    "cells",
    "sectors",
}
"""Arrays that a process fills before it reads them: what they hold afterwards means nothing."""


def shuffled(state: State, seed: int) -> np.ndarray:
    """A new order of households, at random within each site: row j is to hold what stands in row order[j]."""
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.permutation(np.arange(s["first_household"], s["last_household"])) for s in state.sites])


def permuted(state: State, order: np.ndarray) -> State:
    """A copy with households moved, and every array that points to households pointing to their new rows.

    Seats, which carry the luck, move along; each household keeps its ties in their order, each building its doors.
    """
    place = np.argsort(order).astype(np.int32)
    arrays: dict[str, Any] = {
        name: value.copy() if isinstance(value, np.ndarray) else value
        for name, value in zip(State._fields, state, strict=True)
    }
    for name in BY_HOUSEHOLD:
        arrays[name] = arrays[name][order].copy()
    for kind in ("strong", "weak"):
        rows, ties = arrays[f"{kind}_rows"], arrays[f"{kind}_ties"]
        kept = np.concatenate([np.arange(rows[i], rows[i + 1]) for i in order]).astype(np.int64)
        arrays[f"{kind}_ties"] = ties[kept].copy()
        arrays[f"{kind}_ties"]["neighbour"] = place[ties["neighbour"][kept]]
        arrays[f"{kind}_rows"] = np.concatenate([[0], np.cumsum(np.diff(rows)[order])]).astype(rows.dtype)
    arrays["doors"] = place[state.doors]
    arrays["cases"] = np.where(state.cases >= 0, place[state.cases], -1).astype(np.int32)
    used = int(state.seekers_used[0])
    asking = state.seekers[:used].copy()
    asking[:, 0] = place[asking[:, 0]]
    arrays["seekers"][:used] = asking[np.lexsort((asking[:, 1], asking[:, 0]))]
    arrays["seekers"][used:] = 0
    return State(**arrays)


def unlike(one: State, other: State) -> list[str]:
    """Columns that differ: whole numbers by anything, sums and levels by more than rounding (1e-12)."""
    wrong = []
    for name, mine, theirs in zip(State._fields, one, other, strict=True):
        if name in SCRATCH or not isinstance(mine, np.ndarray):
            continue
        for field in mine.dtype.names or (None,):
            x, y = (mine, theirs) if field is None else (mine[field], theirs[field])
            same = np.allclose(x, y, rtol=1e-12, atol=1e-12) if x.dtype.kind == "f" else np.array_equal(x, y)
            if not same:
                wrong.append(f"{name}.{field}" if field else name)
    return wrong
