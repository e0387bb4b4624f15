"""Command lines that a person can paste."""

from __future__ import annotations

import pytest

from hlmsim.runs.line import written


@pytest.mark.parametrize(
    ("value", "typed"),
    [(1e-05, "0.00001"), (1234567.0, "1234567"), (123.4567, "123.4567"), (5.0, "5"), (100, "100"), (0.5, "0.5")],
)
def test_a_number_is_written_as_it_is_typed(value: float, typed: str) -> None:
    assert written(value) == typed
