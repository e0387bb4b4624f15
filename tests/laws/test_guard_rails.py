"""No lever touches an outcome: read from the source of the rules themselves.

A lever moves rates, ties, trust, knowledge, time or capacity. So what outcomes are made of (security, agency,
participation, needs and the site's levels) is written by few functions, and none of the statements that write it reads
a lever.
"""

from __future__ import annotations

import ast
import functools
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import hlmsim.model
from hlmsim.model import bookkeeping, households
from hlmsim.model.mechanisms import (
    demography,
    forgetting,
    incidents,
    needs,
    record,
    seeking,
    talk,
    wellbeing,
)
from hlmsim.model.week import PARAMETERS, WEEK

LEVERS = {parameter.field for parameter in PARAMETERS if parameter.path.startswith("levers.")}
FOLDER = Path(hlmsim.model.__file__).parent
OUTCOME_COLUMNS = {
    "security": {"households.settle", "incidents._strike", "wellbeing._household"},
    "agency": {"households.settle", "service._appointment", "gathering._attend", "wellbeing._household"},
    "participates": {"households.settle", "households.people_site", "gathering._attend"},
    "severity": {"households._first_needs", "bookkeeping.end_need", "needs._grow", "needs._open"},
    "crisis": {"bookkeeping.end_need", "needs._grow"},
    "connected": {"bookkeeping.end_need", "bookkeeping.first_appointment"},
    "disorder": {"incidents.incidents", "gathering._quarrel", "wellbeing._site"},
    "upkeep": {"wellbeing._site"},
    "cohesion": {"wellbeing.wellbeing"},
    "efficacy": {"wellbeing.wellbeing"},
}
"""What outcomes are made of, and the functions that write it."""


@functools.cache
def functions() -> dict[str, ast.FunctionDef]:
    """Every function of the model by « module.function »."""
    found = {}
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found[f"{path.stem}.{node.name}"] = node
    return found


def writes(function: ast.FunctionDef, column: str) -> Iterator[ast.stmt]:
    """Statements that assign to ``….column``."""
    for node in ast.walk(function):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr == column:
                yield node


def parameters_read(node: ast.AST) -> set[str]:
    """Fields of the parameter record ``p`` that are read below a node."""
    return {
        child.attr
        for child in ast.walk(node)
        if isinstance(child, ast.Attribute) and isinstance(child.value, ast.Name) and child.value.id == "p"
    }


def test_every_lever_is_read_by_a_rule() -> None:
    """So that the search below looks for names that rules do use."""
    used: set[str] = set()
    for function in functions().values():
        used |= parameters_read(function)
    assert used >= LEVERS


@pytest.mark.parametrize("column", OUTCOME_COLUMNS)
def test_only_the_declared_functions_write_an_outcome(column: str) -> None:
    writers = {name for name, function in functions().items() if any(writes(function, column))}
    writers = {name for name in writers if not name.startswith("record.")}  # its sums have the same names
    assert writers == OUTCOME_COLUMNS[column]


@pytest.mark.parametrize("column", OUTCOME_COLUMNS)
def test_no_statement_that_writes_an_outcome_reads_a_lever(column: str) -> None:
    for function in functions().values():
        for statement in writes(function, column):
            assert not parameters_read(statement) & LEVERS


@pytest.mark.parametrize(
    "module",
    [demography, needs, incidents, talk, forgetting, seeking, wellbeing, record, bookkeeping],
    ids=lambda module: str(module.__name__).rsplit(".", 1)[-1],
)
def test_what_happens_to_people_by_itself_reads_no_lever(module: ModuleType) -> None:
    assert not parameters_read(ast.parse(inspect.getsource(module))) & LEVERS


def test_the_one_lever_read_when_a_household_settles_is_the_founding_trigger_on_day_one() -> None:
    read = {name: parameters_read(functions()[f"households.{name}"]) & LEVERS for name in ("settle", "people_site")}
    assert read == {"settle": {"founding_trigger"}, "people_site": set()}
    line = next(text for text in inspect.getsource(households.settle).splitlines() if "founding_trigger" in text)
    assert "if week == _AT_START else _ORDINARY" in line


def test_the_record_touches_nobody() -> None:
    """Without the record, the same weeks are lived."""
    kept = {"site_week", "by_group", "by_site", "tally", "post_hours", "by_week", "cells", "sectors", "waits_exposed"}
    for name, function in functions().items():
        if name.startswith("record."):
            for node in ast.walk(function):
                if isinstance(node, ast.Assign | ast.AugAssign):
                    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                    root = ast.unparse(target).split("[")[0].split(".")
                    assert root[0] != "state" or root[1] in kept, ast.unparse(node)


def test_every_process_has_a_file_of_its_own_with_its_meaning() -> None:
    for number, process in enumerate(WEEK, start=1):
        module = inspect.getmodule(process)
        assert module is not None
        assert module.__name__ == f"hlmsim.model.mechanisms.{process.__name__}"
        assert (module.__doc__ or "").startswith(f"{number} · ")
        assert process.__doc__
