"""Scenario files in a folder of their own, over the shipped baseline."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hlmsim.errors import Fault, ScenarioError
from hlmsim.scenario import Scenario, load

HEAD = "schema: 1\nextends: baseline.yaml\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write ``main.yaml`` (two lines of heading before the text) and other files; return its path."""

    def write(text: str = "", *, head: str = HEAD, **others: str) -> Path:
        for name, content in others.items():
            (tmp_path / name.replace("__", ".")).write_text(content, encoding="utf-8")
        file = tmp_path / "main.yaml"
        file.write_text(head + text, encoding="utf-8")
        return file

    return write


@pytest.fixture
def loaded(write: Callable[..., Path]) -> Callable[..., Scenario]:
    """The scenario of this text."""

    def loaded(text: str = "", *, sets: tuple[str, ...] = (), weeks: int | None = None, **others: Any) -> Scenario:
        return load(write(text, **others), sets=sets, weeks=weeks)

    return loaded


@pytest.fixture
def faults(write: Callable[..., Path]) -> Callable[..., list[Fault]]:
    """The faults of this text; an empty list when it loads."""

    def faults(text: str = "", *, sets: tuple[str, ...] = (), weeks: int | None = None, **others: Any) -> list[Fault]:
        try:
            load(write(text, **others), sets=sets, weeks=weeks)
        except ScenarioError as refused:
            return list(refused.faults)
        return []

    return faults
