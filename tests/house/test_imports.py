"""What the import contract does not see: cycles between a package and what lies in it, and one name for two classes."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import grimp
import networkx as nx


def test_no_cycle_of_any_kind() -> None:
    graph = grimp.build_graph("hlmsim", cache_dir=None)
    pairs = ((one, other) for one in graph.modules for other in graph.find_modules_directly_imported_by(one))
    imports = nx.DiGraph(pairs)
    assert imports.number_of_edges() > 1000
    assert [sorted(cycle) for cycle in nx.strongly_connected_components(imports) if len(cycle) > 1] == []


WORDS = ("World", "Layout", "Plan", "Study", "Sweep", "Work", "Session", "Factor", "Asked")
"""What a newcomer meets on every floor."""


def test_a_word_is_one_class(root: Path) -> None:
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in (root / "hlmsim").rglob("*.py"))
    names = Counter(node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef))
    assert len(names) > 200
    assert {word: names[word] for word in WORDS if names[word] > 1} == {}
