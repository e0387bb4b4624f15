"""Mutated experiment files and design tables: whatever is in them, the answer is points or located faults."""

# ruff: noqa: E501 (lists of nasty words)

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from hlmsim.errors import Fault, ScenarioError
from hlmsim.locales import LANGUAGES, fault
from hlmsim.runs.design import DesignTable, design_table, load_experiment, points
from hlmsim.runs.design import designs as layouts

SCENARIO = """schema: 1
extends: status_quo.yaml
title: Mine
changes:
  - {week: 104, set: {levers.turnover.worker_annual: 0.62}}
"""
EXPERIMENTS = (
    """schema: 1
title: {fr: Essai, en: Trial}
question: What for?
scenarios: [mine, status_quo]
factors:
  turnover: {label: {fr: Roulement, en: Turnover}, path: levers.turnover.worker_annual, values: [0.2, 0.31], labels: {"0.2": Low}}
  package: {levels: {none: {}, clear: {levers.role_clarity.initial: 0.8}, gone: {partners.school: null}}}
  levers.shared_space.rules: {range: [0, 0.9], steps: 4}
design: {kind: grid}
worlds: {draws: 2, grades: [U, C], except: [levers, context.site], draw: 3, as_written: true}
replicates: 40
outcomes: [support, service_access]
reference: {turnover: 0.31, package: none}
expected_minutes: 1
seed: 1
""",
    """schema: 1
scenarios: [mine]
factors:
  levers.posts.count:
  levers.founding.trigger:
  shortage: {path: changes.0.set.levers.turnover.worker_annual, values: [0.5, 0.7]}
  levers.actions.portfolio.outreach:
  funding: {path: levers.engagement.funding_floor, range: known}
groups: {both: {label: Both, factors: [levers.actions.portfolio.outreach, levers.posts.count]}}
design: {kind: one_at_a_time, percent: 20}
precision: {support: 0.01}
limit: 100
""",
    """schema: 1
scenarios: [status_quo]
factors:
  turnover: {path: levers.turnover.worker_annual, range: known, scale: log}
  meetings: {path: levers.concertation.meeting_interval_weeks, range: [2, 26], whole: true}
groups: {all: [turnover, meetings]}
design: {kind: morris, trajectories: 3, levels: 4, draw: 1}
worlds: {file: ensemble.csv}
""",
    """schema: 1
scenarios: [status_quo]
factors: {turnover: {path: levers.turnover.worker_annual, values: [0.2]}, weeks: {path: horizon.weeks, values: [104]}}
design:
  kind: list
  points:
    - {turnover: 0.2, weeks: 60}
    - {turnover: 0.4}
""",
)
BESIDE = {
    "mine.yaml": SCENARIO,
    "ensemble.csv": "world,context.ties.decay,partners.school.capacity\n1,0.02,3\n2,0.03,2\n",
}
DESIGN = "point,scenario,world,turnover,package,levers.shared_space.rules,case\n1,mine,0,0.2,none,0.3,\n2,status_quo,1,,gone,0.9,\n"
WORDS = (
    "null", "true", ".nan", "1e999", "-1", "0", "1.5", "99999999999999999999", "''", "[]", "{}", "[[", "&a", "<<", "!x", "- ", ": ",
    "---", "\t", "\x00", "é", "{value: 1}", "[1, 2]", "../x.yaml", "mine.yaml", "0,31", "31 %", "a" * 500, "[" * 60, "known",
    "levels", "range", "values", "path", "sites", "partners", "changes", "horizon", "context.site.households", "levers", "schema",
    "sobol", "zipped", "latin_hypercube", "one_at_a_time", "turnover", "points", "world", "U", "school", "set", "-0.0", "1e308",
)  # fmt: skip
TOKEN = re.compile(r"[\w.]+|[^\w\s]|\s+")


def words(text: str, luck: random.Random) -> str:
    tokens = TOKEN.findall(text)
    for _ in range(luck.randint(1, 4)):
        place = luck.randrange(len(tokens))
        match luck.randrange(5):
            case 0:
                tokens[place] = luck.choice(WORDS)
            case 1:
                tokens.insert(place, luck.choice(WORDS))
            case 2:
                tokens[place] = luck.choice(tokens)
            case 3 if len(tokens) > 1:
                del tokens[place]
            case _:
                tokens[place] = tokens[place][::-1]
    return "".join(tokens)


def lines(text: str, luck: random.Random) -> str:
    rows = text.split("\n")
    for _ in range(luck.randint(1, 4)):
        place, other = luck.randrange(len(rows)), luck.randrange(len(rows))
        match luck.randrange(5):
            case 0:
                rows[place], rows[other] = rows[other], rows[place]
            case 1:
                rows.insert(place, rows[other])
            case 2:
                rows[place] = " " * luck.randint(1, 6) + rows[place]
            case 3:
                rows[place] = f"{rows[place].partition(':')[0]}: {luck.choice(WORDS)}"
            case _ if len(rows) > 1:
                del rows[place]
    return "\n".join(rows)


def attempt(folder: Path) -> tuple[Fault, ...]:
    """What is wrong with the experiment and the design table in a folder."""
    try:
        experiment = load_experiment(folder / "main.yaml")
        points(experiment, design_table(experiment))
        points(experiment, DesignTable.read_csv(folder / "design.csv", experiment))
    except ScenarioError as refused:
        return refused.faults or (Fault("nothing_said"),)
    return ()


def battery(folder: Path, numbers: range) -> tuple[int, int]:
    """Read so many mutated files; how many were experiments, and how many were refused."""
    refused = []
    for number in numbers:
        luck = random.Random(number)
        text = EXPERIMENTS[number % len(EXPERIMENTS)]
        files = {**BESIDE, "main.yaml": text, "design.csv": DESIGN if number % len(EXPERIMENTS) == 0 else "point\n1\n"}
        mutated = "main.yaml" if luck.random() < 0.8 else luck.choice(sorted(files))
        files[mutated] = luck.choice((words, lines))(files[mutated], luck)
        for name, content in files.items():
            (folder / name).write_text(content, encoding="utf-8")
        faults = attempt(folder)
        for found in faults:
            assert None not in {found.file, found.line, found.column}, found
            assert all(fault(found, lang) for lang in LANGUAGES)
        refused.append(bool(faults))
    return len(refused) - sum(refused), sum(refused)


@pytest.fixture(autouse=True)
def few_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layouts, "MOST_POINTS", 500)


def test_the_files_are_experiments_before_they_are_mutated(tmp_path: Path) -> None:
    for text in EXPERIMENTS:
        for name, content in {**BESIDE, "main.yaml": text}.items():
            (tmp_path / name).write_text(content, encoding="utf-8")
        experiment = load_experiment(tmp_path / "main.yaml")
        assert points(experiment, design_table(experiment))


@pytest.mark.parametrize("start", [0, 1000])
def test_mutated_files(start: int, tmp_path: Path) -> None:
    loaded, refused = battery(tmp_path, range(start, start + 60))
    assert min(loaded, refused) > 3


@pytest.mark.slow
def test_many_mutated_files(tmp_path: Path, full_ring: bool) -> None:
    count = 2_000 if full_ring else 200
    loaded, refused = battery(tmp_path, range(10_000, 10_000 + count))
    assert min(loaded, refused) > count // 20


def test_both_kinds_of_mutation_change_something() -> None:
    kinds: tuple[Callable[[str, random.Random], str], ...] = (words, lines)
    for mutate in kinds:
        assert any(mutate(DESIGN, random.Random(number)) != DESIGN for number in range(5))
