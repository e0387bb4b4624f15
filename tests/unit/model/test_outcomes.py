"""Outcomes: shapes, groups, where nothing can be measured, and a summary that the weeks add up to."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import pytest

from hlmsim.model import outcomes
from hlmsim.model import tables as t
from hlmsim.model.names import HOURS_USES, HOUSEHOLD_TYPES, LANGUAGE_GROUPS, REFERRALS
from hlmsim.model.outcomes import OUTCOMES, RECENT_WEEKS, Outcome
from hlmsim.model.world import World
from tests.worlds import bits, busy, finished, plan, started, with_sites

GROUPS = 1 + len(HOUSEHOLD_TYPES) + len(LANGUAGE_GROUPS)
BOUNDS = {"share": (0, 1), "score": (0, 1), "weeks": (0, np.inf), "count": (0, np.inf), "hours": (0, np.inf)}
UNBOUNDED = {"prevention", "early_detection", "modularity", "equity_gap_prevention"}
"""A week may see more needs reach crisis, or come to light, than arise; modularity may be negative."""
by_name = pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.name)


@functools.cache
def site() -> World:
    """One site, status quo, over three years with a burn-in of half a year."""
    return finished(plan("status_quo", weeks=156, burn_in=26))


@functools.cache
def sites() -> World:
    return finished(busy(weeks=60))


@functools.cache
def weekly() -> dict[str, np.ndarray]:
    return outcomes.weekly(site())


@functools.cache
def summary() -> dict[str, np.ndarray]:
    return outcomes.summary(site())


@by_name
def test_every_outcome_has_a_week_a_row_and_a_group_a_column(outcome: Outcome) -> None:
    for world, columns in ((site(), GROUPS), (sites(), GROUPS + 2)):
        assert len(outcomes.groups(world.blueprint)) == columns
        assert outcomes.summary(world)[outcome.name].shape == (columns,)
        if outcome.weekly:
            assert outcomes.weekly(world)[outcome.name].shape == (world.week, columns)


@by_name
def test_every_outcome_is_measured_on_an_ordinary_site(outcome: Outcome) -> None:
    values = summary()[outcome.name]
    assert not np.isnan(values[0])
    assert np.isnan(values[1:]).all() != outcome.by_group
    if outcome.weekly:
        assert np.isnan(weekly()[outcome.name][:, 1:]).all() != outcome.by_group


@by_name
def test_values_fit_their_unit(outcome: Outcome) -> None:
    if outcome.unit in BOUNDS and outcome.name not in UNBOUNDED:
        low, high = BOUNDS[outcome.unit]
        values = np.concatenate([*([weekly()[outcome.name]] if outcome.weekly else []), summary()[outcome.name][None]])
        values = values[~np.isnan(values)]
        assert values.min() >= low - 1e-12
        assert values.max() <= high + 1e-12


def test_names_are_unique_and_in_one_order() -> None:
    names = [outcome.name for outcome in OUTCOMES]
    assert len(set(names)) == len(names)
    assert list(summary()) == names
    assert list(weekly()) == [outcome.name for outcome in outcomes.WEEKLY]


def test_groups_are_everyone_types_languages_and_several_sites() -> None:
    assert outcomes.groups(site().blueprint) == (
        "all",
        *(f"type:{name}" for name in HOUSEHOLD_TYPES),
        *(f"language:{name}" for name in LANGUAGE_GROUPS),
    )
    assert outcomes.groups(sites().blueprint)[GROUPS:] == ("site:0", "site:5")


@pytest.mark.parametrize(
    "name", ["unmet_need", "sense_of_security", "insecure_share", "capacity_to_act", "participation", "support"]
)
def test_levels_are_means_over_the_weeks_after_the_burn_in(name: str) -> None:
    """The number of households never changes, so the share over the weeks is the mean of the weeks' shares."""
    np.testing.assert_allclose(summary()[name][0], weekly()[name][26:, 0].mean(), rtol=1e-12)


@pytest.mark.parametrize("name", ["incidents", "referrals", "contacts", "hours_paid", "hours_visits", "hours_meetings"])
def test_counts_are_means_a_week(name: str) -> None:
    np.testing.assert_allclose(summary()[name][0], weekly()[name][26:, 0].mean(), rtol=1e-12)


def test_hours_by_use_add_up() -> None:
    used = sum(weekly()[f"hours_{use}"][:, 0] for use in HOURS_USES)
    np.testing.assert_allclose(used, weekly()["hours_paid"][:, 0], atol=1e-9)


def test_levels_of_the_last_week_are_those_of_the_state() -> None:
    people, needs = site().state.households, site().state.needs
    last = {name: values[-1] for name, values in weekly().items()}
    unmet = ((needs["status"] != t.NO_NEED) & (needs["status"] != t.IN_SERVICE)).any(axis=1)
    for column, group in ((0, slice(None)), (2, people["household_type"] == 1), (7, people["language_group"] == 2)):
        assert last["sense_of_security"][column] == pytest.approx(people["security"][group].mean())
        assert last["insecure_share"][column] == pytest.approx((people["security"][group] < 0.5).mean())
        assert last["unmet_need"][column] == pytest.approx(unmet[group].mean())
        assert last["capacity_to_act"][column] == pytest.approx(people["agency"][group].mean())
        assert last["support"][column] == pytest.approx((people["trust_worker"][group] >= 0.5).mean())
        assert last["participation"][column] == pytest.approx(people["participates"][group].mean())


def test_living_conditions_are_the_weighted_index() -> None:
    state = site().state
    needs, people, p = state.needs, state.households, state.parameters[0, 0]
    unmet = (needs["status"] != t.NO_NEED) & (needs["status"] != t.IN_SERVICE)
    severity = np.minimum(1.0, (needs["severity"] * unmet).sum(axis=1))
    tied = np.add.reduceat(np.append(state.strong_ties["strength"], 0.0), state.strong_rows[:-1])
    tied = np.where(np.diff(state.strong_rows) > 0, tied, 0.0)
    parts = [1 - severity, state.sites["upkeep"][0], people["security"], tied / (1 + tied), people["agency"]]
    index = sum(weight * part for weight, part in zip(p["living_conditions_weight"], parts, strict=True))
    assert weekly()["living_conditions"][-1, 0] == pytest.approx(np.mean(index))


def test_service_access_is_the_share_connected_of_needs_active_in_the_last_half_year() -> None:
    flows = site().state.by_group[:, :, len(t.STOCKS) :]
    week, group = 120, 0
    recent = flows[week - RECENT_WEEKS + 1 : week + 1, group]
    stocks = site().state.by_group[week, group]
    active = stocks[t.ACTIVE] + recent[:, t.ENDED].sum()
    connected = stocks[t.ACTIVE_CONNECTED] + recent[:, t.ENDED_CONNECTED].sum()
    assert weekly()["service_access"][week, group] == pytest.approx(connected / active)


def test_prevention_is_one_less_crises_over_needs_arising() -> None:
    flows = site().state.by_group[26:, 0, len(t.STOCKS) :].sum(axis=0)
    assert summary()["prevention"][0] == pytest.approx(1 - flows[t.CRISES] / flows[t.OPENED])
    assert summary()["early_detection"][0] == pytest.approx(flows[t.DETECTED_EARLY] / flows[t.OPENED])


@pytest.mark.parametrize("name", ["service_access", "unmet_need", "sense_of_security", "prevention"])
def test_equity_gap_is_the_distance_between_the_worst_and_the_best_group(name: str) -> None:
    groups = summary()[name][1:GROUPS]
    assert summary()[f"equity_gap_{name}"][0] == pytest.approx(groups.max() - groups.min())
    assert np.isnan(summary()[f"equity_gap_{name}"][1:]).all()


def test_equity_gap_leaves_out_groups_that_nobody_belongs_to() -> None:
    shares = {"francophone": 1.0, "anglophone": 0.0, "allophone": 0.0}
    only = plan(weeks=6, values={f"context.population.language_share.{name}": share for name, share in shares.items()})
    found = outcomes.summary(finished(only))
    assert np.isnan(found["unmet_need"][6:8]).all()
    assert found["equity_gap_unmet_need"][0] == pytest.approx(np.ptp(found["unmet_need"][1:6]))


def test_weeks_to_service_are_known_after_a_whole_year_and_then_change_with_the_years() -> None:
    median = weekly()["weeks_to_service_median"][:, 0]
    assert np.isnan(median[: 26 + 51]).all()
    assert len(set(median[26 + 51 : 26 + 103])) == 1
    assert not np.isnan(weekly()["weeks_to_service_median"][26 + 103 :, 0]).any()


def test_without_a_network_its_outcomes_are_not_measured() -> None:
    found = outcomes.summary(finished(plan("worker_without_network", weeks=8)))
    assert found["network_survival"][0] == 0.0
    for name in ("members", "commitment", "representative_tenure", "density", "centralisation", "modularity"):
        assert np.isnan(found[name][0])


def test_without_a_worker_nobody_works() -> None:
    world = finished(plan("no_worker", weeks=8))
    found = outcomes.summary(world)
    assert np.isnan(found["posts_filled"][0])
    assert found["hours_paid"][0] == 0.0
    assert not world.state.by_group[:, :, len(t.STOCKS) + t.CONTACTS].any()
    assert np.isnan(found["connection_warm"][0])


def test_a_world_not_run_to_its_end_is_measured_so_far() -> None:
    whole = plan("status_quo", weeks=156, burn_in=26)
    some = started(whole, until=100)
    part = outcomes.weekly(some)
    for name, values in outcomes.weekly(finished(whole)).items():
        assert bits(part[name]) == bits(values[:100]), name


@pytest.mark.parametrize("record_weeks", [1, 4, 7])
def test_sites_add_up_to_everyone(record_weeks: int) -> None:
    world = finished(replace(busy(weeks=60), site_record_weeks=record_weeks))
    total = world.state.by_group[:, 0].sum(axis=0)
    np.testing.assert_allclose(world.state.by_site.sum(axis=(0, 1)), total, rtol=1e-12, atol=1e-9)
    assert world.state.by_site.shape[0] == -(-60 // record_weeks)
    for field in ("hours_paid", "referrals", "contacts", "lost_handovers"):
        mine, theirs = world.state.by_site_week[field].sum(axis=(0, 1)), world.state.by_week[field].sum(axis=0)
        np.testing.assert_allclose(mine, theirs, rtol=1e-12)
    security = outcomes.weekly(world)["sense_of_security"]
    whole = security[: 60 // record_weeks * record_weeks]
    by_record = whole.reshape(-1, record_weeks, whole.shape[1])
    assert np.ptp(by_record[:, :, GROUPS:], axis=1).max() == 0.0
    np.testing.assert_allclose(by_record[:, 0, GROUPS:].mean(axis=1), by_record[:, :, 0].mean(axis=1), rtol=1e-9)


def test_two_sites_alone_are_each_as_one() -> None:
    """Without shared partners, a site's columns are those of the site by itself."""
    one = replace(plan("status_quo", dwellings=40, weeks=30), burn_in=4)
    alone = outcomes.summary(finished(with_sites(one, 7)))
    base = with_sites(one, 3, 7)
    apart = tuple(replace(partner, sites=(7,)) for partner in base.partners)
    far = tuple(replace(partner, seat=100 + partner.seat, sites=(3,)) for partner in base.partners)
    both = outcomes.summary(finished(replace(base, partners=apart + far)))
    for outcome in OUTCOMES:
        if outcome.by_group:
            assert bits(both[outcome.name][GROUPS + 1]) == bits(alone[outcome.name][0]), outcome.name


@pytest.mark.parametrize("name", sorted(outcomes.RATES - {"equity_gap_prevention"}))
def test_a_weekly_rate_is_a_ratio_of_sums_over_the_quarter_behind_it(name: str) -> None:
    """Taken every 13 weeks from the burn-in on, weighted by what it divides by, it gives the summary back."""
    world = site()
    rows, people = world.state.by_week, world.state.by_group
    flow = {column: len(t.STOCKS) + place for place, column in enumerate(t.FLOWS)}
    kinds = {f"connection_{kind}": rows["referrals"][:, place] for place, kind in enumerate(REFERRALS)}
    below = {
        **dict.fromkeys(("prevention", "early_detection"), people[:, 0, flow["opened"]]),
        "silo_rate": rows["contacts"],
        "lost_handovers": rows["handovers"],
        "misrouted": rows["referrals"].sum(axis=1),
        **kinds,
    }[name].astype(float)
    last = np.arange(26 + outcomes.RATE_WEEKS - 1, world.week, outcomes.RATE_WEEKS)
    cases = np.array([below[week - outcomes.RATE_WEEKS + 1 : week + 1].sum() for week in last])
    rates = np.nan_to_num(weekly()[name][last, 0])
    whole = below[26 : last[-1] + 1].sum()
    assert last[-1] + 1 == world.week
    np.testing.assert_allclose((rates * cases).sum() / whole, summary()[name][0], rtol=1e-9)
