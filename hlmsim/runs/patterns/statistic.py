"""What a claim measures: what it reads from the runs, and how the values are put together.

How a person writes it, ``silo_rate[moderate] - silo_rate[none]``, is read in ``language.py``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.runs.patterns.curves import back_to, recovery

Floats = NDArray[np.float64]

PARAMETER = "parameter"
OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
}
MOST = 10_000
"""Of any written number of weeks."""


@dataclass(frozen=True, slots=True)
class Read:
    """What is read from the runs of a setting. weeks: first and one past the last; None: over all weeks after the
    burn-in. curve: every week by itself.
    """

    outcome: str
    setting: str
    weeks: tuple[int, int] | None = None
    curve: bool = False

    @property
    def weekly(self) -> bool:
        """Whether it is read from the weekly table."""
        return self.curve or self.weeks is not None


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the scenario under a setting."""

    path: str
    setting: str


@dataclass(frozen=True, slots=True)
class Statistic:
    """A measured quantity: its text, what it reads, and how the values are put together."""

    text: str
    reads: tuple[Read, ...]
    numbers: tuple[Number, ...]
    tree: ast.expr

    def settings(self) -> tuple[str, ...]:
        """The settings that it compares, in the order met."""
        met: tuple[Read | Number, ...] = (*self.reads, *self.numbers)
        return tuple(dict.fromkeys(one.setting for one in met))

    def beyond(self, weeks: Mapping[str, int]) -> Iterator[tuple[str, int, str]]:
        """What it asks of weeks that a setting does not have: as written, the first week missing, the setting.

        weeks: how many each setting simulates.
        """
        for tree in ast.walk(self.tree):
            if isinstance(tree, ast.Subscript):
                read = read_of(tree)
                if isinstance(read, Read) and read.weeks is not None and read.weeks[1] > weeks[read.setting]:
                    yield ast.unparse(tree), read.weeks[1] - 1, read.setting
            if isinstance(tree, ast.Call) and len(tree.args) > 1:
                week = plain_number(tree.args[1])
                settings = dict.fromkeys(read.setting for read in _read_in(tree.args[0]))
                short = min(settings, key=lambda setting: weeks[setting])
                if week is not None and week >= weeks[short]:
                    yield ast.unparse(tree), int(week), short

    def value(self, known: Mapping[Read | Number, Floats]) -> Floats:
        """The statistic from what was read: arrays of one shape, curves with one more axis for the weeks."""
        with np.errstate(all="ignore"):
            return np.asarray(_value(self.tree, known), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Function:
    """What a statistic may call. numbers: bounds of the plain numbers after the first argument, which is a curve if
    there are any.
    """

    call: Callable[..., Floats]
    numbers: tuple[tuple[float, float], ...] = ()

    @property
    def arguments(self) -> int:
        """How many it takes."""
        return 1 + len(self.numbers)


def _odds(share: Floats) -> Floats:
    return np.asarray(share / (1.0 - share))


FUNCTIONS: dict[str, Function] = {
    "abs": Function(np.abs),
    "back_to": Function(back_to, ((0, MOST), (-1e6, 1e6))),
    "exp": Function(np.exp),
    "log": Function(np.log),
    "odds": Function(_odds),
    "recovery": Function(recovery, ((0, MOST), (0, 1))),
}


def read_of(tree: ast.Subscript) -> Read | Number | None:
    """What a name with brackets reads; None when it reads nothing that there is."""
    name = tree.value.id if isinstance(tree.value, ast.Name) else ""
    match list(tree.slice.elts) if isinstance(tree.slice, ast.Tuple) else [tree.slice]:
        case [ast.Constant(value=str(path)), ast.Name(id=setting)] if name == PARAMETER:
            return Number(path, setting)
        case _ if name == PARAMETER:
            return None
        case [ast.Name(id=setting)]:
            return Read(name, setting)
        case [ast.Name(id=setting), ast.Slice(lower=None, upper=None, step=None)]:
            return Read(name, setting, curve=True)
        case [ast.Name(id=setting), ast.Slice(lower=ast.Constant() as low, upper=ast.Constant() as high, step=None)]:
            first, last = _week(low), _week(high)
            return None if first is None or last is None or first >= last else Read(name, setting, (first, last))
        case [ast.Name(id=setting), ast.Constant() as one]:
            week = _week(one)
            return None if week is None else Read(name, setting, (week, week + 1))
    return None


def _read_in(tree: ast.expr) -> Iterator[Read]:
    """What a part of a statistic reads from the runs."""
    for part in ast.walk(tree):
        read = read_of(part) if isinstance(part, ast.Subscript) else None
        if isinstance(read, Read):
            yield read


def _week(tree: ast.Constant) -> int | None:
    """A week as it is written; None for anything else."""
    value = tree.value
    return value if isinstance(value, int) and not isinstance(value, bool) and value <= MOST else None


def plain_number(tree: ast.expr) -> float | None:
    """A number as it is written, with its sign; None for anything else."""
    match tree:
        case ast.Constant(value=value) if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value) if abs(value) < 1e300 else None
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as operand):
            number = plain_number(operand)
            return None if number is None else -number
    return None


def _value(tree: ast.expr, known: Mapping[Read | Number, Floats]) -> Any:
    match tree:
        case ast.Constant():
            return plain_number(tree)
        case ast.UnaryOp(operand=operand):
            return -_value(operand, known)
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATIONS[type(op)](*_alike(_value(left, known), _value(right, known)))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return FUNCTIONS[name].call(*(_value(argument, known) for argument in arguments))
        case ast.Subscript():
            read = read_of(tree)
            assert read is not None
            return known[read]
    raise TypeError(ast.dump(tree))


def _alike(one: Any, other: Any) -> tuple[Any, Any]:
    """A curve and one value a replicate: the value holds in every week."""
    axes = np.ndim(one), np.ndim(other)
    if 0 in axes or axes[0] == axes[1]:
        return one, other
    return (one[..., np.newaxis], other) if axes[0] < axes[1] else (one, other[..., np.newaxis])
