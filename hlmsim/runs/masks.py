"""Which runs of a batch: by shelf, cases × replicates. A million of them takes a megabyte."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from hlmsim.runs.cases import Shelf
from hlmsim.runs.ledger.failures import Failure
from hlmsim.runs.ledger.store import Store

Masks = Sequence[NDArray[np.bool_]]
"""By shelf: cases × replicates."""


def kept(store: Store, shelves: Sequence[Shelf], replicates: int) -> Masks:
    """The runs that are on the disk."""
    return [_kept_of(store, shelf, replicates) for shelf in shelves]


def failed_before(shelves: Sequence[Shelf], replicates: int, failures: Collection[Failure]) -> Masks:
    """The runs that are recorded as failed: the very same ones, of the same world and the same version of the model."""
    masks = [np.zeros((len(shelf.cases), replicates), dtype=np.bool_) for shelf in shelves]
    names = {failure.scenario for failure in failures}
    places = {
        case.name: (place, row)
        for place, shelf in enumerate(shelves)
        for row, case in enumerate(shelf.cases)
        if case.name in names
    }
    for failure in failures:
        if failure.scenario in places and failure.replicate < replicates:
            place, row = places[failure.scenario]
            same = failure.key == shelves[place].key(shelves[place].cases[row], failure.replicate)
            masks[place][row, failure.replicate] = same
    return masks


def without(masks: Masks, others: Masks) -> Masks:
    """These but not the others."""
    return [mask & ~other for mask, other in zip(masks, others, strict=True)]


def both(masks: Masks, others: Masks) -> Masks:
    """Those that are in both."""
    return [mask & other for mask, other in zip(masks, others, strict=True)]


def count(masks: Masks) -> int:
    """How many they are."""
    return sum(int(mask.sum()) for mask in masks)


def _kept_of(store: Store, shelf: Shelf, replicates: int) -> NDArray[np.bool_]:
    names = [case.name for case in shelf.cases]
    return store.kept(shelf.folder).mask(
        names, replicates, lambda case, replicate: shelf.key(shelf.cases[case], replicate)
    )
