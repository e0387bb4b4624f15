"""A scenario says what it changes in another: the chain of ``extends``, joined, every value at its own file's place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hlmsim.scenario import shipped
from hlmsim.scenario.envelope import Kind, Shelf, accepted, declared, reference, tree_of
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.partners_file import with_partners
from hlmsim.scenario.proportional import with_marks
from hlmsim.scenario.relative import changed, is_change
from hlmsim.scenario.tree import Node, Place, is_number_with_source

SCENARIO = declared(Kind("scenario"))
LONGEST_CHAIN = 20
_SIZE = re.compile(r"sites\.(kinds\.[^.]+\.)?size")
OWN = ("schema", "extends", "title", "why", "notes", "expect")
"""What a file says of itself, and no other file inherits."""
NAMED = ("partners", "sites.kinds")
"""Mappings whose keys the author makes up."""
COULD_BE_NONE = ("changes", "sites", "territories", "in_proportion", "ties", "dwellings")
"""Parts that a file may do without, so that a blank one over those inherited says two things."""
_GONE_WITH = {
    "file": ("households", "buildings", "dwellings", "ties"),
    "dwellings": ("households", "buildings", "file", "ties"),
}
"""What a site no longer inherits once a file or a list says which dwellings it has."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The joined tree; whole is False when a file of the chain could not be used."""

    root: Node
    whole: bool


def read_chain(path: Path, faults: Faults) -> Chain | None:
    """A scenario file joined to those that it extends; None when it cannot be read at all."""
    return _Chain(path, faults).read(path, (), None)


def chain_of(root: Node, path: Path, faults: Faults) -> Chain | None:
    """What a file at this path would say, joined to what it extends; None when it is no scenario."""
    known = accepted(SCENARIO, root, faults)
    return None if known is None else _Chain(path, faults).join(known, path, ())


def scenario_named(asked: Node, folder: Path, faults: Faults, path: str) -> Path | None:
    """The file of a scenario that another file names, in full or by its bare name: in that folder, or a shipped one."""
    shelf = Shelf(SCENARIO, shipped.folder(), shipped.names(), "no_such_scenario")
    return reference(asked, shelf, (folder, folder), faults, path)


class _Chain:
    def __init__(self, first: Path, faults: Faults) -> None:
        self.folder = first.parent
        self.faults = faults

    def read(self, path: Path, before: tuple[Path, ...], named: Place | None) -> Chain | None:
        root = tree_of(SCENARIO, path, self.faults, named)
        return None if root is None else self.join(root, path, before)

    def join(self, root: Node, path: Path, before: tuple[Path, ...]) -> Chain | None:
        check_named(root, self.faults)
        root = with_partners(root, self.faults)
        asked = root.get("extends")
        if asked is None:
            return Chain(root, whole=True)
        parent = self.parent(path, asked, (*before, path))
        if parent is None:
            return Chain(root, whole=False)
        check_blank(parent.root.without(*OWN), root, "", self.faults)
        above = with_marks(parent.root.without(*OWN), root, self.faults)
        return Chain(joined(above, root), parent.whole)

    def parent(self, path: Path, asked: Node, before: tuple[Path, ...]) -> Chain | None:
        where = asked.place
        if not isinstance(asked.value, str):
            self.faults.add("not_text", where, "extends", found=shown(asked))
            return None
        shelf = Shelf(SCENARIO, shipped.folder(), shipped.names())
        found = reference(asked, shelf, (path.parent, self.folder), self.faults, "extends")
        if found is None:
            return None
        if any(_same(found, other) for other in before):
            names = [other.name for other in (*before, found)]
            self.faults.add("extends_cycle", where, "extends", found=shown(asked.value), chain=" → ".join(names))
            return None
        if len(before) >= LONGEST_CHAIN:
            self.faults.add("extends_too_long", where, "extends", limit=LONGEST_CHAIN)
            return None
        return self.read(found, before, where)


def joined(parent: Node, child: Node, path: str = "") -> Node:
    """The child's words over the parent's: mappings join by key, anything else is replaced.

    A value replaces the whole number before it, so that its range, grade and source go too. Where an author makes up
    the keys, null takes one away and ``{}`` takes all away. ``{add: 2}`` is worked out over the parent's number.
    """
    if is_change(child, path):
        return changed(parent, child)
    mappings = isinstance(parent.value, Mapping) and isinstance(child.value, Mapping)
    if not mappings or child.whole or is_number_with_source(child) or is_size(path):
        return child
    if path in NAMED and not child.mapping:
        return child
    if path == "" and child.get("sites") is not None and parent.get("context") is not None:
        parent = parent.having(context=parent.mapping["context"].without("site"))
    gone = _gone(child) if path == "context.site" else ()
    entries = {key: node for key, node in parent.mapping.items() if key not in gone}
    for key, node in child.mapping.items():
        below = f"{path}.{key}" if path else key
        if key not in entries or (node.is_null and below in NAMED):
            entries[key] = node
        elif node.is_null and path in NAMED:
            del entries[key]
        elif not (node.is_null and _is_section(entries[key])):
            entries[key] = joined(entries[key], node, below)
    return replace(child, value=entries)


def check_named(root: Node, faults: Faults) -> None:
    """A blank heading over names that the author makes up: none, or those inherited?"""
    for path in NAMED:
        *above, last = path.split(".")
        node = root.get(*above) if above else root
        blank = node.mapping.get(last) if node is not None else None
        if blank is not None and blank.is_null:
            faults.add("none_or_inherited", blank.start, path, found=last)


def check_blank(parent: Node, child: Node, path: str, faults: Faults) -> None:
    """A blank key over a list, or over a part that may be left out: none, or those inherited?"""
    for key, node in child.mapping.items():
        before = parent.get(key)
        below = f"{path}.{key}" if path else key
        if before is not None and not node.is_null:
            check_blank(before, node, below, faults)
        elif before is not None and below not in NAMED and (before.items or key in COULD_BE_NONE):
            code = "none_or_inherited_list" if below == "changes" else "blank_or_inherited"
            faults.add(code, node.start, below, found=key)


def is_size(path: str) -> bool:
    """Whether a distribution of sizes stands at this path; each uses keys of its own, so a file gives it whole."""
    return _SIZE.fullmatch(path) is not None


def _is_section(node: Node) -> bool:
    """A part with parts; an empty heading in the child says nothing of it, as when every line below is a comment."""
    return bool(node.items or node.mapping) and not is_number_with_source(node)


def _gone(child: Node) -> tuple[str, ...]:
    return next((keys for key, keys in _GONE_WITH.items() if child.get(key) is not None), ())


def _same(first: Path, second: Path) -> bool:
    try:
        return first.resolve() == second.resolve()
    except (OSError, RuntimeError):
        return True
