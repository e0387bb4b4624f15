"""What ``run`` and ``compare`` share: their options, the batch with its progress, and what is said afterwards."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hlmsim.interface.cli.command import option
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.file_types import Folder
from hlmsim.interface.cli.progress import BatchProgress
from hlmsim.interface.cli.types import Assignment, Name, Precision, Whole
from hlmsim.locales import fault, half_width, text

if TYPE_CHECKING:
    from hlmsim.report.views import Measure
    from hlmsim.runs.adaptive import Stop
    from hlmsim.runs.batch import Batch, BatchResult
    from hlmsim.scenario import Scenario

FAILED, INTERRUPTED = 1, 130
DEFAULT_REPLICATES = 50
MOST_ADDED = 1000
_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of ``run`` and ``compare``."""

    replicates: int
    jobs: int | None
    seed: int
    weeks: int | None
    sets: tuple[str, ...]
    precision: tuple[tuple[str, float], ...]
    out: Path | None
    everything: bool
    by_group: bool
    groups: tuple[str, ...]
    no_figures: bool


def batch_options(command: str, lang: str) -> list[click.Option]:
    """The options that fill :class:`Asked`."""
    return [
        option(command, lang, ["--replicates", "-n"], Whole(1, _MOST), default=DEFAULT_REPLICATES),
        option(command, lang, ["--jobs", "-j"], Whole(1, 4096)),
        option(command, lang, ["--seed"], Whole(0, 2**63 - 1), default=1),
        option(command, lang, ["--weeks"], Whole(1, _MOST)),
        option(command, lang, ["--set", "sets"], Assignment(), multiple=True),
        option(command, lang, ["--precision"], Precision(), multiple=True),
        option(command, lang, ["--out"], Folder()),
        option(command, lang, ["--all", "everything"]),
        option(command, lang, ["--by-group"]),
        option(command, lang, ["--group", "groups"], Name(), multiple=True),
        option(command, lang, ["--no-figures"]),
    ]


def load_all(files: Sequence[str], asked: Asked) -> list[Scenario]:
    """Every scenario asked for; the faults of all of them at once."""
    from hlmsim.errors import Fault, ScenarioError
    from hlmsim.scenario import load

    found: list[Scenario] = []
    faults: list[Fault] = []
    for file in files:
        try:
            found.append(load(file, sets=asked.sets, weeks=asked.weeks))
        except ScenarioError as problem:
            faults += problem.faults
    if faults:
        raise ScenarioError([fault for place, fault in enumerate(faults) if fault not in faults[:place]])
    return found


def warn(screen: Screen, *scenarios: Scenario) -> None:
    """Show the remarks of scenario files, each once."""
    lines = dict.fromkeys(fault(found, screen.lang) for scenario in scenarios for found in scenario.warnings)
    for line in lines:
        screen.remark("cli.check.warning", message=line)


def do_batch(screen: Screen, scenarios: Sequence[Scenario], asked: Asked) -> BatchResult:
    """Make the runs that are missing, with progress; Ctrl-C keeps what is finished and says how to go on."""
    from hlmsim.runs.batch import Batch, Interrupted
    from hlmsim.runs.ledger.folder import default_folder

    out = asked.out or default_folder(scenarios, asked.seed)
    line: Sequence[str] = getattr(click.get_current_context().find_root().command, "line", sys.argv)
    with BatchProgress(screen) as progress:
        batch = Batch(
            scenarios,
            out,
            study_seed=asked.seed,
            jobs=asked.jobs,
            weekly_groups=asked.by_group or bool(asked.groups),
            progress=progress.update,
            command=tuple(line),
        )
        try:
            result, stop = _worked_off(batch, asked)
        except Interrupted as end:
            progress.stop()
            screen.complain(text("cli.batch.interrupted", screen.lang, folder=str(out), done=end.done, total=end.total))
            screen.complain(f"  {shlex.join(line)}")
            raise click.exceptions.Exit(INTERRUPTED) from None
    _say_done(screen, result)
    if stop is not None:
        _say_precision(screen, stop)
    return result


def _worked_off(batch: Batch, asked: Asked) -> tuple[BatchResult, Stop | None]:
    """The batch done; with a precision, as many replicates as it takes, from those asked for on."""
    if not asked.precision:
        return batch.do(asked.replicates), None
    from hlmsim.analysis.effects import half_widths
    from hlmsim.runs.adaptive import Precision, run_to_precision

    wanted = dict(asked.precision)
    return run_to_precision(
        batch, Precision(wanted, half_widths, pilot=asked.replicates, limit=max(MOST_ADDED, asked.replicates))
    )


def chosen_measures(asked: Asked) -> list[Measure]:
    """The outcomes to show: the headline ones, or all of them."""
    from hlmsim.report.views import measures

    return [measure for measure in measures().values() if asked.everything or measure.headline]


def chosen_groups(asked: Asked, known: Sequence[str], lang: str, sites: dict[str, str]) -> dict[str, str]:
    """Codes and names of the groups to show; everybody has no name of their own."""
    from hlmsim.interface.cli.usage import BadUsageError, closest
    from hlmsim.report.tables import group_label

    for group in asked.groups:
        if group not in known:
            raise BadUsageError(
                "no_such_group", parameter="--group", found=group, words=list(known), close=closest(group, known)
            )
    codes = asked.groups or (known if asked.by_group else ("all",))
    return {code: "" if code == "all" else group_label(code, lang, sites) for code in codes}


def site_names(scenarios: Sequence[Scenario]) -> dict[str, str]:
    """What people call each site, by seat."""
    return {str(site.seat): site.label for scenario in reversed(scenarios) for site in scenario.sites if site.label}


def say_written(screen: Screen, result: BatchResult, asked: Asked) -> None:
    """Where everything is, and with which luck."""
    names = sorted(path.name + ("/" if path.is_dir() else "") for path in result.out.iterdir() if path.name[0] != ".")
    screen.remark("cli.batch.written", folder=str(result.out), files=names)
    screen.remark("cli.batch.seeds", seed=asked.seed, replicates=result.replicates)


def _say_precision(screen: Screen, stop: Stop) -> None:
    from hlmsim.report.views import measures

    for outcome, wanted in stop.wanted.items():
        unit = measures()[outcome].unit
        widest = stop.widest[outcome]
        facts = {"outcome": text(f"outcomes.{outcome}.label", screen.lang), "replicates": stop.replicates}
        sizes = {"width": half_width(widest, unit, screen.lang), "asked": half_width(wanted, unit, screen.lang)}
        screen.remark(f"cli.batch.precision_{'reached' if widest <= wanted else 'missed'}", **facts, **sizes)


def _say_done(screen: Screen, result: BatchResult) -> None:
    if result.ran == 0 and not result.failures:
        screen.remark("cli.batch.nothing_to_do", count=result.reused)
        return
    screen.remark("cli.batch.done", count=result.ran, seconds=result.seconds)
    if result.reused:
        screen.remark("cli.batch.done_before", count=result.reused)
    if result.failures:
        first = result.failures[0]
        facts = {"file": str(result.out / "failures.jsonl"), "kind": first.kind, "message": first.message}
        screen.complain(text("cli.batch.failed", screen.lang, count=len(result.failures), **facts))
    if result.ran + result.reused == 0:
        raise click.exceptions.Exit(FAILED)
