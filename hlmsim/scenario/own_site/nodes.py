"""Nodes of a network that gives the ties of dwellings which another file lists: what its edges call them."""

from __future__ import annotations

from dataclasses import replace

from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.own_site.cells import Network, Paths
from hlmsim.scenario.own_site.mapping import LABELS, NODE_NAMES
from hlmsim.scenario.own_site.rows import Dwellings
from hlmsim.scenario.own_site.words import forgiven_heading

_MOST_TOLD = 12


def with_nodes(network: Network, known: Dwellings, faults: Faults, paths: Paths) -> Dwellings:
    """The dwellings, also under the identifiers and labels of the nodes; remarks nodes that are none of them.

    A node that is no dwelling and has an edge is left for the tie to be refused.
    """
    columns = [n for n, cell in enumerate(network.nodes.heading) if forgiven_heading(cell.word) in NODE_NAMES | LABELS]
    tied = {cell.word for line in network.edges.lines for cell in line.cells}
    names, out, left, groups = dict(known.names), set(known.left_out), [], 0
    for line in network.nodes.lines:
        words = [line.cells[n].word for n in columns if line.cells[n].word]
        meant = next((known.names[word] for word in words if word in known.names), None)
        if line.group:
            groups += 1
            out.update(words)
        elif meant is not None:
            names |= {word: meant for word in words if word not in names}
        elif not tied.intersection(words):
            left.append(shown(words[-1] if words else "–"))
    if groups:
        faults.remark("note_groups", network.nodes.start, paths.file, count=groups)
    if left:
        faults.remark("note_nodes_out", network.nodes.start, paths.file, count=len(left), found=left[:_MOST_TOLD])
    return replace(known, names=names, left_out=frozenset(out - set(names)))
