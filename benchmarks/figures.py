"""From raw measurements to the lines that are printed: medians of the repeats, ratios first."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.engine import Timing

Results = dict[str, Any]


def lines(results: Results) -> Iterator[str]:
    """The table, line by line."""
    machine, size = results["machine"], results["size"]
    versions = ", ".join(f"{name} {machine[name]}" for name in ("python", "numba", "mesa"))
    yield f"{machine['cpu']}, {machine['cores']} cores; {versions}"
    yield f"medians of {len(results['turns'])}; a core-second is one second of processor time on one core"
    for title, rows in (
        ("Ratios", ratios(results)),
        ("Household-weeks a core-second", rates(results)),
        (f"One replicate, {size['weeks']} weeks (ms of processor time)", parts(results)),
        ("Bytes a household", memory(results)),
        ("Starts (seconds on the clock)", starts(results)),
        ("Phases of a comparison with its page (seconds on the clock)", comparisons(results)),
        ("Events a week on the ordinary site (engine; yardstick)", work(results)),
    ):
        yield f"\n{title}"
        yield from (f"  {name:<76}{value:>12}" for name, value in rows)


def of_turns(results: Results, what: Callable[[dict[str, Timing]], float]) -> float:
    """The median over the repeats of a figure made from timings taken one after the other."""
    turns = [{name: Timing(**timing) for name, timing in turn.items()} for turn in results["turns"]]
    return statistics.median(what(turn) for turn in turns)


def figure(key: str, name: str) -> Callable[[dict[str, Timing]], float]:
    """One figure of one timing."""
    return lambda timings: float(getattr(timings[key], name))


def of_big(results: Results, name: str, what: Callable[[Timing], float]) -> float:
    """The median over the repeats of a figure of one big world."""
    return statistics.median(what(Timing(**repeat["timing"])) for repeat in results["big"][name])


def ratios(results: Results) -> Iterator[tuple[str, str]]:
    """What does not depend on how fast the machine is."""
    size = results["size"]
    small, large = f"{size['replicates']} replicates", f"the site of {size['households']:,}"
    yield (
        "engine ÷ yardstick, weeks only",
        f"{of_turns(results, lambda t: t['replicates'].rate / t['yardstick'].rate):.0f} ×",
    )
    in_all = of_turns(results, lambda t: t["replicates"].rate_in_all / t["yardstick"].rate_in_all)
    yield "engine ÷ yardstick, with building and measuring", f"{in_all:.0f} ×"
    cost = of_turns(results, lambda t: t["site"].rate / t["replicates"].rate)
    yield f"cost of a household-week, {small} : {large}, weeks only", f"{cost:.2f} ×"
    cost = of_turns(results, lambda t: t["site"].rate_in_all / t["replicates"].rate_in_all)
    yield "the same with building and measuring", f"{cost:.2f} ×"


def rates(results: Results) -> Iterator[tuple[str, str]]:
    """How much is done in a second of one core."""
    size = results["size"]
    shown = {
        f"ordinary site, {size['replicates']} replicates × {size['weeks']} weeks": "replicates",
        f"one site of {size['households']:,} × {size['weeks']} weeks": "site",
        f"yardstick, {size['yardstick_weeks']} weeks": "yardstick",
    }
    for name, key in shown.items():
        yield f"{name}: weeks only", count(of_turns(results, figure(key, "rate")))
        yield "    with building and measuring", count(of_turns(results, figure(key, "rate_in_all")))
    for key in ("city", "country"):
        first = results["big"][key][0]
        name = f"{first['households']:,} on {first['sites']:,} sites × {first['weeks']} weeks"
        yield f"{name}: weeks only", count(of_big(results, key, lambda timing: timing.rate))
        yield "    with building and summary", count(of_big(results, key, lambda timing: timing.rate_in_all))


def parts(results: Results) -> Iterator[tuple[str, str]]:
    """Where the time of a replicate of the ordinary site goes."""
    replicates = results["size"]["replicates"]
    for part in ("build", "run", "measure"):
        spent = of_turns(results, figure("replicates", part))
        yield part, f"{1000 * spent / replicates:.2f}"


def memory(results: Results) -> Iterator[tuple[str, str]]:
    """Arrays by their size, and the peak of the process above what it held before."""
    for key, repeats in results["big"].items():
        first = repeats[0]
        peak = statistics.median(repeat["peak"] for repeat in repeats)
        name = (
            f"{first['households']:,} × {first['weeks']} weeks"
            if key != "site"
            else f"one site of {first['households']:,}"
        )
        yield f"{name}: people, ties and staff", f"{first['bytes']['people']:.0f}"
        yield "    records by week, group and site", f"{first['bytes']['records']:.0f}"
        yield "    peak of the process, above its start", f"{peak:.0f}" if peak > 0 else "not above"


def starts(results: Results) -> Iterator[tuple[str, str]]:
    """What one waits for."""
    doors = {name: statistics.median(seconds) for name, seconds in results["starts"].items()}
    if results["cold"] is not None:
        yield "first run ever, compiling", f"{results['cold']:.1f}"
    yield "every later start: one replicate, all imports", f"{doors['warm']:.2f}"
    yield "python -c pass", f"{doors['python']:.3f}"
    yield "import hlmsim", f"{doors['import']:.3f}"
    yield "hlmsim --help", f"{doors['help']:.3f}"


def comparisons(results: Results) -> Iterator[tuple[str, str]]:
    """Where the time of a comparison goes."""
    for name, repeats in results["comparisons"].items():
        shown = [
            f"{phase} {statistics.median(one.get(phase, 0.0) for one in repeats):.1f}"
            for phase in dict.fromkeys(phase for one in repeats for phase in one)
        ]
        yield f"{name}: {', '.join(shown[:-1])}", shown[-1]


def work(results: Results) -> Iterator[tuple[str, str]]:
    """That both do as much."""
    for name, (engine, yardstick) in results["work"].items():
        yield name, f"{engine:.1f}; {yardstick:.1f}"


def count(value: float) -> str:
    """A large number, to three digits."""
    return f"{value / 1e6:.2f} M" if value >= 1e6 else f"{value / 1e3:.1f} k"
