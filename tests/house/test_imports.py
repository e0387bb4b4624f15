"""No module needs, in the end, itself: also between a package and what lies in it, which the import contract skips."""

from __future__ import annotations

import grimp
import networkx as nx


def test_no_cycle_of_any_kind() -> None:
    graph = grimp.build_graph("hlmsim", cache_dir=None)
    pairs = ((one, other) for one in graph.modules for other in graph.find_modules_directly_imported_by(one))
    imports = nx.DiGraph(pairs)
    assert imports.number_of_edges() > 1000
    assert [sorted(cycle) for cycle in nx.strongly_connected_components(imports) if len(cycle) > 1] == []
