"""``hlmsim sweep``: an experiment carried out, a design over factors, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.interface.arguments import MOST, MOST_SEED
from hlmsim.interface.cli.command import LocalCommand, argument, option, out_options
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.endings import ending, say_looks, say_written
from hlmsim.interface.cli.experiments import read_experiment, say_remarks, say_size
from hlmsim.interface.cli.file_types import AnyPath, ExperimentFile, InputFile
from hlmsim.interface.cli.pages import put_page
from hlmsim.interface.cli.phases import Phases
from hlmsim.interface.cli.types import Margin, Precision, Whole
from hlmsim.interface.cli.usage import BadUsageError
from hlmsim.interface.cli.work import MOST_ADDED, Extent, typed, work_off
from hlmsim.interface.cli.work_options import WorkOptions, work_options
from hlmsim.locales import text
from hlmsim.runs.line import OUT, pasteable, without

if TYPE_CHECKING:
    from hlmsim.interface.sweep_outputs import SweepOutputs
    from hlmsim.runs.design import DesignTable, Experiment

_CSV = (".csv",)


@dataclass(frozen=True, kw_only=True)
class SweepOptions(WorkOptions):
    """The options of ``sweep``; what is not given is as the experiment says."""

    replicates: int | None
    seed: int | None
    weeks: int | None
    out: Path | None
    design: Path | None
    design_only: bool
    everything: bool
    no_figures: bool
    png: bool
    simultaneous: bool
    equivalent: tuple[tuple[str, float], ...]


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def sweep(experiment: str, **options: Any) -> int:
        from hlmsim.runs.sweep import refuse_other_designs

        screen, asked, phases = Screen(lang), SweepOptions(**options), Phases()
        _check_out(asked)
        with phases.of("reading"):
            study, table = read_experiment(experiment, weeks=asked.weeks, design=asked.design)
        refuse_other_designs(study)
        say_remarks(screen, study, table)
        if asked.design_only:
            return _write_design(screen, study, table, asked)
        return _carry_out(screen, (study, table), asked, phases)

    return LocalCommand(
        "sweep",
        lang,
        sweep,
        [
            argument("experiment", lang, ExperimentFile()),
            option("sweep", lang, ["--replicates", "-n"], Whole(1, MOST)),
            option("sweep", lang, ["--precision"], Precision(), multiple=True),
            option("sweep", lang, ["--seed"], Whole(0, MOST_SEED)),
            option("sweep", lang, ["--weeks"], Whole(1, MOST)),
            option("sweep", lang, ["--design-only"]),
            option("sweep", lang, ["--design"], InputFile(_CSV)),
            *out_options("sweep", lang, AnyPath()),
            *work_options("sweep", lang),
            option("sweep", lang, ["--all", "everything"]),
            option("sweep", lang, ["--no-figures"]),
            option("sweep", lang, ["--png"]),
            option("sweep", lang, ["--simultaneous"]),
            option("sweep", lang, ["--equivalent"], Margin(), multiple=True),
        ],
    )


def _check_out(asked: SweepOptions) -> None:
    """A table is written with --design-only, a folder without. Raises BadUsageError."""
    out = asked.out
    if out is None:
        return
    facts: dict[str, Any] = {"parameter": "--out", "found": str(out)}
    if asked.design_only and out.suffix.lower() not in _CSV:
        raise BadUsageError("bad_ending", **facts, endings=list(_CSV))
    if not asked.design_only and not out.is_dir() and out.suffix.lower() in _CSV:
        raise BadUsageError("output_without_design_only", **facts)
    if not asked.design_only and out.exists() and not out.is_dir():
        raise BadUsageError("not_a_folder", **facts)


def _write_design(screen: Screen, study: Experiment, table: DesignTable, asked: SweepOptions) -> int:
    """The table of the design, to be looked at or edited."""
    from hlmsim.runs.design import points
    from hlmsim.runs.ledger.door import put
    from hlmsim.scenario.cells import BYTE_ORDER_MARK

    cases = [point.case.name for point in points(study, table)]
    file = asked.out or Path(f"{study.name}-design.csv")
    put(file, BYTE_ORDER_MARK + table.to_csv(cases=cases), replace=asked.replace)
    screen.remark("cli.sweep.design_written", count=len(table.rows), file=str(file))
    if not screen.quiet:
        line = without(typed(), {*OUT, "--design"}, {"--design-only", "--replace"})
        screen.complain(f"  {pasteable([*line, '--design', str(file)])}")
    return 0


def _carry_out(screen: Screen, read: tuple[Experiment, DesignTable], asked: SweepOptions, phases: Phases) -> int:
    """Simulate what is missing, and answer."""
    from hlmsim.interface.folder_page import PAGE as BRIEF
    from hlmsim.interface.folder_page import page_of_sweep
    from hlmsim.interface.sweep_outputs import PAGE, SweepOutputs, Terms
    from hlmsim.runs.sweep import default_sweep_folder, sweep_batch

    study, table = read
    out = asked.out or default_sweep_folder(study, table, study_seed=asked.seed)
    extent = _extent(study, asked, out)
    say_size(screen, study, table, (extent.replicates, bool(extent.wanted)))
    with phases.of("simulations"):
        result = work_off(screen, partial(sweep_batch, study, table, out, study_seed=asked.seed), extent, asked)
    if asked.shard is not None:
        return ending(result)
    terms = Terms(asked.simultaneous, dict(asked.equivalent))
    outputs = SweepOutputs(result.results, screen.lang, asked.everything, terms)
    with phases.of("analysis"):
        _show(screen, study, outputs)
    kinds = () if asked.no_figures else ("svg", "png") if asked.png else ("svg",)
    outputs.write(figures=kinds, announce=lambda: screen.remark("cli.batch.drawing"), measured=phases.of)
    page = out / PAGE.format(lang=screen.lang)
    if not asked.no_figures:
        with phases.of("page"):
            page = put_page(out / BRIEF, page_of_sweep(outputs))
    screen.remark("cli.sweep.page", file=str(page))
    say_written(screen, result, "cli.sweep.seeds", study.seed if asked.seed is None else asked.seed)
    phases.say(screen)
    return ending(result)


def _extent(study: Experiment, asked: SweepOptions, out: Path) -> Extent:
    """How many replicates: those given, or the precision given, or what the experiment says."""
    from hlmsim.interface.sweep_precision import half_widths_of

    own = {} if asked.replicates is not None else study.precision
    wanted = dict(asked.precision) or own
    limit = study.limit if study.precision else MOST_ADDED
    first = asked.replicates or (min(study.replicates, limit) if wanted else study.replicates)
    return Extent(first, wanted, limit, half_widths_of(out, list(wanted)))


def _show(screen: Screen, study: Experiment, outputs: SweepOutputs) -> None:
    """The question, then the answer."""
    from hlmsim.report.paragraph import Paragraph

    lang = screen.lang
    screen.show(Paragraph(study.title[lang], "bold"), Paragraph(study.question[lang]), "", outputs.view(), "")
    failing = outputs.worlds.lines(outputs.facts.names(lang)) if outputs.worlds.failing else []
    if failing:
        screen.show(Paragraph(text("failing.heading", lang), "bold"), *map(Paragraph, failing), "")
    worlds = max((finding.worlds for finding in outputs.findings), default=1)
    if worlds > 1:
        screen.remark("cli.sweep.legend_worlds", count=worlds)
        screen.remark("cli.sweep.legend_ignorance")
    else:
        screen.remark("cli.sweep.legend_helps")
    screen.remark("cli.batch.legend_rounded")
    screen.remark("cli.batch.legend_none")
    say_looks(screen, outputs.looks, max((finding.confidence for finding in outputs.findings), default=0.0))
