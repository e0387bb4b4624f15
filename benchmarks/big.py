"""One very big world in a process of its own, so that the peak of memory is its own.

``python -m benchmarks.big city 75000 520``
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from dataclasses import asdict

from benchmarks.engine import Timing, bytes_a_household, warm_up
from benchmarks.worlds import city, very_large
from hlmsim.model import outcomes
from hlmsim.model.population import build
from hlmsim.model.week import advance

WORLDS = {"city": city, "site": very_large}


def peak_bytes() -> int:
    """The most memory that this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def big(kind: str, households: int, weeks: int) -> dict[str, object]:
    """Time one world of this kind and size, and weigh it."""
    warm_up()
    gc.collect()
    before = peak_bytes()
    blueprint = WORLDS[kind](households, weeks)
    marks = [time.process_time()]
    world = build(blueprint, study_seed=1)
    marks.append(time.process_time())
    advance(world, weeks)
    marks.append(time.process_time())
    outcomes.summary(world)
    marks.append(time.process_time())
    people = len(world.state.households)
    timing = Timing(people * weeks, marks[1] - marks[0], marks[2] - marks[1], marks[3] - marks[2])
    return {
        "households": people,
        "weeks": weeks,
        "sites": len(blueprint.sites),
        "timing": asdict(timing),
        "bytes": bytes_a_household(world),
        "peak": (peak_bytes() - before) / people,
    }


if __name__ == "__main__":
    print(json.dumps(big(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
