"""What ``run``, ``compare`` and ``check --run`` share: their options, their scenarios, their batch, what they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hlmsim.interface.arguments import MOST, MOST_SEED
from hlmsim.interface.cli.command import option, out_options
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.file_types import Folder
from hlmsim.interface.cli.types import Assignment, Name, Precision, Whole
from hlmsim.interface.cli.work import Extent, work_off
from hlmsim.interface.cli.work_options import WorkOptions, work_options
from hlmsim.locales import fault

if TYPE_CHECKING:
    from hlmsim.report.views import Measure
    from hlmsim.runs.batch import BatchResult
    from hlmsim.scenario import Scenario

DEFAULT_REPLICATES = 50


@dataclass(frozen=True, kw_only=True)
class BatchOptions(WorkOptions):
    """The options of ``run`` and ``compare``."""

    replicates: int = DEFAULT_REPLICATES
    seed: int = 1
    weeks: int | None = None
    sets: tuple[str, ...] = ()
    out: Path | None = None
    everything: bool = False
    by_group: bool = False
    groups: tuple[str, ...] = ()
    no_figures: bool = False
    png: bool = False
    simultaneous: bool = False
    equivalent: tuple[tuple[str, float], ...] = ()

    @property
    def figures(self) -> tuple[str, ...]:
        """Kinds of files that each figure is drawn as."""
        return () if self.no_figures else ("svg", "png") if self.png else ("svg",)


def batch_options(command: str, lang: str, replicates: int | None = DEFAULT_REPLICATES) -> list[click.Option]:
    """The options that fill :class:`BatchOptions`. replicates: when the person does not say."""
    return [
        option(command, lang, ["--replicates", "-n"], Whole(1, MOST), default=replicates),
        option(command, lang, ["--precision"], Precision(), multiple=True),
        option(command, lang, ["--seed"], Whole(0, MOST_SEED), default=1),
        option(command, lang, ["--weeks"], Whole(1, MOST)),
        option(command, lang, ["--set", "sets"], Assignment(), multiple=True),
        *out_options(command, lang, Folder()),
        *work_options(command, lang),
        option(command, lang, ["--all", "everything"]),
        option(command, lang, ["--by-group"]),
        option(command, lang, ["--group", "groups"], Name(), multiple=True),
        option(command, lang, ["--no-figures"]),
        option(command, lang, ["--png"]),
    ]


def load_all(files: Sequence[str], asked: BatchOptions) -> list[Scenario]:
    """Every scenario asked for; the faults of all of them at once."""
    from hlmsim.errors import Fault, ScenarioError
    from hlmsim.scenario import load
    from hlmsim.scenario.faults import distinct

    found: list[Scenario] = []
    faults: list[Fault] = []
    for file in files:
        try:
            found.append(load(file, sets=asked.sets, weeks=asked.weeks))
        except ScenarioError as problem:
            faults += problem.faults
    if faults:
        raise ScenarioError(distinct(faults))
    return found


def warn(screen: Screen, *scenarios: Scenario) -> None:
    """Show the remarks of scenario files, each once."""
    lines = dict.fromkeys(fault(found, screen.lang) for scenario in scenarios for found in scenario.warnings)
    for line in lines:
        screen.remark("cli.check.warning", message=line)


def do_batch(screen: Screen, scenarios: Sequence[Scenario], asked: BatchOptions) -> BatchResult:
    """Make the runs that are missing (see :func:`work_off`)."""
    from hlmsim.analysis.effects import half_widths
    from hlmsim.runs.batch import Batch
    from hlmsim.runs.ledger.folder import default_folder

    out = asked.out or default_folder(scenarios, asked.seed)
    batch_of = partial(Batch.of, scenarios, out, study_seed=asked.seed)
    extent = Extent(asked.replicates, dict(asked.precision), half_widths=half_widths)
    return work_off(screen, batch_of, extent, asked)


def chosen_measures(asked: BatchOptions) -> list[Measure]:
    """The outcomes to show: the headline ones and those with a margin, or all of them."""
    from hlmsim.report.views import measures

    margins = dict(asked.equivalent)
    return [one for one in measures().values() if asked.everything or one.headline or one.name in margins]


def refuse_groups(asked: BatchOptions, scenarios: Sequence[Scenario]) -> None:
    """Refuse a group that no scenario has, before anything is simulated."""
    from hlmsim.model.outcomes import groups

    if asked.groups:
        _refuse_unknown(asked, list(dict.fromkeys(one for found in scenarios for one in groups(found.blueprint()))))


def _refuse_unknown(asked: BatchOptions, known: Sequence[str]) -> None:
    from hlmsim.interface.cli.usage import BadUsageError, closest

    for group in asked.groups:
        if group not in known:
            raise BadUsageError(
                "no_such_group", parameter="--group", found=group, words=list(known), close=closest(group, known)
            )


def chosen_groups(asked: BatchOptions, known: Sequence[str], lang: str, sites: dict[str, str]) -> dict[str, str]:
    """Codes and names of the groups to show; everybody has no name of their own."""
    from hlmsim.report.tables import group_label

    _refuse_unknown(asked, known)
    codes = asked.groups or (known if asked.by_group else ("all",))
    return {code: "" if code == "all" else group_label(code, lang, sites) for code in codes}


def site_names(scenarios: Sequence[Scenario]) -> dict[str, str]:
    """What people call each site, by seat."""
    return {str(site.seat): site.label for scenario in reversed(scenarios) for site in scenario.sites if site.label}
