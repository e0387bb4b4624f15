"""The exact cases (model specification, section 5): with one mechanism on, the engine equals a closed form.

Each case is a scenario file under ``scenarios/exact``; tests only change its size or horizon. Where chance enters, the
bounds are crossed by luck for fewer than one choice of seeds in a million.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy import stats

from hlmsim.model import tables as t
from hlmsim.model.week import advance
from hlmsim.model.world import World
from tests.worlds import columns, differences, loaded, plan, started

FALSE_ALARM = 1e-6
ROUNDING = 1e-12


def z(tests: int) -> float:
    """Standard errors that a mean crosses by luck with probability ``FALSE_ALARM`` in so many two-sided tests."""
    return float(stats.norm.isf(FALSE_ALARM / (2 * tests)))


def active(world: World) -> np.ndarray:
    return np.asarray(world.state.needs["status"] != t.NO_NEED)


def test_null_nothing_moves() -> None:
    """With everything off, no household, need, tie or incident changes in two years."""
    world = started(loaded("exact/null"))
    before = world.copy()
    advance(world, 104)
    moved = {name.split(".")[0] for name in differences(before.state, world.state)}
    assert not moved & {
        "households",
        "needs",
        "awareness",
        "strong_ties",
        "weak_ties",
        "posts",
        "member_ties",
        "journal",
    }
    assert {name for name in differences(before.state, world.state) if name.startswith(("sites", "members"))} == {
        "sites.cohesion",  # read from the ties for the first time
        "members.tenure",
    }


@pytest.mark.statistical
def test_need_arrival_share_active_is_one_less_the_chance_of_none() -> None:
    """Share active after t weeks = 1 − (1 − n)^t, in each domain."""
    people, moments = 20_000, (1, 4, 13, 26, 52, 104)
    world = started(plan("exact/need_arrival", dwellings=people, buildings=400))
    n = world.state.parameters["needs_arrival"][0, 0]
    assert len(set(n)) == 6
    for weeks in moments:
        advance(world, weeks)
        expected = 1.0 - (1.0 - n) ** weeks
        error = np.sqrt(expected * (1.0 - expected) / people)
        assert (np.abs(active(world).mean(axis=0) - expected) <= z(6 * len(moments)) * error).all()


@pytest.mark.statistical
def test_moving_out_tenure_is_geometric_with_mean_one_over_h() -> None:
    people, weeks = 4_000, 1_200
    world = started(plan("exact/moving_out", dwellings=people, buildings=80, weeks=weeks, record_weeks=52))
    h = float(world.state.parameters["demography_move_out"][0, 0])
    tenure = np.zeros(people, int)
    for week in range(weeks):
        advance(world, week + 1)
        moved = (world.state.households["moved_in"] == week) & (tenure == 0)
        tenure[moved] = week + 1
    assert (tenure > 0).all()
    assert abs(tenure.mean() - 1.0 / h) <= z(1) * np.sqrt(1.0 - h) / h / np.sqrt(people)
    edges = np.asarray([0, *(stats.geom.ppf(np.arange(1, 20) / 20, h)), np.inf])
    expected = np.diff(stats.geom.cdf(edges, h)) * people
    assert stats.chisquare(np.histogram(tenure, edges + 0.5)[0], expected).pvalue > FALSE_ALARM


@pytest.mark.statistical
def test_workers_turnover_share_of_filled_weeks() -> None:
    """(1/λ) / (1/λ + D). A week is whole: leaving has the probability 1 − exp(−λ), so that a worker stays half a week
    longer than 1/λ; this moves the share by less than 0.002, the stated tolerance beside chance.
    """
    posts, weeks, warm_up = 2_000, 520, 104
    world = started(
        plan(
            "exact/worker_turnover", weeks=weeks, values={"levers.posts.count": posts, "levers.posts.hours_a_week": 0}
        ),
        until=weeks,
    )
    p = world.state.parameters[0, 0]
    hazard, vacancy, shape = (
        float(p[f]) for f in ("turnover_worker_annual", "succession_vacancy_weeks", "succession_vacancy_shape")
    )
    stay, closed_form = 1.0 / (1.0 - np.exp(-hazard)), (1 / hazard) / (1 / hazard + vacancy)
    discrete = stay / (stay + vacancy)
    assert abs(discrete - closed_form) < 0.002
    spread = vacancy**2 * stay * (stay - 1.0) + stay**2 * (vacancy**2 / shape + 0.25)
    error = np.sqrt(spread / (stay + vacancy) ** 3 / ((weeks - warm_up) * posts))
    found = world.state.by_week["posts_filled"][warm_up:].mean() / posts
    assert abs(found - discrete) <= z(1) * error
    assert abs(found - closed_form) <= z(1) * error + 0.002


def test_contacts_trust_after_k_contacts_of_one_household() -> None:
    """Trust after k contacts = 1 − (1 − η)^k · (1 − t0): one household, so that every visit is to it."""
    world = started(plan("exact/contacts", dwellings=1, buildings=1))
    eta, before = 0.1, float(world.state.households["trust_worker"][0])
    k = 0.0
    for week in range(12):
        advance(world, week + 1)
        k += world.state.by_week["contacts"][week]
        expected = 1.0 - (1.0 - eta) ** k * (1.0 - before)
        assert abs(world.state.households["trust_worker"][0] - expected) < ROUNDING
    assert k > 100


def test_contacts_every_household_has_had_a_whole_number() -> None:
    """On a site, k read back from each household's trust is whole, and the k add up to the contacts recorded."""
    world = started(loaded("exact/contacts"))
    before = world.state.households["trust_worker"].copy()
    advance(world, 40)
    left = (1.0 - world.state.households["trust_worker"]) / (1.0 - before)
    k = np.log(left) / np.log(1.0 - 0.1)
    assert np.abs(k - np.round(k)).max() < 1e-6
    assert np.round(k).sum() == world.state.by_week["contacts"][:40].sum()
    assert k.max() > 5


@pytest.mark.parametrize("replicate", range(3))
def test_talk_reaches_exactly_the_graph_distance(replicate: int) -> None:
    world = started(loaded("exact/talk"), replicate=replicate, until=1)
    rows, neighbours = world.state.strong_rows, world.state.strong_ties["neighbour"]
    graph = nx.Graph()
    graph.add_nodes_from(range(len(rows) - 1))
    graph.add_edges_from(
        zip(np.repeat(np.arange(len(rows) - 1), np.diff(rows)).tolist(), neighbours.tolist(), strict=True)
    )
    (source,) = np.flatnonzero(world.state.awareness[:, 0]).tolist()
    distance = nx.single_source_shortest_path_length(graph, source)
    for weeks in range(30):
        advance(world, 1 + weeks)
        reached = {i for i, steps in distance.items() if steps <= weeks}
        expected = [1.0 if i in reached else 0.0 for i in range(len(rows) - 1)]
        assert all(world.state.awareness[:, d].tolist() == expected for d in range(6))


def test_talk_crosses_many_steps() -> None:
    """So that the case above is worth its name, in some replicate the last household reached is far away."""
    reach = [int(started(loaded("exact/talk"), replicate=r, until=60).state.awareness[:, 0].sum()) for r in range(3)]
    at_once = [int(started(loaded("exact/talk"), replicate=r, until=2).state.awareness[:, 0].sum()) for r in range(3)]
    assert max(reach) > 3 * max(at_once)


def test_forgetting_is_geometric() -> None:
    """a · (1 − δ)^t."""
    world = started(loaded("exact/forgetting"))
    before, delta = world.state.awareness.copy(), 0.05
    assert (before == 1.0).all()
    for weeks in (1, 2, 10, 104):
        advance(world, weeks)
        np.testing.assert_allclose(world.state.awareness, before * (1.0 - delta) ** weeks, rtol=0, atol=ROUNDING)


def test_service_waiting_list_is_the_lindley_recursion() -> None:
    """Waiting = max(0, waiting before + arrivals − capacity), each partner and week, from what was recorded."""
    world = started(loaded("exact/service"))
    waiting = np.zeros(len(world.state.partners), int)
    longest, idle = 0, 0
    for week in range(104):
        advance(world, week + 1)
        partners = world.state.partners
        waiting = np.maximum(0, waiting + partners["received"] - partners["offered"])
        assert partners["waiting"].tolist() == waiting.tolist()
        longest = max(longest, int(waiting.max()))
        idle += int((partners["served"] < partners["offered"]).sum())
    assert longest > 20
    assert idle > 20


def test_service_first_come_first_served() -> None:
    """Nobody is served before someone who has waited longer at the same partner."""
    world = started(loaded("exact/service"), until=20)
    for week in range(20, 60):
        needs = world.state.needs.copy()
        advance(world, week + 1)
        on_list = needs["status"] == t.WAITING
        served = on_list & ~((world.state.needs["status"] == t.WAITING) & (world.state.needs["age"] > needs["age"]))
        partner = world.state.members["partner"][needs["member"]]
        for k in range(len(world.state.partners)):
            mine, gone = needs["waited"][on_list & (partner == k)], needs["waited"][served & (partner == k)]
            kept = needs["waited"][on_list & ~served & (partner == k)]
            if len(gone) and len(kept):
                assert gone.min() >= kept.max()
            assert len(mine) == len(gone) + len(kept)


def test_security_relaxes_with_the_stated_half_life() -> None:
    """Without incidents: level + distance · ½^(t / half-life)."""
    world = started(loaded("exact/security"))
    start, level, half_life = 0.68, 0.45, 8
    for weeks in (1, 8, 16, 52, 104):
        advance(world, weeks)
        expected = level + (start - level) * 0.5 ** (weeks / half_life)
        np.testing.assert_allclose(world.state.households["security"], expected, rtol=0, atol=ROUNDING)


def test_anything_needs_are_kept_in_the_books_and_hours_in_their_pay() -> None:
    """Opened = resolved + remitted + moved + active, and hours spent = hours paid, each week of a scenario as it is."""
    world = started(loaded("status_quo"))
    start = active(world).sum()
    advance(world, world.weeks)
    stocks, flows = np.split(world.state.by_group[:, 0], [len(t.STOCKS)], axis=1)
    ended = flows[:, [t.RESOLVED, t.REMITTED, t.MOVED]].sum(axis=1)
    assert (start + np.cumsum(flows[:, t.OPENED] - ended) == stocks[:, t.ACTIVE]).all()
    week = world.state.by_week
    np.testing.assert_allclose(week["hours"].sum(axis=1), week["hours_paid"], rtol=0, atol=1e-9)


def test_common_random_numbers_a_later_change_moves_no_earlier_week() -> None:
    """Every weekly record before the change is the same to the last bit (see tests/luck for all of it)."""
    from hlmsim.model.blueprint import Change

    change = Change(40, {"levers.turnover.worker_annual": 3.0, "levers.concertation.meeting_interval_weeks": 2})
    one = started(plan("status_quo", weeks=80), until=80)
    other = started(plan("status_quo", weeks=80, changes=(change,)), until=80)
    mine, theirs = columns(one.state), columns(other.state)
    for name in (name for name in mine if name.startswith(("by_group", "by_week"))):
        assert np.array_equal(mine[name][:40], theirs[name][:40], equal_nan=True)
    assert not np.array_equal(mine["by_group"][40:], theirs["by_group"][40:])


@pytest.mark.parametrize(
    "name",
    ["null", "need_arrival", "moving_out", "worker_turnover", "contacts", "talk", "forgetting", "service", "security"],
)
def test_every_exact_case_is_a_scenario_file(name: str) -> None:
    assert loaded(f"exact/{name}").weeks >= 104
