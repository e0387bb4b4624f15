"""The experiments that come with hlmsim: whole, in both languages, short enough to be run at once."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import jsonschema
import pytest
import yaml

from hlmsim.runs.design import design_table, experiment_schema, is_experiment, load_experiment, points, shipped
from hlmsim.runs.sensitivity import sizes_of
from hlmsim.scenario import shipped as scenarios

SETTINGS = 2
"""Of the patterns that serve calibration: with and without a worker."""
SECONDS_A_RUN = 0.02
"""On one core, with what the batch adds."""
ASKED_FOR = {
    "turnover_concertation_clarity",
    "meetings_none_to_weekly",
    "partners_one_removed_at_a_time",
    "handover_weeks",
    "founding_trigger_funding",
    "posts_at_equal_hours",
}


known = cache(load_experiment)


def test_there_are_fourteen() -> None:
    assert len(shipped.names()) == 14
    assert set(shipped.names()) >= ASKED_FOR
    assert not set(shipped.names()) & set(scenarios.names())


@pytest.mark.parametrize("name", shipped.names())
def test_each_says_what_it_asks(name: str) -> None:
    experiment = known(name)
    assert is_experiment(name)
    assert experiment.question["fr"].endswith("?")
    assert experiment.question["en"].endswith("?")
    assert experiment.title["fr"] != experiment.title["en"]
    assert experiment.outcomes
    for factor in experiment.factors:
        if factor.settable is False or factor.label is not None:
            assert factor.label is not None
            assert set(factor.label) == {"fr", "en"}
        assert factor.settable or all(level.label is not None for level in factor.levels)
    text = Path(experiment.file).read_text(encoding="utf-8")
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert len(comments) >= 3


@pytest.mark.parametrize("name", shipped.names())
def test_each_can_be_simulated_within_its_time(name: str) -> None:
    experiment = known(name)
    table = design_table(experiment)
    sensitive, calibrated = (experiment.design.kind == kind for kind in ("sensitivity", "calibration"))
    table = replace(table, rows=table.rows[:: len(table.rows) // 40 if sensitive or calibrated else 1])
    cases = {point.case.name for point in points(experiment, table)}
    assert len(cases) == len(table.rows)
    count = (
        sum(sizes_of(experiment))
        if sensitive
        else SETTINGS * sum(experiment.design.waves)
        if calibrated
        else len(cases)
    )
    minutes = count * experiment.replicates * SECONDS_A_RUN / 2 / 60
    assert experiment.expected_minutes is not None
    assert minutes <= experiment.expected_minutes <= (30 if sensitive or calibrated else 2)


@pytest.mark.parametrize("name", shipped.names())
def test_each_keeps_to_the_schema(name: str) -> None:
    content = yaml.safe_load(Path(known(name).file).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(experiment_schema()).validate(content)


@pytest.mark.parametrize(
    "text",
    [
        "scenarios: [a]",
        "schema: 1",
        "schema: 1\nscenarios: [a]\nfactors: {x: 3}",
        "schema: 1\nscenarios: [a]\nfactors: {x: {pth: a.b}}",
        "schema: 1\nscenarios: [a]\ndesign: {kind: gird}",
        "schema: 1\nscenarios: [a]\ndesign: {kind: sobol}",
        "schema: 1\nscenarios: [a]\ndesign: {kind: sensitivity, trajectories: 10}",
        "schema: 1\nscenarios: [a]\ndesign: {kind: sensitivity, trajectories: 10, keep: 0, base: 8}",
        "schema: 1\nscenarios: [a]\ndesign: {kind: sensitivity, trajectories: 10, keep: 5, base: 8, grades: [X]}",
        "schema: 1\nscenarios: [a]\nworlds: {draws: 0}",
        "schema: 1\nscenarios: [a]\noutcomes: [nothing]",
        "schema: 1\nscenarios: [a]\nprecision: {nothing: 0.1}",
        "schema: 1\nscenarios: [a]\nreplicates: 0",
        "schema: 1\nscenarios: [a]\nnothing: 0",
    ],
)
def test_the_schema_refuses(text: str) -> None:
    schema = jsonschema.Draft202012Validator(experiment_schema())
    assert not schema.is_valid(yaml.safe_load(text))


def test_the_schema_is_sound() -> None:
    jsonschema.Draft202012Validator.check_schema(experiment_schema())
    assert "title" not in experiment_schema()
