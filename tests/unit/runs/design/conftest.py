"""Experiment files in a folder of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hlmsim.errors import Fault, ScenarioError
from hlmsim.runs.design import DesignTable, Experiment, Point, design_table, load_experiment, points

HEAD = "schema: 1\nscenarios: [status_quo]\n"


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
def experiment(write: Callable[..., Path]) -> Callable[..., Experiment]:
    """The experiment of this text."""

    def experiment(text: str = "", **others: Any) -> Experiment:
        return load_experiment(write(text, **others))

    return experiment


@pytest.fixture
def laid_out(experiment: Callable[..., Experiment]) -> Callable[..., tuple[DesignTable, list[Point]]]:
    """The design of this text, and its points."""

    def laid_out(text: str = "", **others: Any) -> tuple[DesignTable, list[Point]]:
        found = experiment(text, **others)
        table = design_table(found)
        return table, points(found, table)

    return laid_out


def faults_in(file: Path) -> list[Fault]:
    """What is wrong with an experiment file, as far as it is read; an empty list when it can be simulated."""
    try:
        experiment = load_experiment(file)
        points(experiment, design_table(experiment))
    except ScenarioError as refused:
        return list(refused.faults)
    return []


@pytest.fixture
def faults(write: Callable[..., Path]) -> Callable[..., list[Fault]]:
    """The faults of this text."""
    return lambda text="", **others: faults_in(write(text, **others))
