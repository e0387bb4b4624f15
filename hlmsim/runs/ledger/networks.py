"""The networks that pictures show, beside the runs: those of the first run of each scenario, at a few weeks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.runs.ledger.door import put_result
from hlmsim.runs.ledger.folder import own_file_name

if TYPE_CHECKING:
    from hlmsim.runs.scenes import Scenes

FOLDER = "networks"
_OF_A_NODE = ("entity", "building", "active_needs", "filled")
_OF_AN_EDGE = ("kind", "strength")


def write_scenes(folder: Path, name: str, key: str, scenes: Scenes) -> None:
    """Write what the pictures need of the networks of one run. name: of its scenario; key: of the run."""
    told = [
        {
            "week": week,
            "nodes": [[node, _kept(facts, _OF_A_NODE)] for node, facts in graph.nodes(data=True)],
            "edges": [[one, other, _kept(facts, _OF_AN_EDGE)] for one, other, facts in graph.edges(data=True)],
        }
        for week, graph in scenes.items()
    ]
    put_result(_file(folder, name), json.dumps({"key": key, "scenes": told}, separators=(",", ":")) + "\n")


def read_scenes(folder: Path, name: str, key: str) -> Scenes | None:
    """The networks that were kept of this very run, or None."""
    import networkx as nx

    try:
        content = json.loads(_file(folder, name).read_text(encoding="utf-8"))
        if content["key"] != key:
            return None
        found: Scenes = {}
        for scene in content["scenes"]:
            graph = found[int(scene["week"])] = nx.Graph()
            graph.add_nodes_from((node, facts) for node, facts in scene["nodes"])
            graph.add_edges_from((one, other, facts) for one, other, facts in scene["edges"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    return found


def _file(folder: Path, name: str) -> Path:
    return folder / FOLDER / f"{own_file_name(name)}.json"


def _kept(facts: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    found = {name: facts[name] for name in names if name in facts}
    return {name: value.item() if hasattr(value, "item") else value for name, value in found.items()}
