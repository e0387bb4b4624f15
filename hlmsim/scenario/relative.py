"""A number said as a change of the one inherited: ``{add: 2}`` is two more, ``{times: 1.5}`` half as much again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from hlmsim.scenario.numbers import Number
from hlmsim.scenario.schema import document
from hlmsim.scenario.tree import RELATIVE, Node, Place, is_number_with_source, is_relative
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
    value = _after(start, key, amount.value, amount.place, change.key)
    beside = change.without(key).mapping
    return value if not beside else Node(change.place, {"value": value, **beside}, change.key)


def _after(start: Node, key: str, amount: Any, place: Place, where: Place | None) -> Node:
    """A number after one change; of one that follows the size of the site, the change is kept for later."""
    if start.later is not None:
        return Node(place, start.value, where, later=(*start.later, (key, amount)))
    one, other = Decimal(str(start.value)), Decimal(str(amount))
    result = one + other if key == "add" else one * other
    return Node(place, _plain(result), where, worked=f"{start.value} {_SIGN[key]} {amount}")


def worked_out(node: Node, start: float) -> Node:
    """A number that follows the size of the site, once what it starts from is known."""
    found = replace(node, value=_plain(Decimal(str(start))), later=None)
    for key, amount in node.later or ():
        found = _after(found, key, amount, node.place, node.key)
    return found


def marked(root: Node, paths: Mapping[str, Place]) -> Node:
    """The tree whose numbers at these paths follow the size of the site. paths: where each is listed.

    What is known of them (range, grade, source) is known of the size that they are written for, and is left out.
    """
    for path, place in paths.items():
        *above, last = path.split(".")
        parent = root.get(*above) if above else root
        node = parent.get(last) if parent is not None else None
        start = None if node is None else (node.mapping["value"] if is_number_with_source(node) else node)
        if start is not None and _is_number(start):
            root = _with(root, path.split("."), Node(place, start.value, place, later=()))
    return root


def _with(root: Node, words: Sequence[str], node: Node) -> Node:
    if len(words) == 1:
        return root.having(**{words[0]: node})
    return root.having(**{words[0]: _with(root.mapping[words[0]], words[1:], node)})


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
