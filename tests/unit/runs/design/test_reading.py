"""What an experiment file says, long or short, and the faults that the broken files leave out."""

# ruff: noqa: E501 (one fault a line)

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hlmsim.errors import Fault, ScenarioError
from hlmsim.locales import LANGUAGES, fault
from hlmsim.model.outcomes import OUTCOMES
from hlmsim.runs.design import Experiment, is_experiment, load_experiment
from hlmsim.runs.design.schema import Grid, OneAtATime

TURNOVER = "levers.turnover.worker_annual"
ONE = f"factors: {{{TURNOVER}: [0.2, 0.3]}}\n"

WHOLE = """
title: {fr: Essai, en: Trial}
question: What for?
factors:
  turnover: {label: {fr: Roulement, en: Turnover}, path: levers.turnover.worker_annual, values: [0.2, 0.31]}
  levers.turnover.handover_weeks: [0, 3]
  both: {paths: [levers.role_clarity.initial, levers.turnover.written_roles], values: [0.2, 0.8], labels: {"0.2": Low}}
  package:
    levels: {none: {}, clear: {levers.role_clarity.agenda_share: 0.3, levers.concertation: {meeting_hours: 2}}}
    labels: {clear: {fr: Clair, en: Clear}}
design: {kind: grid}
replicates: 40
outcomes: [support]
reference: {turnover: 0.31, package: none}
expected_minutes: 0.5
seed: 7
"""


def test_a_whole_file(experiment: Callable[..., Experiment]) -> None:
    found = experiment(WHOLE)
    assert found.name == "main"
    assert found.title == {"fr": "Essai", "en": "Trial"}
    assert found.question == {"fr": "What for?", "en": "What for?"}
    assert [one.name for one in found.scenarios] == ["status_quo"]
    assert [one.name for one in found.factors] == ["turnover", "levers.turnover.handover_weeks", "both", "package"]
    assert found.design == Grid()
    assert (found.replicates, found.outcomes, found.expected_minutes, found.seed) == (40, ("support",), 0.5, 7)
    assert found.reference == {"turnover": 0.31, "package": "none"}
    assert found.by_name["turnover"].label == {"fr": "Roulement", "en": "Turnover"}
    assert [level.name for level in found.by_name["turnover"].levels] == ["0.2", "0.31"]
    assert found.by_name["both"].levels[0].values == {
        "levers.role_clarity.initial": 0.2,
        "levers.turnover.written_roles": 0.2,
    }
    assert [level.label for level in found.by_name["both"].levels] == [{"fr": "Low", "en": "Low"}, None]
    package = found.by_name["package"]
    assert package.paths == ("levers.role_clarity.agenda_share", "levers.concertation.meeting_hours")
    assert not package.settable
    assert [level.cell for level in package.levels] == ["none", "clear"]


def test_what_is_left_out(experiment: Callable[..., Experiment]) -> None:
    found = experiment(ONE)
    assert found.title == {"fr": "main", "en": "main"}
    assert found.replicates == 50
    assert found.design == Grid()
    assert found.worlds is None
    assert found.outcomes == tuple(outcome.name for outcome in OUTCOMES if outcome.headline)
    assert found.precision == {}


def test_a_precision_instead_of_replicates(experiment: Callable[..., Experiment]) -> None:
    found = experiment(f"{ONE}precision: {{support: 0.01}}\nlimit: 400\n")
    assert (found.precision, found.limit) == ({"support": 0.01}, 400)


def test_scenarios_beside_the_file_and_shipped_ones(experiment: Callable[..., Experiment]) -> None:
    other = "schema: 1\nextends: status_quo.yaml\ntitle: Mine\nlevers: {posts: {count: 2}}\n"
    found = experiment(ONE, head="schema: 1\nscenarios: [mine, no_worker.yaml]\n", mine__yaml=other)
    assert [one.name for one in found.scenarios] == ["mine", "no_worker"]
    assert found.scenario("mine").values["levers.posts.count"] == 2


def test_several_scenarios_need_no_factors(experiment: Callable[..., Experiment]) -> None:
    found = experiment("", head="schema: 1\nscenarios: [no_worker, status_quo]\n")
    assert found.factors == ()


def test_a_bare_path_is_moved_by_the_percentage(experiment: Callable[..., Experiment]) -> None:
    found = experiment(f"factors:\n  {TURNOVER}:\ndesign: {{kind: one_at_a_time, percent: 20}}\n")
    assert found.design == OneAtATime(percent=20.0)
    assert found.factors[0].paths == (TURNOVER,)


def test_steps_make_levels_of_a_range(experiment: Callable[..., Experiment]) -> None:
    text = (
        "factors:\n"
        "  even: {path: levers.shared_space.hours, range: [0, 30], steps: 4}\n"
        "  ratio: {path: levers.concertation.meeting_hours, range: [1, 8], scale: log, steps: 4}\n"
        "  whole: {path: levers.posts.count, range: [0, 3], steps: 7}\n"
    )
    factors = experiment(text).by_name
    assert [level.cell for level in factors["even"].levels] == [0, 10, 20, 30]
    assert [level.cell for level in factors["ratio"].levels] == [1, 2, 4, 8]
    assert [level.cell for level in factors["whole"].levels] == [0, 1, 2, 3]


def test_a_known_range(experiment: Callable[..., Experiment]) -> None:
    text = "factors: {cap: {path: partners.school.capacity, range: known}, posts: {path: levers.posts.count, range: known}}"
    factors = experiment(f"{text}\ndesign: {{kind: latin_hypercube, points: 4}}\n").by_name
    assert (factors["cap"].span.low, factors["cap"].span.high) == (1.0, 4.0)  # type: ignore[union-attr] # it has one
    assert factors["posts"].span.whole  # type: ignore[union-attr] # it has one


def test_another_horizon(write: Callable[..., Path]) -> None:
    assert load_experiment(write(ONE), weeks=60).scenarios[0].weeks == 60


def test_the_hash_follows_what_is_simulated(write: Callable[..., Path]) -> None:
    first = load_experiment(write(ONE)).hash
    assert load_experiment(write(ONE)).hash == first
    assert load_experiment(write(ONE), weeks=60).hash != first
    assert load_experiment(write(f"{ONE}seed: 2\n")).hash != first
    worlds = f"{ONE}worlds: {{file: e.csv}}\n"
    hashes = {load_experiment(write(worlds, e__csv=f"context.ties.decay\n{number}\n")).hash for number in (0.02, 0.03)}
    assert len(hashes) == 2


def test_what_is_an_experiment(write: Callable[..., Path], tmp_path: Path) -> None:
    assert is_experiment(write(ONE))
    assert is_experiment("meetings_none_to_weekly")
    assert not is_experiment("status_quo")
    assert not is_experiment(tmp_path / "nowhere.yaml")
    other = tmp_path / "scenario.yaml"
    other.write_text("schema: 1\nextends: baseline.yaml\n", encoding="utf-8")
    assert not is_experiment(other)
    (tmp_path / "broken.yaml").write_text("a: [", encoding="utf-8")
    assert not is_experiment(tmp_path / "broken.yaml")


def test_remarks_stop_nobody(experiment: Callable[..., Experiment]) -> None:
    found = experiment("factors: {levers.actions.portfolio.outreach: [0.2, 0.4]}\n")
    assert [one.code for one in found.warnings] == ["shares_give_way"]
    assert found.factors[0].gives_way


# code, text, line, column, path; after the two lines of heading
REFUSED: list[tuple[str, str, int, int, str]] = [
    ("experiment_without_factors", "title: Nothing", 1, 1, "factors"),
    ("experiment_without_factors", "design: {kind: sobol, base: 8}", 1, 1, "factors"),
    ("levels_differ", "factors: {levers.posts.count: [1], levers.posts.hours_a_week: [1, 2]}\ndesign: {kind: zipped}", 4, 1, "design"),
    ("groups_not_used", f"{ONE}groups: {{a: [{TURNOVER}]}}", 4, 1, "groups"),
    ("goes_with", f"{ONE}limit: 9", 4, 1, "limit"),
    ("goes_with", "factors: {a: {path: levers.posts.count, values: [1], scale: log}}", 3, 54, "factors.a.scale"),
    ("key_missing", f"{ONE}design: {{points: 3}}", 4, 1, "design.kind"),
    ("unknown_word_near", f"{ONE}design: {{kind: gird}}", 4, 16, "design.kind"),
    ("not_a_mapping", f"{ONE}design: grid", 4, 9, "design"),
    ("not_a_mapping", "factors: [1]", 3, 10, "factors"),
    ("not_even", "factors: {levers.posts.count: {range: known}}\ndesign: {kind: morris, trajectories: 4, levels: 3}", 4, 49, "design.levels"),
    ("range_not_whole", "factors: {a: {path: levers.shared_space.hours, range: [0.5, 3], whole: true}}\ndesign: {kind: sobol, base: 8}", 3, 55, "factors.a.range"),
    ("bad_range", "factors: {a: {path: levers.shared_space.hours, range: [a, 3]}}\ndesign: {kind: sobol, base: 8}", 3, 56, "factors.a.range"),
    ("percent_of_several", "factors: {a: {paths: [levers.posts.count, levers.posts.hours_a_week]}}\ndesign: {kind: one_at_a_time, percent: 5}", 3, 11, "factors.a"),
    ("percent_of_nothing", "factors: {a: {path: horizon.weeks}}\ndesign: {kind: one_at_a_time, percent: 5}", 3, 11, "factors.a"),
    ("factor_without_values", "factors: {a: {path: levers.posts.count}}\ndesign: {kind: one_at_a_time}", 3, 11, "factors.a"),
    ("worlds_of_nothing", f"{ONE}worlds: {{draws: 3, except: [context, levers, partners]}}", 4, 1, "worlds"),
    ("key_missing", f"{ONE}worlds: {{grades: [U]}}", 4, 1, "worlds.draws"),
    ("file_not_found", f"{ONE}worlds: {{file: nowhere.csv}}", 4, 16, "worlds.file"),
    ("outside_folder", f"{ONE}worlds: {{file: ../nowhere.csv}}", 4, 16, "worlds.file"),
    ("both_given", f"{ONE}worlds: {{file: nowhere.csv, draws: 3}}", 4, 29, "worlds.draws"),
    ("not_a_number", f"{ONE}worlds: many", 4, 9, "worlds.draws"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "line", "column", "path"), REFUSED)
def test_faults_and_their_places(
    faults: Callable[..., list[Fault]], code: str, text: str, line: int, column: int, path: str
) -> None:
    found = faults(text)
    assert (code, line, column, path) in [(one.code, one.line, one.column, one.path) for one in found]
    for lang in LANGUAGES:
        assert all("{" not in fault(one, lang).replace("{…}", "") for one in found)


@pytest.mark.parametrize(
    ("code", "head"),
    [
        ("schema_missing", "scenarios: [status_quo]\n"),
        ("schema_newer", "schema: 2\nscenarios: [status_quo]\n"),
        ("not_a_mapping", "- 1\n"),
        ("key_missing", "schema: 1\n"),
        ("empty_file", ""),
        ("outside_folder", "schema: 1\nscenarios: [../other.yaml]\n"),
        ("file_not_found", "schema: 1\nscenarios: [other.yaml]\n"),
        ("file_not_found_near", "schema: 1\nscenarios: [mian.yaml]\n"),
        ("not_text", "schema: 1\nscenarios: [3]\n"),
    ],
)
def test_faults_of_the_heading(faults: Callable[..., list[Fault]], code: str, head: str) -> None:
    assert code in [one.code for one in faults("", head=head)]


def test_faults_of_a_scenario_are_those_of_its_file(faults: Callable[..., list[Fault]]) -> None:
    other = "schema: 1\nextends: status_quo.yaml\nlevers: {posts: {count: 1.5}}\n"
    found = faults(f"{ONE}nothing: 1\n", head="schema: 1\nscenarios: [mine]\n", mine__yaml=other)
    assert [(Path(one.file or "").name, one.code) for one in found] == [
        ("main.yaml", "unknown_key"),
        ("mine.yaml", "not_whole"),
    ]


@pytest.mark.parametrize(
    ("name", "code"), [("nothing", "no_such_experiment"), ("handover_week", "no_such_experiment_near")]
)
def test_a_name_that_nothing_bears(name: str, code: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_experiment(name)
    assert [one.code for one in refused.value.faults] == [code]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_experiment(tmp_path / "nowhere.yaml")
    assert [one.code for one in refused.value.faults] == ["file_not_found"]


def test_faults_of_levels_that_only_show_together(faults: Callable[..., list[Fault]]) -> None:
    text = (
        "factors:\n"
        "  weeks: {path: horizon.weeks, values: [104, 52]}\n"
        "  burn_in: {path: horizon.burn_in, values: [26, 60]}\n"
    )
    found = faults(text)
    assert {one.code for one in found} == {"burn_in_beyond"}
    listed = (
        "factors: {weeks: {path: horizon.weeks, values: [104, 52]}}\n"
        "design:\n  kind: list\n  points:\n    - {weeks: 104}\n    - {weeks: 52}\n    - {weeks: 30}\n"
    )
    assert [(one.code, one.line, one.column, one.path) for one in faults(listed)] == [
        ("burn_in_beyond", 8, 7, "design.points.1.horizon.burn_in"),
        ("burn_in_beyond", 9, 7, "design.points.2.horizon.burn_in"),
    ]


def test_only_the_first_points_at_fault_are_said(faults: Callable[..., Any]) -> None:
    values = ", ".join(str(weeks) for weeks in range(1, 52))
    found = faults(f"factors: {{weeks: {{path: horizon.weeks, values: [{values}]}}}}\n")
    assert len(found) == 20
