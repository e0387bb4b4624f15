"""How the suite is spread over cores: whole files, so that what a module makes is made once, in an order that leaves
no core waiting for the compiler.

The first file compiles the model; meanwhile the other workers do what needs no model, then the long files; what is
short comes last and evens the ends. Pages of examples are long and share nothing: each goes by itself.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

APART = (
    "tests/house/test_docs_examples.py::test_examples_run_and_print_what_they_say",
    "tests/house/test_notebooks.py::test_a_notebook_runs_and_shows",
    "tests/unit/runs/test_executors.py",
)
"""Tests that share nothing with others of their file, and are long."""
TOGETHER = ("tests/interface/test_report.py", "tests/interface/web/test_briefs.py")
"""Files that look at the same results folders: one worker makes them."""
FIRST = ("tests/exact/test_closed_forms.py",)
"""What compiles the model."""
NO_MODEL = ("tests/unit/analysis", "tests/unit/locales", "tests/unit/scenario", "tests/unit/test_errors.py")
"""What needs no compiled model."""
LONG = ("tests/house", "tests/interface", "tests/unit/runs", "tests/unit/report", "tests/answers")


class ByFile(LoadScopeScheduling):
    """Hands out files in the order in which they were collected, and a few tests one by one."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if nodeid.startswith(APART) else TOGETHER[0] if file in TOGETHER else file


def turn_of(nodeid: str) -> int:
    """Where a test stands in the order of a suite on several cores."""
    order = (FIRST, NO_MODEL, APART, LONG)
    return next((place for place, beginnings in enumerate(order) if nodeid.startswith(beginnings)), len(order))


def cores(config: pytest.Config) -> int | None:
    """Workers: none for a few named files, which would end before workers had started; otherwise what xdist finds."""
    if config.option.markexpr == "speed":
        return 0  # nothing beside what is timed
    named = [argument.partition("::")[0] for argument in config.args]
    few = len(named) <= 3 and all(Path(name).suffix == ".py" for name in named)
    return 0 if few and "PYTEST_XDIST_AUTO_NUM_WORKERS" not in os.environ else None


@functools.cache
def compiled_by_one() -> None:
    """The model is compiled, by one worker of all: the others wait for it."""
    from hlmsim.model.population import build
    from hlmsim.model.week import advance
    from hlmsim.runs.compiling import compiled_once
    from hlmsim.scenario import load

    with compiled_once(lambda: False) as ours:
        if ours:
            advance(build(load("status_quo").blueprint(), study_seed=1), 2)
