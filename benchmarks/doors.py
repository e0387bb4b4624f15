"""How long one waits: for a first start that compiles, every other start, and each phase of a comparison."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from hlmsim.interface.cli.phases import FILE_VARIABLE

FIRST_RUN = """
from hlmsim.scenario import load
from hlmsim.model.population import build
from hlmsim.model.week import advance
world = build(load("status_quo").blueprint(), study_seed=1)
advance(world, world.weeks)
"""
HELP = "import sys; from hlmsim.interface.cli import main; sys.exit(main(['--help']))"
DOORS = {"python": "pass", "import": "import hlmsim", "help": HELP, "warm": FIRST_RUN}


def waited(code: str, environ: Mapping[str, str] | None = None) -> float:
    """Seconds on the clock until a new Python has run this code."""
    started = time.perf_counter()
    environ = {**os.environ, **(environ or {})}
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL, env=environ)
    return time.perf_counter() - started


def cold_start() -> float:
    """Seconds to the end of a first run of one replicate, where nothing has ever been compiled."""
    with tempfile.TemporaryDirectory() as folder:
        return waited(FIRST_RUN, {"HLMSIM_CACHE_DIR": folder})


def starts(repeats: int) -> dict[str, list[float]]:
    """Seconds for each door, each opened once before it is timed, in turn."""
    for code in DOORS.values():
        waited(code)
    turns = [{name: waited(code) for name, code in DOORS.items()} for _ in range(repeats)]
    return {name: [turn[name] for turn in turns] for name in DOORS}


TWO = ("status_quo", "concertation")
FIVE = (*TWO, "high_turnover", "clear_roles", "crisis_born")
COMPARED = {"two scenarios": TWO, "five scenarios": FIVE}


def phases(scenarios: tuple[str, ...], replicates: int, *, cold: bool = False) -> dict[str, float]:
    """Seconds of each phase of a comparison with its page, in an empty folder; ``in all`` is what a person waits.

    cold: nothing has ever been compiled.
    """
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "phases.json"
        environ = {**os.environ, FILE_VARIABLE: str(told)}
        if cold:
            environ["HLMSIM_CACHE_DIR"] = str(Path(folder) / "cache")
        line = ["compare", *scenarios, "-n", str(replicates), "--quiet", "--out", str(Path(folder) / "out")]
        code = f"import sys; from hlmsim.interface.cli import main; sys.exit(main({line!r}))"
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL, env=environ)
        waited = time.perf_counter() - started
        return {**json.loads(told.read_text(encoding="utf-8")), "in all": waited}


def comparisons(replicates: int, repeats: int, *, cold: bool) -> dict[str, list[dict[str, float]]]:
    """The phases of a comparison of two scenarios and of five, and of two from nothing."""
    found = {name: [phases(names, replicates) for _ in range(repeats)] for name, names in COMPARED.items()}
    return {**found, **({"two scenarios, compiling": [phases(TWO, replicates, cold=True)]} if cold else {})}
