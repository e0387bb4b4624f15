"""Scenario files: read with every fault at its place, resolved, compared, written. Nothing heavy until it is used."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from hlmsim.scenario import shipped

if TYPE_CHECKING:
    from hlmsim.scenario.differences import Difference, differences
    from hlmsim.scenario.editor_schema import json_schema
    from hlmsim.scenario.memory import memory_needed
    from hlmsim.scenario.new import new_scenario_text
    from hlmsim.scenario.new_site import new_site_files
    from hlmsim.scenario.scenario import Scenario, load
    from hlmsim.scenario.tree import Place
    from hlmsim.scenario.values import Provenance
    from hlmsim.scenario.writing import to_yaml

_PLACES = {
    "Difference": "differences",
    "Place": "tree",
    "Provenance": "values",
    "Scenario": "scenario",
    "differences": "differences",
    "json_schema": "editor_schema",
    "load": "scenario",
    "memory_needed": "memory",
    "new_scenario_text": "new",
    "new_site_files": "new_site",
    "to_yaml": "writing",
}

__all__ = [
    "Difference",
    "Place",
    "Provenance",
    "Scenario",
    "differences",
    "json_schema",
    "load",
    "memory_needed",
    "new_scenario_text",
    "new_site_files",
    "shipped",
    "to_yaml",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"hlmsim.scenario.{_PLACES[name]}"), name)
    globals()[name] = found
    return found
