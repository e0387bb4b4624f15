"""What a week leaves behind, and the outcomes that are made from it (section 8)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from hlmsim.model.names import DOMAINS, HOURS_USES, LIVING_CONDITIONS, PARTNER_KINDS, REFERRALS, SECTOR_OF_KIND
from tests.reference.people import IN_SERVICE, Household, Need, Partner, World

ACCESS_WEEKS = 26
INSECURE = TRUSTED = 0.5

LONGEST_WAIT = 156
"""Weeks to a first appointment are told one by one up to three years; longer waits are no answer."""


def record(world: World) -> None:
    """The sums of the week."""
    week = dict(world.tally)
    people, members = world.households, world.members
    active = [need for household in people for need in household.needs.values()]
    week["active"], week["active_connected"] = len(active), sum(need.connected for need in active)
    week["unmet"] = mean(bool(not_in_service(household)) for household in people)
    week["needs_met"] = mean(1.0 - burden(household) for household in people)
    week["security"] = mean(household.security for household in people)
    week["insecure"] = mean(household.security < INSECURE for household in people)
    week["agency"] = mean(household.agency for household in people)
    week["participation"] = mean(household.participates for household in people)
    week["support"] = mean(household.trust_worker >= TRUSTED for household in people)
    week["upkeep"], week["disorder"], week["efficacy"] = world.upkeep, world.disorder, world.efficacy
    week["alive"], week["members"] = world.alive, len(members)
    week["commitment"] = mean(partner.commitment for partner in members)
    week["tenure"] = mean(partner.tenure for partner in members)
    week |= structure(world)
    week |= hidden(world)
    world.record.append(week)


def structure(world: World) -> dict[str, float]:
    """How the ties between members lie: mean strength, Freeman's centralisation, modularity of the four sectors."""
    members, size = world.members, len(world.members)
    pairs = [(one, other, world.tie(one, other)) for one, other in combinations(members, 2)]
    total = sum(strength for _, _, strength in pairs)
    degrees = {member: sum(tie for one, other, tie in pairs if member in {one, other}) for member in members}
    gathered = sum(max(degrees.values()) - degree for degree in degrees.values()) if degrees else 0.0
    modularity = 0.0
    for sector in set(map(sector_of, members)) if total else ():
        inside = sum(tie for one, other, tie in pairs if sector_of(one) == sector_of(other) == sector)
        ends = sum(degree for member, degree in degrees.items() if sector_of(member) == sector)
        modularity += inside / total - (ends / (2.0 * total)) ** 2
    return {
        "density": mean(strength for _, _, strength in pairs),
        "centralisation": gathered / ((size - 1) * (size - 2)) if size > 2 else 0.0,
        "modularity": modularity,
    }


def sector_of(partner: Partner) -> int:
    """The sector of a partner's kind."""
    return SECTOR_OF_KIND[PARTNER_KINDS.index(partner.kind)]


def hidden(world: World) -> dict[str, float]:
    """State that no outcome shows, kept so that it can be compared too."""
    people, partners, posts = world.households, world.partners, world.posts
    return {
        "trust_worker": mean(household.trust_worker for household in people),
        "trust_institutions": mean(household.trust_institutions for household in people),
        "stigma": mean(household.stigma for household in people),
        "visible_success": mean(household.visible_success for household in people),
        "awareness": mean(household.awareness[domain] for household in people for domain in DOMAINS),
        "accompanied": mean(household.post is not None for household in people),
        "known_needs": mean(need.known for household in people for need in household.needs.values()),
        "partner_clarity": mean(partner.role_clarity for partner in partners),
        "partner_distance": mean(partner.distance for partner in partners),
        "partner_knowledge": mean(level for (actor, _), level in world.knowledge.items() if actor in partners),
        "post_clarity": mean(post.role_clarity for post in posts),
        "post_morale": mean(post.morale for post in posts),
        "post_overload": mean(post.overload for post in posts if post.filled),
        "post_knowledge": mean(level for (actor, _), level in world.knowledge.items() if actor in posts),
        "disagreement": world.disagreement,
        "incident_memory": world.incident_memory,
        "presence": world.presence,
    }


def mean(values: Iterable[float]) -> float:
    """The mean; 0 of nothing."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def outcomes(world: World) -> dict[str, float]:
    """Every outcome over the weeks after the burn-in; NaN where there is nothing to make it from."""
    weeks = world.record[world.settings.burn_in :]

    def total(name: str) -> float:
        return float(sum(week.get(name, 0.0) for week in weeks))

    found = of_households(world, total, len(weeks)) | of_the_network(total, len(weeks))
    found["service_access"] = service_access(world)
    waiting = still_waiting(world)
    found["weeks_to_service_median"], found["weeks_to_service_p90"] = first_appointments(waiting, (0.5, 0.1))
    found["weeks_to_service_mean"] = sum(waiting) if waiting else math.nan
    found |= {f"state_{name}": total(name) / len(weeks) for name in hidden(world)}
    return found


def share(part: float, whole: float) -> float:
    """A share; NaN of nothing."""
    return part / whole if whole else math.nan


def of_households(world: World, total: Callable[[str], float], weeks: int) -> dict[str, float]:
    """Outcomes of households and of the site."""
    parts = {
        "needs": total("needs_met") / weeks,
        "upkeep": total("upkeep") / weeks,
        "security": total("security") / weeks,
        "cohesion": total("cohesion") / weeks,
        "agency": total("agency") / weeks,
    }
    weights = {part: world.settings.number(f"living_conditions.weight.{part}") for part in LIVING_CONDITIONS}
    return {
        "unmet_need": total("unmet") / weeks,
        "sense_of_security": parts["security"],
        "insecure_share": total("insecure") / weeks,
        "prevention": 1.0 - share(total("crises"), total("opened")),
        "early_detection": share(total("early"), total("opened")),
        "capacity_to_act": parts["agency"],
        "participation": total("participation") / weeks,
        "living_conditions": sum(weights[part] * parts[part] for part in LIVING_CONDITIONS),
        "support": total("support") / weeks,
        "incidents": total("incidents") / weeks,
        **{f"state_{name}": total(name) / weeks for name in ("upkeep", "disorder", "efficacy", "cohesion", "active")},
    }


def of_the_network(total: Callable[[str], float], weeks: int) -> dict[str, float]:
    """Outcomes of the network, the posts and the referrals."""
    return {
        "silo_rate": 100.0 * share(total("duplicates"), total("contacts")),
        "lost_handovers": 100.0 * share(total("lost"), total("handovers")),
        "misrouted": 100.0 * share(total("misrouted"), total("referrals")),
        "members": share(total("members"), total("alive")),
        "commitment": share(total("commitment"), total("alive")),
        "representative_tenure": share(total("tenure"), total("alive")),
        "network_survival": total("alive") / weeks,
        **{name: share(total(name), total("alive")) for name in ("density", "centralisation", "modularity")},
        **{f"{name}_all_weeks": total(name) / weeks for name in ("members", "commitment", "density")},
        "posts_filled": share(total("posts_filled"), total("posts")),
        "hours_paid": total("hours_paid") / weeks,
        "referrals": total("referrals") / weeks,
        "contacts": total("contacts") / weeks,
        **{f"hours_{use}": total(f"hours_{use}") / weeks for use in HOURS_USES},
        **{f"connection_{kind}": share(total(f"connections_{kind}"), total(f"referrals_{kind}")) for kind in REFERRALS},
    }


def service_access(world: World) -> float:
    """Of the needs active within the last weeks, those that have had an appointment."""
    connected = every = 0.0
    for last in range(world.settings.burn_in, len(world.record)):
        now, weeks = world.record[last], world.record[max(0, last + 1 - ACCESS_WEEKS) : last + 1]
        ended = sum(week.get("ended_connected", 0.0) for week in weeks)
        connected += now["active_connected"] + ended
        every += now["active"] + ended + sum(week.get("ended_unconnected", 0.0) for week in weeks)
    return share(connected, every)


def not_in_service(household: Household) -> list[Need]:
    """The household's needs that no service has taken in hand yet."""
    return [need for need in household.needs.values() if need.status != IN_SERVICE]


def burden(household: Household) -> float:
    """Severity of its needs not in service, at most 1."""
    return min(1.0, sum(need.severity for need in not_in_service(household)))


def end_wait(world: World, need: Need, *, connected: bool) -> None:
    """A need has had its first appointment, or will have none; only weeks after the burn-in are looked at."""
    weeks = world.week - world.settings.burn_in
    if weeks >= 0:
        world.waits.append((max(0, need.age - weeks), need.age, connected))


def still_waiting(world: World) -> list[float]:
    """Kaplan-Meier: the share of needs that still wait after each week, up to ``LONGEST_WAIT``; level beyond the last
    week at risk, empty without any need.
    """
    for household in world.households:
        for need in household.needs.values():
            if not need.connected:
                end_wait(world, need, connected=False)
    waiting, curve = 1.0, []
    for age in range(LONGEST_WAIT if world.waits else 0):
        at_risk = sum(first <= age <= last for first, last, _ in world.waits)
        if at_risk:
            waiting *= 1.0 - sum(last == age and event for _, last, event in world.waits) / at_risk
        curve.append(waiting)
    return curve


def first_appointments(waiting: Sequence[float], shares: Sequence[float]) -> list[float]:
    """Weeks after which at most these shares of needs still wait; NaN where it never comes to that."""
    return [next((float(age) for age, left in enumerate(waiting) if left <= share_), math.nan) for share_ in shares]
