"""Numbers that follow the size of the only site, worked out where its dwellings are known, as for drawn sites."""

from __future__ import annotations

import math

from hlmsim.engine.parameters import Value
from hlmsim.scenario.assignments import COMMAND_LINE, PYTHON
from hlmsim.scenario.drawn_sites import ALMOST, POST_COUNT, POST_HOURS, POSTS, in_proportion, proportional
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.proportional import KEY, PATH, listed
from hlmsim.scenario.relative import worked_out
from hlmsim.scenario.schema import InProportion
from hlmsim.scenario.tree import Node
from hlmsim.scenario.validation import checked

CAPACITIES = "levers.partners.capacity_factor"
"""The capacity of all partners, which follows larger sites too."""


def sized(root: Node, faults: Faults) -> Node:
    """The tree with the numbers that follow the size of its site, and without the key that says so."""
    site, asked = root.get("context", "site"), root.get("context", "site", KEY)
    if site is None or asked is None:
        return root
    context = root.mapping["context"]
    root = root.having(context=context.having(site=site.without(KEY)))
    model = checked(InProportion, asked, PATH, faults)
    if model is None or not _is_of_a_file(asked, faults):
        return root
    proportional(asked, model, PATH, faults, more=(CAPACITIES,))
    dwellings = site.get("dwellings")
    if dwellings is None or not dwellings.items:
        if not faults:
            faults.add("proportion_needs_dwellings", asked.start, PATH)
        return root
    return _worked_out(root, asked, len(dwellings.items) / float(model.written_for.value))


def _worked_out(root: Node, asked: Node, times: float) -> Node:
    """The tree at the size of its site. times: how many times as many dwellings as the numbers are written for."""
    nodes = {path: node for path, _ in listed(asked) if (node := root.get(*path.split("."))) is not None}
    starts: dict[str, Value] = {path: _number(node) for path, node in nodes.items() if node.later is not None}
    pair = {POST_COUNT, POST_HOURS} if {POST_COUNT, POST_HOURS} <= starts.keys() else set()
    found = in_proportion(starts, [*(path for path in starts if path not in pair), *([POSTS] if pair else [])], times)
    if POST_COUNT in starts and not pair:
        found[POST_COUNT] = math.ceil(float(starts[POST_COUNT]) * times - ALMOST)
    if CAPACITIES in starts:
        found[CAPACITIES] = float(starts[CAPACITIES]) * times
    for path in starts:
        root = _replaced(root, path.split("."), worked_out(nodes[path], float(found[path])))
    return root


def _number(node: Node) -> Value:
    return node.value if isinstance(node.value, (int, float)) else 0.0


def _is_of_a_file(asked: Node, faults: Faults) -> bool:
    """Whether a file says it; from outside, it would come after the numbers that it is about."""
    of, written = asked.get("of"), asked.get("written_for")
    nodes = [asked, *((of, *of.items) if of is not None else ()), *((written,) if written is not None else ())]
    outside = next((node for node in nodes if node.place.file in {COMMAND_LINE, PYTHON}), None)
    if outside is not None:
        faults.add("not_changeable", outside.place, PATH, found=PATH)
    return outside is None


def _replaced(root: Node, words: list[str], node: Node) -> Node:
    below = node if len(words) == 1 else _replaced(root.mapping[words[0]], words[1:], node)
    return root.having(**{words[0]: below})
