"""Plausible worlds: draws of the numbers that nobody knows well, each within the range that stands with it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hlmsim.engine.parameters import Value
from hlmsim.runs.design.values import is_whole, number_at, share_group
from hlmsim.scenario import Provenance, Scenario


@dataclass(frozen=True, slots=True)
class Worlds:
    """The worlds that an experiment asks for, numbered from 1; 0 is the numbers as written.

    grades: of the numbers drawn. leave_out: paths, whole or their beginnings. draw: the luck. as_written: world 0 is
    simulated too. rows: the worlds of a file, by path, instead of draws; file, text: as it is named, and what it says.
    """

    draws: int
    grades: tuple[str, ...] = ("U",)
    leave_out: tuple[str, ...] = ()
    draw: int = 1
    as_written: bool = False
    rows: tuple[Mapping[str, Value], ...] = field(default=(), repr=False)
    file: str | None = None
    text: str = field(default="", repr=False)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The worlds that are simulated."""
        return tuple(range(0 if self.as_written else 1, self.draws + 1))


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The numbers of a scenario that are drawn, with their ranges; and how many shares stay as they are."""

    ranges: Mapping[str, tuple[float, float]]
    shares_kept: int


def uncertain(scenario: Scenario, worlds: Worlds, factor_paths: Collection[str]) -> Uncertain:
    """Every number with a range and one of the grades. A grade in two parts, as A/U, is that of the size: the second.

    factor_paths: what the experiment varies itself, and leaves out of the draws.
    """
    apart = {*worlds.leave_out, *factor_paths}
    ranges: dict[str, tuple[float, float]] = {}
    kept = 0
    for path, known in _known(scenario):
        grade = (known.grade or "").rpartition("/")[2]
        if known.range is None or grade not in worlds.grades or known.range[0] >= known.range[1] or _in(path, apart):
            continue
        if share_group(path):
            kept += 1
        else:
            ranges[path] = known.range
    return Uncertain(ranges, kept)


def draw_worlds(scenario: Scenario, worlds: Worlds, factor_paths: Collection[str]) -> list[Mapping[str, Value]]:
    """What each world changes in a scenario, world 1 first.

    Nested Latin hypercubes (:func:`nested_shares`): more worlds begin with the same ones. Each path has luck of its
    own, so that one number more or less leaves the others as they are. Of a file, what the scenario has not is passed
    over.
    """
    if worlds.rows:
        rows = ({path: value for path, value in row.items() if not _in(path, factor_paths)} for row in worlds.rows)
        return [{path: row[path] for path in row if number_at(scenario, path) is not None} for row in rows]
    ranges = uncertain(scenario, worlds, factor_paths).ranges
    columns = {path: _column(path, pair, worlds) for path, pair in ranges.items()}
    return [{path: column[world] for path, column in columns.items()} for world in range(worlds.draws)]


def _known(scenario: Scenario) -> Iterator[tuple[str, Provenance]]:
    yield from scenario.provenance.items()
    for partner in scenario.partners:
        if partner.capacity_provenance is not None:
            yield f"partners.{partner.id}.capacity", partner.capacity_provenance


def _in(path: str, apart: Collection[str]) -> bool:
    return any(path == one or path.startswith(f"{one}.") for one in apart)


def _column(path: str, pair: tuple[float, float], worlds: Worlds) -> Sequence[Value]:
    low, high = pair
    shares = nested_shares(f"{worlds.draw}/{path}", worlds.draws)
    if is_whole(path):
        return [int(number) for number in np.clip(low + np.floor(shares * (high - low + 1.0)), low, high)]
    return [float(number) for number in np.clip(low + shares * (high - low), low, high)]


def nested_shares(key: str, count: int) -> NDArray[np.float64]:
    """Numbers in [0, 1), shape (count,): of the first 2, 4, 8… one lies in each equal part, in an order that the key
    draws. A larger count begins with the same numbers.
    """
    luck = np.random.default_rng(int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big"))
    shares = luck.random(1)
    while len(shares) < count:
        parts = 2 * len(shares)
        empty = np.floor(shares * parts).astype(np.int64) ^ 1
        shares = np.concatenate([shares, (luck.permutation(empty) + luck.random(len(empty))) / parts])
    return shares[:count]
