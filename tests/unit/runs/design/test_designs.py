"""Every kind of design: which points it has, in which order, and that the same file always gives the same ones."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from hlmsim.errors import ScenarioError
from hlmsim.runs.design import DesignTable, Experiment, Point, Span, design_table
from hlmsim.runs.design import designs as layouts

LaidOut = Callable[..., tuple[DesignTable, list[Point]]]
TURNOVER, POSTS, RULES = "levers.turnover.worker_annual", "levers.posts.count", "levers.shared_space.rules"
TWO = f"factors:\n  {TURNOVER}: [0.2, 0.4]\n  {POSTS}: [0, 1, 2]\n"
RANGES = (
    "factors:\n"
    f"  turnover: {{path: {TURNOVER}, range: [0.1, 0.9], scale: log}}\n"
    f"  posts: {{path: {POSTS}, range: [0, 3]}}\n"
    f"  rules: {{path: {RULES}, range: known}}\n"
    "  trigger: {path: levers.founding.trigger, values: [vision, crisis]}\n"
)
CONTACT = "levers.actions.portfolio.outreach"


def cells(table: DesignTable) -> list[tuple[Any, ...]]:
    return [row.cells for row in table.rows]


def test_grid(laid_out: LaidOut) -> None:
    table, found = laid_out(TWO)
    assert cells(table) == [(0.2, 0), (0.2, 1), (0.2, 2), (0.4, 0), (0.4, 1), (0.4, 2)]
    assert [row.number for row in table.rows] == [1, 2, 3, 4, 5, 6]
    assert {(row.scenario, row.world) for row in table.rows} == {("status_quo", 0)}
    assert table.reference == {TURNOVER: 0.2, POSTS: 0}
    scenario = found[4].case.scenario()
    assert (scenario.values[TURNOVER], scenario.values[POSTS]) == (0.4, 1)
    assert scenario.hash == found[4].case.hash
    assert scenario.name == found[4].case.name == scenario.hash[:12]


def test_zipped(laid_out: LaidOut) -> None:
    table, _ = laid_out(f"factors: {{{TURNOVER}: [0.2, 0.4], {POSTS}: [0, 1]}}\ndesign: {{kind: zipped}}\n")
    assert cells(table) == [(0.2, 0), (0.4, 1)]


def test_list(laid_out: LaidOut) -> None:
    text = f"{TWO}design:\n  kind: list\n  points: [{{{POSTS}: 2}}, {{{TURNOVER}: 0.3, {POSTS}: 1.0}}, {{}}]\n"
    table, found = laid_out(text)
    assert cells(table) == [(None, 2), (0.3, 1), (None, None)]
    assert table.reference == {TURNOVER: None, POSTS: 2}
    assert found[2].case.hash == found[2].case.base.hash
    assert found[2].case.scenario().name == found[2].case.name


def test_one_at_a_time_by_levels_and_ranges(laid_out: LaidOut) -> None:
    package = "  package: {levels: {as_now: {}, clear: {levers.role_clarity.initial: 0.8}}}\n"
    text = f"{TWO}{package}  rules: {{path: {RULES}, range: [0, 1]}}\ndesign: {{kind: one_at_a_time}}\n"
    table, _ = laid_out(text)
    middle = (None, 1, "as_now", 0.3)
    assert cells(table) == [
        middle,
        (0.2, *middle[1:]),
        (0.4, *middle[1:]),
        (None, 0, "as_now", 0.3),
        (None, 2, "as_now", 0.3),
        (None, 1, "clear", 0.3),
        (None, 1, "as_now", 0.0),
        (None, 1, "as_now", 1.0),
    ]
    assert table.reference == dict(zip(table.factors, middle, strict=True))


def test_one_at_a_time_from_a_reference(laid_out: LaidOut) -> None:
    table, _ = laid_out(f"{TWO}design: {{kind: one_at_a_time}}\nreference: {{{TURNOVER}: 0.4}}\n")
    assert cells(table) == [(0.4, 1), (0.2, 1), (0.4, 0), (0.4, 2)]


def test_one_at_a_time_by_a_percentage(laid_out: LaidOut) -> None:
    paths = [TURNOVER, POSTS, "levers.turnover.handover_weeks", "context.population.agency", "levers.founding.trigger"]
    lines = "".join(f"  {path}:\n" for path in [*paths, "levers.partners.capacity_factor", "levers.actions.rule"])
    table, found = laid_out(f"factors:\n{lines}design: {{kind: one_at_a_time, percent: 120}}\n")
    middle = (0.31, 1, 0.0, 0.5, "vision", 1.0, "consensus")
    assert cells(table)[0] == middle
    moved = [[cell for cell, own in zip(row, middle, strict=True) if cell != own] for row in cells(table)[1:]]
    assert moved == [[0.0], [0.682], [0], [3], [0.0], [1.0], ["crisis"], [0.0], [2.2], ["majority"], ["lead"]]
    remarks = {(one.code, one.path) for one in table.remarks}
    assert remarks == {
        ("percent_of_zero", "factors.levers.turnover.handover_weeks"),
        ("percent_rounded", f"factors.{POSTS}"),
        ("percent_clipped", f"factors.{POSTS}"),
        ("percent_clipped", f"factors.{TURNOVER}"),
        ("percent_clipped", "factors.context.population.agency"),
        ("percent_clipped", "factors.levers.partners.capacity_factor"),
    }
    assert all(0 <= point.case.scenario().values[TURNOVER] <= 26 for point in found)


def test_whole_numbers_go_to_the_next_one_outwards(laid_out: LaidOut) -> None:
    table, _ = laid_out(f"factors:\n  {POSTS}:\ndesign: {{kind: one_at_a_time, percent: 20}}\n")
    assert cells(table) == [(1,), (0,), (2,)]
    facts = [one.facts for one in table.remarks]
    assert facts == [{"found": 1, "percent": 20.0, "low": 0, "high": 2}]


def test_percentages_give_the_numbers_that_people_write(laid_out: LaidOut) -> None:
    table, _ = laid_out(f"factors:\n  {TURNOVER}:\ndesign: {{kind: one_at_a_time, percent: 20}}\n")
    assert cells(table) == [(0.31,), (0.248,), (0.372,)]


def test_groups_move_together(laid_out: LaidOut) -> None:
    names = [f"levers.posts.skill.{name}" for name in ("health", "rights")]
    lines = "".join(f"  {name}:\n" for name in names)
    text = f"factors:\n{lines}  {POSTS}: [0, 1]\ngroups: {{skills: {{factors: [{', '.join(names)}], label: Skills}}}}\n"
    table, _ = laid_out(f"{text}design: {{kind: one_at_a_time, percent: 10}}\n")
    assert cells(table) == [(0.6, 0.7, 1), (0.54, 0.63, 1), (0.66, 0.77, 1), (0.6, 0.7, 0)]


def test_a_group_needs_as_many_moves_of_each(experiment: Callable[..., Experiment]) -> None:
    text = f"{TWO}groups: {{both: [{TURNOVER}, {POSTS}]}}\ndesign: {{kind: one_at_a_time}}\n"
    found = experiment(text.replace("[0.2, 0.4]", "[0.2, 0.4, 0.6]"))
    with pytest.raises(ScenarioError) as refused:
        design_table(found)
    assert [(one.code, one.path, one.line) for one in refused.value.faults] == [("levels_differ", "groups.both", 6)]


def test_other_shares_give_way(laid_out: LaidOut) -> None:
    text = f"factors:\n  {CONTACT}:\n  levers.actions.portfolio.environment:\n"
    table, found = laid_out(f"{text}design: {{kind: one_at_a_time, percent: 40}}\n")
    assert cells(table) == [(0.25, 0.1), (0.15, 0.1), (0.35, 0.1), (0.25, 0.06), (0.25, 0.14)]
    shares = [
        [value for path, value in point.case.scenario().values.items() if path.startswith("levers.actions.portfolio")]
        for point in found
    ]
    assert shares[0] == [0.45, 0.25, 0.2, 0.1]
    assert shares[2] == pytest.approx([0.45 * 0.65 / 0.75, 0.35, 0.2 * 0.65 / 0.75, 0.1 * 0.65 / 0.75])
    assert [sum(each) for each in shares] == pytest.approx([1.0] * 5)
    assert found[0].case.hash == found[0].case.base.hash


@pytest.mark.parametrize(
    ("design", "rows"),
    [
        ("latin_hypercube, points: 50", 50),
        ("sobol, base: 8", 8 * 6),
        ("sobol, base: 8, second_order: true", 8 * 10),
        ("morris, trajectories: 6", 6 * 5),
    ],
)
def test_samples(laid_out: LaidOut, experiment: Callable[..., Experiment], design: str, rows: int) -> None:
    text = f"{RANGES}design: {{kind: {design}, draw: 3}}\n"
    table, found = laid_out(text)
    assert len(table.rows) == rows
    assert table.reference is None
    columns = list(zip(*cells(table), strict=True))
    assert all(0.1 <= value <= 0.9 for value in columns[0])
    assert set(columns[1]) == {0, 1, 2, 3}
    assert all(isinstance(value, int) for value in columns[1])
    assert all(0.0 <= value <= 1.0 for value in columns[2])
    assert set(columns[3]) == {"vision", "crisis"}
    again = design_table(experiment(text))
    assert again.to_csv() == table.to_csv()
    assert design_table(experiment(text.replace("draw: 3", "draw: 4"))).to_csv() != table.to_csv()
    assert [point.case.values["levers.posts.count"] for point in found] == list(columns[1])


def test_samples_stay_the_same_from_one_version_to_the_next(experiment: Callable[..., Experiment]) -> None:
    """The bytes of each design; another library version that draws otherwise would change every sweep made so far."""
    digests = {}
    for design in ("latin_hypercube, points: 20", "sobol, base: 4", "morris, trajectories: 3"):
        text = design_table(experiment(f"{RANGES}design: {{kind: {design}}}\n")).to_csv()
        digests[design.partition(",")[0]] = hashlib.sha256(text.encode()).hexdigest()[:12]
    assert digests == {"latin_hypercube": "881405df2e7c", "sobol": "94930687a9b1", "morris": "55ef45b7aeeb"}


def test_latin_hypercube_covers_every_part_once(laid_out: LaidOut) -> None:
    text = f"factors: {{rules: {{path: {RULES}, range: [0, 1]}}}}\ndesign: {{kind: latin_hypercube, points: 20}}\n"
    table, _ = laid_out(text)
    numbers = np.array([row.cells[0] for row in table.rows], dtype=float)
    assert sorted(np.floor(numbers * 20).astype(int).tolist()) == list(range(20))


def test_morris_changes_one_factor_or_group_at_a_step(laid_out: LaidOut) -> None:
    grouped = "groups: {both: [posts, rules]}\n"
    table, _ = laid_out(f"{RANGES}{grouped}design: {{kind: morris, trajectories: 4}}\n")
    assert len(table.rows) == 4 * 4
    for start in range(0, 16, 4):
        steps = cells(table)[start : start + 4]
        changed = [
            {name for name, old, new in zip(table.factors, before, after, strict=True) if old != new}
            for before, after in itertools.pairwise(steps)
        ]
        assert sorted(map(sorted, changed)) == sorted([["turnover"], ["trigger"], ["posts", "rules"]])


def test_several_scenarios_and_worlds(laid_out: LaidOut) -> None:
    text = f"factors: {{{POSTS}: [0, 2]}}\nworlds: {{draws: 2, except: [levers], as_written: true}}\n"
    table, found = laid_out(text, head="schema: 1\nscenarios: [status_quo, crisis_born]\n")
    assert [(row.scenario, row.cells[0], row.world) for row in table.rows] == [
        (scenario, cell, world) for scenario in ("status_quo", "crisis_born") for cell in (0, 2) for world in (0, 1, 2)
    ]
    assert len({point.case.name for point in found}) == 12


def test_rows_that_are_the_same_world_share_one_case(laid_out: LaidOut) -> None:
    text = "factors: {levers.founding.trigger: [vision, crisis]}\n"
    _, found = laid_out(text, head="schema: 1\nscenarios: [status_quo, crisis_born]\n")
    assert len(found) == 4
    assert len({id(point.case) for point in found}) == 2
    assert found[0].case is found[2].case


def test_a_reference_that_is_no_point(experiment: Callable[..., Experiment]) -> None:
    text = f"{TWO}design: {{kind: list, points: [{{{POSTS}: 1, {TURNOVER}: 0.2}}]}}\nreference: {{{POSTS}: 2}}\n"
    found = experiment(text)
    with pytest.raises(ScenarioError) as refused:
        design_table(found)
    assert [(one.code, one.line) for one in refused.value.faults] == [("reference_not_a_point", 7)]


def test_too_many_points(experiment: Callable[..., Experiment], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layouts, "MOST_POINTS", 11)
    assert len(design_table(experiment(TWO)).rows) == 6
    found = experiment(f"{TWO}worlds: 2\n")
    with pytest.raises(ScenarioError) as refused:
        design_table(found)
    assert [(one.code, one.facts) for one in refused.value.faults] == [("too_many_points", {"found": 12, "limit": 11})]


def test_values_inside_lists_and_scheduled_changes(laid_out: LaidOut) -> None:
    other = (
        "schema: 1\nextends: status_quo.yaml\ntitle: Shortage\n"
        f"changes:\n  - {{week: 104, set: {{{TURNOVER}: 0.62}}}}\n"
        "sites:\n  - {seat: 0, households: 60, buildings: 2, set: {levers.posts.count: 2}}\n"
        "  - {seat: 1, households: 40, buildings: 1}\n"
    )
    text = (
        "factors:\n"
        f"  shortage: {{path: changes.0.set.{TURNOVER}, values: [0.5, 0.8]}}\n"
        "  week: {path: changes.0.week, values: [60, 104]}\n"
        "  first_site: {path: sites.0.set.levers.posts.count, range: [1, 3], steps: 3}\n"
    )
    table, found = laid_out(text, head="schema: 1\nscenarios: [mine]\n", mine__yaml=other)
    assert len(table.rows) == 12
    scenario = found[3].case.scenario()
    change = scenario.changes[0].change
    assert (change.week, change.values[TURNOVER], scenario.sites[0].values[POSTS]) == (104, 0.5, 1)
    assert len({point.case.hash for point in found}) == 12


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("log", [False, True])
def test_a_range_keeps_to_its_ends(whole: bool, log: bool) -> None:
    span = Span(1.0, 7.0, log, whole)
    numbers = [span.at(share) for share in np.linspace(0.0, 1.0, 1001)]
    assert (min(numbers), max(numbers)) == (1.0, 7.0)
    assert numbers == sorted(numbers)
    assert all(isinstance(number, int) for number in numbers) is whole


def test_whole_numbers_are_drawn_evenly() -> None:
    span = Span(0.0, 3.0, whole=True)
    counts = np.unique([span.at(share) for share in np.linspace(0.0, 0.9999, 4000)], return_counts=True)[1]
    assert counts.tolist() == [1000] * 4
