"""Sensitivity analyses as experiment files: what they screen, both stages as files, what is refused and where."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hlmsim.errors import Fault, InputError
from hlmsim.locales import LANGUAGES, fault
from hlmsim.runs.design import Experiment, design_table, load_experiment, points
from hlmsim.runs.design.uncertain_factors import contrasted
from hlmsim.runs.design.worlds import Worlds, uncertain
from hlmsim.runs.sensitivity import design_of, indices_of, parts_of, screen_of, sizes_of
from hlmsim.runs.sweep import SCENARIOS, PlannedSweep, default_sweep_folder, kept_sweep
from hlmsim.scenario import load

DESIGN = "design: {kind: sensitivity, trajectories: 4, keep: 3, base: 8, except: [levers]}\n"
FEW = "design: {kind: sensitivity, trajectories: 4, keep: 3, base: 8, except: [levers, partners, context]}\n"
FACTORS = """factors:
  rules: {path: levers.shared_space.rules, range: known, label: {fr: "Règles", en: Rules}}
  pace: {path: levers.concertation.meeting_interval_weeks, range: [2, 26], scale: log, whole: true}
  trigger: {path: levers.founding.trigger, values: [vision, crisis], labels: {crisis: {fr: Crise, en: Crisis}}}
  both: {paths: [levers.turnover.worker_annual, levers.turnover.written_roles], range: [0.1, 0.4]}
  package: {levels: {as_now: {}, gone: {partners.school: null, levers.role_clarity.initial: 0.8}}}
"""


def test_every_number_that_the_worlds_would_draw_is_a_factor(experiment: Callable[..., Experiment]) -> None:
    found = experiment(DESIGN)
    known = uncertain(load("status_quo"), Worlds(1, leave_out=("levers",)), ())
    assert {factor.name: (factor.span.low, factor.span.high) for factor in found.factors if factor.span} == known.ranges
    assert all(factor.paths == (factor.name,) for factor in found.factors)
    assert next(one for one in found.factors if one.name == "context.site.buildings").span.whole  # type: ignore[union-attr]
    assert [one.code for one in found.warnings] == ["uncertain_screened"]
    assert found.warnings[0].facts["numbers"] == len(found.factors)
    table = design_table(found)
    assert len(table.rows) == 4 * (len(found.factors) + 1) == sizes_of(found)[0]


def test_grades_and_factors_of_the_file(experiment: Callable[..., Experiment]) -> None:
    more = experiment(DESIGN.replace("except: [levers]", "grades: [C, U]"))
    assert len(more.factors) > len(experiment(DESIGN).factors)
    mine = experiment(FACTORS + DESIGN.replace("[levers]", "[context]"))
    names = [factor.name for factor in mine.factors]
    assert names[:5] == ["rules", "pace", "trigger", "both", "package"]
    assert "levers.shared_space.rules" not in names
    assert "levers.shared_space.hours" in names


def test_what_scenarios_differ_in_is_left_out(experiment: Callable[..., Experiment]) -> None:
    two = "schema: 1\nscenarios: [status_quo, concertation]\n"
    found = experiment(DESIGN.replace(", except: [levers]", ""), head=two)
    apart = contrasted(found.scenarios)
    assert "levers.concertation.meeting_interval_weeks" in apart
    assert not apart & {factor.name for factor in found.factors}
    assert sizes_of(found) == (2 * 4 * (len(found.factors) + 1), 2 * 8 * 5)
    assert contrasted(found.scenarios[:1]) == frozenset()


def test_both_stages_read_back_as_the_same_worlds(experiment: Callable[..., Experiment], tmp_path: Path) -> None:
    found = experiment(FACTORS + FEW)
    kept = [factor.name for factor in found.factors][1:]
    for stage in (screen_of(found), indices_of(found, kept)):
        table = design_table(stage)
        sweep = PlannedSweep(stage, table, tuple(points(stage, table)))
        folder = tmp_path / stage.design.kind
        folder.mkdir()
        sweep.write_files(folder)
        again = kept_sweep(folder)
        assert list(again.cases) == list(sweep.cases)
        assert again.experiment.design == stage.design
        text = (folder / "experiment.yaml").read_text(encoding="utf-8")
        assert "&id" not in text
        assert load_experiment(folder / "experiment.yaml", scenarios=folder / SCENARIOS).question == found.question
    assert [factor.name for factor in indices_of(found, kept).factors] == kept


def test_other_designs_are_no_sensitivity_analysis(experiment: Callable[..., Experiment]) -> None:
    with pytest.raises(InputError) as refused:
        design_of(experiment("factors: {levers.posts.count: [0, 1]}\n"))
    assert refused.value.code == "not_a_sensitivity"


def test_the_folder_follows_from_the_file_and_has_parts(
    experiment: Callable[..., Experiment], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = experiment(FEW + FACTORS), experiment(FEW.replace("base: 8", "base: 16") + FACTORS)
    assert default_sweep_folder(one) != default_sweep_folder(other)
    for content, expected in (
        ('{"kind": "sweep"}', [""]),
        ('{"kind": "sensitivity", "stages": [{"folder": "screen"}]}', ["screen"]),
    ):
        monkeypatch.setattr("hlmsim.runs.sensitivity.read_manifest", lambda _, told=content: json.loads(told))
        assert parts_of(tmp_path) == [tmp_path / name for name in expected]


@pytest.mark.parametrize(
    ("text", "code", "path", "place"),
    [
        (DESIGN.replace("base: 8", "base: 9"), "not_power_of_two", "design.base", (3, 61)),
        (DESIGN.replace("keep: 3", "levels: 3, keep: 3"), "not_even", "design.levels", (3, 54)),
        (DESIGN.replace("[levers]", "[levres]"), "no_such_parameter_near", "design.except.0", (3, 73)),
        (DESIGN + "worlds: 3\n", "not_with_sensitivity", "worlds", (4, 1)),
        (DESIGN + "precision: {service_access: 0.1}\n", "not_with_sensitivity", "precision", (4, 1)),
        (DESIGN + "reference: {}\n", "not_with_sensitivity", "reference", (4, 1)),
        (FEW, "nothing_uncertain", "design", (3, 1)),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(
    text: str, code: str, path: str, place: tuple[int, int], faults: Callable[..., list[Fault]]
) -> None:
    found = [one for one in faults(text) if one.code == code]
    assert [(one.path, (one.line, one.column)) for one in found] == [(path, place)]
    for lang in LANGUAGES:
        assert path in fault(found[0], lang)


@pytest.mark.parametrize("missing", ["trajectories: 4, ", "keep: 3, ", "base: 8, "])
def test_sizes_must_be_given(missing: str, faults: Callable[..., Any]) -> None:
    assert faults(DESIGN.replace(missing, ""))
