"""Arrays as rules see them: rows of a table, and numbers along one, two or three axes."""

from __future__ import annotations

from typing import Protocol, overload

import numpy as np

type Place = int | np.int64
"""Where something stands along one axis."""
type Stretch = Place | slice
"""One place, or all that lie between two."""


class Rows[R](Protocol):
    """Rows of a table, by place; of a table with two axes, by two."""

    def __getitem__(self, place: Place | tuple[Place, Place], /) -> R:
        """One row, which can be written."""

    def __len__(self) -> int:
        """How many, along the first axis."""

    @property
    def shape(self) -> tuple[int, ...]:
        """How many, along each axis."""


class Values[N](Protocol):
    """Numbers in a row."""

    @overload
    def __getitem__(self, place: Place, /) -> N: ...
    @overload
    def __getitem__(self, place: slice, /) -> Values[N]: ...
    def __setitem__(self, place: Stretch, value: N | np.int64, /) -> None:
        """Write one number, or the same number in a stretch."""

    def __len__(self) -> int:
        """How many."""

    @property
    def shape(self) -> tuple[int, ...]:
        """How many, along each axis."""


class Grid[N](Protocol):
    """Numbers along two axes."""

    @overload
    def __getitem__(self, place: tuple[Place, Place], /) -> N: ...
    @overload
    def __getitem__(self, place: Place, /) -> Values[N]: ...
    @overload
    def __getitem__(self, place: slice, /) -> Grid[N]: ...
    def __setitem__(self, place: tuple[Stretch, Stretch], value: N | np.int64, /) -> None:
        """Write one number, or the same number in a stretch."""

    def __len__(self) -> int:
        """How many, along the first axis."""

    @property
    def shape(self) -> tuple[int, ...]:
        """How many, along each axis."""


class Cube[N](Protocol):
    """Numbers along three axes."""

    @overload
    def __getitem__(self, place: tuple[Place, Place, Place], /) -> N: ...
    @overload
    def __getitem__(self, place: tuple[Place, Place], /) -> Values[N]: ...
    @overload
    def __getitem__(self, place: Place, /) -> Grid[N]: ...
    def __setitem__(self, place: tuple[Stretch, Stretch, Stretch], value: N | np.int64, /) -> None:
        """Write one number, or the same number in a stretch."""

    def __len__(self) -> int:
        """How many, along the first axis."""

    @property
    def shape(self) -> tuple[int, ...]:
        """How many, along each axis."""
