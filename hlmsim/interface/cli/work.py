"""A batch being worked off from the command line: with progress, and with what is said when it ends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from hlmsim.interface.cli import endings
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.progress import BatchProgress
from hlmsim.interface.cli.work_options import WorkOptions
from hlmsim.runs.line import OUT, without

if TYPE_CHECKING:
    from hlmsim.runs.adaptive import HalfWidths, Stop
    from hlmsim.runs.batch import Batch, BatchResult

MOST_ADDED = 1000


@dataclass(frozen=True, slots=True)
class Extent:
    """How many replicates are asked for; with a half-width wanted by outcome, as many as it takes up to a limit."""

    replicates: int
    wanted: Mapping[str, float] = field(default_factory=dict)
    limit: int = MOST_ADDED
    half_widths: HalfWidths | None = None


def work_off(screen: Screen, batch_of: Callable[..., Batch], extent: Extent, work: WorkOptions) -> BatchResult:
    """Make the runs that are missing, with progress. Ctrl-C keeps what is finished and says how to go on."""
    from hlmsim.runs.batch import Interrupted

    work.refuse_share_of(extent.wanted)
    line = typed()
    with BatchProgress(screen) as progress:
        batch = batch_of(progress=progress.update, command=line, **work.settings())
        try:
            result, stop = _done(batch, extent)
        except Interrupted as end:
            progress.stop()
            endings.say_interrupted(screen, end, line)
    endings.say_done(screen, result, work)
    if stop is not None and result.ran + result.reused:
        endings.say_precision(screen, stop, unfinished=result.stopped is not None)
    endings.say_stopped(screen, result, work, line)
    endings.end_without_results(result)
    return result


def typed() -> tuple[str, ...]:
    """The command as the person typed it, but for ``--replace``: what it allowed is done, and need not be again."""
    line: Sequence[str] = getattr(click.get_current_context().find_root().command, "line", sys.argv)
    return tuple(without(line, (), {"--replace"}))


_ABOUT_THE_WORK = OUT | {"--jobs", "-j", "--cluster", "--shard", "--max-minutes", "--max-runs", "--time-out", "--lang"}
_SWITCHES = frozenset({"--quiet", "-q", "--no-figures", "--replace"})


def asked_for() -> tuple[str, ...]:
    """The command as typed, without what says how, where and in which language the work is done: for a page."""
    return tuple(without(typed(), _ABOUT_THE_WORK, _SWITCHES))


def _done(batch: Batch, extent: Extent) -> tuple[BatchResult, Stop | None]:
    """The batch done; with a precision, as many replicates as it takes, from those asked for on."""
    if not extent.wanted or extent.half_widths is None:
        return batch.do(extent.replicates), None
    from hlmsim.runs.adaptive import Precision, run_to_precision

    limit = max(extent.limit, extent.replicates)
    return run_to_precision(batch, Precision(extent.wanted, extent.half_widths, pilot=extent.replicates, limit=limit))
