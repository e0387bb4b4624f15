"""Windows on the engine's records: one property a declared column.

Reading gives plain Python values: a code as its word, a mask as words, a flag as a bool, an empty index as None.
Writing is checked against the column and lands in the engine's own memory, so the next week goes on from there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from hlmsim.engine.table import Column, Table
from hlmsim.errors import InputError
from hlmsim.model.names import DOMAINS


class Window(Protocol):
    """Whatever shows one row of a table."""

    def record(self, table: Table) -> Any:
        """The row of this table, as a view that can be written through."""


class Cell:
    """One column of a window."""

    def __init__(self, table: Table, column: Column) -> None:
        self.table = table
        self.column = column
        self.__doc__ = f"{table.name}.{column.name} ({column.unit}{', writable' if column.writable else ''})"

    def __get__(self, window: Window | None, owner: type | None = None) -> Any:
        """The value as plain Python; the cell itself on the class."""
        if window is None:
            return self
        return plain(self.column, window.record(self.table)[self.column.name])

    def __set__(self, window: Window, value: Any) -> None:
        """Write through, after a check."""
        if not self.column.writable:
            raise InputError(
                "agent_read_only", where=repr(window), column=self.column.name, known=_writable(type(window))
            )
        window.record(self.table)[self.column.name] = checked(self.column, value, where=repr(window))


def shows[C: type](table: Table, *, without: tuple[str, ...] = ()) -> Callable[[C], C]:
    """Give a class a :class:`Cell` for every column of a table; what the class defines itself goes first."""

    def add(window: C) -> C:
        for column in table:
            if column.name not in without and column.name not in vars(window):
                setattr(window, column.name, Cell(table, column))
        return window

    return add


def plain(column: Column, value: Any) -> Any:
    """A stored value as plain Python."""
    if column.width > 1:
        return tuple(value.tolist())
    number = value.item()
    if column.words:
        return column.words[number] if number >= 0 else None
    if column.unit == "mask":
        return tuple(domain for place, domain in enumerate(DOMAINS) if number & (1 << place))
    if column.unit == "flag":
        return bool(number)
    if column.unit == "index":
        return number if number >= 0 else None
    return number


def checked(column: Column, value: Any, *, where: str) -> Any:
    """A value that the column allows; raises InputError naming the agent, what was found and what is allowed."""
    low, high = column.low, column.high
    numeric = isinstance(value, int | float | np.number | np.bool_) and math.isfinite(value)
    allowed = numeric and (low is None or value >= low) and (high is None or value <= high)
    if column.unit == "flag":
        allowed = allowed and value in {0, 1}
    if not allowed:
        raise InputError("agent_bad_value", where=where, column=column.name, found=repr(value), low=low, high=high)
    return value


def refuse_unknown(window: Any, name: str) -> None:
    """Refuse an assignment to a name that no column or slot carries: a typing error must not pass for a change."""
    if not hasattr(getattr(type(window), name, None), "__set__"):
        raise InputError("agent_unknown_column", where=repr(window), column=name, known=_writable(type(window)))


def _writable(window: type) -> tuple[str, ...]:
    cells = (getattr(window, name) for name in dir(window))
    return tuple(cell.column.name for cell in cells if isinstance(cell, Cell) and cell.column.writable)
