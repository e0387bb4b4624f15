"""``python -m benchmarks``: every figure in one run, ratios first."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import doors, engine
from benchmarks.worlds import FULL, SMALL, Size


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--small", action="store_true", help="a few seconds, to see that it works; figures mean nothing"
    )
    parser.add_argument("--repeats", type=int, help="times each figure is taken (default 3, with --small 1)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every figure, repeats included")
    asked = parser.parse_args()
    results = everything(
        SMALL if asked.small else FULL, asked.repeats or (1 if asked.small else 3), cold=not asked.small
    )
    print(table(results))
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


def everything(size: Size, repeats: int, *, cold: bool) -> dict[str, Any]:
    """Every measurement, raw."""
    say("machine code")
    engine.warm_up()
    turns = []
    for turn in range(repeats):
        say(f"engine and yardstick, {turn + 1} of {repeats}")
        turns.append({name: asdict(timing) for name, timing in engine.one_repeat(size).items()})
    big: dict[str, list[dict[str, Any]]] = {}
    worlds = {
        "site": ("site", size.households, size.weeks),
        "city": ("city", size.city, size.city_weeks),
        "country": ("city", size.country, size.country_weeks),
    }
    for name, world in worlds.items():
        say(f"{world[1]:,} households × {world[2]} weeks")
        big[name] = [alone(*world) for _ in range(repeats)]
    say("starts")
    return {
        "machine": machine(),
        "size": asdict(size),
        "turns": turns,
        "big": big,
        "starts": doors.starts(2 * repeats + 1),
        "cold": doors.cold_start() if cold else None,
        "comparisons": doors.comparisons(50 if cold else 2, repeats, cold=cold),
        "work": engine.work_a_week(size.yardstick_weeks),
    }


def alone(kind: str, households: int, weeks: int) -> dict[str, Any]:
    """One big world in a process of its own."""
    asked = [sys.executable, "-m", "benchmarks.big", kind, str(households), str(weeks)]
    done = subprocess.run(asked, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def machine() -> dict[str, str | int | None]:
    """What these figures were taken on."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text(encoding="utf-8").splitlines() if cpu.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    packages = {name: version(name) for name in ("mesa", "numba", "numpy")}
    return {
        "cpu": next(iter(names), platform.machine()),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        **packages,
    }


def say(what: str) -> None:
    """Tell what is being timed, aside."""
    print(f"… {what}", file=sys.stderr, flush=True)


def table(results: dict[str, Any]) -> str:
    """The figures as text: medians of the repeats."""
    from benchmarks.figures import lines

    return "\n".join(lines(results))


if __name__ == "__main__":
    main()
