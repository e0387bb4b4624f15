"""What is said when a batch ends: done, failed, stopped by its budget or by the person, precise enough or not."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.work_options import TIME_OUT, WorkOptions
from hlmsim.locales import half_width, integer, number, percent, text
from hlmsim.runs.line import as_argument, pasteable, without, written

if TYPE_CHECKING:
    from hlmsim.runs.adaptive import Stop
    from hlmsim.runs.batch import BatchResult, Interrupted
    from hlmsim.runs.ledger.failures import Failure

DONE, FAILED, INTERRUPTED = 0, 1, 130
SHOWN_FAILURES = 10
SHOWN_DAMAGED = 5
_FALSE_ALARMS = 0.05
_BUDGETS = {"minutes": "--max-minutes", "runs": "--max-runs"}


def say_interrupted(screen: Screen, end: Interrupted, line: Sequence[str]) -> NoReturn:
    """What is kept, and the command that goes on; ends the command."""
    screen.complain(text("cli.batch.interrupted", screen.lang, folder=str(end.out), done=end.done, total=end.total))
    screen.complain(f"  {pasteable(line)}")
    raise click.exceptions.Exit(INTERRUPTED)


def say_done(screen: Screen, result: BatchResult, work: WorkOptions) -> None:
    """How many simulations were made, taken up again, and failed."""
    if result.ran == 0 and not result.failures and result.stopped is None:
        screen.remark("cli.batch.nothing_to_do", count=result.reused)
    else:
        screen.remark("cli.batch.done", count=result.ran, seconds=result.seconds)
        if result.reused and work.shard is None:
            screen.remark("cli.batch.done_before", count=result.reused)
    if result.damaged:
        whole = result.ran + result.reused + len(result.failures) >= result.total
        kind = "damaged" if whole else "damaged_left"
        screen.remark(f"cli.batch.{kind}", count=len(result.damaged), folders=list(result.damaged[:SHOWN_DAMAGED]))
    if result.failures:
        _say_failures(screen, result.out, result.failures, work)


def end_without_results(result: BatchResult) -> None:
    """End the command when there is nothing to show."""
    if result.ran + result.reused == 0:
        raise click.exceptions.Exit(FAILED if result.failures or result.stopped in _BUDGETS else DONE)


def say_stopped(screen: Screen, result: BatchResult, work: WorkOptions, line: Sequence[str]) -> None:
    """Why there is more to do, if there is, and the command that does it."""
    facts: dict[str, Any] = {"done": result.ran + result.reused, "total": result.total}
    if result.stopped in _BUDGETS and not (facts["done"] or work.spent_runs):
        option, limit = _BUDGETS[result.stopped], written(getattr(work, f"max_{result.stopped}"))
        screen.complain(text("cli.batch.stopped_empty", screen.lang, option=option, limit=limit))
        screen.complain(f"  {pasteable(without(line, {option}))}")
    elif result.stopped == "minutes":
        _with_command(screen, "stopped_minutes", line, limit=work.max_minutes, **facts)
    elif result.stopped == "runs":
        _with_command(screen, "stopped_runs", line, limit=work.max_runs, **facts)
    elif work.shard is not None:
        place, count = work.shard
        ending = "share_done" if result.stopped == "share" else "shares_done"
        _with_command(
            screen, ending, without(line, {"--shard"}), place=place, count=count, folder=str(result.out), **facts
        )


def ending(result: BatchResult) -> int:
    """The exit code."""
    return FAILED if result.failures else DONE


def say_precision(screen: Screen, stop: Stop, *, unfinished: bool) -> None:
    """How precise each outcome is, and how many replicates it took. unfinished: the budget ended it first."""
    from hlmsim.report.views import measures

    if len(stop.steps) > 1:
        screen.remark("cli.batch.precision_steps", steps=list(stop.steps), limit=stop.limit)
    for outcome, wanted in stop.wanted.items():
        unit = measures()[outcome].unit
        widest = stop.widest[outcome]
        facts = {"outcome": text(f"outcomes.{outcome}.label", screen.lang), "replicates": stop.replicates}
        sizes = {"width": half_width(widest, unit, screen.lang), "asked": half_width(wanted, unit, screen.lang)}
        late = "undefined" if isnan(widest) else "missed"
        how = "reached" if widest <= wanted else "unfinished" if unfinished else late
        screen.remark(f"cli.batch.precision_{how}", **facts, **sizes)


def say_written(screen: Screen, result: BatchResult, seeds: str, seed: int) -> None:
    """Where everything is, and, of a batch that is whole, with which luck. seeds: key of the sentence for it."""
    from hlmsim.interface.workbooks import WORKBOOK

    names = sorted(path.name + ("/" if path.is_dir() else "") for path in result.out.iterdir() if path.name[0] != ".")
    screen.remark("cli.batch.written", folder=str(result.out), files=names)
    if WORKBOOK in names:
        screen.remark("cli.batch.spreadsheet", file=str(result.out / WORKBOOK))
    if result.stopped is None:
        screen.remark(seeds, seed=seed, replicates=result.replicates)


def say_looks(screen: Screen, looks: int, confidence: float = 0.0) -> None:
    """How many comparisons were looked at, and how many of them luck alone would set apart.

    confidence: of each interval, where they are simultaneous: then all of them hold together.
    """
    from hlmsim.report.views import is_simultaneous

    if is_simultaneous(confidence):
        screen.remark("pairs.simultaneous", count=looks, confidence=percent(confidence, screen.lang, 2))
        return
    expected = _FALSE_ALARMS * looks
    shown = number(expected, screen.lang, 1) if expected < 1 else integer(expected, screen.lang)
    screen.remark("cli.batch.comparisons", count=looks, expected=shown)


def replay_line(out: Path, failure: Failure, time_out: float) -> list[str]:
    """The command that makes one run again."""
    line = ["hlmsim", "verify", as_argument(out), "--replay", failure.run]
    return line if time_out == TIME_OUT else [*line, "--time-out", written(time_out)]


def what_failed(kind: str, message: str, time_out: float, lang: str) -> str:
    """One failure in a sentence."""
    match kind:
        case "Crash":
            return text("cli.batch.failure_crash", lang)
        case "TimeOut":
            return text("cli.batch.failure_time_out", lang, seconds=time_out)
        case _:
            first = message.splitlines()[0] if message else ""
            return text("cli.batch.failure_error", lang, kind=kind, message=first)


def _say_failures(screen: Screen, out: Path, failures: Sequence[Failure], work: WorkOptions) -> None:
    """The first failures, each with the command that replays it."""
    lang = screen.lang
    screen.complain(text("cli.batch.failed", lang, count=len(failures)))
    for failure in failures[:SHOWN_FAILURES]:
        what = what_failed(failure.kind, failure.message, work.time_out, lang)
        screen.complain(f"  {text('cli.batch.failure', lang, run=failure.run, what=what)}")
        screen.complain(f"    {pasteable(replay_line(out, failure, work.time_out))}")
    if len(failures) > SHOWN_FAILURES:
        screen.complain(f"  {text('cli.batch.failed_others', lang, count=len(failures) - SHOWN_FAILURES)}")
    screen.complain(text("cli.batch.failed_details", lang, file=str(out / "failures.jsonl")))


def _with_command(screen: Screen, ending: str, line: Sequence[str], **facts: Any) -> None:
    if not screen.quiet:
        screen.remark(f"cli.batch.{ending}", **facts)
        screen.complain(f"  {pasteable(line)}")
