"""``hlmsim validate``: the scorecard of the patterns that the model must show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hlmsim.interface.arguments import MOST, MOST_SEED
from hlmsim.interface.cli.command import LocalCommand, option, out_options
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.endings import FAILED, ending, say_written
from hlmsim.interface.cli.file_types import Folder, ScenarioFile
from hlmsim.interface.cli.pages import write_page
from hlmsim.interface.cli.pattern_choice import SCENARIO, chosen
from hlmsim.interface.cli.phases import Phases
from hlmsim.interface.cli.types import Name, Whole
from hlmsim.interface.cli.work import Extent, asked_for, work_off
from hlmsim.interface.cli.work_options import WorkOptions, work_options
from hlmsim.interface.cli.world_batch import PlausibleWorlds
from hlmsim.locales import LANGUAGES, text

if TYPE_CHECKING:
    from hlmsim.interface.validation import Validation
    from hlmsim.runs.sweep import PlannedSweep

REPLICATES = 400
"""Enough to decide every shipped pattern but those close to a bound."""
IN_EACH_WORLD = 20
"""Replicates of each setting in each world, when the person does not say."""


@dataclass(frozen=True, kw_only=True)
class ValidateOptions(WorkOptions):
    """The options of ``validate``."""

    replicates: int
    seed: int
    patterns: tuple[str, ...]
    worlds: int | str | None
    out: Path | None
    no_figures: bool


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def validate(scenario: str, replicates: int | None, worlds: int | str | None, **options: Any) -> int:
        usual = REPLICATES if worlds is None else IN_EACH_WORLD
        return _validate(
            Screen(lang), scenario, ValidateOptions(replicates=replicates or usual, worlds=worlds, **options)
        )

    metavar = text("cli.metavar.scenario", lang)
    return LocalCommand(
        "validate",
        lang,
        validate,
        [
            click.Argument(["scenario"], type=ScenarioFile(), required=False, default=SCENARIO, metavar=f"[{metavar}]"),
            option("validate", lang, ["--pattern", "-p", "patterns"], Name(), multiple=True),
            option("validate", lang, ["--worlds"], PlausibleWorlds()),
            option("validate", lang, ["--replicates", "-n"], Whole(2, MOST)),
            option("validate", lang, ["--seed"], Whole(0, MOST_SEED), default=1),
            *out_options("validate", lang, Folder()),
            *work_options("validate", lang),
            option("validate", lang, ["--no-figures"]),
        ],
    )


def _validate(screen: Screen, scenario: str, asked: ValidateOptions) -> int:
    from hlmsim.interface.validation import Validation
    from hlmsim.runs.design import design_table, points
    from hlmsim.runs.patterns import pattern_study
    from hlmsim.runs.sweep import PlannedSweep, batch_of, default_sweep_folder
    from hlmsim.scenario import load

    phases = Phases()
    with phases.of("reading"):
        base = load(scenario)
        patterns = chosen(asked.patterns, base)
    title = {code: text("scorecard.page.title", code) for code in LANGUAGES}
    study = pattern_study(
        patterns, base, title=title, replicates=asked.replicates, seed=asked.seed, worlds=asked.worlds
    )
    table = design_table(study)
    sweep = PlannedSweep(study, table, tuple(points(study, table)))
    _say_size(screen, sweep, asked)
    out = asked.out or default_sweep_folder(study, study_seed=asked.seed)
    with phases.of("simulations"):
        result = work_off(screen, partial(batch_of, sweep, out), Extent(asked.replicates), asked)
    if asked.shard is not None:
        return ending(result)
    found = Validation(result.results, sweep, patterns, asked_for())
    with phases.of("analysis"):
        shown = all(one.verdict == "shown" for one in found.assessed)
    with phases.of("results"):
        _show(screen, found, asked)
    say_written(screen, result, "cli.sweep.seeds", asked.seed)
    phases.say(screen)
    return ending(result) if shown else FAILED


def _say_size(screen: Screen, sweep: PlannedSweep, asked: ValidateOptions) -> None:
    """How many simulations there are, when there are many."""
    worlds = sweep.experiment.worlds
    if worlds is not None:
        cases = len(sweep.cases)
        facts = {"cases": cases, "replicates": asked.replicates, "runs": cases * asked.replicates}
        screen.remark("cli.validate.worlds_size", count=worlds.draws, **facts)


def _show(screen: Screen, found: Validation, asked: ValidateOptions) -> None:
    """The scorecard on the screen, and in the folder."""
    from hlmsim.interface.validation import PAGE
    from hlmsim.report.scorecard import summary_line

    screen.show(found.view(screen.lang), "")
    screen.result_line(summary_line(found.assessed, screen.lang))
    if asked.worlds is not None:
        screen.remark("scorecard.worlds_legend")
    found.write(figures=not asked.no_figures, announce=lambda: screen.remark("cli.batch.drawing"))
    folder = found.results.folder
    page = folder / PAGE.format(lang=screen.lang) if asked.no_figures else write_page(folder, screen.lang)
    screen.remark("cli.validate.page", file=str(page))
