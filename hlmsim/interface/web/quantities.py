"""What a claim of a story may speak of: a quantity of each week, read from what the page shows of a side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.interface.web.block import CODE, JOURNAL, NOBODY, Block, accompanying, words
from hlmsim.interface.web.side import Side
from hlmsim.interface.web.stage import CURVES, LEVER, in_force
from hlmsim.model.tables import JOURNAL_ENTRIES

Weekly = NDArray[np.float64]

CURVE = {name: place for place, (name, _, _) in enumerate(CURVES)}
SCORES = {"security": (1, 4), "trust": (1, 0), "agency": (2, 4)}
"""Scores of households, 0 to 1: their byte, and its bits from the low one."""
MEETINGS = {"visits": "visit", "followed": "accompanied"}
COUNTS = ("households", "buildings", "workers", "partners", "caseload", "accompanied", "told")
TIES = ("worker_ties", "partner_ties")
BETWEEN = ("same", "parted")
"""Of both sides together: weeks in which nothing shown differs; weeks in which a household's lines differ."""
EVENTFUL = frozenset((*MEETINGS, "told", "parted", *JOURNAL_ENTRIES))
"""What is added up over weeks; the others are levels."""
OF_HOUSEHOLDS = frozenset((*SCORES, *MEETINGS, "accompanied", "told", "parted"))
"""What a household may be named for; ``told`` and ``parted`` are of one alone."""
OF_ONE = frozenset(("told", "parted"))
QUANTITIES = (*CURVE, *SCORES, *MEETINGS, *COUNTS, *TIES, *JOURNAL_ENTRIES, *BETWEEN)


def weekly(quantity: str, side: Side, block: Block, number: int | None = None) -> Weekly:
    """The quantity at each week of a side, from week 0. number: the household that it is of, from 1."""
    if quantity in CURVE:
        return block.outcomes[:, CURVE[quantity]].astype(np.float64)
    if quantity in SCORES:
        place, shift = SCORES[quantity]
        return _of_people(((block.households[:, :, place] >> shift) & 15) / 15, number, np.mean)
    if quantity in MEETINGS:
        return _lines(block, block.lines["code"] == CODE[MEETINGS[quantity]], number)
    if quantity in JOURNAL_ENTRIES:
        return _lines(block, block.lines["code"] == JOURNAL + JOURNAL_ENTRIES.index(quantity))
    if quantity == "told":
        return _lines(block, block.lines["code"] < JOURNAL, number)
    return _COUNTED[quantity](side, block, number)


def together(quantity: str, one: Block, other: Block, number: int | None = None) -> Weekly:
    """A quantity of both sides at each week: ``same``, or ``parted`` for household ``number``."""
    if quantity == "same":
        parts = ("outcomes", "households", "posts", "partners", "ties")
        equal = np.ones(one.weeks, np.bool_)
        for part in parts:
            a, b = (getattr(block, part).reshape(block.weeks, -1) for block in (one, other))
            equal &= ((a == b) | (np.isnan(a) & np.isnan(b))).all(axis=1)
        return equal.astype(np.float64)
    told = [_told(block, number) for block in (one, other)]
    return np.array([told[0].get(week) != told[1].get(week) for week in range(one.weeks)], np.float64)


def lever(name: str, side: Side) -> Weekly:
    """The value in force at each week; a change shows from its own week."""
    steps = [(step.week, step.value) for step in side.steps if step.lever == name]
    return _in_force(sorted([*in_force(side.scenario, LEVER[name].path), *steps], key=lambda one: one[0]), side)


def parameter(path: str, side: Side) -> Weekly:
    """The number at ``path`` that the scenario has in force at each week."""
    return _in_force(in_force(side.scenario, path), side)


def _in_force(values: Iterable[tuple[int, float]], side: Side) -> Weekly:
    found = np.empty(side.weeks + 1)
    for week, value in values:
        found[week:] = value
    return found


def _told(block: Block, number: int | None) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for line in block.lines[(block.lines["code"] < JOURNAL) & (block.lines["subject"] == (number or 0) - 1)]:
        found.setdefault(int(line["week"]), []).append(line.item())
    return found


def _of_people(values: NDArray[Any], number: int | None, of_all: Callable[..., Any]) -> Weekly:
    found = of_all(values, axis=1) if number is None else values[:, number - 1]
    return np.asarray(found, np.float64)


def _lines(block: Block, which: NDArray[np.bool_], number: int | None = None) -> Weekly:
    if number is not None:
        which = which & (block.lines["subject"] == number - 1) & (block.lines["subject"] != NOBODY)
    return np.bincount(block.lines["week"][which] - block.first, minlength=block.weeks).astype(np.float64)


def _households(_side: Side, block: Block, _number: int | None) -> Weekly:
    return np.full(block.weeks, float(block.households.shape[1]))


def _buildings(side: Side, block: Block, _number: int | None) -> Weekly:
    return np.full(block.weeks, float(side.scenario.sites[0].buildings))


def _workers(_side: Side, block: Block, _number: int | None) -> Weekly:
    return (block.posts[:, :, 0] & 1).sum(axis=1).astype(np.float64)


def _members(_side: Side, block: Block, _number: int | None) -> Weekly:
    return ((block.partners[:, :, 0] & 2) > 0).sum(axis=1).astype(np.float64)


def _caseload(_side: Side, block: Block, _number: int | None) -> Weekly:
    return words(block.posts[:, :, 2:4]).sum(axis=1).astype(np.float64)


def _accompanied(_side: Side, block: Block, number: int | None) -> Weekly:
    """Households of a post that somebody holds."""
    post = accompanying(block.households)
    held = np.take_along_axis((block.posts[:, :, 0] & 1) > 0, np.maximum(post, 0), axis=1)
    return _of_people((post >= 0) & held, number, np.sum)


def _worker_ties(_side: Side, block: Block, _number: int | None) -> Weekly:
    """Mean strength of the ties between funded posts and the partners that are there."""
    posts, partners = block.posts.shape[1], block.partners.shape[1]
    ties = block.ties[:, : posts * partners].reshape(-1, posts, partners) / 255
    there = (((block.posts[:, :, 0] & 2) > 0)[:, :, None]) & _there(block)[:, None, :]
    return (ties * there).sum(axis=(1, 2)) / np.maximum(1, there.sum(axis=(1, 2)))


def _partner_ties(_side: Side, block: Block, _number: int | None) -> Weekly:
    """Mean strength of the ties between partners that are there."""
    posts, partners = block.posts.shape[1], block.partners.shape[1]
    first, second = np.triu_indices(partners, 1)
    here = _there(block)
    there = here[:, first] & here[:, second]
    ties = block.ties[:, posts * partners : posts * partners + len(first)] / 255
    return (ties * there).sum(axis=1) / np.maximum(1, there.sum(axis=1))


def _there(block: Block) -> NDArray[np.bool_]:
    return (block.partners[:, :, 0] & 1) > 0


_COUNTED: dict[str, Callable[[Side, Block, int | None], Weekly]] = {
    "households": _households,
    "buildings": _buildings,
    "workers": _workers,
    "partners": _members,
    "caseload": _caseload,
    "accompanied": _accompanied,
    "worker_ties": _worker_ties,
    "partner_ties": _partner_ties,
}
