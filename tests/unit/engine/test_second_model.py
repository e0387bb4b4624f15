"""The engine alone carries another model: compiled as plain, luck that stays with its owner, forks, snapshots."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hlmsim.engine import snapshot
from tests.second_model.sir import ILL, RECOVERED, SCHEDULE, WELL, State, fork, start

VALUES = {"context.illness.contact": 0.15, "context.illness.half_life": 3.0}
WEEKS, PEOPLE = 40, 300


def ring(people: int) -> list[tuple[int, int]]:
    """Everybody tied to the next four."""
    return [(i, (i + step) % people) for i in range(people) for step in range(1, 5) if i != (i + step) % people]


def begun(**values: float) -> State:
    asked = VALUES | {f"context.illness.{name}": value for name, value in values.items()}
    return start(list(range(PEOPLE)), ring(PEOPLE), {0, 1, 2}, asked, WEEKS)


def bits(state: State) -> list[Any]:
    return [value.tolist() if isinstance(value, np.ndarray) else value for value in state]


@pytest.fixture
def ended() -> State:
    state = begun()
    SCHEDULE.run(state, 0, WEEKS)
    return state


def test_an_epidemic_runs_its_course(ended: State) -> None:
    assert (ended.counts.sum(axis=1) == PEOPLE).all()
    assert ended.counts[-1, RECOVERED] > 20
    assert (np.diff(ended.counts[:, WELL]) <= 0).all()
    assert (np.diff(ended.counts[:, RECOVERED]) >= 0).all()


def test_half_of_the_ill_recover_within_the_half_life() -> None:
    """Nobody passes it on: what is left of many after the half-life (a binomial; false alarms: 1 in 10,000)."""
    many = 4_000
    state = start(list(range(many)), [(0, 1)], set(range(many)), VALUES | {"context.illness.contact": 0.0}, WEEKS)
    SCHEDULE.run(state, 0, 3)
    assert abs(state.counts[2, ILL] - many / 2) < 3.9 * (many / 4) ** 0.5


def test_compiled_and_plain_are_equal_to_the_bit(ended: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HLMSIM_JIT", "0")
    plain = begun()
    SCHEDULE.run(plain, 0, WEEKS)
    assert bits(plain) == bits(ended)


def test_a_fork_goes_on_as_the_first_and_a_snapshot_too(ended: State, tmp_path: Path) -> None:
    first = begun()
    SCHEDULE.run(first, 0, 7)
    second = fork(first)
    snapshot.save(tmp_path / "week_7.npz", first, {"week": 7})
    SCHEDULE.run(second, 7, WEEKS)
    third = snapshot.load(tmp_path / "week_7.npz", first, {"week": 7})
    assert third.people.dtype.isalignedstruct, "another type would be compiled once more"
    SCHEDULE.run(third, 7, WEEKS)
    assert bits(second) == bits(third) == bits(ended)
    assert bits(first) != bits(ended)


def test_luck_stays_with_its_owner() -> None:
    """Strangers who have come change nobody's luck, wherever they stand in the list."""
    alone = begun()
    SCHEDULE.run(alone, 0, WEEKS)
    seats = [*range(1000, 1010), *range(PEOPLE)]
    pairs = [*((i, i + 1) for i in range(9)), *((first + 10, second + 10) for first, second in ring(PEOPLE))]
    joined = start(seats, pairs, {0, 1, 2, 1000}, VALUES, WEEKS)
    SCHEDULE.run(joined, 0, WEEKS)
    assert joined.people["status"][10:].tolist() == alone.people["status"].tolist()


def test_a_process_can_be_left_out() -> None:
    state = begun()
    SCHEDULE.without("passing").run(state, 0, WEEKS)
    assert state.counts[-1].tolist() == [PEOPLE - 3, 0, 3]
