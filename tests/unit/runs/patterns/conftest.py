"""Pattern files in a folder of their own, over a shipped scenario."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hlmsim.errors import Fault, ScenarioError
from hlmsim.runs.patterns import Pattern, load_pattern
from hlmsim.runs.patterns.statistic import Statistic
from hlmsim.scenario import Scenario, load

HEAD = """\
schema: 1
pattern: X1
use: check
title: {fr: "Un motif", en: "A pattern"}
settings:
  none: {levers.concertation.meeting_interval_weeks: 0}
  often: {levers.concertation.meeting_interval_weeks: 4}
claims:
"""
CLAIM = '  - {says: {fr: "Plus", en: "More"}, above: 0, statistic: '


@pytest.fixture(scope="session")
def base() -> Scenario:
    """The scenario that the patterns of these tests start from."""
    return load("status_quo")


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a pattern file; return its path."""

    def write(text: str, name: str = "X1") -> Path:
        file = tmp_path / f"{name}.yaml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


@pytest.fixture
def pattern(write: Callable[..., Path], base: Scenario) -> Callable[..., Pattern]:
    """The pattern of this text."""
    return lambda text: load_pattern(write(text), base)


@pytest.fixture
def faults(write: Callable[..., Path], base: Scenario) -> Callable[..., list[Fault]]:
    """What is wrong with a pattern file; an empty list when it loads."""

    def faults(text: str) -> list[Fault]:
        try:
            load_pattern(write(text), base)
        except ScenarioError as refused:
            return list(refused.faults)
        return []

    return faults


@pytest.fixture
def statistic(pattern: Callable[..., Pattern]) -> Callable[[str], Statistic]:
    """The statistic of this text, between the settings ``none`` and ``often``."""
    return lambda text: pattern(f"{HEAD}{CLAIM}{json.dumps(text)}}}\n").claims[0].statistic
