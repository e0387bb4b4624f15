"""The law of slips: a file gives the number that was meant, or a fault; never another number.

What was meant is known before the reader is asked: each slip starts from a sound file, so the person means what that
file says. Every number and every key of shipped scenarios, experiments, patterns, scenes and tables is slipped on.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from hlmsim.errors import Fault, ScenarioError
from hlmsim.interface.web.scenes import read_scene
from hlmsim.locales import fault
from hlmsim.runs.design import load_experiment
from hlmsim.runs.design import shipped as experiments
from hlmsim.runs.patterns import load_pattern, pattern_file
from hlmsim.scenario import Scenario, load, shipped
from tests.fuzz.slips import Token, slipped, tokens
from tests.fuzz.test_scenario_reader import BESIDE, DRAWN, EVERYTHING

FEW, MANY = 80, 20_000
_UNSAID = frozenset({"file", "places", "place", "text", "tree", "warnings"})
"""Where something stands and how it was written, not what it says."""


@dataclass(frozen=True)
class Case:
    """A sound file, how it is read, and what stands beside it. most: how often it comes, of a hundred."""

    name: str
    text: str
    read: Callable[[Path], Any]
    often: int
    slipped: str = ""
    """The file that is slipped on, when it is another: it stands beside."""


@cache
def base() -> Scenario:
    """The scenario that patterns start from."""
    return load("status_quo")


def said(value: Any) -> Any:
    """What a file says, to be compared."""
    if isinstance(value, Scenario):
        return {**value.to_dict(), "hash": value.hash}
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: said(getattr(value, one.name)) for one in fields(value) if one.name not in _UNSAID}
    if isinstance(value, Mapping):
        return {key: said(below) for key, below in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [said(item) for item in value]
    return value


def cases() -> list[Case]:
    """Files of every kind, those with numbers in braces and lists most often."""
    scenes = sorted((shipped.folder() / "scenes").glob("*.yaml"))
    here = [
        Case("main.yaml", EVERYTHING, load, 15),
        Case("main.yaml", DRAWN, load, 10),
        Case("main.yaml", EVERYTHING, load, 4, "ties.csv"),
        Case("main.yaml", DRAWN, load, 6, "partners.csv"),
    ]
    for name, often in (("baseline", 20), ("concertation", 6), ("structured_network", 6), ("exact/null", 3)):
        here.append(Case("main.yaml", (shipped.folder() / f"{name}.yaml").read_text(encoding="utf-8"), load, often))
    for name in ("turnover_concertation_clarity", "one_lever_at_a_time", "shared_space_hours_rules"):
        text = (experiments.folder() / f"{name}.yaml").read_text(encoding="utf-8")
        here.append(Case("main.yaml", text, load_experiment, 8))
    pattern = pattern_file("P1")
    assert pattern is not None
    here.append(Case("main.yaml", pattern.read_text(encoding="utf-8"), partial(load_pattern, base=base()), 3))
    here.append(Case("main.yaml", scenes[0].read_text(encoding="utf-8"), read_scene, 3))
    return here


def cells(text: str) -> list[Token]:
    """The numbers of a table, and the words of its heading."""
    heading = text.partition("\n")[0]
    found = [Token(one.start(), one.end(), one[0], is_key=True) for one in re.finditer(r"[^,;\n]+", heading)]
    numbers = re.finditer(r"(?<=[,;\n])[0-9]+(\.[0-9]+)?(?=[,;\n])", text)
    return found + [Token(one.start(), one.end(), one[0], is_key=False) for one in numbers]


def outcome(case: Case, folder: Path) -> Any:
    """What a file says; its faults when it is refused."""
    try:
        return said(case.read(folder / case.name))
    except ScenarioError as refused:
        return refused.faults


def check_told(faults: Sequence[Fault]) -> None:
    """Every fault has its place and its sentence."""
    assert faults
    for one in faults[:3]:
        assert None not in {one.file, one.line, one.column}
        assert fault(one, "fr")


def battery(folder: Path, count: int) -> tuple[int, int, list[str]]:
    """So many slips: how many were read as meant, how many were told, and those that gave another number."""
    luck = random.Random(12)
    found = cases()
    meant: dict[int, tuple[Any, list[Token]]] = {}
    right = told = 0
    wrong: list[str] = []
    while right + told + len(wrong) < count:
        number = luck.choices(range(len(found)), [case.often for case in found])[0]
        case = found[number]
        for name, content in {**BESIDE, case.name: case.text}.items():
            (folder / name).write_text(content, encoding="utf-8")
        text = BESIDE.get(case.slipped, case.text)
        if number not in meant:
            meant[number] = outcome(case, folder), cells(text) if case.slipped else tokens(text)
            assert not isinstance(meant[number][0], tuple), meant[number][0]
        before, places = meant[number]
        token = luck.choice(places)
        mistaken = slipped(text, token, luck.randrange(1_000_000))
        if mistaken is None:
            continue
        (folder / (case.slipped or case.name)).write_text(mistaken, encoding="utf-8", newline="")
        now = outcome(case, folder)
        if isinstance(now, tuple):
            check_told(now)
            told += 1
        elif now == before:
            right += 1
        else:
            line = text.count("\n", 0, token.start)
            wrong.append(f"{number} {case.slipped}: {text.splitlines()[line]!r} -> {mistaken.splitlines()[line]!r}")
    return right, told, wrong


def test_a_slip_gives_the_number_that_was_meant_or_a_fault(tmp_path: Path) -> None:
    right, told, wrong = battery(tmp_path, FEW)
    assert wrong == []
    assert right > FEW // 20
    assert told > FEW // 2


@pytest.mark.slow
def test_many_slips(tmp_path: Path, full_ring: bool) -> None:
    right, told, wrong = battery(tmp_path, MANY if full_ring else 500)
    assert wrong == []
    assert min(right, told) > 50
