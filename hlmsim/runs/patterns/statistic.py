"""What a claim measures, as a person writes it: ``silo_rate[moderate] - silo_rate[none]``.

A name with brackets is read from the runs of a setting: ``outcome[setting]`` over the weeks after the burn-in,
``outcome[setting, 0:26]`` the mean of those weeks, ``outcome[setting, 337]`` one week, ``outcome[setting, :]`` the
whole curve; ``parameter["context.talk.contact", setting]`` is a number of the scenario. Numbers, ``+ - * /``,
brackets and a few functions put them together.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.model.outcomes import OUTCOMES, WEEKLY
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.tree import Node, Place

Floats = NDArray[np.float64]

PARAMETER = "parameter"
_OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
}


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

    def value(self, known: Mapping[Read | Number, Floats]) -> Floats:
        """The statistic from what was read: arrays of one shape, curves with one more axis for the weeks."""
        with np.errstate(all="ignore"):
            return np.asarray(_value(self.tree, known), dtype=np.float64)


def recovery(curve: Floats, week: Floats, regained: Floats) -> Floats:
    """Weeks from ``week`` until a loss is regained for good.

    curve: a difference, weeks last, smoothed over a quarter; the loss is its deepest point from ``week`` on.
    regained: the share of the loss that must be made up. What never recovers takes until the end of the curve.
    """
    smooth = _smoothed(curve)[..., int(week) :]
    return _above_for_good(smooth, (1.0 - float(regained)) * smooth.min(axis=-1, keepdims=True))


def back_to(curve: Floats, week: Floats, level: Floats) -> Floats:
    """Weeks from ``week`` until a difference, smoothed over a quarter, is above a level for good."""
    smooth = _smoothed(curve)[..., int(week) :]
    return _above_for_good(smooth, np.full((*smooth.shape[:-1], 1), float(level)))


def _above_for_good(smooth: Floats, limit: Floats) -> Floats:
    """Weeks until the last one below a limit, from the deepest on; parts of a week along a straight line."""
    weeks = smooth.shape[-1]
    below = (smooth < limit) & (np.arange(weeks) >= smooth.argmin(axis=-1)[..., np.newaxis])
    last = weeks - 1 - np.argmax(below[..., ::-1], axis=-1)
    here = np.take_along_axis(smooth, last[..., np.newaxis], axis=-1)
    after = np.take_along_axis(smooth, np.minimum(last + 1, weeks - 1)[..., np.newaxis], axis=-1)
    part = ((limit - here) / np.where(after > here, after - here, 1.0))[..., 0]
    return np.asarray(np.where(below.any(axis=-1), last + np.clip(part, 0.0, 1.0), 0.0), dtype=np.float64)


def _smoothed(curve: Floats, weeks: int = 13) -> Floats:
    """Means over a quarter around each week, fewer at the ends."""
    sums = np.cumsum(np.concatenate([np.zeros((*curve.shape[:-1], 1)), curve], axis=-1), axis=-1)
    here = np.arange(curve.shape[-1])
    low, high = np.maximum(0, here - weeks // 2), np.minimum(curve.shape[-1], here + weeks // 2 + 1)
    return np.asarray((sums[..., high] - sums[..., low]) / (high - low), dtype=np.float64)


def _odds(share: Floats) -> Floats:
    return np.asarray(share / (1.0 - share))


FUNCTIONS: dict[str, tuple[int, Callable[..., Floats]]] = {
    "abs": (1, np.abs),
    "back_to": (3, back_to),
    "exp": (1, np.exp),
    "log": (1, np.log),
    "odds": (1, _odds),
    "recovery": (3, recovery),
}
"""Number of arguments, and what each does."""


def read_statistic(node: Node, settings: Sequence[str], where: str, faults: Faults) -> Statistic | None:
    """A statistic from the text of a claim; None, and the faults at their place, when it has no meaning."""
    text = str(node.value)
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError) as problem:
        offset = getattr(problem, "offset", None) or 1
        faults.add("statistic_unreadable", _at(node, offset - 1), where, found=text)
        return None
    reader = _Reader(node, tuple(settings), where, faults)
    before = len(faults.found)
    reader.check(tree)
    if len(faults.found) > before:
        return None
    reads = tuple(dict.fromkeys(one for one in reader.found if isinstance(one, Read)))
    numbers = tuple(dict.fromkeys(one for one in reader.found if isinstance(one, Number)))
    if not reads and not numbers:
        faults.add("statistic_reads_nothing", node.place, where, found=text)
        return None
    return Statistic(text, reads, numbers, tree)


def _at(node: Node, offset: int) -> Place:
    """A place inside a text that stands in quotes on one line."""
    return Place(node.place.file, node.place.line, node.place.column + 1 + max(0, offset))


@dataclass
class _Reader:
    node: Node
    settings: tuple[str, ...]
    where: str
    faults: Faults

    def __post_init__(self) -> None:
        self.found: list[Read | Number] = []

    def check(self, tree: ast.expr) -> None:
        """Walk the expression; whatever is not known is a fault."""
        match tree:
            case ast.Constant(value=int() | float()) if not isinstance(tree.value, bool):
                return
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                self.check(operand)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
                self.check(left)
                self.check(right)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                self.call(tree, name, arguments)
            case ast.Subscript(value=ast.Name(id=name)):
                self.read(tree, name)
            case _:
                self.fault("statistic_unreadable", tree, found=ast.unparse(tree))

    def call(self, tree: ast.Call, name: str, arguments: Sequence[ast.expr]) -> None:
        """A function, with as many arguments as it takes."""
        if name not in FUNCTIONS:
            self.unknown("statistic_no_function", tree, name, sorted(FUNCTIONS))
        elif len(arguments) != FUNCTIONS[name][0]:
            self.fault("statistic_arguments", tree, found=len(arguments), wanted=FUNCTIONS[name][0], function=name)
        else:
            for argument in arguments:
                self.check(argument)

    def read(self, tree: ast.Subscript, name: str) -> None:
        """An outcome, or a number of the scenario, under a setting."""
        one = read_of(tree)
        if one is None:
            self.fault("statistic_unreadable", tree, found=ast.unparse(tree))
            return
        if one.setting not in self.settings:
            self.unknown("statistic_no_setting", tree.slice, one.setting, self.settings)
        if isinstance(one, Read):
            known = [outcome.name for outcome in (WEEKLY if one.weekly else OUTCOMES)]
            if name not in known:
                self.unknown("no_such_outcome", tree, name, known)
        else:
            from hlmsim.scenario.validation import parameters

            if one.path not in parameters():
                self.unknown("no_such_parameter", tree.slice, one.path, sorted(parameters()))
        self.found.append(one)

    def fault(self, code: str, tree: ast.AST, **facts: Any) -> None:
        self.faults.add(code, self.place(tree), self.where, **facts)

    def unknown(self, code: str, tree: ast.AST, found: str, allowed: Sequence[str]) -> None:
        self.faults.unknown(code, self.place(tree), self.where, found=found, allowed=list(allowed))

    def place(self, tree: ast.AST) -> Place:
        return _at(self.node, getattr(tree, "col_offset", 0))


def read_of(tree: ast.Subscript) -> Read | Number | None:
    """What a name with brackets reads; None when it reads nothing that there is."""
    name = tree.value.id if isinstance(tree.value, ast.Name) else ""
    parts = list(tree.slice.elts) if isinstance(tree.slice, ast.Tuple) else [tree.slice]
    if name == PARAMETER:
        match parts:
            case [ast.Constant(value=str(path)), ast.Name(id=setting)]:
                return Number(path, setting)
        return None
    match parts:
        case [ast.Name(id=setting)]:
            return Read(name, setting)
        case [ast.Name(id=setting), ast.Slice(lower=None, upper=None, step=None)]:
            return Read(name, setting, curve=True)
        case [ast.Name(id=setting), ast.Slice(lower=ast.Constant(int(low)), upper=ast.Constant(int(high)), step=None)]:
            return Read(name, setting, (low, high)) if 0 <= low < high else None
        case [ast.Name(id=setting), ast.Constant(value=int(week))]:
            return Read(name, setting, (week, week + 1))
    return None


def _value(tree: ast.expr, known: Mapping[Read | Number, Floats]) -> Any:
    match tree:
        case ast.Constant(value=value):
            return value
        case ast.UnaryOp(operand=operand):
            return -_value(operand, known)
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATIONS[type(op)](_value(left, known), _value(right, known))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return FUNCTIONS[name][1](*(_value(argument, known) for argument in arguments))
        case ast.Subscript():
            read = read_of(tree)
            assert read is not None
            return known[read]
    raise TypeError(ast.dump(tree))


def walk(statistics: Sequence[Statistic]) -> Iterator[Read]:
    """Everything that some statistics read, each once."""
    yield from dict.fromkeys(one for statistic in statistics for one in statistic.reads)
