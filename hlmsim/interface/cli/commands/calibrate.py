"""``hlmsim calibrate``: which values of the uncertain numbers fit the patterns, as plausible worlds."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.errors import InputError
from hlmsim.interface.arguments import MOST, MOST_SEED
from hlmsim.interface.cli import endings
from hlmsim.interface.cli.command import LocalCommand, argument, option, out_options
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.experiments import say_remarks
from hlmsim.interface.cli.file_types import ExperimentFile, Folder
from hlmsim.interface.cli.pages import write_page
from hlmsim.interface.cli.phases import Phases
from hlmsim.interface.cli.progress import BatchProgress
from hlmsim.interface.cli.types import Whole
from hlmsim.interface.cli.work import asked_for, typed
from hlmsim.interface.cli.work_options import WorkOptions, work_options
from hlmsim.locales import LANGUAGES, text

if TYPE_CHECKING:
    from hlmsim.interface.calibration_outputs import Calibrated
    from hlmsim.runs.batch import BatchResult
    from hlmsim.runs.design import Experiment
    from hlmsim.runs.design.schema import Calibration
    from hlmsim.runs.patterns import Pattern
    from hlmsim.runs.sweep import PlannedSweep


@dataclass(frozen=True, kw_only=True)
class CalibrateOptions(WorkOptions):
    """The options of ``calibrate``; what is not given is as the experiment says."""

    replicates: int | None
    seed: int | None
    out: Path | None
    no_figures: bool


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def calibrate(experiment: str, **options: Any) -> int:
        from hlmsim.runs.design import load_experiment

        phases = Phases()
        with phases.of("reading"):
            study = load_experiment(experiment)
        return _calibrate(Screen(lang), study, CalibrateOptions(**options), phases)

    return LocalCommand(
        "calibrate",
        lang,
        calibrate,
        [
            argument("experiment", lang, ExperimentFile()),
            option("calibrate", lang, ["--replicates", "-n"], Whole(2, MOST)),
            option("calibrate", lang, ["--seed"], Whole(0, MOST_SEED)),
            *out_options("calibrate", lang, Folder()),
            *work_options("calibrate", lang),
            option("calibrate", lang, ["--no-figures"]),
        ],
    )


def design_of(study: Experiment) -> Calibration:
    """The design of a calibration. Raises InputError if the experiment asks for something else."""
    from hlmsim.runs.design.schema import Calibration, command_of_design

    if not isinstance(study.design, Calibration):
        kind = study.design.kind
        raise InputError("not_a_calibration", name=study.name, design=kind, command=command_of_design(kind))
    return study.design


def patterns_of(study: Experiment) -> list[Pattern]:
    """The patterns that the calibration fits: those named, or all that serve calibration; with a statistic to fit."""
    from hlmsim.interface.calibrating import fitted
    from hlmsim.runs.patterns import load_patterns, pattern_files

    asked = design_of(study).patterns
    files = {file.stem: file for file in pattern_files()}
    for name in asked:
        if name not in files:
            raise InputError("usage.no_such_pattern", parameter="patterns", found=name, words=list(files))
    known = load_patterns([files[name] for name in asked] or list(files.values()), study.scenarios[0])
    chosen = known if asked else [one for one in known if one.use == "calibrate"]
    return [pattern for pattern in chosen if fitted([pattern])]


def _calibrate(screen: Screen, study: Experiment, asked: CalibrateOptions, phases: Phases) -> int:
    from hlmsim.interface.calibrating import TRIAL_REPLICATES, TRIED, Calibrating, StoppedError
    from hlmsim.interface.calibration_outputs import PAGE, Calibrated
    from hlmsim.runs.executors import all_cores
    from hlmsim.runs.ledger.door import open_folder
    from hlmsim.runs.patterns import pattern_study
    from hlmsim.runs.sweep import default_sweep_folder
    from hlmsim.scenario.variation import varied

    design = design_of(study)
    patterns = patterns_of(study)
    seed = study.seed if asked.seed is None else asked.seed
    replicates = asked.replicates or study.replicates
    title = {code: text("scorecard.page.title", code) for code in LANGUAGES}
    template = pattern_study(patterns, study.scenarios[0], title=title, replicates=replicates, seed=seed)
    out = asked.out or default_sweep_folder(study, study_seed=seed)
    open_folder(out, replace=asked.replace)
    say_remarks(screen, study, None)
    settings = len(
        {varied(study.scenarios[0], values, name="").hash for one in patterns for values in one.settings.values()}
    )
    runs = (sum(design.waves) * replicates + min(TRIED, design.members) * TRIAL_REPLICATES) * settings
    screen.remark("cli.calibrate.size", count=sum(design.waves), settings=settings, replicates=replicates, runs=runs)
    with BatchProgress(screen) as progress, _Pool(asked) as pool:
        simulate = _Simulator(progress.update, pool, asked, runs)
        work = Calibrating(study, template, patterns, out, seed, simulate, lambda *_: None)
        try:
            with phases.of("waves"):
                done = Calibrated(work, *work.run(), asked_for())
                done.choose()
        except StoppedError as stop:
            result = simulate.stopped(stop.result)
            endings.say_stopped(screen, result, asked, typed())
            return endings.FAILED if result.ran == 0 else endings.ending(result)
        except KeyboardInterrupt:
            progress.stop()
            endings.say_interrupted(screen, simulate.interrupted(out), typed())
    screen.remark("cli.calibrate.judging", count=design.truths)
    with phases.of("results"):
        _show(screen, done, jobs=asked.jobs or all_cores(), figures=not asked.no_figures)
    page = out / PAGE.format(lang=screen.lang) if asked.no_figures else write_page(out, screen.lang)
    screen.remark("cli.sweep.page", file=str(page))
    screen.remark("cli.calibrate.worlds", file=str(out / "worlds.csv"))
    phases.say(screen)
    return endings.FAILED if simulate.failed else endings.DONE


@contextmanager
def _each(jobs: int) -> Iterator[Callable[..., Any]]:
    """A map over processes: truths are judged one by one, each by itself."""
    if jobs == 1:
        yield map
        return
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        yield pool.map


def _show(screen: Screen, done: Calibrated, *, jobs: int, figures: bool) -> None:
    from hlmsim.report.calibration_page import coverage_sentence, summary
    from hlmsim.report.calibration_view import targets_view
    from hlmsim.report.paragraph import Paragraph

    lang = screen.lang
    screen.show(Paragraph(summary(done, lang)), "", targets_view(done.targets(), done.work.fitted, lang), "")
    with _each(jobs) as each:
        found = done.coverage(each)
    if found is not None:
        screen.show(Paragraph(coverage_sentence(found, lang)), "")
    done.write(found, figures=figures)


class _Pool:
    """The workers of a batch, kept for the next one: a wave is many small batches."""

    def __init__(self, work: WorkOptions) -> None:
        self._work = work
        self._pool: Any = None

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def __call__(self, jobs: int) -> Any:
        """As a factory of executors."""
        from hlmsim.runs import executors

        if self._pool is None:
            factory = self._work.settings().get("executor") or executors.default
            self._pool = factory(jobs)
        return _Kept(self._pool)


class _Kept:
    """A pool that a batch may use and not end, unless it is interrupted."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool

    @property
    def capacity(self) -> int:
        """As of the pool."""
        return int(self._pool.capacity)

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Any:
        """As of the pool."""
        return self._pool.submit(function, *arguments)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Only when it must end at once."""
        if not wait:
            self._pool.shutdown(wait=False, cancel_futures=cancel_futures)


class _Simulator:
    """Makes the runs of one sweep after the other, and tells how far all of them are together."""

    def __init__(self, tell: Callable[[int, int, int], None], pool: _Pool, work: WorkOptions, total: int) -> None:
        self._tell, self._pool, self._work, self._total = tell, pool, work, total
        self._done = self._here = self.failed = 0
        self._made, self._began = 0, time.monotonic()

    def __call__(self, sweep: PlannedSweep, folder: Path) -> BatchResult:
        """The runs that are missing."""
        from hlmsim.runs.batch import Batch

        spent = replace(self._work, spent_minutes=(time.monotonic() - self._began) / 60.0, spent_runs=self._made)
        settings = {**spent.settings(), "executor": self._pool}
        batch = Batch(
            sweep.shelves,
            folder,
            facts=sweep.facts,
            files=sweep.write_files,
            progress=self._note,
            command=typed(),
            **settings,
        )
        result = batch.do(sweep.experiment.replicates)
        self._done += result.ran + result.reused
        self._made += result.ran + len(result.failures)
        self._here = 0
        self.failed += len(result.failures)
        return result

    def _note(self, done: int, _total: int, failed: int) -> None:
        self._here = done
        self._tell(self._done + done, self._total, self.failed + failed)

    def stopped(self, result: BatchResult) -> BatchResult:
        """The last result, with all that is done of the whole."""
        return replace(result, ran=self._done, reused=0, total=self._total)

    def interrupted(self, out: Path) -> Any:
        """What is kept."""
        from hlmsim.runs.batch import Interrupted

        return Interrupted(out, self._done + self._here, self._total)


__all__: Sequence[str] = ["build", "design_of", "patterns_of"]
