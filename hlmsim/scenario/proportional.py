"""Which inherited numbers follow the size of the only site: ``context.site.in_proportion``, where files are joined.

They are those of the file that is extended, written for a site of another size; a number that the file itself writes,
or one that extends it, is as it stands. :mod:`hlmsim.scenario.sizing` works them out once the dwellings are known.
"""

from __future__ import annotations

from collections.abc import Iterator

from hlmsim.scenario.drawn_sites import POST_COUNT, POST_HOURS, POSTS
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.relative import marked
from hlmsim.scenario.tree import Node, Place

KEY = "in_proportion"
PATH = f"context.site.{KEY}"


def with_marks(parent: Node, child: Node, faults: Faults) -> Node:
    """The tree that a file extends, its numbers marked that follow the size; a fault where the file writes them too."""
    asked = child.get("context", "site", KEY)
    if asked is None:
        return parent
    paths = dict(listed(asked))
    for path, place in paths.items():
        if child.get(*path.split(".")) is not None:
            faults.add("both_given", place, f"{PATH}.of", first=path, second=KEY)
    return marked(parent, paths)


def listed(asked: Node) -> Iterator[tuple[str, Place]]:
    """Every path of a number that is listed, and where; posts stand for their number and their hours."""
    of = asked.get("of")
    for item in of.items if of is not None else ():
        for path in (POST_COUNT, POST_HOURS) if item.value == POSTS else (str(item.value),):
            yield path, item.place
