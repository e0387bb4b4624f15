"""The same work from Python: load a scenario, simulate it, compare several, carry out an experiment."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.interface.outputs import Outputs, headline
from hlmsim.locales import system_language, text
from hlmsim.scenario import Scenario, load

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from matplotlib.figure import Figure

    from hlmsim.interface.sweep_outputs import SweepOutputs
    from hlmsim.interface.validation import Validation
    from hlmsim.model.blueprint import Blueprint
    from hlmsim.model.world import World
    from hlmsim.runs.batch import Batch, BatchResult
    from hlmsim.runs.design import Experiment
    from hlmsim.runs.executors import Factory
    from hlmsim.runs.results import Results

__all__ = ["Comparison", "Run", "Sweep", "compare", "load", "read_results", "simulate", "sweep", "validate"]

type Source = Scenario | str | Path
"""A scenario, its file, or the name of a shipped one."""


@dataclass(frozen=True)
class Run:
    """One simulated run. Everything in it follows from the scenario, the seed and the replicate."""

    scenario: Scenario
    seed: int
    replicate: int

    @cached_property
    def weekly(self) -> pd.DataFrame:
        """One row a week (from 0), outcome and group: week, outcome, group, value; undefined values are left out."""
        from hlmsim.model import outcomes

        return _tidy(outcomes.weekly(self._ended), outcomes.groups(self._blueprint))

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row an outcome and group, over the weeks after the burn-in: outcome, group, value."""
        import numpy as np

        from hlmsim.model import outcomes

        values = {name: row[np.newaxis, :] for name, row in outcomes.summary(self._ended).items()}
        return _tidy(values, outcomes.groups(self._blueprint)).drop(columns="week")

    @cached_property
    def events(self) -> pd.DataFrame:
        """What happened: week, event, site, subject (seats)."""
        import pandas as pd

        from hlmsim.model import outcomes

        return pd.DataFrame(outcomes.events(self._ended), columns=["week", "event", "site", "subject"])

    def network(self, week: int | None = None) -> nx.Graph[Any]:
        """Tenants, workers, partners and their ties after so many weeks (0: before the start; default: the end)."""
        from hlmsim.model.graph import network

        return network(self._ended if week in {None, self.scenario.weeks} else self._world(week))

    @cached_property
    def _blueprint(self) -> Blueprint:
        return self.scenario.blueprint()

    @cached_property
    def _ended(self) -> World:
        return self._world(None)

    def _world(self, week: int | None) -> World:
        from hlmsim.model.population import build
        from hlmsim.model.week import advance

        world = build(self._blueprint, study_seed=self.seed, replicate=self.replicate)
        advance(world, until=self.scenario.weeks if week is None else week)
        return world

    def _repr_html_(self) -> str:
        from hlmsim.report.html import levels_html

        everybody = self.summary[self.summary["group"] == "all"].set_index("outcome")["value"]
        shown = [(measure, float(everybody[name])) for name, measure in headline().items() if name in everybody.index]
        return levels_html(shown, system_language())


@dataclass(frozen=True)
class Comparison:
    """Several scenarios under the same luck, each against the first."""

    results: Results

    @property
    def table(self) -> pd.DataFrame:
        """One row a scenario, outcome and group: level, paired difference, interval, verdict…"""
        return self._outputs().effects

    def bands(self, *outcomes: str) -> pd.DataFrame:
        """Weekly bands of 50 and 90 % of the replicates, as drawn (default: the headline outcomes)."""
        return self._outputs().bands(outcomes or list(headline()))

    def plot(self, *outcomes: str, lang: str | None = None) -> Figure:
        """The effect chart of some outcomes (default: the headline ones)."""
        from hlmsim.report.effect_chart import effect_figure
        from hlmsim.report.figures import shown
        from hlmsim.report.rows import effects_of
        from hlmsim.report.views import measures

        outputs = self._outputs(lang)
        chosen = {name: measures()[name] for name in outcomes} if outcomes else headline()
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

        return outputs_of(self.results, lang or system_language())

    def _repr_html_(self) -> str:
        from hlmsim.report.html import effects_html
        from hlmsim.report.rows import effects_of

        outputs = self._outputs()
        return effects_html(effects_of(outputs.effects), outputs.scenarios, list(headline().values()), outputs.lang)


@dataclass(frozen=True)
class Sweep:
    """An experiment carried out: every point of its design, and what each factor changes."""

    results: Results

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
        chosen = lang or system_language()
        return self._outputs(chosen).page(chosen)

    def _repr_markdown_(self) -> str:
        return self.page()

    def _outputs(self, lang: str | None = None) -> SweepOutputs:
        from hlmsim.interface.sweep_outputs import SweepOutputs

        return SweepOutputs(self.results, lang or system_language())


def simulate(scenario: Source, *, seed: int = 1, replicate: int = 0) -> Run:
    """Simulate one scenario once: ``run.weekly``, ``run.summary``, ``run.events``, ``run.network(week)``."""
    run = Run(_scenario(scenario), seed, replicate)
    _ = run._ended
    return run


def compare(
    scenarios: Sequence[Source],
    *,
    replicates: int | None = None,
    worlds: int | str | Path | None = None,
    seed: int = 1,
    jobs: int | None = None,
    out: str | Path | None = None,
    cluster: str | None = None,
) -> Comparison:
    """Simulate each scenario ``replicates`` times with the same luck; what ``out`` already holds is not done again.

    The first scenario is the reference. replicates: default 50, with ``worlds`` 10 in each. worlds: how many plausible
    worlds to draw, or a CSV file of them, or the name of a shipped ensemble. jobs: processes (default: every core).
    cluster: address of a Dask cluster, or ``local`` to start one here. out: results folder (default:
    ``results/<names>-<hash>`` here). Warns of simulations that failed. Raises ScenarioError, InputError;
    KeyboardInterrupt with everything finished kept.
    """
    from hlmsim.runs.batch import Batch
    from hlmsim.runs.compared import DEFAULT_REPLICATES, compared_batch
    from hlmsim.runs.design.comparison import comparison, default_comparison_folder
    from hlmsim.runs.ledger.folder import default_folder

    loaded = [_scenario(scenario) for scenario in scenarios]
    how: dict[str, Any] = {"jobs": jobs, "executor": _executor(cluster)}
    if worlds is not None:
        count = DEFAULT_REPLICATES if replicates is None else replicates
        study = comparison(loaded, worlds, replicates=count, seed=seed)
        place = default_comparison_folder(study, seed) if out is None else Path(out)
        return Comparison(_told(compared_batch(study, place, **how).do(count)))
    folder = default_folder(loaded, seed) if out is None else Path(out)
    batch = Batch.of(loaded, folder, study_seed=seed, **how)
    return Comparison(_told(batch.do(50 if replicates is None else replicates)))


def sweep(
    experiment: Experiment | str | Path,
    *,
    replicates: int | None = None,
    design: str | Path | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    cluster: str | None = None,
) -> Sweep:
    """Simulate every point of an experiment's design; what ``out`` already holds is not done again.

    experiment: a file, or the name of a shipped one. replicates, seed: instead of what it says. design: a table of
    points to simulate instead. out: results folder (default: ``results/<name>-<hash>`` here). jobs, cluster, warnings
    and errors are those of :func:`compare`.
    """
    from hlmsim.runs.design import DesignTable, design_table, load_experiment
    from hlmsim.runs.sweep import default_sweep_folder, sweep_batch

    study = load_experiment(experiment) if isinstance(experiment, str | Path) else experiment
    table = design_table(study) if design is None else DesignTable.read_csv(design, study)
    folder = default_sweep_folder(study, table, study_seed=seed) if out is None else Path(out)
    batch = sweep_batch(study, table, folder, study_seed=seed, jobs=jobs, executor=_executor(cluster))
    if replicates is None and study.precision:
        return Sweep(_told(_precise(batch, study)))
    return Sweep(_told(batch.do(replicates or study.replicates)))


def validate(
    scenario: Source = "status_quo",
    patterns: Sequence[str | Path] = (),
    *,
    worlds: int | str | Path | None = None,
    replicates: int | None = None,
    seed: int = 1,
    jobs: int | None = None,
    out: str | Path | None = None,
) -> Validation:
    """Measure what the model must show; what ``out`` already holds is not done again.

    patterns: by number, as files or folders (default: all shipped ones). worlds: also judge them in plausible worlds,
    as :func:`compare` takes them. replicates: of each setting (default: 400, or 20 in each world). out: results folder
    (default: ``results/<name>-<hash>`` here). Of the result, ``table`` has a row a claim, ``plot`` draws a pattern.
    """
    from hlmsim.interface.validation import Validation
    from hlmsim.locales import LANGUAGES
    from hlmsim.runs.design import design_table, points
    from hlmsim.runs.patterns import IN_EACH_WORLD, REPLICATES, asked_files, load_patterns, pattern_study
    from hlmsim.runs.sweep import Sweep as Study
    from hlmsim.runs.sweep import batch_of, default_sweep_folder

    base = scenario if isinstance(scenario, Scenario) else load(scenario)
    found = load_patterns(asked_files(patterns), base)
    title = {lang: text("scorecard.page.title", lang) for lang in LANGUAGES}
    count = replicates or (REPLICATES if worlds is None else IN_EACH_WORLD)
    study = pattern_study(found, base, title=title, replicates=count, seed=seed, worlds=worlds)
    table = design_table(study)
    sweep = Study(study, table, tuple(points(study, table)))
    folder = default_sweep_folder(study, study_seed=seed) if out is None else Path(out)
    return Validation(_told(batch_of(sweep, folder, jobs=jobs).do(count)), sweep, found)


def read_results(folder: str | Path) -> Comparison | Sweep:
    """Open a results folder that ``compare``, ``run`` or ``sweep`` has written, finished or not."""
    from hlmsim.runs.compared import is_compared
    from hlmsim.runs.results import read_results as read

    results = read(folder)
    swept = results.kind == "sweep" and not is_compared(results.manifest)
    return Sweep(results) if swept else Comparison(results)


def _executor(cluster: str | None) -> Factory | None:
    from hlmsim.runs import executors

    return None if cluster is None else executors.cluster(cluster)


def _precise(batch: Batch, study: Experiment) -> BatchResult:
    """As many replicates as the precision of an experiment takes."""
    from hlmsim.interface.sweep_precision import half_widths_of
    from hlmsim.runs.adaptive import Precision, run_to_precision

    judge = half_widths_of(batch.out, list(study.precision))
    precision = Precision(study.precision, judge, pilot=study.replicates, limit=study.limit)
    return run_to_precision(batch, precision)[0]


def _told(result: BatchResult) -> Results:
    """The results, with a warning when simulations failed: the others are there all the same."""
    if result.failures:
        first = result.failures[0]
        facts = {"run": first.run, "kind": first.kind, "message": first.message, "folder": str(result.out)}
        said = text("cli.batch.failed_here", system_language(), count=len(result.failures), **facts)
        warnings.warn(said, RuntimeWarning, stacklevel=3)
    return result.results


def _scenario(given: Source) -> Scenario:
    return given if isinstance(given, Scenario) else load(given)


def _tidy(values: dict[str, Any], groups: Sequence[str]) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    frames = []
    for name, table in values.items():
        weeks, places = np.nonzero(~np.isnan(table))
        columns = {"week": weeks, "outcome": name, "group": np.array(groups)[places], "value": table[weeks, places]}
        frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)
