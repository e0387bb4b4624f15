"""Rules are typed: what they read and write is written from the tables, is current, and no rule takes just anything."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.typed_rows import FOLDER, sources

RULES = sorted([*(FOLDER / "mechanisms").glob("*.py"), FOLDER / "households.py", FOLDER / "bookkeeping.py"])


@pytest.mark.parametrize("name", sorted(sources()))
def test_the_types_are_those_of_the_tables(name: str) -> None:
    """Write them anew with: uv run python -m tests.typed_rows."""
    assert (FOLDER / name).read_text(encoding="utf-8") == sources()[name]


@pytest.mark.parametrize("file", RULES, ids=lambda file: file.stem)
def test_no_rule_takes_or_gives_just_anything(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    given = [(node.name, argument.annotation) for node in functions for argument in node.args.args]
    hints = [*given, *((node.name, node.returns) for node in functions)]
    assert [name for name, hint in hints if hint is None or "Any" in ast.unparse(hint)] == []
