"""The loop: a list of processes becomes the weeks."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from hlmsim.engine.kernels import kernel
from hlmsim.engine.simulation import Schedule, driver_source, run_plain
from hlmsim.engine.table import Records, Table, score


class Small(NamedTuple):
    """A state of two tables."""

    people: Records
    log: np.ndarray


@kernel
def warm(state: Any, week: int) -> None:
    for i in range(len(state.people)):
        state.people[i].level += 1.0 / (week + 1.0 + i)


@kernel
def halve(state: Any, week: int) -> None:
    for i in range(len(state.people)):
        state.people[i].level *= 0.5
    state.log[week] += 1


PEOPLE = Table("people", (score("level"),))


def small() -> Small:
    return Small(PEOPLE.new(3), np.zeros(8, np.int64))


@pytest.fixture
def plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HLMSIM_JIT", "0")


def test_the_driver_calls_every_process_in_order_every_week() -> None:
    namespace: dict[str, Any] = {}
    exec(driver_source(["open", "close"]), namespace)
    calls: list[tuple[str, int]] = []
    namespace["open"] = lambda _, week: calls.append(("open", week))
    namespace["close"] = lambda _, week: calls.append(("close", week))
    namespace["weeks"](None, 3, 5)
    assert calls == [("open", 3), ("close", 3), ("open", 4), ("close", 4)]


def test_a_process_stands_once_in_the_week() -> None:
    with pytest.raises(ValueError, match="twice"):
        Schedule([warm, halve, warm])


@pytest.mark.usefixtures("plainly")
def test_processes_run_in_the_order_of_the_list() -> None:
    one, other = small(), small()
    Schedule([warm, halve]).run(one, 0, 1)
    Schedule([halve, warm]).run(other, 0, 1)
    assert one.people["level"].tolist() == [0.5, 0.25, 1 / 6]
    assert other.people["level"].tolist() == [1.0, 0.5, 1 / 3]


@pytest.mark.usefixtures("plainly")
def test_a_process_can_be_left_out() -> None:
    week = Schedule([warm, halve])
    less = week.without("halve")
    assert less.processes == (warm,)
    assert week.processes == (warm, halve)
    state = small()
    less.run(state, 0, 2)
    assert not state.log.any()


@pytest.mark.usefixtures("plainly")
@pytest.mark.parametrize(("first", "last"), [(4, 4), (5, 3)])
def test_no_weeks_change_nothing(first: int, last: int) -> None:
    state = small()
    Schedule([warm, halve]).run(state, first, last)
    assert not state.log.any()


def test_compiled_and_plain_are_equal_to_the_last_bit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HLMSIM_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "source.py").write_text("")
    week = Schedule([warm, halve], tmp_path)
    states = []
    for switch in ("1", "0"):
        monkeypatch.setenv("HLMSIM_JIT", switch)
        states.append(small())
        week.run(states[-1], 0, 8)
    assert states[0].log.tolist() == [1] * 8
    assert [array.tobytes() for array in states[0]] == [array.tobytes() for array in states[1]]
    drivers = list((tmp_path / "cache").rglob("hlmsim_week_*.py"))
    assert [path.read_text() for path in drivers] == [driver_source(["warm", "halve"])]


def test_plain_runs_give_fields_as_attributes_and_let_products_wrap() -> None:
    def wraps(state: Any, number: Any) -> Any:
        state.people[0].level = 0.5
        return number * np.uint64(2)

    state = small()
    assert run_plain(wraps, state, np.uint64(2**63)) == 0
    assert state.people["level"][0] == 0.5
