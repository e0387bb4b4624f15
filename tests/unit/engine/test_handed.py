"""A state handed over as one pointer: every kind of field arrives, is written in place, and lives as long as needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from hlmsim.engine.kernels import kernel
from hlmsim.engine.simulation import Entry

ROW = np.dtype([("age", "i4"), ("score", "f8"), ("parts", "f8", (3,))], align=True)


class Few(NamedTuple):
    seed: np.uint64
    weeks: int
    people: Any
    table: Any
    counts: Any
    nobody: Any


@kernel
def visit(few: Any, i: int) -> None:
    x = few.people[i]
    x.age += few.weeks
    x.score = few.table[i, 1] * 2.0
    x.parts[2] = few.table[i, 0]


@kernel
def visit_all(few: Any, by: float) -> int:
    for i in range(len(few.people)):
        visit(few, i)
        few.counts[i] = few.seed + np.uint64(i)
        few.table[i, 0] += by
    return len(few.nobody) + few.table.shape[1]


@pytest.fixture
def few() -> Few:
    people = np.zeros(4, ROW)
    people["age"] = [1, 2, 3, 4]
    return Few(
        np.uint64(2**64 - 3),
        -7,
        people,
        np.arange(8.0).reshape(4, 2),
        np.zeros(4, np.uint64),
        np.zeros((0, 2), np.int32),
    )


def bits(few: Few) -> list[Any]:
    return [value.tobytes() if isinstance(value, np.ndarray) else value for value in few]


def copied(few: Few) -> Few:
    return Few(*(value.copy() if isinstance(value, np.ndarray) else value for value in few))


def test_compiled_and_plain_see_and_write_the_same(few: Few, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HLMSIM_CACHE_DIR", str(tmp_path / "cache"))
    entry = Entry(visit_all, tmp_path)
    plain = copied(few)
    monkeypatch.setenv("HLMSIM_JIT", "0")
    assert entry(plain, 0.5) == 2
    monkeypatch.delenv("HLMSIM_JIT")
    compiled = copied(few)
    assert entry(compiled, 0.5) == 2
    assert bits(compiled) == bits(plain)
    assert compiled.people["age"].tolist() == [-6, -5, -4, -3]
    assert int(compiled.counts[0]) == 2**64 - 3
    assert bits(compiled) != bits(few)


def test_other_sizes_of_the_same_kinds_are_the_same_type(few: Few, tmp_path: Path) -> None:
    from hlmsim.engine.handed import Handed

    longer = few._replace(people=np.zeros(9, ROW))
    types = [Handed(state, lambda state, block: None).type for state in (few, longer, few._replace(weeks=3))]
    assert types[0] is types[1] is types[2]
    assert Handed(few._replace(table=np.zeros(3)), lambda state, block: None).type != types[0]


def test_an_array_that_is_not_contiguous_is_refused(few: Few, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="contiguous"):
        Entry(visit_all, tmp_path)(few._replace(table=few.table.T), 0.5)
