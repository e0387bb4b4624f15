"""Who lives and works there on day one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from hlmsim.model import tables as t
from hlmsim.model.blueprint import Dwelling
from hlmsim.model.layout import SITE_SEATS
from hlmsim.model.names import DOMAINS, HOUSEHOLD_TYPES, LANGUAGE_GROUPS
from hlmsim.model.population import build
from hlmsim.model.week import PARAMETERS
from hlmsim.model.world import World
from tests.worlds import busy, differences, loaded, plan, with_site, with_sites

FALSE_ALARM = 1e-6


@pytest.fixture(scope="module")
def crowd() -> World:
    return build(plan(dwellings=20_000, buildings=500), study_seed=1)


def near(counts: np.ndarray, shares: list[float]) -> bool:
    kept = np.asarray(shares) > 0
    return bool(stats.chisquare(counts[kept], np.asarray(shares)[kept] * counts.sum()).pvalue > FALSE_ALARM)


def test_equal_blueprints_and_seeds_give_equal_bytes() -> None:
    assert differences(build(busy(), replicate=4).state, build(busy(), replicate=4).state) == []
    assert differences(build(busy(), replicate=4).state, build(busy(), replicate=5).state) != []
    assert differences(build(busy(), study_seed=2).state, build(busy()).state) != []


@pytest.mark.statistical
def test_types_and_languages_have_their_shares(crowd: World) -> None:
    p = crowd.state.parameters[0, 0]
    people = crowd.state.households
    types = np.bincount(people["household_type"], minlength=len(HOUSEHOLD_TYPES))
    languages = np.bincount(people["language_group"], minlength=len(LANGUAGE_GROUPS))
    assert near(types, p["population_household_type_share"].tolist())
    assert near(languages, p["population_language_share"].tolist())


@pytest.mark.statistical
@pytest.mark.parametrize(
    ("column", "field"), [("trust_institutions", "trust_institutions"), ("stigma", "stigma"), ("agency", "agency")]
)
def test_scores_are_uniform_around_the_level(crowd: World, column: str, field: str) -> None:
    p = crowd.state.parameters[0, 0]
    level, spread = float(p[f"population_{field}"]), float(p["population_spread"])
    scores = crowd.state.households[column]
    assert stats.kstest(scores, "uniform", (level - spread, 2 * spread)).pvalue > FALSE_ALARM


@pytest.mark.statistical
def test_needs_on_day_one_are_as_many_as_asked_for(crowd: World) -> None:
    p = crowd.state.parameters[0, 0]
    types = crowd.state.households["household_type"]
    chance = p["population_needs_per_household"] * p["needs_arrival"] / p["needs_arrival"].sum()
    chance = chance * p["needs_household_type_factor"][types][:, None]
    chance[types >= 2, DOMAINS.index("family_school")] *= p["needs_school_without_children"]
    chance = np.minimum(1.0, chance)
    has = crowd.state.needs["status"] == t.UNMET
    error = np.sqrt((chance * (1 - chance)).sum(axis=0))
    assert (np.abs(has.sum(axis=0) - chance.sum(axis=0)) < 6 * error).all()
    assert (crowd.state.needs["severity"][has] <= p["needs_crisis_severity"]).all()
    assert not crowd.state.needs["severity"][~has].any()


def test_participation_has_its_share(crowd: World) -> None:
    share = float(crowd.state.parameters[0, 0]["population_participation"])
    assert crowd.state.households["participates"].mean() == pytest.approx(share, abs=6 * np.sqrt(share / 20_000))


def test_seats_are_the_places_within_the_site() -> None:
    state = build(busy(dwellings=5)).state
    assert state.households["seat"].tolist() == [*range(5), *(5 * SITE_SEATS + k for k in range(5))]
    assert state.sites["seat"].tolist() == [0, 5]
    assert len(set(state.members["seat"])) == len(state.members)
    assert len(set(state.posts["seat"])) == len(state.posts)


def test_partners_sit_only_on_the_committees_of_their_sites() -> None:
    world = build(busy())
    for plan_of, k in zip(world.blueprint.partners, range(len(world.state.partners)), strict=True):
        sites = world.state.members["site"][world.state.members["partner"] == k]
        assert tuple(world.state.sites["seat"][sites]) == plan_of.sites
        assert world.state.partners["seat"][k] == plan_of.seat
        assert world.state.partners["domains"][k] == sum(1 << DOMAINS.index(d) for d in plan_of.domains)


def test_an_absent_partner_is_no_member() -> None:
    state = build(busy()).state
    absent = state.partners["seat"][state.members["partner"]] == 3
    assert not state.members["present"][absent].any()
    assert not state.members["member"][absent].any()
    assert state.members["member"][~absent].all()


def test_no_meetings_no_network() -> None:
    state = build(plan("worker_without_network")).state
    assert state.sites["alive"].tolist() == [t.NO_NETWORK]
    assert not state.members["member"].any()


@pytest.mark.parametrize(("trigger", "place"), [("vision", 0), ("crisis", 1)])
def test_the_founding_trigger_decides_where_things_start(trigger: str, place: int) -> None:
    still = {"levers.founding.trigger": trigger, "context.population.spread": 0}
    state = build(plan(values=still)).state
    p = state.parameters[0, 0]
    assert set(state.households["security"]) == {p["founding_security"][place]}
    assert state.sites["disorder"][0] == p["founding_disorder"][place]
    clarity = p["role_clarity_initial"] + p["founding_clarity_shift"][place]
    assert set(state.members["role_clarity"]) == set(state.posts["role_clarity"]) == {clarity}
    commitment = p["founding_commitment"][place] + p["founding_urgency"][place]
    assert state.members["commitment"] == pytest.approx(min(1.0, commitment))


def test_listed_dwellings_are_taken_as_they_are() -> None:
    listed = (Dwelling(1, "senior"), Dwelling(0, None, "allophone"), Dwelling(1, "single", "anglophone"))
    state = build(with_site(plan(dwellings=3, buildings=2), 0, listed=listed)).state
    people = state.households
    assert people["building"].tolist() == [1, 0, 1]
    assert people["household_type"][[0, 2]].tolist() == [3, 2]
    assert people["language_group"][[1, 2]].tolist() == [2, 1]
    assert state.doors.tolist() == [1, 0, 2]
    assert state.building_rows.tolist() == [0, 1, 3]


def test_parameters_change_at_the_weeks_of_the_changes() -> None:
    state = build(busy(weeks=20)).state
    assert state.segment.tolist() == [0] * 4 + [1] * 8 + [2] * 2 + [3] * 6
    assert state.parameters["posts_count"].tolist() == [[3.0, 3.0], [2.0, 2.0], [2.0, 3.0], [2.0, 3.0]]
    assert len(state.agenda) == 8
    assert (np.diff(state.agenda["week"]) >= 0).all()


def test_a_missing_parameter_is_no_default() -> None:
    blueprint = loaded("baseline")
    values = {path: value for path, value in blueprint.sites[0].values.items() if path != "context.talk.dose"}
    with pytest.raises(KeyError, match=r"context\.talk\.dose"):
        build(with_site(blueprint, 0, values=values))


def test_parameters_have_unique_paths_and_fields() -> None:
    paths = [path for parameter in PARAMETERS for path in parameter.paths]
    assert len(set(paths)) == len(paths)
    assert len({parameter.field for parameter in PARAMETERS}) == len(PARAMETERS)


def test_a_site_alone_is_the_same_as_beside_another() -> None:
    """Seats carry the luck: what else is in the plan moves nobody on day one."""
    alone, both = build(with_sites(plan(), 7)).state, build(with_sites(plan(), 3, 7)).state
    second = slice(int(both.sites["first_household"][1]), int(both.sites["last_household"][1]))
    for column in ("seat", "household_type", "security", "trust_worker", "participates", "needs_active"):
        assert np.array_equal(alone.households[column], both.households[column][second])
    rows = both.strong_rows[second.start :] - both.strong_rows[second.start]
    assert np.array_equal(alone.strong_rows, rows)
    assert np.array_equal(alone.members["commitment"], both.members["commitment"][both.members["site"] == 1])


def test_bigger_sites_keep_seats_apart() -> None:
    base = with_sites(plan(dwellings=10, buildings=1), 0, 1, 2)
    wide = replace(base, sites=tuple(replace(site, dwellings=10 + site.seat) for site in base.sites))
    assert len(set(build(wide).state.households["seat"])) == 33
