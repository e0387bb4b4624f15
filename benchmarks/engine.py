"""The engine and the yardstick, timed in processor seconds of one core."""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.worlds import SCENARIO, Size, ordinary, very_large
from hlmsim.model import outcomes
from hlmsim.model import tables as t
from hlmsim.model.blueprint import Blueprint
from hlmsim.model.population import build
from hlmsim.model.week import advance
from hlmsim.model.world import World
from hlmsim.scenario import load

RECORDS = ("by_", "waits_", "journal")
"""Names of the arrays that grow with the weeks and the sites rather than with the households."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Processor seconds of the three parts of some runs, and what they ran."""

    household_weeks: int
    build: float
    run: float
    measure: float

    @property
    def rate(self) -> float:
        """Household-weeks a core-second, of the weeks themselves."""
        return self.household_weeks / self.run

    @property
    def rate_in_all(self) -> float:
        """The same with the building of worlds and the summaries."""
        return self.household_weeks / (self.build + self.run + self.measure)


def timed(blueprint: Blueprint, replicates: int) -> Timing:
    """Build, run and summarise each replicate in turn."""
    parts = [0.0, 0.0, 0.0]
    for replicate in range(replicates):
        marks = [time.process_time()]
        world = build(blueprint, study_seed=1, replicate=replicate)
        marks.append(time.process_time())
        advance(world, blueprint.weeks)
        marks.append(time.process_time())
        outcomes.summary(world)
        outcomes.weekly(world)
        marks.append(time.process_time())
        parts = [part + marks[k + 1] - marks[k] for k, part in enumerate(parts)]
    households = sum(site.dwellings for site in blueprint.sites)
    return Timing(households * blueprint.weeks * replicates, *parts)


def timed_yardstick(weeks: int) -> Timing:
    """One plain Mesa model of the ordinary site; it measures as it goes."""
    from benchmarks.yardstick.model import Yardstick

    scenario = load(SCENARIO)
    started = time.process_time()
    model = Yardstick(scenario, rng=1)
    built = time.process_time()
    for _ in range(weeks):
        model.step()
    return Timing(len(model.tenants) * weeks, built - started, time.process_time() - built, 0.0)


def one_repeat(size: Size) -> dict[str, Timing]:
    """The runs that are compared with each other, one after the other."""
    return {
        "replicates": timed(ordinary(size.weeks), size.replicates),
        "site": timed(very_large(size.households, size.weeks), 1),
        "yardstick": timed_yardstick(size.yardstick_weeks),
    }


def warm_up() -> None:
    """Compile, or load machine code, before anything is timed."""
    timed(ordinary(4), 1)


def bytes_a_household(world: World) -> dict[str, float]:
    """Bytes of arrays a household: those of people, ties and staff, and those of records."""
    sizes = {name: getattr(value, "nbytes", 0) for name, value in zip(world.state._fields, world.state, strict=True)}
    records = sum(size for name, size in sizes.items() if name.startswith(RECORDS))
    households = len(world.state.households)
    return {"people": (sum(sizes.values()) - records) / households, "records": records / households}


def work_a_week(weeks: int) -> dict[str, tuple[float, float]]:
    """What happens in a week on the ordinary site, engine and yardstick: as much work is done in both."""
    from benchmarks.yardstick.model import Yardstick

    world = build(ordinary(weeks), study_seed=1)
    advance(world, weeks)
    flows = dict(zip(t.FLOWS, world.state.by_group[:, 0, len(t.STOCKS) :].mean(axis=0), strict=True))
    flows["referrals"] = world.state.by_week["referrals"].sum(axis=1).mean()
    model = Yardstick(load(SCENARIO), rng=1)
    for _ in range(weeks):
        model.step()
    plain = model.datacollector.get_model_vars_dataframe().mean()
    return {name: (float(flows[name]), float(plain[name])) for name in ("opened", "contacts", "referrals", "resolved")}
