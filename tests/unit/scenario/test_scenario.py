"""What comes out: blueprints in seat order, hashes that see only what enters the model, files written back."""

# ruff: noqa: E501 (short scenarios on one line)

from __future__ import annotations

import ast
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
import yaml

from hlmsim.model.blueprint import Change
from hlmsim.scenario import Scenario, differences, load, memory_needed, shipped, to_yaml
from hlmsim.scenario.changes import READ_AT_START
from hlmsim.scenario.drawn_sites import Sizes
from hlmsim.scenario.validation import parameters

Loaded = Callable[..., Scenario]
SITES = (
    "sites:\n- {seat: 5, label: B, households: 9, buildings: 2}\n- {seat: 1, label: A, households: 8, buildings: 1}\n"
)
FULL = (
    SITES
    + "partners: {school: {sites: [1]}}\n"
    + "changes:\n"
    + "- {week: 9, event: crisis, site: 5, why: Fire}\n"
    + "- {week: 3, set: {levers.posts.count: 2, levers.founding.trigger: crisis}}\n"
    + "- {week: 9, event: representative_departure, partner: school}\n"
    + "- {week: 3, event: worker_departure, post: 2}\n"
    + "notes: {fr: n, en: m}\n"
    + "expect: [{outcome: support, against: baseline, sign: '-', why: because}]\n"
)


# ---- blueprints


def test_blueprints_are_in_seat_and_week_order(loaded: Loaded) -> None:
    plan = loaded(FULL).blueprint()
    assert [site.seat for site in plan.sites] == [1, 5]
    assert [partner.seat for partner in plan.partners] == sorted(partner.seat for partner in plan.partners)
    assert plan.changes == (
        Change(3, {"levers.founding.trigger": "crisis", "levers.posts.count": 2}),
        Change(3, event="worker_departure", post=2),
        Change(9, event="crisis", site=5),
        Change(9, event="representative_departure", partner=6),
    )
    school = next(partner for partner in plan.partners if partner.kind == "school")
    assert school.sites == (1,)
    assert {partner.sites for partner in plan.partners} == {(1,), (1, 5)}


def test_every_site_has_every_value_and_its_own(loaded: Loaded) -> None:
    text = "sites:\n- {seat: 0, households: 9, buildings: 2}\n- {seat: 1, households: 9, buildings: 2, set: {levers: {posts: {count: 3}}}}\n"
    first, second = loaded(text).blueprint().sites
    assert set(first.values) == set(second.values) >= set(parameters())
    assert (first.values["levers.posts.count"], second.values["levers.posts.count"]) == (1, 3)


def test_values_of_a_change_stand_in_for_a_start_value_at_week_zero(loaded: Loaded) -> None:
    at_start = loaded("changes: [{week: 0, set: {context.ties.reach: 2}}]\n")
    assert dict(at_start.changes[0].change.values) == {"context.ties.reach": 2}


def test_shares_may_change_together(loaded: Loaded) -> None:
    shares = "{accompaniment: 1, outreach: 0, collective: 0, environment: 0}"
    changed = loaded(f"changes: [{{week: 2, set: {{levers.actions.portfolio: {shares}}}}}]\n")
    assert len(changed.changes[0].change.values) == 4
    two = "- {week: 2, set: {levers.actions.portfolio.outreach: 0, levers.actions.portfolio.collective: 0}}\n"
    rest = "- {week: 2, set: {levers.actions.portfolio.environment: 0, levers.actions.portfolio.accompaniment: 1}}\n"
    assert len(loaded(f"changes:\n{two}{rest}").changes) == 2


def test_the_blueprint_is_made_once_and_survives_a_trip() -> None:
    base = load("status_quo")
    assert base.blueprint() is base.blueprint()
    there = pickle.loads(pickle.dumps(base))
    assert (there.hash, there.blueprint(), there.name) == (base.hash, base.blueprint(), base.name)
    assert len(pickle.dumps(base)) < 200_000


def test_a_scenario_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        load("status_quo").weeks = 3  # type: ignore[misc] # that is the point


# ---- hashes


def test_names_and_order_leave_the_hash_alone(loaded: Loaded) -> None:
    base = loaded(SITES)
    names, places = loaded("title: Other\nwhy: Why\n" + SITES.replace("label: A", "label: Z")), loaded(_turned(SITES))
    assert base.hash == names.hash == places.hash
    assert base.blueprint() == places.blueprint()


def test_partners_in_any_order_and_under_any_label_are_the_same() -> None:
    base = yaml.safe_load(to_yaml(load("baseline")))
    base["partners"] = dict(reversed(base["partners"].items()))
    for partner in base["partners"].values():
        partner["label"] = {"fr": "Z", "en": "Z"}
        partner["domains"] = partner["domains"][::-1]
    assert _again(base).hash == load("baseline").hash
    assert _again(base).blueprint() == load("baseline").blueprint()
    base["partners"] = {f"other_{name}": partner for name, partner in base["partners"].items()}
    assert _again(base).hash == load("baseline").hash


@pytest.mark.parametrize(
    ("one", "other"), [("8", "8.0"), ("0", "-0.0"), ("0.5", "5e-1"), ("{value: 8, grade: U}", "8")]
)
def test_one_number_written_in_two_ways(loaded: Loaded, one: str, other: str) -> None:
    ours, theirs = (loaded(f"levers: {{shared_space: {{hours: {written}}}}}\n") for written in (one, other))
    assert ours.hash == theirs.hash
    assert ours.blueprint() == theirs.blueprint()
    assert [type(value) for value in ours.values.values()] == [type(value) for value in theirs.values.values()]


def test_whole_numbers_written_with_a_point(loaded: Loaded) -> None:
    assert loaded("levers: {posts: {count: 2.0}}\n").hash == loaded("levers: {posts: {count: 2}}\n").hash
    assert isinstance(loaded("levers: {posts: {count: 2.0}}\n").values["levers.posts.count"], int)


@pytest.mark.parametrize(
    "text",
    [
        "levers: {turnover: {worker_annual: 0.5}}", "horizon: {weeks: 300}", "horizon: {burn_in: 3}", "partners: {school: null}",
        "horizon: {site_record_weeks: 4}", "partners: {school: {seat: 99}}", "partners: {school: {capacity: 9}}",
        "context: {site: {buildings: 5}}", "changes: [{week: 3, event: crisis}]", "partners: {school: {present: false}}",
        "changes: [{week: 4, event: crisis}]", "partners: {school: {kind: childcare_centre}}",
        "context: {site: {dwellings: [{dwelling: 1, building: 1}]}}", "context: {site: {dwellings: [{dwelling: 1, building: 1}], ties: []}}",
        "context: {site: {dwellings: [{dwelling: 1, building: 1, household_type: family}]}}",
    ],
)  # fmt: skip
def test_what_enters_the_model_changes_the_hash(loaded: Loaded, text: str) -> None:
    others = {load(name).hash for name in shipped.names()}
    assert loaded(text + "\n").hash not in others


def test_shipped_scenarios_that_change_something_have_their_own_hash() -> None:
    hashes: dict[str, list[str]] = {}
    for name in shipped.names():
        hashes.setdefault(load(name).hash, []).append(name)
    assert [names for names in hashes.values() if len(names) > 1] == [["baseline", "status_quo", "vision_born"]]


# ---- written back


@pytest.mark.parametrize("name", [*shipped.names(), "exact/talk", "exact/null"])
def test_a_scenario_written_in_full_reads_the_same(name: str, tmp_path: Path) -> None:
    _same_again(load(name), tmp_path)


def test_everything_is_written_back(loaded: Loaded, tmp_path: Path) -> None:
    again = _same_again(loaded(FULL), tmp_path)
    assert again.changes[2].why == {"fr": "Fire", "en": "Fire"}
    assert again.expect[0].why == {"fr": "because", "en": "because"}
    assert again.notes == {"fr": "n", "en": "m"}


@pytest.mark.parametrize(
    "title", ["true", "8", "a: b", 'it"s', "é\\n", "- x", "# no", "null", "~", "{", " spaces ", "a\tb", "😀", ""]
)
def test_any_text_is_written_back(loaded: Loaded, tmp_path: Path, title: str) -> None:
    base = load("baseline").with_({"title": {"fr": title, "en": title}})
    assert _same_again(base, tmp_path).title == {"fr": title, "en": title}


def test_listed_dwellings_and_ties_are_written_back(loaded: Loaded, tmp_path: Path) -> None:
    site = "dwellings: [{dwelling: 1, building: B, language_group: allophone}, {dwelling: 2, building: A}]"
    ties = "ties: [{first: 2, second: 1, strength: 0.5, kind: weak}]"
    _same_again(loaded(f"context: {{site: {{{site}, {ties}}}}}\n"), tmp_path)


def _same_again(scenario: Scenario, folder: Path) -> Scenario:
    (folder / "again.yaml").write_text(to_yaml(scenario), encoding="utf-8")
    again = load(folder / "again.yaml")
    assert again.hash == scenario.hash
    assert again.blueprint() == scenario.blueprint()
    assert (again.title, again.why, again.expect) == (scenario.title, scenario.why, scenario.expect)
    assert again.provenance == scenario.provenance
    assert to_yaml(again) == to_yaml(scenario)
    return again


def _again(document: object) -> Scenario:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.yaml"
        file.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), encoding="utf-8")
        return load(file)


def _turned(text: str) -> str:
    first, *items = text.strip().split("\n")
    return "\n".join([first, *reversed(items)]) + "\n"


# ---- differences


def test_differences_are_listed_by_path(loaded: Loaded) -> None:
    found = differences(
        load("baseline"), loaded("levers: {posts: {count: 2}}\nhorizon: {weeks: 99}\npartners: {school: null}\n")
    )
    by_path = {one.path: (one.before, one.after) for one in found}
    assert by_path["levers.posts.count"] == (1, 2)
    assert by_path["horizon.weeks"] == (312, 99)
    assert by_path["partners.6.kind"] == ("school", None)
    assert len(by_path) == 7
    assert differences(load("baseline"), load("status_quo")) == []
    only = differences(load("baseline"), load("structured_network"), only="levers.turnover")
    assert {one.path for one in only} == {"levers.turnover.handover_weeks", "levers.turnover.written_roles"}


def test_differences_of_sites_and_changes(loaded: Loaded) -> None:
    one, other = (
        loaded(SITES),
        loaded(SITES.replace("households: 9", "households: 7") + "changes: [{week: 3, event: crisis}]\n"),
    )
    assert [(found.path, found.before, found.after) for found in differences(one, other)] == [
        ("sites.5.households", 9, 7),
        ("changes.0", None, {"week": 3, "event": "crisis"}),
    ]
    listed = load("baseline").with_({"context.site.dwellings": [{"dwelling": 1, "building": 1}]})
    assert "context.site.dwellings" in {found.path for found in differences(load("baseline"), listed)}


# ---- sites drawn from a distribution

DRAWN = "sites: {{count: {count}, size: {{{size}}}, dwellings_per_building: 20, draw: {draw}}}\n"


def test_drawn_sites_depend_on_the_draw_and_their_seat_alone(loaded: Loaded) -> None:
    size = "distribution: lognormal, mean: 120, spread: 0.6, min: 20, max: 400"
    ten, eleven = (loaded(DRAWN.format(count=count, size=size, draw=4)).sites for count in (10, 11))
    assert ten == eleven[:10]
    assert all(20 <= site.dwellings <= 400 and 1 <= site.buildings <= site.dwellings for site in eleven)
    other = loaded(DRAWN.format(count=10, size=size, draw=5)).sites
    assert [site.dwellings for site in ten] != [site.dwellings for site in other]
    assert len({partner.plan.sites for partner in loaded(DRAWN.format(count=3, size=size, draw=4)).partners}) == 1


def test_the_mean_of_drawn_sizes_is_the_one_asked_for() -> None:
    drawn = Sizes(distribution="lognormal", mean=120.0, spread=0.6)
    sizes = [drawn.of(1, seat) for seat in range(20_000)]
    assert sum(sizes) / len(sizes) == pytest.approx(120, rel=0.02)


def test_fixed_and_listed_sizes(loaded: Loaded) -> None:
    fixed = loaded(DRAWN.format(count=3, size="distribution: fixed, mean: 40", draw=0)).sites
    assert [(site.seat, site.dwellings, site.buildings, site.label) for site in fixed] == [
        (0, 40, 2, "1"),
        (1, 40, 2, "2"),
        (2, 40, 2, "3"),
    ]
    listed = loaded(DRAWN.format(count=3, size="distribution: list, values: [10, 90]", draw=0)).sites
    assert [(site.dwellings, site.buildings) for site in listed] == [(10, 1), (90, 4), (10, 1)]
    assert loaded(DRAWN.format(count=3, size="distribution: fixed, mean: 40", draw=0)).with_().sites[2].dwellings == 40


# ---- memory, laziness, speed, and what is read at the start


def test_memory_grows_with_households_weeks_and_sites(loaded: Loaded) -> None:
    small = memory_needed(load("baseline").blueprint())
    assert small < 10_000_000
    big = memory_needed(load("baseline").with_({"context.site.households": 1_000_170}).blueprint())
    assert big - small == 700 * 1_000_000
    assert memory_needed(loaded(SITES).blueprint()) > memory_needed(
        loaded(SITES + "horizon: {site_record_weeks: 52}\n").blueprint()
    )


def test_nothing_heavy_until_it_is_used() -> None:
    code = (
        "import sys, hlmsim.scenario as s; s.shipped.names();"
        "assert not {'pydantic', 'yaml', 'numpy', 'networkx', 'psutil'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_loading_takes_no_heavy_library() -> None:
    code = (
        "import sys, hlmsim.scenario as s; s.load('status_quo').hash;"
        "assert not {'numba', 'pandas', 'networkx', 'scipy', 'matplotlib', 'mesa'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_read_at_the_start_only_is_so_in_the_model() -> None:
    """A parameter is refused in changes exactly when no weekly process, and no household that moves in, reads it."""
    model = Path(__file__).parents[3] / "hlmsim" / "model"
    weekly = [ast.parse(file.read_text(encoding="utf-8")) for file in sorted((model / "mechanisms").glob("*.py"))]
    households = ast.parse((model / "households.py").read_text(encoding="utf-8"))
    weekly += [function for function in households.body if getattr(function, "name", "") == "settle"]
    read = {node.attr for tree in weekly for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    known = {parameter.path: parameter.field for parameter in parameters().values()}
    assert {path for path in known if known[path] not in read} == set(READ_AT_START)


@pytest.mark.speed
def test_a_scenario_loads_in_fifty_milliseconds(loaded: Loaded) -> None:
    from time import perf_counter

    load("baseline")
    times = []
    for number in range(20):
        start = perf_counter()
        assert loaded(f"levers: {{turnover: {{worker_annual: 0.{number + 10}}}}}\n").hash
        times.append(perf_counter() - start)
    assert sorted(times)[10] < 0.05
