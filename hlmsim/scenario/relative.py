"""A number said as a change of the one inherited: ``{add: 2}`` is two more, ``{times: 1.5}`` half as much again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from hlmsim.scenario.numbers import Number
from hlmsim.scenario.schema import document
from hlmsim.scenario.tree import RELATIVE, Node, is_number_with_source, is_relative
from hlmsim.scenario.validation import parameters

_SIGN = {"add": "+", "times": "×"}
_MOST_DIGITS = 15


def changed(before: Node, change: Node) -> Node:
    """The number that a change makes of the one before it, as if it were written there.

    What stands beside the change (range, grade, source) is said of the result; what was known of the number before is
    not. A change that cannot be worked out stays as it is, for :mod:`hlmsim.scenario.numbers` to refuse.
    """
    start = before.mapping["value"] if is_number_with_source(before) else before
    key = next(key for key in RELATIVE if key in change.mapping)
    amount = change.mapping[key]
    if len(change.mapping.keys() & {*RELATIVE, "value"}) > 1 or not (_is_number(start) and _is_number(amount)):
        return change
    one, other = Decimal(str(start.value)), Decimal(str(amount.value))
    result = one + other if key == "add" else one * other
    worked = f"{start.value} {_SIGN[key]} {amount.value}"
    value = Node(amount.place, _plain(result), change.key, worked=worked)
    beside = change.without(key).mapping
    return value if not beside else Node(change.place, {"value": value, **beside}, change.key)


def _is_number(node: Node) -> bool:
    return isinstance(node.value, (int, float)) and not isinstance(node.value, bool)


def _plain(number: Decimal) -> int | float:
    """As it would be written: 12 and not 12.0."""
    whole = number == number.to_integral_value() and number.adjusted() < _MOST_DIGITS
    return int(number) if whole else float(number)


def is_change(node: Node, path: str) -> bool:
    """Whether a node changes the number that stands at this path of a scenario."""
    return is_relative(node) and _takes_number(path)


@cache
def _takes_number(path: str) -> bool:
    return _leads_to_number(document(), path.split("."))


def _leads_to_number(annotation: Any, words: Sequence[str]) -> bool:
    """Whether these keys lead to a number or a word with what is known about it."""
    if get_origin(annotation) is dict:  # an author's own keys, which may have points in them
        below = get_args(annotation)[1]
        return any(_leads_to_number(below, words[used:]) for used in range(1, len(words)))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not words:
            return issubclass(annotation, Number)
        if words[0] == "set":
            return ".".join(words[1:]) in parameters()
        return any(_leads_to_number(below, words[1:]) for below in _fields(annotation, words[0]))
    return any(_leads_to_number(argument, words) for argument in get_args(annotation))


def _fields(model: type[BaseModel], name: str) -> Iterator[Any]:
    return (field.annotation for key, field in model.model_fields.items() if (field.alias or key) == name)
