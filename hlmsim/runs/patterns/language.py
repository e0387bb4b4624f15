"""What a claim measures, as a person writes it: ``silo_rate[moderate] - silo_rate[none]``.

A name with brackets is read from the runs of a setting: ``outcome[setting]`` over the weeks after the burn-in,
``outcome[setting, 0:26]`` the mean of those weeks, ``outcome[setting, 337]`` one week, ``outcome[setting, :]`` the
whole curve; ``parameter["context.talk.contact", setting]`` is a number of the scenario. Numbers, ``+ - * /``,
brackets and a few functions put them together. Python's parser reads it; nothing of it is run as Python.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hlmsim.model.outcomes import OUTCOMES, WEEKLY
from hlmsim.runs.patterns.statistic import FUNCTIONS, OPERATIONS, Number, Read, Statistic, plain_number, read_of
from hlmsim.runs.patterns.within import place_within
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.tree import Node, Place
from hlmsim.scenario.validation import parameters

_ODD = re.compile(r"""[^\w\s\[\]().,:+\-*/"']""")
_OTHER_DIGITS = re.compile(r"(?<![\w.])(?:[0-9][0-9.]*_[0-9_.]*|0[xXoObB]\w+)")
"""Numbers that Python reads and no file of ours has: ``2_60``, ``0x1F``."""
_LONGEST, _MOST_PARTS = 5_000, 600
"""Characters, and parts of the expression: far more than anybody writes, and few enough to walk through."""


def read_statistic(node: Node, settings: Sequence[str], where: str, faults: Faults) -> Statistic | None:
    """A statistic from the text of a claim; None, and the faults at their place, when it has no meaning."""
    reader = _Reader(node, tuple(settings), where, faults)
    before = len(faults.found)
    tree = reader.parsed()
    if tree is None:
        return None
    if reader.check(tree) and len(faults.found) == before:
        reader.fault("statistic_is_curve", tree, found=shown(reader.text))
    if len(faults.found) > before:
        return None
    reads = tuple(dict.fromkeys(one for one in reader.found if isinstance(one, Read)))
    numbers = tuple(dict.fromkeys(one for one in reader.found if isinstance(one, Number)))
    if not reads and not numbers:
        reader.fault("statistic_reads_nothing", tree, found=shown(reader.text))
        return None
    return Statistic(reader.text, reads, numbers, tree)


@dataclass
class _Reader:
    node: Node
    settings: tuple[str, ...]
    where: str
    faults: Faults

    def __post_init__(self) -> None:
        self.found: list[Read | Number] = []
        self.text = self.node.value if isinstance(self.node.value, str) else shown(self.node)
        self.line = self.text.translate({ord(one): " " for one in "\n\r\t"})
        self.start = len(self.line) - len(self.line.lstrip())

    def parsed(self) -> ast.expr | None:
        """The expression, or None and a fault."""
        odd = _ODD.search(self.line) or _OTHER_DIGITS.search(self.line)
        offset = odd.start() if odd else 0
        if odd is None and len(self.line) <= _LONGEST:
            try:
                tree = ast.parse(self.line.strip(), mode="eval").body
            except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
                offset = self.start + _offset(problem, len(self.line.strip()))
            else:
                if sum(1 for _ in ast.walk(tree)) <= _MOST_PARTS:
                    return tree
        self.faults.add("statistic_unreadable", self.at(offset), self.where, found=shown(self.text))
        return None

    def check(self, tree: ast.expr) -> bool:
        """Walk the expression; whatever is not known is a fault. Whether it is a curve, a value a week."""
        if plain_number(tree) is not None:
            return False
        match tree:
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.check(operand)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
                curves = self.check(left), self.check(right)
                return any(curves)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self.call(tree, name, arguments)
            case ast.Subscript(value=ast.Name(id=name)):
                return self.read(tree, name)
        self.fault("statistic_unreadable", tree, found=shown(ast.unparse(tree)))
        return False

    def call(self, tree: ast.Call, name: str, arguments: Sequence[ast.expr]) -> bool:
        """A function, with the arguments that it takes."""
        known = FUNCTIONS.get(name)
        if known is None:
            self.unknown("statistic_no_function", tree, name, sorted(FUNCTIONS))
            return False
        if len(arguments) != known.arguments:
            self.fault("statistic_arguments", tree, found=len(arguments), wanted=known.arguments, function=name)
            return False
        curve = self.check(arguments[0])
        for number, (argument, bounds) in enumerate(zip(arguments[1:], known.numbers, strict=True), 2):
            self.plain(argument, bounds, name, number)
        if known.numbers and not curve:
            self.fault("statistic_wants_curve", arguments[0], function=name, found=shown(ast.unparse(arguments[0])))
        return curve and not known.numbers

    def plain(self, tree: ast.expr, bounds: tuple[float, float], function: str, which: int) -> None:
        """An argument that must be written as a number within bounds."""
        number = plain_number(tree)
        if number is None or not bounds[0] <= number <= bounds[1]:
            facts = {"function": function, "which": which, "found": shown(ast.unparse(tree))}
            self.fault("statistic_wants_number", tree, low=bounds[0], high=bounds[1], **facts)

    def read(self, tree: ast.Subscript, name: str) -> bool:
        """An outcome, or a number of the scenario, under a setting."""
        one = read_of(tree)
        if one is None:
            self.fault("statistic_unreadable", tree, found=shown(ast.unparse(tree)))
            return False
        if one.setting not in self.settings:
            self.unknown("statistic_no_setting", tree.slice, one.setting, self.settings)
        if isinstance(one, Read):
            known = [outcome.name for outcome in (WEEKLY if one.weekly else OUTCOMES)]
            if name not in known:
                self.unknown("no_such_outcome", tree, name, known)
        else:
            numbers = sorted(path for path, parameter in parameters().items() if not parameter.choices)
            if one.path not in numbers:
                self.unknown("no_such_parameter", tree.slice, one.path, numbers)
        self.found.append(one)
        return isinstance(one, Read) and one.curve

    def fault(self, code: str, tree: ast.expr, **facts: Any) -> None:
        """One fault, at a part of the expression."""
        self.faults.add(code, self.place(tree), self.where, **facts)

    def unknown(self, code: str, tree: ast.expr, found: str, allowed: Sequence[str]) -> None:
        """A word that is not one of those allowed, at a part of the expression."""
        self.faults.unknown(code, self.place(tree), self.where, found=found, allowed=list(allowed))

    def place(self, tree: ast.expr) -> Place:
        """Where a part of the expression stands; the parser counts in bytes."""
        before = self.line.strip().encode()[: tree.col_offset].decode(errors="ignore")
        return self.at(self.start + len(before))

    def at(self, offset: int) -> Place:
        """Where a letter of the text stands."""
        return place_within(self.node.place, offset)


def _offset(problem: Exception, length: int) -> int:
    """Where the parser stopped, from 0; it says 0 for the end of a text of this length."""
    found = getattr(problem, "offset", None)
    return length if found == 0 else max(0, (found or 1) - 1)
