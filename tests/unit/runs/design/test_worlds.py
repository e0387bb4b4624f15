"""Plausible worlds: which numbers are drawn, where they lie, and that one more or fewer leaves the others alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from hlmsim.errors import Fault
from hlmsim.locales import LANGUAGES, fault
from hlmsim.runs.design import DesignTable, Experiment, Point
from hlmsim.runs.design.values import is_whole, known_range
from hlmsim.runs.design.world_files import differing, ensemble_file, ensembles, read_ensemble
from hlmsim.runs.design.worlds import Worlds, draw_worlds, nested_shares, uncertain
from hlmsim.scenario import Scenario, load, shipped
from hlmsim.scenario.faults import Faults
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


def places_of(status_quo: Scenario, path: str, draws: int) -> list[float]:
    low, high = known_range(status_quo, path) or (0.0, 1.0)
    worlds = draw_worlds(status_quo, Worlds(draws), ())
    return [(float(world[path]) - low) / (high - low) for world in worlds]


def test_nested_latin_hypercubes(status_quo: Scenario) -> None:
    for path in ("context.ties.decay", "context.security.half_life"):
        places = places_of(status_quo, path, 32)
        for count in (2, 4, 8, 16, 32):
            assert sorted(int(place * count) for place in places[:count]) == list(range(count))
        assert np.mean(places) == pytest.approx(0.5, abs=1 / 32)
    ties, talk = (places_of(status_quo, path, 32) for path in ("context.ties.decay", "context.talk.weak_contact"))
    assert abs(np.corrcoef(ties, talk)[0, 1]) < 0.6


@pytest.mark.parametrize("count", [1, 2, 5, 8, 31])
def test_more_worlds_begin_with_the_same_ones(status_quo: Scenario, count: int) -> None:
    assert draw_worlds(status_quo, Worlds(32), ())[:count] == draw_worlds(status_quo, Worlds(count), ())


def test_every_world_is_as_likely_anywhere() -> None:
    """Also those beyond a power of two, which lie in the parts that are still empty."""
    found = np.array([nested_shares(f"{key}/path", 6) for key in range(2000)])
    assert ((found >= 0.0) & (found < 1.0)).all()
    for place in range(6):
        counts = np.histogram(found[:, place], bins=8, range=(0.0, 1.0))[0]
        assert stats.chisquare(counts).pvalue > 1e-4
    together = np.corrcoef(nested_shares("1/one", 512), nested_shares("1/other", 512))[0, 1]
    assert abs(together) < 0.15


def test_what_the_scenarios_differ_in_is_left_as_it_is(status_quo: Scenario) -> None:
    """Otherwise a world would make them alike."""
    other = status_quo.with_({"context.ties.decay": 0.012, "partners.school.capacity": 5}, name="other")
    assert differing([status_quo]) == frozenset()
    taken = differing([status_quo, other])
    assert taken == {"context.ties.decay", "partners.school.capacity"}
    for scenario in (status_quo, other):
        world = draw_worlds(scenario, Worlds(3), taken)[0]
        assert not taken & world.keys()
    first, second = (draw_worlds(scenario, Worlds(3), taken) for scenario in (status_quo, other))
    assert first == second


def test_the_experiment_leaves_it_as_it_is_too(laid_out: LaidOut) -> None:
    text = "worlds: {file: e.csv}\n"
    head = "schema: 1\nscenarios: [status_quo, high_turnover]\n"
    rows = "levers.turnover.worker_annual,context.ties.decay\n0.2,0.02\n"
    _, found = laid_out(text, head=head, e__csv=rows)
    assert [point.case.values for point in found] == [{"context.ties.decay": 0.02}] * 2
    turnover = [point.case.scenario().values["levers.turnover.worker_annual"] for point in found]
    assert turnover[0] < turnover[1]


def test_a_world_passes_over_a_partner_that_a_scenario_has_not(laid_out: LaidOut) -> None:
    head = "schema: 1\nscenarios: [status_quo, without]\n"
    gone = "schema: 1\nextends: status_quo.yaml\ntitle: {fr: x, en: x}\nwhy: {fr: x, en: x}\npartners: {school: null}\n"
    rows = "partners.school.capacity,context.ties.decay\n3,0.02\n"
    _, found = laid_out("worlds: {file: e.csv}\n", head=head, e__csv=rows, without__yaml=gone)
    assert found[0].case.values == {"partners.school.capacity": 3, "context.ties.decay": 0.02}
    assert found[1].case.values == {"context.ties.decay": 0.02}


@pytest.mark.parametrize(
    ("rows", "told", "remarked"),
    [
        ("1,0.02\n2,0.03\n", [], []),
        (",0.02\n,0.03\n", [], []),
        ("5,0.02\n9,0.03\n", [], ["worlds_renumbered"]),
        ("1,0.02\n1,0.03\n", ["row_twice"], []),
        ("1,0.02\nTotal,0.02\n", ["row_not_numbered"], []),
        ("1,0.02\n-1,0.02\n", ["row_not_numbered"], []),
    ],
)
def test_a_row_of_an_ensemble_is_a_world(rows: str, told: list[str], remarked: list[str], status_quo: Scenario) -> None:
    """A total at the foot of a table was one world more."""
    faults = Faults()
    read_ensemble(f"world,context.ties.decay\n{rows}", "e.csv", [status_quo], faults)
    assert ([one.code for one in faults.found], [one.code for one in faults.remarks]) == (told, remarked)
    assert all(fault(one, lang) for one in (*faults.found, *faults.remarks) for lang in LANGUAGES)


def test_shares_of_a_world_that_do_not_sum_to_1_are_told_at_its_row(status_quo: Scenario) -> None:
    """They were told of a file, experiment.yaml, that nobody has."""
    faults = Faults()
    read_ensemble("context.population.household_type_share.family\n0.28\n0.5\n", "e.csv", [status_quo], faults)
    assert [(one.code, one.file, one.line) for one in faults.found] == [("shares_not_one", "e.csv", 3)]


def test_a_shipped_ensemble_by_its_bare_name(
    laid_out: LaidOut, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shipped" / "worlds"
    folder.mkdir(parents=True)
    (folder / "plausible.csv").write_text("context.ties.decay\n0.02\n", encoding="utf-8")
    monkeypatch.setattr("hlmsim.runs.design.world_files.FOLDER", str(folder))
    assert ensemble_file("plausible") == folder / "plausible.csv"
    assert ensembles() == ("plausible",)
    assert ensemble_file("../worlds/plausible") is None
    _, found = laid_out(f"{ONE}worlds: {{file: plausible}}\n")
    assert found[0].case.values == {"context.ties.decay": 0.02, POSTS: 0}
    _, beside = laid_out(f"{ONE}worlds: {{file: plausible}}\n", plausible="context.ties.decay\n0.03\n")
    assert beside[0].case.values == {"context.ties.decay": 0.03, POSTS: 0}


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
