"""The rules of one agent as functions: limits, directions and closed forms."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmsim.model.mechanisms.engagement import commitment_target
from hlmsim.model.mechanisms.forgetting import faded
from hlmsim.model.mechanisms.gathering import attendance, conflict_chance
from hlmsim.model.mechanisms.incidents import bond, incident_rate
from hlmsim.model.mechanisms.meetings import fit, gained
from hlmsim.model.mechanisms.needs import severity_after
from hlmsim.model.mechanisms.outreach import trust_after
from hlmsim.model.mechanisms.referral import conversion
from hlmsim.model.mechanisms.seeking import seeking_log_odds
from hlmsim.model.mechanisms.succession import carried, quit_hazard
from hlmsim.model.mechanisms.talk import learn
from hlmsim.model.mechanisms.tie_decay import tie_after, towards
from hlmsim.model.mechanisms.wellbeing import relaxed, security_level
from hlmsim.model.names import GOVERNANCE
from tests.worlds import plan, started

SHARE = st.floats(0.0, 1.0)


@pytest.fixture(scope="module")
def p() -> Any:
    """The baseline's weekly numbers, as rules read them."""
    record = started(plan(weeks=1)).state.parameters[0, 0]
    return SimpleNamespace(**{name: record[name] for name in record.dtype.names})


def changed(p: Any, **values: float) -> Any:
    return SimpleNamespace(**{**vars(p), **values})


@given(SHARE, SHARE, SHARE)
def test_levels_stay_levels(level: float, other: float, gain: float) -> None:
    for after in (
        severity_after(level, gain),
        trust_after(level, gain),
        learn(level, other, gain),
        faded(level, gain, other),
        gained(level, gain),
        tie_after(level, gain, other),
        towards(level, other, gain),
        relaxed(level, other, gain),
        bond(level),
        attendance(level, 10 * other),
        conversion(level, 3 * gain),
    ):
        assert -1e-15 <= after <= 1 + 1e-15


@given(SHARE, SHARE)
def test_nothing_comes_of_nothing(level: float, other: float) -> None:
    assert severity_after(level, 0.0) == level
    assert trust_after(level, 0.0) == level
    assert learn(level, other, 0.0) == learn(level, 0.0, other) == level
    assert faded(level, 0.0, 0.0) == level
    assert tie_after(level, 0.0, 0.0) == level
    assert relaxed(level, other, 1.0) == pytest.approx(level)
    assert attendance(level, 0.0) == attendance(0.0, 10.0) == 0.0


def test_trust_after_ten_contacts_is_the_closed_form() -> None:
    trust = 0.2
    for _ in range(10):
        trust = trust_after(trust, 0.1)
    assert trust == pytest.approx(1 - 0.9**10 * 0.8)


@given(st.floats(0.05, 0.95), st.floats(0, 2), st.floats(0.01, 1))
def test_contacts_multiply_the_odds_of_conversion(base: float, log_odds: float, more: float) -> None:
    odds = conversion(base, log_odds) / (1 - conversion(base, log_odds))
    assert odds == pytest.approx(base / (1 - base) * math.exp(log_odds))
    assert conversion(base, log_odds + more) > conversion(base, log_odds)
    assert conversion(0.0, log_odds) == 0.0
    assert conversion(1.0, log_odds) == 1.0


def test_referrals_convert_in_the_order_of_the_literature(p: Any) -> None:
    hearsay, cold, active, warm = p.referral_conversion
    assert hearsay < cold < active < warm
    assert 1.6 <= warm / cold <= 3.0


def test_more_than_four_contacts_about_double_the_odds(p: Any) -> None:
    assert 1.5 <= math.exp(5 * p.referral_contacts_log_odds) <= 2.5


@given(SHARE, SHARE, SHARE)
def test_efficacy_and_presence_lower_incidents_disorder_and_crises_raise_them(
    efficacy: float, presence: float, share: float
) -> None:
    p = SimpleNamespace(
        incidents_rate=0.08,
        incidents_efficacy_effect=0.5,
        incidents_presence_effect=0.2,
        incidents_disorder_effect=1.0,
        incidents_crisis_effect=1.0,
    )
    site = SimpleNamespace(efficacy=efficacy, presence=presence, disorder=share)
    calm, plain = (
        SimpleNamespace(efficacy=1, presence=1, disorder=0),
        SimpleNamespace(efficacy=0, presence=0, disorder=0),
    )
    assert incident_rate(calm, p, 0.0) == pytest.approx(0.08 * 0.5 * 0.8)
    assert incident_rate(plain, p, 0.0) == pytest.approx(0.08)
    assert incident_rate(calm, p, 0.0) <= incident_rate(site, p, share) <= 4 * incident_rate(plain, p, 0.0)
    more = SimpleNamespace(efficacy=efficacy, presence=presence, disorder=min(1.0, share + 0.1))
    assert incident_rate(more, p, share) >= incident_rate(site, p, share)


def test_seeking_rises_with_what_helps_and_falls_with_stigma(p: Any) -> None:
    def z(awareness: float = 0.5, severity: float = 0.5, accompanied: bool = False, **person: float) -> float:
        x = {"trust_institutions": 0.5, "trust_worker": 0.5, "stigma": 0.5, "participates": 0, "visible_success": 0.0}
        need = SimpleNamespace(severity=severity)
        return float(seeking_log_odds(SimpleNamespace(**{**x, **person}), need, awareness, accompanied, p))

    assert z(awareness=0.9) > z()
    assert z(severity=0.9) > z()
    assert z(trust_institutions=0.9) > z()
    assert z(visible_success=0.9) > z()
    assert z(accompanied=True) > z()
    assert z(stigma=0.9) < z()
    assert z(participates=1, stigma=0.9) == z(participates=1, stigma=0.1) > z()


def test_clarity_acts_on_quitting_at_least_twice_as_much_as_on_performance(p: Any) -> None:
    def hazard(clarity: float, **post: float) -> float:
        x = {"morale": 0.5, "overload": 0.0, "role_clarity": clarity}
        return float(quit_hazard(SimpleNamespace(**{**x, **post}), p))

    assert hazard(0.5) == pytest.approx(float(p.turnover_worker_annual))
    assert hazard(0.2) > hazard(0.5) > hazard(0.8)
    assert hazard(0.5, overload=1.0) > hazard(0.5)
    assert hazard(0.5, morale=0.2) > hazard(0.5)
    on_quitting = hazard(0.25) / hazard(0.75) - 1.0
    on_performance = 1.0 / (1.0 - 0.5 * p.worker_clarity_effect) - 1.0
    assert on_quitting >= 2.0 * on_performance


def test_a_warm_handover_carries_over_more(p: Any) -> None:
    none = changed(p, turnover_written_roles=0.0)
    full = changed(p, turnover_written_roles=1.0)
    assert carried(0.0, none) == pytest.approx(p.succession_carry_cold)
    assert carried(0.0, none) < carried(2.0, none) < carried(6.0, none) < carried(6.0, full)
    assert carried(1e9, full) == pytest.approx(p.succession_carry_warm)


def test_commitment_follows_what_a_member_gets_and_pays(p: Any) -> None:
    def target(disagreement: float = 0.2, urgency: float = 0.0, **member: float) -> float:
        x = {"successes": 1.0, "cases": 3.0, "tie_mean": 0.3, "hours_rate": 10.0, "conflict": 0.1, "distance": 0.2}
        return float(commitment_target(SimpleNamespace(**{**x, **member}), disagreement, urgency, p))

    assert target(successes=2.0) > target()
    assert target(tie_mean=0.6) > target()
    assert target(urgency=0.2) == pytest.approx(target() + 0.2)
    for worse in ({"hours_rate": 30.0}, {"conflict": 0.6}, {"distance": 0.7}, {"disagreement": 0.8}):
        assert target(**worse) < target()


@pytest.mark.parametrize(
    ("form", "members", "best"),
    [("shared", 5, True), ("coordinating_office", 12, True), ("shared", 16, False), ("coordinating_office", 2, False)],
)
def test_a_form_of_governance_fits_a_number_of_members(form: str, members: int, best: bool) -> None:
    quality = fit(GOVERNANCE.index(form), float(members), 0.4)
    assert quality == 1.0 if best else 0.6 <= quality < 1.0
    assert fit(GOVERNANCE.index("lead_organisation"), float(members), 0.4) == pytest.approx(0.88)
    assert fit(GOVERNANCE.index(form), float(members), 0.0) == 1.0


@given(st.floats(0.1, 40), st.floats(0.1, 40), SHARE, SHARE)
def test_rules_or_clarity_keep_the_room_in_peace(demand: float, room: float, rules: float, clarity: float) -> None:
    def chance(rules: float, clarity: float) -> float:
        p = SimpleNamespace(shared_space_conflict=0.8, shared_space_rules=rules)
        return float(conflict_chance(demand, room, clarity, p))

    assert chance(1.0, clarity) == chance(rules, 1.0) == 0.0
    assert 0.0 <= chance(rules, clarity) <= chance(0.0, 0.0) <= 0.8
    assert conflict_chance(demand, 0.0, clarity, SimpleNamespace()) == 0.0


def test_security_is_what_the_site_gives(p: Any) -> None:
    def level(**site: float) -> float:
        x = {"efficacy": 0.2, "upkeep": 0.5, "presence": 0.3, "disorder": 0.3, "incident_memory": 0.5}
        return float(security_level(SimpleNamespace(**{**x, **site}), p))

    for better in ({"efficacy": 0.5}, {"upkeep": 0.8}, {"presence": 0.8}, {"disorder": 0.1}, {"incident_memory": 0.0}):
        assert level(**better) > level()
    nothing = level(efficacy=0.0, upkeep=0.0, presence=0.0, disorder=0.0, incident_memory=0.0)
    assert nothing == pytest.approx(float(p.security_ground))
