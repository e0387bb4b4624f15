"""Cases and shelves: names that follow from what is simulated, so that no run ever meets another's."""

from __future__ import annotations

import pytest

from hlmsim.runs.cases import Case, case_of, point_of, point_shelves, scenario_shelves
from hlmsim.scenario import Scenario, load

PATH = "levers.turnover.worker_annual"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("status_quo", weeks=60)


def _points(scenario: Scenario, *shares: float) -> list[Case]:
    return [point_of(scenario, {PATH: share}, scenario.with_({PATH: share})) for share in shares]


def test_the_shelf_of_a_scenario(scenario: Scenario) -> None:
    named = scenario.with_({}, name="Côté nord / été [2]")
    shelf = scenario_shelves([named], study_seed=1)[0]
    assert shelf.folder.startswith("Côté_nord_été_2_-")
    others = [
        scenario_shelves([named], study_seed=2),
        scenario_shelves([named], study_seed=1, weekly_groups=True),
        scenario_shelves([named.with_({PATH: 0.4}, name=named.name)], study_seed=1),
    ]
    assert len({shelf.folder, *(other[0].folder for other in others)}) == 4


def test_a_case_gives_its_scenario(scenario: Scenario) -> None:
    assert case_of(scenario).scenario() is scenario
    point = _points(scenario, 0.4)[0]
    made = point.scenario()
    assert (made.name, made.hash, made.values[PATH]) == (point.name, point.hash, 0.4)
    assert point.hash.startswith(point.name)
    assert (point.weeks, point.columns) == (60, case_of(scenario).columns)


def test_each_point_keeps_its_shelf_whatever_stands_beside_it(scenario: Scenario) -> None:
    points = _points(scenario, *(share / 100 for share in range(1, 30)))
    place = {case.name: shelf.folder for shelf in point_shelves(points, study_seed=1) for case in shelf.cases}
    fewer = {case.name: shelf.folder for shelf in point_shelves(points[20:3:-1], study_seed=1) for case in shelf.cases}
    assert place.keys() == {point.name for point in points}
    assert fewer.items() <= place.items()
    assert all(folder.split("-")[1] == name[0] for name, folder in place.items())
    assert not {*place.values()} & {shelf.folder for shelf in point_shelves(points, study_seed=2)}


def test_points_of_another_shape_stand_apart(scenario: Scenario) -> None:
    short, long = (
        _points(load("status_quo", weeks=weeks), *(share / 100 for share in range(1, 9))) for weeks in (60, 80)
    )
    shelves = point_shelves([*short, *long], study_seed=1)
    assert all(len({case.weeks for case in shelf.cases}) == 1 for shelf in shelves)
    assert sum(len(shelf.cases) for shelf in shelves) == 16


def test_the_same_point_twice_is_one_case(scenario: Scenario) -> None:
    point = _points(scenario, 0.4)[0]
    assert [shelf.cases for shelf in point_shelves([point, point], study_seed=1)] == [(point,)]
