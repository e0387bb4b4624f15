"""Plausible worlds: which numbers are drawn, where they lie, and that one more or fewer leaves the others alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from hlmsim.errors import Fault
from hlmsim.runs.design import DesignTable, Experiment, Point
from hlmsim.runs.design.values import is_whole, known_range
from hlmsim.runs.design.worlds import Worlds, draw_worlds, uncertain
from hlmsim.scenario import Scenario, load, shipped
from hlmsim.scenario.values import SHARES

LaidOut = Callable[..., tuple[DesignTable, list[Point]]]
POSTS = "levers.posts.count"
ONE = f"factors: {{{POSTS}: [0, 2]}}\n"


@pytest.fixture(scope="module")
def status_quo() -> Scenario:
    return load("status_quo")


@pytest.mark.parametrize("grades", [("U",), ("C", "U"), ("A", "B", "C", "U")])
def test_every_number_stays_in_its_range(status_quo: Scenario, grades: tuple[str, ...]) -> None:
    worlds = draw_worlds(status_quo, Worlds(40, grades), ())
    assert len(worlds) == 40
    for world in worlds:
        for path, value in world.items():
            low, high = known_range(status_quo, path) or (0.0, -1.0)
            assert low <= value <= high, path
            assert isinstance(value, int) is is_whole(path)
    for path in worlds[0]:
        assert len({world[path] for world in worlds}) > 1, path


def test_worlds_can_be_simulated(laid_out: LaidOut) -> None:
    _, found = laid_out(f"{ONE}worlds: {{draws: 30, grades: [A, B, C, U]}}\n")
    assert len({point.case.hash for point in found}) == 60


def test_grades_of_sizes_count(status_quo: Scenario) -> None:
    by_grade = {grade: set(uncertain(status_quo, Worlds(1, (grade,)), ()).ranges) for grade in "ABCU"}
    assert status_quo.provenance["context.ties.homophily"].grade == "A/U"
    assert "context.ties.homophily" in by_grade["U"]
    assert "context.ties.homophily" not in by_grade["A"]
    assert "context.ties.strong_degree" in by_grade["A"]
    assert status_quo.provenance["context.security.presence"].grade == "B/U"
    assert "context.security.presence" in by_grade["U"]
    assert "partners.school.capacity" in by_grade["U"]
    assert "context.site.buildings" in by_grade["U"]
    assert not any(by_grade[one] & by_grade[other] for one, other in ("AB", "AC", "AU", "BC", "BU", "CU"))
    every = uncertain(status_quo, Worlds(1, tuple("ABCU")), ())
    ranged = {path for path, known in status_quo.provenance.items() if known.range is not None}
    shares = {path for path in ranged if path.rpartition(".")[0] in SHARES}
    capacities = {f"partners.{partner.id}.capacity" for partner in status_quo.partners}
    assert set(every.ranges) == (ranged - shares) | capacities
    assert every.shares_kept == len(shares) == 16


def test_words_are_not_drawn(status_quo: Scenario) -> None:
    assert "levers.founding.trigger" not in uncertain(status_quo, Worlds(1), ()).ranges


def test_factors_and_what_is_left_out_are_not_drawn(status_quo: Scenario) -> None:
    worlds = Worlds(1, leave_out=("levers", "context.ties.decay", "partners.school"))
    drawn = uncertain(status_quo, worlds, {"context.talk.weak_contact", "context.needs.arrival"}).ranges
    assert not any(path.startswith(("levers.", "partners.school.", "context.needs.arrival.")) for path in drawn)
    assert "context.ties.decay" not in drawn
    assert "context.talk.weak_contact" not in drawn
    assert "context.ties.growth" in drawn


def test_one_number_fewer_leaves_the_others_alone(status_quo: Scenario) -> None:
    whole = draw_worlds(status_quo, Worlds(10), ())
    fewer = draw_worlds(status_quo, Worlds(10), {"context.ties.decay"})
    assert [{path: value for path, value in world.items() if path != "context.ties.decay"} for world in whole] == fewer
    other = draw_worlds(status_quo, Worlds(10, draw=2), ())
    assert other != whole
    assert whole == draw_worlds(status_quo, Worlds(10), ())


def test_a_latin_hypercube(status_quo: Scenario) -> None:
    worlds = draw_worlds(status_quo, Worlds(25), ())
    for path in ("context.ties.decay", "context.security.half_life"):
        low, high = known_range(status_quo, path) or (0.0, 1.0)
        places = [int((world[path] - low) / (high - low) * 25) for world in worlds]  # type: ignore[operator] # numbers
        assert sorted(places) == list(range(25))
    ties = [world["context.ties.decay"] for world in worlds]
    talk = [world["context.talk.weak_contact"] for world in worlds]
    assert abs(np.corrcoef(ties, talk)[0, 1]) < 0.6  # type: ignore[arg-type] # numbers


@pytest.mark.parametrize("name", [name for name in shipped.names() if name.startswith("site_")])
def test_other_scenarios(name: str) -> None:
    scenario = load(name)
    for world in draw_worlds(scenario, Worlds(5), ()):
        for path, value in world.items():
            low, high = known_range(scenario, path) or (0.0, -1.0)
            assert low <= value <= high


def test_levels_are_laid_over_the_world(laid_out: LaidOut) -> None:
    text = "factors: {package: {levels: {none: {}, gone: {partners.school: null, levers.shared_space.rules: 1}}}}\n"
    table, found = laid_out(f"{text}worlds: 2\n")
    assert [row.world for row in table.rows] == [1, 2, 1, 2]
    first, gone = found[0].case.scenario(), found[2].case.scenario()
    assert first.values["context.ties.decay"] == gone.values["context.ties.decay"] != 0.01
    assert first.values["levers.shared_space.rules"] == 0.3
    assert gone.values["levers.shared_space.rules"] == 1.0
    assert "school" not in [partner.id for partner in gone.partners]
    capacity = {partner.id: partner.plan.capacity for partner in first.partners}
    assert capacity["food_bank"] == {one.id: one.plan.capacity for one in gone.partners}["food_bank"] != 4.0


def test_world_zero_is_as_written(laid_out: LaidOut) -> None:
    _, found = laid_out(f"{ONE}worlds: {{draws: 1, as_written: true}}\n")
    assert found[0].case.values == {POSTS: 0}
    assert found[1].case.values.keys() > {POSTS}


def test_what_is_drawn_is_said(experiment: Callable[..., Experiment]) -> None:
    found = experiment(f"{ONE}worlds: {{draws: 12, except: [levers]}}\n")
    facts = [(one.code, one.path, one.facts) for one in found.warnings]
    expected = {"scenario": "status_quo", "grades": ["U"], "numbers": 186, "draws": 12, "shares": 5}
    assert facts == [("worlds_drawn", "worlds", expected)]


def test_worlds_from_a_file(laid_out: LaidOut) -> None:
    rows = "world;context.ties.decay;partners.school.capacity;levers.posts.count\n1;0,02;3;9\n2;0,03;2,5;9\n"
    table, found = laid_out(f"{ONE}worlds: {{file: ensemble.csv}}\n", ensemble__csv=rows)
    assert [row.world for row in table.rows] == [1, 2, 1, 2]
    assert [point.case.values for point in found] == [
        {"context.ties.decay": 0.02, "partners.school.capacity": 3, POSTS: 0},
        {"context.ties.decay": 0.03, "partners.school.capacity": 2.5, POSTS: 0},
        {"context.ties.decay": 0.02, "partners.school.capacity": 3, POSTS: 2},
        {"context.ties.decay": 0.03, "partners.school.capacity": 2.5, POSTS: 2},
    ]


@pytest.mark.parametrize(
    ("code", "rows", "line", "column"),
    [
        ("out_of_bounds", "context.ties.decay\n0.02\n7\n", 3, 1),
        ("csv_column_unknown_near", "world,context.ties.decai\n1,0.02\n", 1, 2),
        ("design_without_points", "world,context.ties.decay\n", 1, 1),
        ("too_low", "partners.school.capacity\n-1\n", 2, 1),
    ],
)
def test_faults_of_a_file_of_worlds(
    faults: Callable[..., list[Fault]], code: str, rows: str, line: int, column: int
) -> None:
    found: list[Any] = [
        (one.code, one.line, one.column) for one in faults(f"{ONE}worlds: {{file: e.csv}}\n", e__csv=rows)
    ]
    assert (code, line, column) in found
