"""Agents are windows: they show the engine's columns in plain words, and what is written there the engine reads."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmsim.errors import InputError
from hlmsim.interface.mesa.agents import Tie
from hlmsim.interface.mesa_model import HLMModel, Partner, Tenant, Worker
from hlmsim.locales import LANGUAGES, error
from hlmsim.model import tables
from hlmsim.model.names import ACTIONS, DOMAINS, HOUSEHOLD_TYPES, PARTNER_KINDS
from hlmsim.model.population import build
from hlmsim.model.week import advance
from hlmsim.scenario import Scenario


@pytest.fixture
def model(small: Scenario) -> HLMModel:
    model = HLMModel(small, rng=11)
    for _ in range(30):
        model.step()
    return model


def refusal(write: Any, *arguments: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        write(*arguments)
    assert all(error(caught.value, lang) for lang in LANGUAGES)
    return caught.value


def test_every_column_is_shown_as_plain_python(model: HLMModel) -> None:
    plain = {int, float, str, bool, tuple, type(None)}
    shown = [
        (model.tenants[3], tables.HOUSEHOLDS),
        (model.workers[0], tables.POSTS),
        (model.partners[0], tables.PARTNERS),
    ]
    shown += [(model.tenants[3].needs["health"], tables.NEEDS)]
    shown += [(next(iter(model.partners[0].members.values())), tables.MEMBERS)]
    for window, table in shown:
        assert {type(getattr(window, column.name)) for column in table} <= plain


def test_codes_masks_and_flags_are_words(model: HLMModel) -> None:
    state = model.world.state
    assert [t.household_type for t in model.tenants] == [
        HOUSEHOLD_TYPES[code] for code in state.households["household_type"]
    ]
    assert [p.kind for p in model.partners] == [PARTNER_KINDS[code] for code in state.partners["kind"]]
    food_bank = next(p for p in model.partners if p.domains == ("food_income",))
    assert food_bank.public is False
    assert len(food_bank.preference) == len(ACTIONS)
    for tenant in model.tenants:
        active = tuple(domain for domain, need in tenant.needs.items() if need.status != "none")
        assert tenant.needs_active == active
        assert all(need.referral in {None, *tables.REFERRALS} for need in tenant.needs.values())


def test_agents_follow_the_engine(model: HLMModel) -> None:
    before = [tenant.security for tenant in model.tenants]
    model.step()
    after = [tenant.security for tenant in model.tenants]
    assert before != after
    assert after == model.world.state.households["security"].tolist()


def test_the_engine_goes_on_from_what_was_written(small: Scenario) -> None:
    model = HLMModel(small, rng=5)
    world = build(small.blueprint(), study_seed=5)
    for _ in range(3):
        model.step()
    advance(world, 3)
    model.tenants[4].trust_worker = 0.9
    model.tenants[4].participates = True
    model.tenants[6].awareness["rights"] = 1
    model.workers[1].morale = np.float32(0.25)
    model.partners[2].commitment = 0.1
    world.state.households["trust_worker"][4] = 0.9
    world.state.households["participates"][4] = 1
    world.state.awareness[6, DOMAINS.index("rights")] = 1.0
    world.state.posts["morale"][1] = 0.25
    world.state.members["commitment"][world.state.members["partner"] == 2] = 0.1
    while model.running:
        model.step()
    advance(world, small.weeks)
    for mine, theirs in zip(model.world.state, world.state, strict=True):
        assert np.asarray(mine).tobytes() == np.asarray(theirs).tobytes()


@given(value=st.one_of(st.floats(), st.integers(), st.booleans(), st.none(), st.text(max_size=3)))
def test_a_score_takes_numbers_from_0_to_1_and_nothing_else(scored: Tenant, value: Any) -> None:
    before = scored.stigma
    good = isinstance(value, int | float) and math.isfinite(value) and 0 <= value <= 1
    if good:
        scored.stigma = value
        assert scored.stigma == value
    else:
        problem = refusal(setattr, scored, "stigma", value)
        assert problem.code == "agent_bad_value"
        assert problem.facts == {
            "where": repr(scored), "column": "stigma", "found": repr(value), "low": 0.0, "high": 1.0,
        }  # fmt: skip
        assert scored.stigma == before


@pytest.fixture(scope="module")
def scored(small: Scenario) -> Tenant:
    tenant: Tenant = HLMModel(small, rng=1).tenants[0]
    return tenant


def test_only_writable_columns_can_be_written(model: HLMModel) -> None:
    shown = {Tenant: tables.HOUSEHOLDS, Worker: tables.POSTS, Partner: tables.PARTNERS}
    before = model.world.copy().state
    for kind, table in shown.items():
        agent = model.windows(kind)[0]
        for column in table:
            if column.writable:
                setattr(agent, column.name, getattr(agent, column.name))
            else:
                problem = refusal(setattr, agent, column.name, 0)
                assert (problem.code, problem.facts["column"]) == ("agent_read_only", column.name)
    for mine, theirs in zip(model.world.state, before, strict=True):
        assert np.asarray(mine).tobytes() == np.asarray(theirs).tobytes()


def test_a_typing_error_does_not_pass_for_a_change(model: HLMModel) -> None:
    for window in (model.tenants[0], model.tenants[0].needs["health"], model.workers[0], model.partners[0]):
        assert refusal(setattr, window, "trust_wroker", 0.9).code == "agent_unknown_column"
    problem = refusal(setattr, model.tenants[0], "trust", 0.9)
    assert "trust_worker" in problem.facts["known"]
    with pytest.raises(AttributeError):
        _ = model.tenants[0].trust
    with pytest.raises(KeyError):
        model.tenants[0].awareness["helth"] = 0.5


def test_awareness_is_a_mapping_by_domain(model: HLMModel) -> None:
    tenant = model.tenants[2]
    assert dict(tenant.awareness) == dict(zip(DOMAINS, model.world.state.awareness[2].tolist(), strict=True))
    assert refusal(tenant.awareness.__setitem__, "health", 1.5).facts["where"] == "Tenant(seat=2).awareness['health']"


def test_severity_can_be_written_while_the_need_is_active(model: HLMModel) -> None:
    needs = [need for tenant in model.tenants for need in tenant.needs.values()]
    active = next(need for need in needs if need.status == "unmet")
    active.severity = 0.75
    assert active.severity == 0.75
    assert refusal(setattr, active, "status", "none").code == "agent_read_only"
    idle = next(need for need in needs if need.status == "none")
    assert refusal(setattr, idle, "severity", 0.75).code == "agent_has_no_need"


def test_agents_cannot_be_removed(model: HLMModel) -> None:
    assert refusal(model.tenants[0].remove).code == "agent_cannot_be_removed"
    assert len(model.tenants) == 40


def test_neighbours_are_mutual(model: HLMModel) -> None:
    ties = 0
    for tenant in model.tenants:
        for other, strength in tenant.neighbours.items():
            assert 0 < strength <= 1
            assert tenant in other.neighbours
            assert other.building == tenant.building
            ties += 1
        assert all(tenant in other.acquaintances for other in tenant.acquaintances)
    state = model.world.state
    assert ties == np.count_nonzero(state.strong_ties["strength"])


def test_workers_and_the_households_they_accompany(model: HLMModel) -> None:
    for worker in model.workers:
        assert len(worker.cases) == worker.caseload
        assert all(tenant.worker is worker for tenant in worker.cases)
    accompanied = {tenant for worker in model.workers for tenant in worker.cases}
    assert accompanied == {tenant for tenant in model.tenants if tenant.worker is not None}
    assert accompanied


def test_hours_of_the_week_are_those_paid(small: Scenario) -> None:
    model = HLMModel(small, rng=11)
    while model.running:
        before = [worker.filled for worker in model.workers]
        model.step()
        for worker, worked in zip(model.workers, before, strict=True):
            assert sum(worker.hours.values()) == pytest.approx(35.0 if worked else 0.0)
        assert sum(worker.hours["visits"] for worker in model.workers) == model.outcomes["hours_visits"]


def test_ties_between_actors(model: HLMModel) -> None:
    state = model.world.state
    size = len(state.partners)
    strength = state.member_ties["strength"].reshape(size, size)
    knowledge = state.post_ties["knowledge"].reshape(len(state.posts), size)
    first, last = model.partners[0], model.partners[size - 1]
    assert len(first.ties) == size - 1
    assert first.ties[last].strength == strength[0, size - 1]
    assert last.ties[first].strength == strength[size - 1, 0]
    assert model.workers[1].ties[last].knowledge == knowledge[1, size - 1]
    assert isinstance(first.ties[last], Tie)


def test_a_partner_of_one_site_stands_for_its_seat_there(model: HLMModel) -> None:
    partner = model.partners[3]
    (member,) = partner.members.values()
    partner.commitment = 0.125
    assert member.commitment == partner.commitment == 0.125
    assert member.ties == partner.ties
    assert partner.label


def test_a_partner_of_two_sites_has_a_seat_at_each(two_sites: Scenario) -> None:
    model = HLMModel(two_sites, rng=1)
    partner = model.partners[0]
    assert list(partner.members) == [3, 8]
    partner.members[8].commitment = 0.25
    members = model.world.state.members
    sites = model.world.state.sites["seat"][members["site"]]
    assert members["commitment"][(members["partner"] == 0) & (sites == 8)].tolist() == [0.25]
    assert partner.members[3].commitment != 0.25
    assert repr(partner.members[8]) == "Partner(seat=0).members[8]"
    assert refusal(getattr, partner, "commitment").facts["sites"] == (3, 8)
    assert refusal(setattr, partner, "commitment", 0.5).code == "agent_at_several_sites"
    assert set(partner.members[8].ties) == set(model.partners) - {partner}


def test_a_newcomer_is_shown_by_the_same_agent(small: Scenario) -> None:
    model = HLMModel(small, rng=2, context__demography__move_out=0.2)
    tenant = model.tenants[0]
    arrivals = set()
    for _ in range(40):
        model.step()
        arrivals.add(tenant.moved_in)
    assert len(arrivals) > 2
    assert tenant is model.tenants[0]
