"""How long one waits: for a first start that compiles, for every other start, for the front door and the help."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping

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
