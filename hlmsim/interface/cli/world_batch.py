"""``compare --worlds``: the option, and the batch of scenarios in plausible worlds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, override

import click
from click.shell_completion import CompletionItem

from hlmsim.interface.cli.batch import BatchOptions
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.file_types import InputFile
from hlmsim.interface.cli.types import Whole
from hlmsim.interface.cli.work import Extent, work_off
from hlmsim.locales import fault

if TYPE_CHECKING:
    from hlmsim.runs.batch import BatchResult
    from hlmsim.scenario import Scenario

IN_EACH_WORLD = 10
"""Replicates of each scenario in each world, when the person does not say."""
MOST_WORLDS = 100_000
WORLD_LEGENDS = ("cli.compare.legend_worlds", "cli.compare.legend_clear", "cli.compare.legend_shares")


class PlausibleWorlds(click.ParamType[int | str]):
    """How many worlds to draw (two or more, so that they can differ), or a CSV file, or the name of a shipped one."""

    name = "worlds"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        word = str(value)
        digits = word.removeprefix("-").replace(".", "", 1).isdigit()
        return Whole(2, MOST_WORLDS).convert(value, param, ctx) if digits else word

    @override
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from hlmsim.runs.design.world_files import ensembles

        shipped = [CompletionItem(name) for name in ensembles() if name.startswith(incomplete)]
        return [*shipped, *InputFile((".csv",)).shell_complete(ctx, param, incomplete)]


def do_in_worlds(screen: Screen, scenarios: Sequence[Scenario], worlds: int | str, asked: BatchOptions) -> BatchResult:
    """Make the runs that are missing of every scenario in every world."""
    from hlmsim.interface.world_outputs import half_widths_of
    from hlmsim.runs.compared import compared_batch
    from hlmsim.runs.design.comparison import comparison, default_comparison_folder

    study = comparison(scenarios, worlds, replicates=asked.replicates, seed=asked.seed)
    for line in dict.fromkeys(fault(one, screen.lang) for one in study.warnings):
        screen.remark("cli.check.warning", message=line)
    count = study.worlds.draws if study.worlds is not None else 0
    runs = count * len(scenarios) * asked.replicates
    facts = {"scenarios": len(scenarios), "replicates": asked.replicates, "runs": runs}
    screen.remark("cli.compare.worlds_size", count=count, **facts)
    out = asked.out or default_comparison_folder(study, asked.seed)
    wanted = dict(asked.precision)
    extent = Extent(asked.replicates, wanted, half_widths=half_widths_of(out, list(wanted)))
    return work_off(screen, partial(compared_batch, study, out), extent, asked)
