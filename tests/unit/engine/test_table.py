"""Tables: columns declared once make the arrays."""

from __future__ import annotations

import numpy as np
import pytest

from hlmsim.engine.table import Column, Table, plain_view, score

PEOPLE = Table("people", (score("trust"), Column("seat", "i8", "seat", 0), Column("shares", "f8", "share", width=3)))


def test_new_records_are_zeros_of_the_declared_types() -> None:
    rows = PEOPLE.new(4, 2)
    assert rows.shape == (4, 2)
    assert rows.dtype.names == ("trust", "seat", "shares")
    assert rows["shares"].shape == (4, 2, 3)
    assert rows["seat"].dtype == np.int64
    assert not rows.tobytes().strip(b"\0")


def test_records_are_aligned_as_a_compiler_would() -> None:
    assert Table("mixed", (Column("flag", "u1", "flag"), score("level"))).dtype.fields["level"][1] == 8


def test_a_column_is_found_by_name() -> None:
    assert PEOPLE["trust"].writable
    assert PEOPLE["trust"].low == 0.0
    assert [column.name for column in PEOPLE] == ["trust", "seat", "shares"]
    with pytest.raises(KeyError, match="age"):
        PEOPLE["age"]


def test_a_plain_view_is_the_same_memory_with_attributes() -> None:
    rows = PEOPLE.new(2)
    plain_view(rows)[1].trust = 0.75
    assert rows["trust"].tolist() == [0.0, 0.75]


@pytest.mark.parametrize("other", [3, 0.5, None])
def test_what_is_no_record_is_left_alone(other: object) -> None:
    assert plain_view(other) is other
    numbers = np.arange(3)
    assert plain_view(numbers) is numbers
