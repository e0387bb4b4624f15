"""One site as a plain Mesa model: the order of the week, the committee, the record."""

from __future__ import annotations

import math
from collections import defaultdict
from types import SimpleNamespace

import mesa

from benchmarks.yardstick.staff import Partner, Tie, Worker
from benchmarks.yardstick.tenant import DOMAINS, MEASURES, Tenant, clamp
from hlmsim.model import names
from hlmsim.model.week import PARAMETERS
from hlmsim.scenario import Scenario

REACH = 40
FLOWS = ("opened", "resolved", "connected", "crises", "contacts", "referrals", "misrouted", "duplicates", "lost")


def numbers(scenario: Scenario) -> SimpleNamespace:
    """Every parameter of the scenario as the weekly rules read it."""
    read = {}
    for parameter in PARAMETERS:
        weekly = tuple(parameter.weekly(scenario.values[path]) for path in parameter.paths)
        read[parameter.field] = weekly if parameter.over else weekly[0]
    return SimpleNamespace(**read)


class Yardstick(mesa.Model):
    """The same mechanisms as hlmsim on one site, one Python object an agent."""

    def __init__(self, plan: Scenario, *, rng: int | None = None) -> None:
        super().__init__(rng=rng)
        self.p = numbers(plan)
        blueprint = plan.blueprint()
        site = blueprint.sites[0]
        self.buildings: list[list[Tenant]] = [[] for _ in range(site.buildings)]
        for dwelling in range(site.dwellings):
            building = dwelling % site.buildings
            self.buildings[building].append(Tenant(self, building))
        for _ in range(int(self.p.posts_count)):
            Worker(self)
        for partner in blueprint.partners:
            Partner(self, partner, tuple(names.DOMAINS.index(domain) for domain in partner.domains))
        self.tenants = self.agents_by_type[Tenant]
        self.workers = self.agents_by_type[Worker]
        self.partners = self.agents_by_type[Partner]
        self.everybody = list(self.tenants)
        self.everyone = list(self.partners)
        self.serving = [[partner for partner in self.partners if d in partner.domains] for d in DOMAINS]
        self.tie_tenants()
        self.tie_actors()
        self.disorder, self.upkeep = 0.25, self.p.population_upkeep
        self.cohesion = self.participation = self.efficacy = self.presence = self.incident_memory = 0.0
        self.portfolio = list(self.p.actions_portfolio)
        self.disagreement = self.since_decision = 0.0
        self.clear()
        self.datacollector = mesa.DataCollector(
            model_reporters={name: name for name in (*FLOWS, "commitment", "density", "centralisation")},
            tables={"groups": ["week", "group", *MEASURES]},
        )

    def tie_tenants(self) -> None:
        p = self.p
        chance = p.ties_strong_degree / (2 * p.ties_reach)
        for building in self.buildings:
            for place, tenant in enumerate(building):
                for other in building[place + 1 : place + 1 + int(p.ties_reach)]:
                    if self.random.random() < chance:
                        tenant.neighbours[other] = other.neighbours[tenant] = p.ties_strong_strength
        for place, tenant in enumerate(self.everybody):
            near = self.everybody[place + 1 : place + 1 + REACH]
            for other in self.random.sample(near, min(len(near), round(p.ties_weak_degree / 2))):
                if other not in tenant.neighbours:
                    tenant.acquaintances[other] = other.acquaintances[tenant] = p.ties_weak_strength

    def tie_actors(self) -> None:
        for actor in [*self.workers, *self.partners]:
            for partner in self.partners:
                if partner is not actor:
                    actor.ties[partner] = Tie(self.p.population_prior_tie, self.p.population_prior_knowledge)

    def clear(self) -> None:
        self.opened = self.resolved = self.connected = self.crises = 0
        self.contacts = self.referrals = self.misrouted = self.duplicates = self.lost = 0
        self.collective_hours = self.visible_hours = 0.0

    def step(self) -> None:
        """One week."""
        self.clear()
        self.tenants.do("move")
        self.tenants.do("live")
        self.incidents()
        self.tenants.do("talk")
        self.tenants.do("remember")
        self.inform()
        self.tenants.do("forget")
        self.workers.do("work")
        self.tenants.shuffle_do("seek")
        self.partners.do("serve")
        self.gather()
        if self.meets():
            self.meet()
        self.partners.do("engage")
        self.workers.do("stay_or_leave")
        self.tenants.do("fade")
        self.workers.do("fade")
        self.partners.do("fade")
        self.relax()
        self.tenants.do("drift")
        self.record()
        self.datacollector.collect(self)

    def incidents(self) -> None:
        """3: incidents strike a building; witnesses lose security."""
        p = self.p
        calm = (1 - p.incidents_efficacy_effect * self.efficacy) * (1 - p.incidents_presence_effect * self.presence)
        crises = sum(need.crisis for tenant in self.everybody for need in tenant.needs.values())
        share = crises / (len(self.everybody) * len(DOMAINS))
        rate = p.incidents_rate * calm * (1 + p.incidents_disorder_effect * self.disorder)
        happened = int(self.rng.poisson(rate * (1 + p.incidents_crisis_effect * share)))
        for _ in range(happened):
            for tenant in self.random.choice(self.buildings):
                if self.random.random() < p.incidents_witness_share:
                    shock = p.incidents_shock * (1 - p.incidents_tie_buffer * tenant.bond())
                    tenant.security = max(0.0, tenant.security - shock)
            self.disorder += p.incidents_disorder_gain * (1 - self.disorder)
        self.incident_memory = self.incident_memory * p.security_half_life + happened

    def inform(self) -> None:
        general = self.p.awareness_general_information
        self.informed = [general * sum(o.commitment * o.member for o in s) / len(s) for s in self.serving]

    def handed_over(self, strength: float) -> bool:
        """Whether a hand-over between two actors arrives."""
        if self.random.random() < self.p.referral_handover_loss * (1 - strength):
            self.lost += 1
            return False
        return True

    def meets(self) -> bool:
        interval = int(self.p.concertation_meeting_interval_weeks)
        return interval > 0 and self.steps % interval == 0

    def gather(self) -> None:
        """10: the shared room and the posts' collective hours."""
        p = self.p
        demand = sum(p.shared_space_partner_demand * partner.commitment for partner in self.partners)
        hours = self.collective_hours + min(demand, p.shared_space_hours)
        self.activities = hours / p.gathering_hours_per_activity
        self.tenants.do("attend")
        self.tenants.do("befriend")

    def meet(self) -> None:
        """11: those who come gain ties, knowledge of each other and clarity; at times they choose the actions."""
        p = self.p
        members = self.partners.select(lambda partner: partner.member and partner.vacancy_left == 0)
        coming = [partner for partner in members if self.random.random() < partner.commitment]
        talking = 1 - p.role_clarity_agenda_share
        knowing = talking * p.meeting_knowledge_gain * (0.5 + 0.5 * p.concertation_information_sharing)
        for partner in coming:
            partner.meeting_hours += p.meeting_partner_share * p.concertation_meeting_hours
            partner.role_clarity += p.meeting_side_clarity * (1 - partner.role_clarity)
            for other in coming:
                if other is not partner:
                    partner.ties[other].meet(talking * p.meeting_tie_gain, knowing)
            for worker in self.workers:
                worker.ties[partner].meet(talking * p.meeting_tie_gain, knowing)
        self.since_decision += p.concertation_meeting_interval_weeks
        if coming and self.since_decision >= p.meeting_decision_weeks:
            self.choose(coming)

    def choose(self, coming: list[Partner]) -> None:
        wished = [sum(wish) / len(coming) for wish in zip(*(partner.preferences for partner in coming), strict=True)]
        mandate = self.p.meeting_mandate
        planned = zip(self.p.actions_portfolio, wished, strict=True)
        self.portfolio = [mandate * share + (1 - mandate) * wish for share, wish in planned]
        for partner in self.partners:
            apart = zip(partner.preferences, self.portfolio, strict=True)
            partner.distance = 0.5 * sum(abs(wish - share) for wish, share in apart)
        self.disagreement = sum(partner.distance for partner in coming) / len(coming)
        self.since_decision = 0.0

    def relax(self) -> None:
        """15: the site's disorder, upkeep and efficacy, and the security that they give everyone."""
        p = self.p
        self.presence = 1 - math.exp(-self.visible_hours / p.presence_saturation_hours)
        calm = p.founding_disorder[0] * max(0.0, 1 - p.disorder_efficacy * self.efficacy)
        self.disorder = clamp(calm + (self.disorder - calm) * p.disorder_half_life)
        ground = p.population_upkeep - p.upkeep_disorder * (self.disorder - p.founding_disorder[0])
        self.upkeep = clamp(ground + (self.upkeep - ground) * p.upkeep_half_life)
        self.cohesion = sum(tenant.bond() for tenant in self.everybody) / len(self.everybody)
        self.participation = sum(tenant.participates for tenant in self.everybody) / len(self.everybody)
        eroded = 1 - self.disorder * (1 - self.cohesion)
        self.efficacy = math.sqrt(self.cohesion * self.participation) * eroded
        memory = self.incident_memory / (1 + self.incident_memory)
        gives = p.security_efficacy * self.efficacy + p.security_upkeep * self.upkeep
        gives += p.security_presence * self.presence
        takes = p.security_incidents * memory + p.security_disorder * self.disorder
        self.security_level = p.security_ground + gives - takes

    def record(self) -> None:
        """16: outcomes of everyone, each household type and each language group; the committee's ties."""
        groups: dict[str, list[tuple[float, ...]]] = defaultdict(list)
        for tenant in self.everybody:
            shown = tenant.outcomes()
            groups["all"].append(shown)
            groups[f"type:{tenant.household_type}"].append(shown)
            groups[f"language:{tenant.language}"].append(shown)
        for group, rows in groups.items():
            means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
            row = {"week": self.steps, "group": group, **dict(zip(MEASURES, means, strict=True))}
            self.datacollector.add_table_row("groups", row)
        members = [partner for partner in self.everyone if partner.member]
        self.commitment = sum(partner.commitment for partner in members) / max(1, len(members))
        degrees = [sum(tie.strength for other, tie in one.ties.items() if other.member) for one in members]
        pairs = len(members) * (len(members) - 1)
        self.density = sum(degrees) / pairs if pairs else 0.0
        spread = sum(max(degrees) - degree for degree in degrees) if degrees else 0.0
        self.centralisation = spread / (pairs - 2 * len(members) + 2) if len(members) > 2 else 0.0
