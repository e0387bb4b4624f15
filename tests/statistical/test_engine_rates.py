"""The engine's rates against theory, each counted over many people, posts, partners or sites.

Every test takes a stated number of looks and raises a false alarm with probability ``FALSE_ALARM`` (``alarm.py``) over
the choice of seeds, which are fixed. The exact cases (``tests/exact``) hold one mechanism at a time; here the other
mechanisms run as they are shipped, unless they would move the rate itself.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from hlmsim.model import tables as t
from hlmsim.model.names import DOMAINS, HOUSEHOLD_TYPES, REFERRALS
from tests.statistical.alarm import Looks
from tests.statistical.many import Value, by_week, value
from tests.worlds import plan, started

pytestmark = pytest.mark.statistical

Values = dict[str, Value]


def test_households_move_out_at_the_stated_rate_every_week() -> None:
    people, weeks = 3_000, 40
    blueprint = plan(weeks=weeks, dwellings=people, buildings=100)
    world = started(blueprint)
    moves = [int((world.state.households["moved_in"] == week).sum()) for week in by_week(world, weeks)]
    rate = value(blueprint, "context.demography.move_out")
    spread = people * rate * (1.0 - rate)
    with Looks(2) as looks:
        looks.binomial("moves", sum(moves), people * weeks, rate)
        dispersion = sum((count - people * rate) ** 2 for count in moves) / spread
        looks.look("week by week", 2.0 * min(stats.chi2.cdf(dispersion, weeks), stats.chi2.sf(dispersion, weeks)))


def test_needs_arise_by_domain_and_household_type() -> None:
    """In the first week, before anything can have ended one."""
    nobody: Values = {"context.population.needs_per_household": 0, "context.demography.move_out": 0}
    blueprint = plan(dwellings=30_000, buildings=1_000, weeks=2, values=nobody)
    world = started(blueprint, until=1)
    with Looks(len(HOUSEHOLD_TYPES) * len(DOMAINS)) as looks:
        for k, kind in enumerate(HOUSEHOLD_TYPES):
            of_kind = world.state.households["household_type"] == k
            for d, domain in enumerate(DOMAINS):
                chance = value(blueprint, f"context.needs.arrival.{domain}")
                chance *= value(blueprint, f"context.needs.household_type_factor.{kind}")
                if domain == "family_school" and kind in {"single", "senior"}:
                    chance *= value(blueprint, "context.needs.school_without_children")
                arisen = world.state.needs["status"][of_kind, d] != t.NO_NEED
                looks.binomial(f"{domain}, {kind}", int(arisen.sum()), len(arisen), chance)


def test_first_needs_are_as_many_as_stated() -> None:
    blueprint = plan(dwellings=30_000, buildings=1_000, weeks=2)
    world = started(blueprint)
    arrivals = np.array([value(blueprint, f"context.needs.arrival.{domain}") for domain in DOMAINS])
    singles = world.state.households["household_type"] == HOUSEHOLD_TYPES.index("single")
    there = world.state.needs["status"][singles] != t.NO_NEED
    expected = value(blueprint, "context.population.needs_per_household") * arrivals / arrivals.sum()
    expected[DOMAINS.index("family_school")] *= value(blueprint, "context.needs.school_without_children")
    severity = world.state.needs["severity"][singles][there] / value(blueprint, "context.needs.crisis_severity")
    with Looks(len(DOMAINS) + 1) as looks:
        for d, domain in enumerate(DOMAINS):
            looks.binomial(domain, int(there[:, d].sum()), len(there), float(expected[d]))
        looks.look("severity", float(stats.kstest(severity, "uniform").pvalue))


def test_incidents_are_poisson_and_strike_every_building_alike() -> None:
    weeks, buildings, mean = 2_000, 4, 1.5
    steady: Values = {f"context.incidents.{name}_effect": 0 for name in ("efficacy", "presence", "disorder", "crisis")}
    sight: Values = {"context.incidents.rate": mean, "context.incidents.witness_share": 1}
    world = started(plan(weeks=weeks, dwellings=170, buildings=buildings, values={**steady, **sight}), until=weeks)
    counts = world.state.by_week["incidents"]
    most = 5
    classes = [int((counts == k).sum()) for k in range(most)] + [int((counts >= most).sum())]
    chances = [*stats.poisson.pmf(np.arange(most), mean), stats.poisson.sf(most - 1, mean)]
    lines = world.state.journal[: world.state.journal_used[0]]
    struck = lines["subject"][lines["entry"] == t.JOURNAL_ENTRIES.index("incident")]
    with Looks(3) as looks:
        looks.poisson("incidents", int(counts.sum()), mean * weeks)
        looks.fit("a week", classes, [weeks * chance for chance in chances])
        struck_at = np.bincount(struck - struck.min(), minlength=buildings)
        looks.fit("buildings", struck_at.tolist(), [len(struck) / buildings] * buildings)


def test_referrals_that_arrive_are_taken_up_at_the_rate_of_their_kind() -> None:
    """Without wrong doors, lost hand-overs or contacts that count, connections of each kind are binomial."""
    certain: Values = {"context.referral.misrouting": 0, "context.referral.handover_loss": 0}
    plenty: Values = {"context.referral.contacts_counted": 0, "context.seeking.intercept": -2, "levers.posts.count": 6}
    served: Values = {"levers.partners.capacity_factor": 20, "context.referral.between_partners": 1}
    blueprint = plan(weeks=200, dwellings=600, buildings=20, values={**certain, **plenty, **served})
    world = started(blueprint, until=200)
    with Looks(len(REFERRALS)) as looks:
        for k, kind in enumerate(REFERRALS):
            made, taken = (int(world.state.by_week[name][:, k].sum()) for name in ("referrals", "connections"))
            assert made > 300
            looks.binomial(kind, taken, made, value(blueprint, f"context.referral.conversion.{kind}"))
