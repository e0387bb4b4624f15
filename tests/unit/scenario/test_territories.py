"""Sites of several kinds, what follows their size, and partners by territory."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from hlmsim.model.population import build
from hlmsim.scenario import Scenario, differences, load, to_yaml
from hlmsim.scenario.drawn_sites import POST_COUNT, POST_HOURS

Loaded = Callable[..., Scenario]

KINDS = """
sites:
  count: {count}
  draw: 3
  kinds:
    towers: {{share: 0.25, size: {{distribution: fixed, mean: 340}}, dwellings_per_building: 85}}
    houses:
      share: 0.75
      size: {{distribution: lognormal, mean: 20, spread: 0.5, min: 5, max: 60}}
      dwellings_per_building: {{value: 4, range: [2, 8], grade: U, source: "expert prior, to sweep"}}
      set:
        context.population.household_type_share: {{family: 0.6, lone_parent: 0.4, single: 0, senior: 0}}
        levers.turnover.worker_annual: 0.62
  in_proportion:
    written_for: 170
    of: [levers.posts, levers.shared_space.hours]
territories: {{sites_each: 4, written_for: 170}}
"""
AT_ONCE = KINDS.format(count=10)


def test_kinds_have_their_share_their_sizes_and_their_own_values(loaded: Loaded) -> None:
    scenario = loaded(KINDS.format(count=400))
    towers = [site for site in scenario.sites if site.dwellings == 340]
    houses = [site for site in scenario.sites if site.dwellings <= 60]
    assert len(towers) + len(houses) == 400
    assert 70 < len(towers) < 130
    assert {(site.buildings, site.values["levers.turnover.worker_annual"]) for site in towers} == {(4, 0.31)}
    assert {site.values["levers.turnover.worker_annual"] for site in houses} == {0.62}
    assert {site.values["context.population.household_type_share.family"] for site in houses} == {0.6}
    assert all(site.label == f"houses {site.seat + 1}" for site in houses)


def test_one_site_more_changes_no_other_and_the_order_of_kinds_does_not_matter(loaded: Loaded) -> None:
    ten, eleven = (loaded(KINDS.format(count=count)).sites for count in (10, 11))
    assert ten == eleven[:10]
    head, _, rest = AT_ONCE.partition("    towers:")
    tower, _, rest = rest.partition("\n")
    houses, _, rest = rest.partition("  in_proportion")
    turned = f"{head}{houses}    towers:{tower}\n  in_proportion{rest}"
    assert turned != AT_ONCE
    assert loaded(turned).hash == loaded(AT_ONCE).hash


def test_posts_follow_the_size_and_nobody_works_more_than_full_time(loaded: Loaded) -> None:
    for site in loaded(AT_ONCE + "levers: {posts: {count: 2}}\n").sites:
        posts, hours = int(site.values[POST_COUNT]), float(site.values[POST_HOURS])
        assert posts * hours == pytest.approx(2 * 35 * site.dwellings / 170)
        assert hours <= 35
        assert posts == (4 if site.dwellings == 340 else 1)
        assert float(site.values["levers.shared_space.hours"]) == pytest.approx(8 * min(1, site.dwellings / 170))


def test_no_post_stays_no_post(loaded: Loaded) -> None:
    scenario = loaded(AT_ONCE + "levers: {posts: {count: 0}}\n")
    assert {site.values[POST_COUNT] for site in scenario.sites} == {0}


def test_sites_alike_share_their_values(loaded: Loaded) -> None:
    scenario = loaded(KINDS.format(count=400))
    assert len({id(site.values) for site in scenario.sites}) == len({site.dwellings for site in scenario.sites})


def test_each_partner_exists_once_a_territory_with_its_part_of_the_capacity(loaded: Loaded) -> None:
    scenario = loaded(AT_ONCE + "partners: {school: {sites: [0, 9]}}\n")
    plan = scenario.blueprint()
    assert len(scenario.partners) == 12
    assert len(plan.partners) == 11 * 3 + 1
    (school,) = [partner for partner in plan.partners if partner.kind == "school"]
    assert (school.seat, school.label, school.sites, school.capacity) == (6, "school", (0, 9), 2)
    banks = [partner for partner in plan.partners if partner.label.startswith("food_bank")]
    assert [(bank.seat, bank.label, bank.sites) for bank in banks] == [
        (1000, "food_bank@1", (0, 1, 2, 3)),
        (2000, "food_bank@2", (4, 5, 6, 7)),
        (3000, "food_bank@3", (8, 9)),
    ]
    for bank in banks:
        dwellings = sum(site.dwellings for site in plan.sites if site.seat in bank.sites)
        assert bank.capacity == pytest.approx(4 * dwellings / 170)
    build(plan)


def test_one_territory_more_changes_no_other(loaded: Loaded) -> None:
    two, three = (loaded(KINDS.format(count=count)).blueprint().partners for count in (8, 12))
    assert two == tuple(partner for partner in three if partner.seat < 3000)


def test_territories_of_listed_sites_go_by_seat(loaded: Loaded) -> None:
    sites = ", ".join(f"{{seat: {seat}, households: {170 * times}, buildings: 1}}" for seat, times in ((0, 1), (7, 2)))
    plan = loaded(f"sites: [{sites}]\nterritories: {{sites_each: 5, written_for: 170}}\n").blueprint()
    banks = [partner for partner in plan.partners if partner.label.startswith("food_bank")]
    assert [(bank.seat, bank.sites, bank.capacity) for bank in banks] == [(1000, (0,), 4), (2000, (7,), 8)]


def test_an_event_reaches_the_partner_in_every_territory_or_in_one(loaded: Loaded) -> None:
    changes = (
        "changes:\n"
        "  - {week: 1, event: partner_withdrawal, partner: food_bank}\n"
        "  - {week: 2, event: partner_withdrawal, partner: food_bank@2}\n"
        "  - {week: 3, event: partner_withdrawal, partner: food_bank, site: 9}\n"
        "  - {week: 4, event: partner_withdrawal, partner: school}\n"
        "  - {week: 5, set: {levers.turnover.worker_annual: 0.5}}\n"
    )
    scenario = loaded(AT_ONCE + changes + "partners: {school: {sites: [0, 9]}}\n")
    assert [(change.week, change.partner, change.site) for change in scenario.blueprint().changes] == [
        *((1, seat, None) for seat in (1000, 2000, 3000)),
        (2, 2000, None),
        (3, 3000, 9),
        (4, 6, None),
        (5, None, None),
    ]
    assert len(scenario.changes) == 5
    assert "food_bank@2" in to_yaml(scenario)


def test_it_is_written_as_it_was_said_and_reads_to_the_same(loaded: Loaded, tmp_path: Path) -> None:
    scenario = loaded(AT_ONCE + "changes: [{week: 2, event: partner_withdrawal, partner: food_bank@2}]\n")
    text = to_yaml(scenario)
    again = tmp_path / "again.yaml"
    again.write_text(text, encoding="utf-8")
    assert "expert prior" in text
    assert load(again).hash == scenario.hash
    assert to_yaml(load(again)) == text
    assert pickle.loads(pickle.dumps(scenario)).hash == scenario.hash


def test_with_varies_what_was_said(loaded: Loaded) -> None:
    scenario = loaded(AT_ONCE)
    assert scenario.with_().hash == scenario.hash
    assert scenario.with_({"sites.count": 12}).hash == loaded(KINDS.format(count=12)).hash
    assert len(scenario.with_({"territories.sites_each": 2}).blueprint().partners) == 12 * 5
    assert loaded(AT_ONCE, sets=("sites.count=12",)).hash == loaded(KINDS.format(count=12)).hash
    fewer = scenario.with_({"levers.posts.hours_a_week": 17})
    assert [site.values[POST_HOURS] for site in fewer.sites] == [
        pytest.approx(float(site.values[POST_HOURS]) * 17 / 35) for site in scenario.sites
    ]


def test_differences_tell_what_was_said_not_every_site(loaded: Loaded) -> None:
    scenario = loaded(AT_ONCE)
    other = scenario.with_({"sites.count": 12, "sites.kinds.houses.size.mean": 30, "territories.sites_each": 3})
    assert [(found.path, found.before, found.after) for found in differences(scenario, other)] == [
        ("sites.count", 10, 12),
        ("sites.kinds.houses.size.mean", 20, 30),
        ("territories.sites_each", 4, 3),
    ]
    assert {found.path.partition(".")[0] for found in differences(load("status_quo"), scenario)} >= {"sites"}
    assert len(differences(load("status_quo"), scenario)) < 30


def test_a_child_replaces_the_sizes_of_a_kind_whole(loaded: Loaded, tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text("schema: 1\nextends: baseline.yaml\n" + AT_ONCE, encoding="utf-8")
    child = tmp_path / "child.yaml"
    child.write_text(
        "schema: 1\nextends: parent.yaml\n"
        "sites: {kinds: {houses: {size: {distribution: fixed, mean: 12}}}}\n"
        "levers: {turnover: {worker_annual: 0.2}}\n",
        encoding="utf-8",
    )
    sites = load(child).sites
    assert {site.dwellings for site in sites} == {12, 340}
    assert {site.dwellings: site.values["levers.turnover.worker_annual"] for site in sites} == {12: 0.62, 340: 0.2}
