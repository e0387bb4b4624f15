"""Which worlds an experiment compares: factors, designs, uncertain worlds, and the table of its points."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from hlmsim.runs.design import shipped

if TYPE_CHECKING:
    from hlmsim.runs.design.designs import design_table
    from hlmsim.runs.design.editor_schema import experiment_schema
    from hlmsim.runs.design.experiment import Cell, Experiment, Factor, Level, Span
    from hlmsim.runs.design.reading import is_experiment, load_experiment
    from hlmsim.runs.design.resolving import Point, points
    from hlmsim.runs.design.table import DesignTable, Row

_PLACES = {
    "Cell": "experiment",
    "DesignTable": "table",
    "Experiment": "experiment",
    "Factor": "experiment",
    "Level": "experiment",
    "Point": "resolving",
    "Row": "table",
    "Span": "experiment",
    "design_table": "designs",
    "experiment_schema": "editor_schema",
    "is_experiment": "reading",
    "load_experiment": "reading",
    "points": "resolving",
}

__all__ = [
    "Cell",
    "DesignTable",
    "Experiment",
    "Factor",
    "Level",
    "Point",
    "Row",
    "Span",
    "design_table",
    "experiment_schema",
    "is_experiment",
    "load_experiment",
    "points",
    "shipped",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"hlmsim.runs.design.{_PLACES[name]}"), name)
    globals()[name] = found
    return found
