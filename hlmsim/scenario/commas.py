"""Decimal commas where YAML reads a comma between two items: ``{annual: 0,40}`` and ``[0,25, 0,35]``.

YAML is right and the person is not: 0 and a key ``40`` that says nothing. Neither is what was meant, so both are told.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import yaml

from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.scalars import NotFiniteError, meant_either, meant_number, scalar
from hlmsim.scenario.tree import Node, Place, dotted

_BEFORE = re.compile(r"[-+\N{MINUS SIGN}]?[0-9][0-9 \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]*")
_AFTER = re.compile(r"[0-9]+(?:[.,][0-9]+)?(?:[eE][-+]?[0-9]+)?\s*%?")
_PAIRS = ("range", "between")
"""Keys that take two numbers."""


class Commas:
    """What commas part, in one text."""

    def __init__(self, text: str, faults: Faults) -> None:
        self.text = text
        self.faults = faults

    def is_stray(self, key: Any, value: Any) -> bool:
        """Whether a key in braces has neither value nor colon."""
        if not (_is_plain(key) and _is_plain(value)) or value.value:
            return False
        return ":" not in self.text[key.end_mark.index : value.start_mark.index]

    def stray(self, key: Any, last: Any, entries: dict[str, Node], place: Place, path: str) -> None:
        """What stands in braces without its colon: the end of a number, or of a text."""
        name = next(reversed(entries), "")
        before = entries.get(name)
        if before is not None and _is_plain(last) and _BEFORE.fullmatch(last.value) and _AFTER.fullmatch(key.value):
            entries[name] = self.told(before, f"{last.value},{key.value}", dotted(path, name))
        else:
            self.faults.add("stray_word", place, path, found=shown(key.value))

    def apart(self, items: list[Node], events: Sequence[Any], path: str) -> list[Node]:
        """The items of a list in brackets, those that a decimal comma parts put together again."""
        tight = [self.is_tight(*pair) for pair in itertools.pairwise(events)]
        if not any(tight) or (all(tight) and _is_pair(events, path)):
            return items
        kept: list[Node] = []
        number = 0
        while number < len(items):
            if number < len(tight) and tight[number]:
                found = f"{events[number].value},{events[number + 1].value}"
                kept.append(self.told(items[number], found, dotted(path, number), in_list=True))
                number += 2
                if all(tight):
                    return [*kept, *items[number:]]
            else:
                kept.append(items[number])
                number += 1
        return kept

    def is_tight(self, first: Any, second: Any) -> bool:
        """Whether two items are digits with a comma between them, and no blank."""
        return (
            _is_plain(first)
            and _is_plain(second)
            and self.text[first.end_mark.index : second.start_mark.index] == ","
            and _BEFORE.fullmatch(first.value) is not None
            and _AFTER.fullmatch(second.value) is not None
        )

    def told(self, node: Node, found: str, path: str, *, in_list: bool = False) -> Node:
        """The fault of a comma inside a number, and the number as it was meant, so that nothing else is told of it."""
        either = meant_either(found)
        meant = meant_number(found)
        if in_list:
            suggestion, apart = meant or (either or (found,))[0], found.replace(",", ", ")
            self.faults.add("comma_in_list", node.place, path, found=shown(found), suggestion=suggestion, apart=apart)
        elif either is not None:
            self.faults.add("comma_either", node.place, path, found=shown(found), first=either[0], second=either[1])
        elif meant is not None:
            self.faults.add("not_a_number_near", node.place, path, found=shown(found), suggestion=meant)
        else:
            self.faults.add("not_a_number", node.place, path, found=shown(found))
        return replace(node, value=_value(meant or (either or ("0",))[0]))


def _is_plain(event: Any) -> bool:
    return isinstance(event, yaml.ScalarEvent) and not event.style


def _is_pair(events: Sequence[Any], path: str) -> bool:
    """Whether two whole numbers stand where two numbers are asked for, so that nothing else can be meant."""
    second = str(events[1].value)
    return len(events) == 2 and path.rpartition(".")[2] in _PAIRS and second.isdigit() and str(int(second)) == second


def _value(text: str) -> float | int | str | bool | None:
    try:
        return scalar(text)
    except NotFiniteError:
        return 0
