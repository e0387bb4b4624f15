"""The same work from Python: load a scenario, simulate it, compare several, carry out an experiment."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.errors import InputError
from hlmsim.interface import arguments
from hlmsim.interface.outputs import Judged, Outputs, headline
from hlmsim.interface.python_run import Run
from hlmsim.interface.python_terms import how as how_of
from hlmsim.interface.python_terms import judged, margins, precise
from hlmsim.locales import system_language, text
from hlmsim.scenario import Scenario
from hlmsim.scenario.inputs import path_like

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure
    from numpy.random import Generator

    from hlmsim.interface.sweep_outputs import SweepOutputs, Terms
    from hlmsim.interface.validation import Validation
    from hlmsim.runs.batch import BatchResult
    from hlmsim.runs.design import Experiment
    from hlmsim.runs.results import Results

__all__ = ["Comparison", "Run", "Sweep", "compare", "load", "read_results", "simulate", "sweep", "validate"]

type Source = Scenario | str | Path
"""A scenario, its file, or the name of a shipped one."""


@dataclass(frozen=True)
class Comparison:
    """Several scenarios under the same luck, each against the first."""

    results: Results
    judged: Judged | None = None
    """How effects are judged (default: as those that stand in the folder)."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The runs that were asked for and are not there, as ``case/replicate``."""
        return self.results.missing

    @property
    def table(self) -> pd.DataFrame:
        """One row a scenario, outcome and group: level, paired difference, interval, verdict…"""
        return self._outputs().effects

    def bands(self, *outcomes: str) -> pd.DataFrame:
        """Weekly bands of 50 and 90 % of the replicates, as drawn (default: the headline outcomes)."""
        return self._outputs().bands(_outcomes(outcomes) or list(headline()))

    def plot(self, *outcomes: str, lang: str | None = None) -> Figure:
        """The effect chart of some outcomes (default: the headline ones)."""
        from hlmsim.report.effect_chart import effect_figure
        from hlmsim.report.figures import shown
        from hlmsim.report.rows import effects_of
        from hlmsim.report.views import measures

        outputs = self._outputs(lang)
        chosen = {name: measures()[name] for name in _outcomes(outcomes)} if outcomes else headline()
        effects = effects_of(outputs.effects[outputs.effects["group"] == "all"])
        drawn = effect_figure(
            effects, outputs.scenarios, measures=chosen, lang=outputs.lang, replicates=self.results.replicates
        )
        return shown(drawn)

    def plot_weekly(self, outcome: str, *, lang: str | None = None) -> Figure:
        """The weekly curves of one outcome."""
        from hlmsim.report.curves import weekly_figure
        from hlmsim.report.figures import shown
        from hlmsim.report.rows import bands_of
        from hlmsim.report.views import measures

        outputs = self._outputs(lang)
        (outcome,) = _outcomes([outcome])
        curves = bands_of(outputs.bands([outcome]), outputs.scenarios, outcome)
        drawn = weekly_figure(
            curves,
            outputs.scenarios,
            measure=measures()[outcome],
            lang=outputs.lang,
            burn_in=outputs.burn_in,
            replicates=self.results.replicates,
            worlds=outputs.worlds,
        )
        return shown(drawn)

    def _outputs(self, lang: str | None = None) -> Outputs:
        from hlmsim.interface.world_outputs import outputs_of

        return outputs_of(self.results, _language(lang), self.judged)

    def _repr_html_(self) -> str:
        from hlmsim.report.html import effects_html
        from hlmsim.report.rows import effects_of

        outputs = self._outputs()
        return effects_html(effects_of(outputs.effects), outputs.scenarios, list(outputs.shown.values()), outputs.lang)


@dataclass(frozen=True)
class Sweep:
    """An experiment carried out: every point of its design, and what each factor changes."""

    results: Results
    judged: Terms | None = None
    """How effects are judged (default: as those that stand in the folder)."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The runs that were asked for and are not there, as ``case/replicate``."""
        return self.results.missing

    @property
    def design(self) -> pd.DataFrame:
        """One row a point: point, scenario, world, a column a factor, case (its name in ``runs``)."""
        return self.results.design

    @property
    def answer(self) -> pd.DataFrame:
        """One row a comparison and outcome: factor, setting, paired difference, interval, verdict…"""
        return self._outputs().answer

    @property
    def table(self) -> pd.DataFrame:
        """One row a point and outcome: level, paired difference from the reference point, interval, verdict…"""
        return self._outputs().points

    @property
    def runs(self) -> pd.DataFrame:
        """One row a run: the columns of ``design``, the replicate, then the outcomes of all households."""
        return self.design.merge(self.results.runs.rename(columns={"scenario": "case"}), on="case", how="inner")

    def plot(self, outcome: str | None = None, *, lang: str | None = None) -> Figure:
        """What each factor changes in one outcome (default: the first that the experiment asks about)."""
        from hlmsim.report.figures import shown

        return shown(self._outputs(lang).figure(outcome))

    def page(self, lang: str | None = None) -> str:
        """Question, answer and limits, in Markdown."""
        chosen = _language(lang)
        return self._outputs(chosen).page(chosen)

    def _repr_markdown_(self) -> str:
        return self.page()

    def _outputs(self, lang: str | None = None) -> SweepOutputs:
        from hlmsim.interface.sweep_outputs import SweepOutputs

        return SweepOutputs(self.results, _language(lang), asked=self.judged)


def load(file: str | Path, sets: Sequence[str] = (), weeks: int | None = None) -> Scenario:
    """A scenario from a file, or a shipped one by its bare name.

    sets: ``path=value``, in order. weeks: another horizon; what is scheduled beyond it is left out. A dictionary is
    read by ``Scenario.from_dict``. Raises ScenarioError with every fault of every file, in order; InputError.
    """
    from hlmsim.scenario import load as read

    if weeks is not None:
        weeks = arguments.whole("weeks", weeks, low=1, high=arguments.MOST)
    changed = arguments.assignments(sets)
    written = path_like(file)
    if written is None:
        raise InputError("not_a_scenario", parameter="file", found=arguments.shown_short(file))
    return read(written, changed, weeks)


def simulate(
    scenario: Source, *, seed: int | None = None, replicate: int = 0, rng: int | Generator | None = None
) -> Run:
    """Simulate one scenario once: ``run.weekly``, ``run.summary``, ``run.events``, ``run.network(week)``.

    seed: the study seed (default: 1). rng: the same, or a generator to draw it from; ``run.seed`` tells it.
    """
    place = arguments.whole("replicate", replicate, low=0, high=arguments.MOST)
    run = Run(_scenario(scenario), arguments.study_seed(seed, rng), place)
    _ = run._ended
    return run


def compare(
    scenarios: Sequence[Source],
    *,
    replicates: int | None = None,
    worlds: int | str | Path | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    cluster: str | None = None,
    rng: int | Generator | None = None,
    simultaneous: bool | Sequence[str] = False,
    equivalent: Mapping[str, float] | None = None,
    replace: bool = False,
) -> Comparison:
    """Simulate each scenario ``replicates`` times with the same luck; what ``out`` already holds is not done again.

    The first scenario is the reference. replicates: default 50, with ``worlds`` 10 in each. worlds: how many plausible
    worlds to draw, or a CSV file of them, or the name of a shipped ensemble. jobs: processes (default: every core).
    cluster: address of a Dask cluster, or ``local`` to start one here. out: results folder (default:
    ``results/<names>-<hash>`` here). seed: the study seed (default: 1); rng: the same, or a generator to draw it from.
    replace: as ``--replace``, whether what hlmsim did not write in ``out`` may be replaced; an input never is.
    simultaneous: make the intervals hold together over these outcomes of all households (True: the headline ones) and
    all scenarios. equivalent: by outcome, the largest difference that does not matter, to be tested for equivalence.
    Warns of simulations that failed. Raises ScenarioError, InputError;
    KeyboardInterrupt with everything finished kept.
    """
    from hlmsim.runs.batch import Batch
    from hlmsim.runs.compared import DEFAULT_REPLICATES, compared_batch
    from hlmsim.runs.design.comparison import MOST_WORLDS, comparison, default_comparison_folder
    from hlmsim.runs.ledger.folder import default_folder

    terms = judged(simultaneous, equivalent)
    loaded = [_scenario(scenario) for scenario in arguments.several("scenarios", scenarios)]
    count, drawn = arguments.replicates(replicates), arguments.worlds(worlds, MOST_WORLDS)
    chosen, place = arguments.study_seed(seed, rng), arguments.folder("out", out)
    how = how_of(jobs, cluster, replace=replace)
    if drawn is not None:
        count = count or DEFAULT_REPLICATES
        study = comparison(loaded, drawn, replicates=count, seed=chosen)
        place = place or default_comparison_folder(study, chosen)
        return Comparison(_told(compared_batch(study, place, **how).do(count)), terms)
    batch = Batch.of(loaded, place or default_folder(loaded, chosen), study_seed=chosen, **how)
    return Comparison(_told(batch.do(count or 50)), terms)


def sweep(
    experiment: Experiment | str | Path,
    *,
    replicates: int | None = None,
    design: str | Path | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    cluster: str | None = None,
    rng: int | Generator | None = None,
    simultaneous: bool = False,
    equivalent: Mapping[str, float] | None = None,
    replace: bool = False,
) -> Sweep:
    """Simulate every point of an experiment's design; what ``out`` already holds is not done again.

    experiment: a file, or the name of a shipped one. replicates, seed (or rng): instead of what it says. design: a
    table of points to simulate instead. simultaneous: make the intervals of effects and interactions hold together.
    equivalent: by outcome, the largest difference that does not matter. out: results folder (default:
    ``results/<name>-<hash>`` here). jobs, cluster, replace, warnings and errors are those of :func:`compare`.
    """
    from hlmsim.interface.sweep_outputs import Terms
    from hlmsim.runs.design import DesignTable, design_table
    from hlmsim.runs.sweep import default_sweep_folder, refuse_other_designs, sweep_batch

    terms = Terms(arguments.switch("simultaneous", simultaneous), margins(equivalent))
    study, points = _experiment(experiment), arguments.folder("design", design)
    refuse_other_designs(study)
    count, place = arguments.replicates(replicates), arguments.folder("out", out)
    chosen = None if seed is None and rng is None else arguments.study_seed(seed, rng)
    how = how_of(jobs, cluster, replace=replace)
    table = design_table(study) if points is None else DesignTable.read_csv(points, study)
    folder = place or default_sweep_folder(study, table, study_seed=chosen)
    batch = sweep_batch(study, table, folder, study_seed=chosen, **how)
    if count is None and study.precision:
        return Sweep(_told(precise(batch, study)), terms)
    return Sweep(_told(batch.do(count or study.replicates)), terms)


def validate(
    scenario: Source = "status_quo",
    patterns: Sequence[str | Path] = (),
    *,
    worlds: int | str | Path | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    rng: int | Generator | None = None,
    replace: bool = False,
) -> Validation:
    """Measure what the model must show; what ``out`` already holds is not done again.

    patterns: by number, as files or folders (default: all shipped ones). worlds: also judge them in plausible worlds,
    as :func:`compare` takes them. replicates: of each setting (default: 400, or 20 in each world). out: results folder
    (default: ``results/<name>-<hash>`` here). replace: as that of :func:`compare`. Of the result, ``table`` has a row
    a claim, ``plot`` draws a pattern.
    """
    from hlmsim.interface.validation import Validation
    from hlmsim.locales import LANGUAGES
    from hlmsim.runs.design import design_table, points
    from hlmsim.runs.design.comparison import MOST_WORLDS
    from hlmsim.runs.patterns import IN_EACH_WORLD, REPLICATES, asked_files, load_patterns, pattern_study
    from hlmsim.runs.sweep import PlannedSweep, batch_of, default_sweep_folder

    base, drawn = _scenario(scenario), arguments.worlds(worlds, MOST_WORLDS)
    asked = arguments.replicates(replicates, low=2)
    chosen, place, how = (
        arguments.study_seed(seed, rng),
        arguments.folder("out", out),
        how_of(jobs, None, replace=replace),
    )
    found = load_patterns(asked_files(arguments.several("patterns", patterns) if patterns else ()), base)
    title = {lang: text("scorecard.page.title", lang) for lang in LANGUAGES}
    count = asked or (REPLICATES if drawn is None else IN_EACH_WORLD)
    study = pattern_study(found, base, title=title, replicates=count, seed=chosen, worlds=drawn)
    table = design_table(study)
    sweep = PlannedSweep(study, table, tuple(points(study, table)))
    folder = place or default_sweep_folder(study, study_seed=chosen)
    batch = batch_of(sweep, folder, function="hlmsim.validate", **how)
    return Validation(_told(batch.do(count)), sweep, found)


def read_results(folder: str | Path) -> Comparison | Sweep:
    """Open a results folder that ``compare``, ``run`` or ``sweep`` has written, finished or not.

    Warns when runs are missing (``.missing`` names them), or when another version of hlmsim or of the model made it.
    Raises InputError if it is no such folder, or ScenarioError if its manifest is not as it was written.
    """
    from hlmsim.interface.results_remarks import remark_lines
    from hlmsim.runs.compared import is_compared
    from hlmsim.runs.results import read_results as read

    results = read(arguments.required("folder", folder))
    for line in remark_lines(results, system_language()):
        warnings.warn(line, RuntimeWarning, stacklevel=2)
    swept = results.kind == "sweep" and not is_compared(results.manifest)
    return Sweep(results) if swept else Comparison(results)


def _told(result: BatchResult) -> Results:
    """The results, with a warning when simulations failed: the others are there all the same."""
    if result.failures:
        first = result.failures[0]
        facts = {"run": first.run, "kind": first.kind, "message": first.message, "folder": str(result.out)}
        said = text("cli.batch.failed_here", system_language(), count=len(result.failures), **facts)
        warnings.warn(said, RuntimeWarning, stacklevel=3)
    return result.results


def _scenario(given: Any) -> Scenario:
    from hlmsim.scenario import load as read

    if isinstance(given, Scenario):
        return given
    written = path_like(given)
    if written is None:
        raise InputError("not_a_scenario", parameter="scenario", found=arguments.shown_short(given))
    return read(written)


def _experiment(given: Any) -> Experiment:
    from hlmsim.runs.design import Experiment, load_experiment

    if isinstance(given, Experiment):
        return given
    written = path_like(given)
    if written is None:
        raise InputError("not_an_experiment", found=arguments.shown_short(given))
    return load_experiment(written)


def _outcomes(names: Sequence[str]) -> list[str]:
    from hlmsim.report.views import measures

    return arguments.outcomes(names, list(measures()))


def _language(asked: str | None) -> str:
    return arguments.language(asked) or system_language()
