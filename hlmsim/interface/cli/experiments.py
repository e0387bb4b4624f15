"""Experiment files on the command line: read, checked to the last point, and what they ask for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hlmsim.interface.cli.console import Screen
from hlmsim.locales import fault
from hlmsim.locales.faults import short_path

if TYPE_CHECKING:
    from hlmsim.runs.design import DesignTable, Experiment


def read_experiment(
    file: str, *, weeks: int | None = None, design: Path | None = None
) -> tuple[Experiment, DesignTable]:
    """An experiment and its points: those of its design, or of a table that a person has edited.

    Raises ScenarioError with every fault.
    """
    from hlmsim.runs.design import DesignTable, design_table, load_experiment

    experiment = load_experiment(file, weeks=weeks)
    return experiment, design_table(experiment) if design is None else DesignTable.read_csv(design, experiment)


def say_remarks(screen: Screen, experiment: Experiment, table: DesignTable | None) -> None:
    """The remarks about the experiment, its scenarios and its points, each once."""
    found = [*(one for scenario in experiment.scenarios for one in scenario.warnings), *experiment.warnings]
    for line in dict.fromkeys(
        fault(one, screen.lang) for one in (*found, *(table.remarks if table is not None else ()))
    ):
        screen.remark("cli.check.warning", message=line)


def check_experiment(screen: Screen, file: str) -> None:
    """Every point of an experiment is checked. Raises ScenarioError with every fault."""
    from hlmsim.runs.design import points

    experiment, table = read_experiment(file)
    points(experiment, table)
    say_remarks(screen, experiment, table)
    screen.remark("cli.check.fine", file=short_path(file))
    say_size(screen, experiment, table)


def say_size(
    screen: Screen, experiment: Experiment, table: DesignTable, extent: tuple[int, bool] | None = None
) -> None:
    """How many points and simulations, and how long the author expects them to take.

    extent: replicates, and whether a precision may add to them, where they are not as the experiment says.
    """
    if experiment.design.kind == "sensitivity":
        say_sensitivity(screen, experiment)
        return
    points = len(table.rows)
    own = (experiment.replicates, bool(experiment.precision))
    count, precise = extent or own
    if precise:
        screen.remark("cli.sweep.points_precise", count=points, replicates=count)
    else:
        screen.remark("cli.sweep.points", count=points, replicates=count, runs=points * count)
    if extent in {None, own} and experiment.expected_minutes is not None:
        screen.remark("cli.sweep.expected", count=experiment.expected_minutes)


def say_sensitivity(screen: Screen, experiment: Experiment, replicates: int | None = None) -> None:
    """The same of a sensitivity analysis, both stages of it."""
    from hlmsim.runs.sensitivity import design_of, sizes_of

    first, second = sizes_of(experiment)
    numbers, count = len(experiment.factors), replicates or experiment.replicates
    sizes = {"screen": first, "indices": second, "runs": (first + second) * count}
    keep = min(design_of(experiment).keep, numbers)
    screen.remark("cli.sensitivity.size", replicates=count, numbers=numbers, keep=keep, **sizes)
    if count == experiment.replicates and experiment.expected_minutes is not None:
        screen.remark("cli.sweep.expected", count=experiment.expected_minutes)
