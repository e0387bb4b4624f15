"""Ties in compressed rows."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmsim.engine.network import TIES, end_ties, fill_rows, new_rows, total_strength
from hlmsim.engine.simulation import run_plain

PEOPLE = 7
PAIRS = st.lists(st.sampled_from(list(combinations(range(PEOPLE), 2))), unique=True, max_size=12)


def rows_of(pairs: list[tuple[int, int]], strength: list[float]) -> tuple[np.ndarray, Any]:
    first, second = (np.asarray([pair[end] for pair in pairs], np.int32) for end in (0, 1))
    rows, ties = new_rows(PEOPLE, len(pairs))
    run_plain(fill_rows, first, second, np.asarray(strength, float), rows, ties, np.zeros(PEOPLE, np.int64))
    return rows, ties


@given(PAIRS, st.randoms(use_true_random=False))
def test_rows_hold_each_tie_at_both_ends_in_order_of_neighbours(pairs: list[tuple[int, int]], random: Any) -> None:
    strength = [0.1 + 0.8 * place / 12 for place in range(len(pairs))]
    rows, ties = rows_of(pairs, strength)
    wanted = {(a, b): s for (a, b), s in zip(pairs, strength, strict=True)}
    wanted |= {(b, a): s for (a, b), s in wanted.items()}
    found = {}
    for i in range(PEOPLE):
        mine = ties[rows[i] : rows[i + 1]]
        assert (np.diff(mine["neighbour"]) > 0).all()
        found |= {(i, int(tie["neighbour"])): float(tie["strength"]) for tie in mine}
    assert found == wanted

    order = random.sample(range(len(pairs)), len(pairs))
    turned = [pairs[k][:: random.choice((1, -1))] for k in order]
    again, same = rows_of(turned, [strength[k] for k in order])
    assert again.tobytes() == rows.tobytes()
    assert same.tobytes() == ties.tobytes()


@given(PAIRS, st.integers(0, PEOPLE - 1))
def test_ending_ties_ends_them_at_both_ends_and_no_other(pairs: list[tuple[int, int]], leaver: int) -> None:
    rows, ties = rows_of(pairs, [0.5] * len(pairs))
    run_plain(end_ties, leaver, rows, ties)
    for i in range(PEOPLE):
        for tie in ties[rows[i] : rows[i + 1]]:
            assert tie["strength"] == (0.0 if leaver in (i, tie["neighbour"]) else 0.5)


def test_total_strength_is_the_rows_sum() -> None:
    rows, ties = rows_of([(0, 1), (0, 2), (3, 4)], [0.25, 0.5, 1.0])
    assert [run_plain(total_strength, i, rows, ties) for i in range(PEOPLE)] == [0.75, 0.25, 0.5, 1.0, 1.0, 0.0, 0.0]


def test_no_pairs_make_empty_rows() -> None:
    rows, ties = rows_of([], [])
    assert not rows.any()
    assert ties.dtype == TIES.dtype
    assert len(ties) == 0


@pytest.mark.parametrize("column", ["strength", "neighbour"])
def test_a_tie_has_a_strength_and_a_neighbour(column: str) -> None:
    assert TIES[column].low == 0.0
