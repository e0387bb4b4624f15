"""``hlmsim sensitivity``: which of the numbers that nobody knows well matter most."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.interface.arguments import MOST, MOST_SEED
from hlmsim.interface.cli.command import LocalCommand, argument, option, out_options
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.endings import DONE, ending, say_written
from hlmsim.interface.cli.experiments import say_remarks, say_sensitivity
from hlmsim.interface.cli.file_types import ExperimentFile, Folder
from hlmsim.interface.cli.pages import write_page
from hlmsim.interface.cli.phases import Phases
from hlmsim.interface.cli.types import Whole
from hlmsim.interface.cli.work import Extent, typed, work_off
from hlmsim.interface.cli.work_options import WorkOptions, work_options

if TYPE_CHECKING:
    from hlmsim.interface.sensitivity_outputs import SensitivityOutputs
    from hlmsim.interface.sensitivity_stages import Stage
    from hlmsim.runs.batch import BatchResult
    from hlmsim.runs.design import Experiment


@dataclass(frozen=True, kw_only=True)
class SensitivityOptions(WorkOptions):
    """The options of ``sensitivity``; what is not given is as the experiment says."""

    replicates: int | None
    seed: int | None
    weeks: int | None
    out: Path | None
    no_figures: bool

    def after(self, result: BatchResult) -> SensitivityOptions:
        """The same with what a stage has left of the budget."""
        return replace(self, spent_minutes=result.seconds / 60.0, spent_runs=result.ran)


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def sensitivity(experiment: str, **options: Any) -> int:
        from hlmsim.runs.design import load_experiment
        from hlmsim.runs.sensitivity import design_of

        asked, phases = SensitivityOptions(**options), Phases()
        with phases.of("reading"):
            study = load_experiment(experiment, weeks=asked.weeks)
        design_of(study)
        return _carry_out(Screen(lang), study, asked, phases)

    return LocalCommand(
        "sensitivity",
        lang,
        sensitivity,
        [
            argument("experiment", lang, ExperimentFile()),
            option("sensitivity", lang, ["--replicates", "-n"], Whole(1, MOST)),
            option("sensitivity", lang, ["--seed"], Whole(0, MOST_SEED)),
            option("sensitivity", lang, ["--weeks"], Whole(1, MOST)),
            *out_options("sensitivity", lang, Folder()),
            *work_options("sensitivity", lang),
            option("sensitivity", lang, ["--no-figures"]),
        ],
    )


def _carry_out(screen: Screen, study: Experiment, asked: SensitivityOptions, phases: Phases) -> int:
    """Both stages, as far as the budget goes, then the answer."""
    from hlmsim.interface.sensitivity_outputs import SensitivityOutputs
    from hlmsim.interface.sensitivity_stages import kept_of, screened
    from hlmsim.runs.ledger.door import open_folder
    from hlmsim.runs.sensitivity import INDICES, SCREEN, indices_of, screen_of
    from hlmsim.runs.sweep import default_sweep_folder

    out = asked.out or default_sweep_folder(study, study_seed=asked.seed)
    open_folder(out, replace=asked.replace)
    say_remarks(screen, study, None)
    say_sensitivity(screen, study, asked.replicates)
    with phases.of("simulations"):
        first, result = _stage(screen, screen_of(study), out / SCREEN, asked)
    if first is None:
        return ending(result)
    with phases.of("analysis"):
        looked = screened(first)
    kept = kept_of(looked, study)
    second = None
    if kept:
        names = SensitivityOutputs(study, out, tuple(looked), first, None).names(screen.lang)
        screen.remark("cli.sensitivity.kept", names=[names.factor(name, unit=False) for name in kept])
        with phases.of("simulations"):
            second, result = _stage(screen, indices_of(study, kept), out / INDICES, asked.after(result))
        if second is None:
            return ending(result)
    else:
        screen.remark("cli.sensitivity.nothing_kept")
    outputs = SensitivityOutputs(study, out, tuple(looked), first, second, typed())
    with phases.of("results"):
        _show(screen, study, outputs, asked)
    say_written(screen, replace(result, out=out), "cli.sweep.seeds", study.seed if asked.seed is None else asked.seed)
    phases.say(screen)
    return DONE


def _stage(screen: Screen, stage: Experiment, out: Path, asked: SensitivityOptions) -> tuple[Stage | None, BatchResult]:
    """One stage; None while there is more of it to do."""
    from hlmsim.interface.sensitivity_stages import Stage
    from hlmsim.runs.design import design_table
    from hlmsim.runs.sweep import sweep_batch

    table = design_table(stage)
    screen.remark(f"cli.sensitivity.stage_{out.name}", numbers=len(stage.factors), points=len(table.rows))
    extent = Extent(asked.replicates or stage.replicates)
    result = work_off(screen, partial(sweep_batch, stage, table, out, study_seed=asked.seed), extent, asked)
    if result.stopped is not None:
        screen.remark("cli.sensitivity.unfinished")
        return None, result
    return Stage(stage, table, result.results), result


def _show(screen: Screen, study: Experiment, outputs: SensitivityOutputs, asked: SensitivityOptions) -> None:
    """The question, then the answer."""
    from hlmsim.interface.sensitivity_outputs import PAGE
    from hlmsim.report.paragraph import Paragraph

    lang = screen.lang
    screen.show(Paragraph(study.title[lang], "bold"), Paragraph(study.question[lang]), "", outputs.view(lang), "")
    screen.remark("cli.sensitivity.legend")
    if not asked.no_figures:
        screen.remark("cli.batch.drawing")
    outputs.write(figures=not asked.no_figures)
    page = outputs.folder / PAGE.format(lang=lang) if asked.no_figures else write_page(outputs.folder, lang)
    screen.remark("cli.sweep.page", file=str(page))
