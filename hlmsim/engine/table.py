"""Tables of columns: declared once, they serve the arrays, the documentation, the Mesa views and the Parquet files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Records = NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. unit: "score" (0 to 1), "weeks", "hours", "count", "index", "flag", "code", "mask", "seat"…

    low, high: bounds that hold after every process of every week (None: unbounded). width: numbers a row. words: the
    closed list that a code points into. writable: a Mesa agent may write it between steps.
    The sentence that says what it means is ``columns.<table>.<name>`` in the locales.
    """

    name: str
    dtype: str
    unit: str
    low: float | None = None
    high: float | None = None
    width: int = 1
    words: tuple[str, ...] = ()
    writable: bool = False


def score(name: str) -> Column:
    """A level in [0, 1], which an agent may write."""
    return Column(name, "f8", "score", 0.0, 1.0, writable=True)


@dataclass(frozen=True, slots=True)
class Table:
    """A named list of columns; ``new(n)`` gives n zeroed records, aligned as a compiler would."""

    name: str
    columns: tuple[Column, ...]

    @property
    def dtype(self) -> np.dtype[np.void]:
        """Record layout: one field a column."""
        fields: list[Any] = [(c.name, c.dtype) if c.width == 1 else (c.name, c.dtype, (c.width,)) for c in self.columns]
        return np.dtype(fields, align=True)

    def new(self, *shape: int) -> Records:
        """Zeroed records of the given shape."""
        return np.zeros(shape, dtype=self.dtype)

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, name: str) -> Column:
        """The column of that name; raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def plain_view(array: Any) -> Any:
    """The same memory with fields as attributes, for plain runs; other arrays and numbers as they are."""
    if isinstance(array, np.ndarray) and array.dtype.names is not None:
        return array.view(np.recarray)
    return array
