"""A tenant household: needs, talk, help-seeking, referral, wellbeing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import mesa

DOMAINS = range(6)
FAMILY_SCHOOL = 3
MEASURES = (
    "unmet_need",
    "sense_of_security",
    "insecure_share",
    "capacity_to_act",
    "participation",
    "support",
    "living_conditions",
    "active",
    "active_connected",
)


@dataclass(eq=False)
class Need:
    """An active need in one domain."""

    severity: float
    status: str = "unmet"
    age: int = 0
    waited: int = 0
    contacts: int = 0
    cooling: int = 0
    crisis: bool = False
    known: bool = False
    connected: bool = False
    partner: Any = None


def clamp(value: float) -> float:
    return min(1.0, max(0.0, value))


class Tenant(mesa.Agent):
    """One household in one dwelling; when it moves out another takes its place."""

    def __init__(self, model: mesa.Model, building: int) -> None:
        super().__init__(model)
        self.building = building
        self.household_type = self.random.choices(range(4), model.p.population_household_type_share)[0]
        self.neighbours: dict[Tenant, float] = {}
        self.acquaintances: dict[Tenant, float] = {}
        self.settle()
        p = model.p
        self.trust_worker = p.population_trust_worker
        self.participates = self.random.random() < p.population_participation
        self.awareness = [p.population_awareness] * len(DOMAINS)
        arriving = sum(p.needs_arrival)
        for domain in DOMAINS:
            if self.random.random() < p.population_needs_per_household * p.needs_arrival[domain] / arriving:
                self.needs[domain] = Need(p.needs_crisis_severity * self.random.random())

    def settle(self) -> None:
        p = self.model.p

        def around(level: float) -> float:
            return clamp(level + p.population_spread * (2 * self.random.random() - 1))

        self.language = self.random.choices(range(3), p.population_language_share)[0]
        self.trust_institutions = around(p.population_trust_institutions)
        self.stigma = around(p.population_stigma)
        self.agency = around(p.population_agency)
        self.security = around(p.founding_security[int(p.founding_trigger)])
        self.trust_worker = 0.0
        self.visible_success = 0.0
        self.participates = False
        self.worker = None
        self.support = "none"
        self.contacted = -52
        self.needs: dict[int, Need] = {}
        self.awareness = [0.0] * len(DOMAINS)
        self.learned: list[float] | None = None
        self.news = 0
        self.attends = False

    def move(self) -> None:
        """1: demography."""
        if self.random.random() >= self.model.p.demography_move_out:
            return
        for need in self.needs.values():
            if need.partner is not None:
                need.partner.cases.remove((self, need))
        for ties in (self.neighbours, self.acquaintances):
            for other in ties:
                mirror = other.neighbours if ties is self.neighbours else other.acquaintances
                ties[other] = mirror[self] = 0.0
        if self.worker is not None:
            self.worker.cases.remove(self)
        self.settle()

    def live(self) -> None:
        """2: needs arise, grow, become crises or end by themselves."""
        p = self.model.p
        factor = p.needs_household_type_factor[self.household_type]
        for domain in DOMAINS:
            u = self.random.random()
            need = self.needs.get(domain)
            if need is None:
                chance = p.needs_arrival[domain] * factor
                if domain == FAMILY_SCHOOL and self.household_type >= 2:
                    chance *= p.needs_school_without_children
                if u < chance:
                    self.needs[domain] = Need(min(1.0, 2 * p.needs_severity_at_start * self.random.random()))
                    self.model.opened += 1
                continue
            need.age += 1
            if need.cooling > 0:
                need.cooling -= 1
            if need.status != "in_service":
                need.severity = min(1.0, need.severity + p.needs_severity_growth)
                if need.severity > p.needs_crisis_severity and not need.crisis:
                    need.crisis = True
                    self.model.crises += 1
            if need.status == "unmet" and u < p.needs_remission:
                del self.needs[domain]

    def talk(self) -> None:
        """4: neighbours talk, as they knew things at the start of the week."""
        p = self.model.p
        passing = p.talk_contact * p.talk_sharing / p.ties_strong_strength
        for other, strength in self.neighbours.items():
            alike = 1.0 if other.language == self.language else p.talk_across_languages
            if self.random.random() < passing * strength * alike:
                self.listen(other, p.talk_dose)
        if self.acquaintances and self.random.random() < p.talk_weak_contact * p.talk_sharing:
            other = self.random.choice(list(self.acquaintances))
            if self.acquaintances[other] > 0:
                self.listen(other, p.talk_weak_dose)

    def listen(self, other: Tenant, dose: float) -> None:
        known = self.learned or self.awareness
        self.learned = [mine + dose * theirs * (1 - mine) for mine, theirs in zip(known, other.awareness, strict=True)]

    def remember(self) -> None:
        if self.learned is not None:
            self.awareness = self.learned
            self.learned = None

    def forget(self) -> None:
        """5: what is not refreshed fades."""
        kept = 1 - self.model.p.awareness_forgetting
        informed = self.model.informed
        for domain in DOMAINS:
            need = self.needs.get(domain)
            if need is None or need.status != "in_service":
                known = self.awareness[domain] * kept
                self.awareness[domain] = known + informed[domain] * (1 - known)

    def seek(self) -> None:
        """7: households with an unmet need decide, or not, to ask."""
        p = self.model.p
        accompanied = self.contacted == self.model.steps and self.support != "none"
        for domain, need in self.needs.items():
            if need.status != "unmet" or need.cooling > 0:
                continue
            z = p.seeking_intercept + p.seeking_awareness_trust * self.awareness[domain] * self.trust_institutions
            z += p.seeking_severity * need.severity + p.seeking_neighbours * self.visible_success
            if not self.participates:
                z -= p.seeking_stigma * self.stigma
            if accompanied:
                z += p.seeking_accompanied * self.trust_worker
            if self.random.random() < 1 / (1 + math.exp(-z)):
                self.refer(domain, need, self.worker if accompanied else None)

    def refer(self, domain: int, need: Need, helper: Any) -> None:
        """8: referral and routing."""
        p = self.model.p
        serving = self.model.serving[domain]
        weights = [partner.capacity for partner in serving]
        if helper is not None:
            weights = [w * helper.ties[partner].knowledge for w, partner in zip(weights, serving, strict=True)]
        partner = self.random.choices(serving, weights)[0]
        kind = self.kind_of_referral(domain, partner, helper)
        self.model.referrals += 1
        self.maybe_duplicate(need, partner)
        arrives = True
        known, clarity = self.awareness[domain], partner.role_clarity
        if helper is not None:
            known = helper.ties[partner].knowledge * p.posts_skill[domain]
            clarity = 0.5 * (clarity + helper.role_clarity)
        if self.random.random() < p.referral_misrouting * (1 - known) * (1 - clarity):
            self.model.misrouted += 1
            self.trust_institutions *= 1 - p.referral_trust_loss
            arrives = self.random.choice(self.model.everyone).passes_on(partner)
        elif kind == "active":
            arrives = self.model.handed_over(helper.ties[partner].strength)
        if arrives and self.random.random() < self.conversion(kind, need):
            partner.receive(self, need)
        else:
            self.come_back(need)

    def kind_of_referral(self, domain: int, partner: Any, helper: Any) -> str:
        if helper is None:
            return "cold" if self.random.random() < self.awareness[domain] else "hearsay"
        apart = (1 - helper.role_clarity) * (1 - helper.ties[partner].strength)
        if self.random.random() >= 1 - self.model.p.referral_call_clarity * apart:
            return "cold"
        return "warm" if self.support == "accompanied" else "active"

    def conversion(self, kind: str, need: Need) -> float:
        p = self.model.p
        base = p.referral_conversion[("hearsay", "cold", "active", "warm").index(kind)]
        contacts = min(need.contacts, p.referral_contacts_counted)
        odds = base / (1 - base) * math.exp(p.referral_contacts_log_odds * contacts)
        return odds / (1 + odds)

    def maybe_duplicate(self, need: Need, partner: Any) -> None:
        p = self.model.p
        unaware = 1.0
        actors = [self.worker] if self.worker is not None else []
        actors += [other.partner for other in self.needs.values() if other is not need and other.partner is not None]
        for actor in actors:
            if actor is not partner:
                tie = actor.ties[partner]
                told = p.concertation_information_sharing * tie.knowledge
                unaware *= 1 - p.referral_duplication * (1 - tie.strength) * (1 - told)
        if self.random.random() < 1 - unaware:
            self.model.duplicates += 1
            partner.duplicates += 1
            if self.worker is not None:
                self.worker.owed += p.referral_duplicate_hours

    def come_back(self, need: Need) -> None:
        need.status = "unmet"
        need.partner = None
        need.waited = 0
        need.cooling = int(self.model.p.referral_cooling_weeks)
        self.trust_institutions *= 1 - self.model.p.referral_trust_loss

    def attend(self) -> None:
        """10: collective activities."""
        p, model = self.model.p, self.model
        chance = p.gathering_participant_attendance if self.participates else p.gathering_attendance
        self.attends = self.random.random() < 1 - (1 - chance) ** model.activities
        if self.attends:
            self.agency += p.gathering_agency_gain * (1 - self.agency)
            self.trust_worker += p.gathering_trust_gain * (1 - self.trust_worker)
            self.awareness = [a + p.gathering_awareness_dose * (1 - a) for a in self.awareness]
        if self.participates:
            self.participates = self.random.random() >= p.gathering_leaving
        elif self.attends:
            self.participates = self.random.random() < p.gathering_joining

    def befriend(self) -> None:
        if self.attends:
            gain = self.model.p.gathering_tie_gain
            for ties in (self.neighbours, self.acquaintances):
                for other, strength in ties.items():
                    if other.attends:
                        ties[other] = strength + gain * (1 - strength)

    def fade(self) -> None:
        """14: ties fade unless used."""
        p = self.model.p
        kept = 1 - p.ties_decay
        for other, strength in self.neighbours.items():
            self.neighbours[other] = (strength + p.ties_growth * (1 - strength)) * kept
        for other, strength in self.acquaintances.items():
            self.acquaintances[other] = (strength + p.ties_weak_growth * (1 - strength)) * kept

    def outcomes(self) -> tuple[float, ...]:
        """16: what is recorded of the household, in the order of ``MEASURES``."""
        needs = self.needs.values()
        severity = min(1.0, sum(need.severity for need in needs if need.status != "in_service"))
        weight = self.model.p.living_conditions_weight
        living = weight[0] * (1 - severity) + weight[1] * self.model.upkeep + weight[2] * self.security
        return (
            any(need.status != "in_service" for need in needs),
            self.security,
            self.security < 0.5,
            self.agency,
            self.participates,
            self.trust_worker >= 0.5,
            living + weight[3] * self.bond() + weight[4] * self.agency,
            len(needs),
            sum(need.connected for need in needs),
        )

    def bond(self) -> float:
        strength = sum(self.neighbours.values())
        return strength / (1 + strength)

    def drift(self) -> None:
        """15: security, capacity to act and trust."""
        p = self.model.p
        goal = clamp(self.model.security_level + p.security_trust * self.trust_worker)
        self.security = clamp(goal + (self.security - goal) * p.security_half_life)
        unmet = min(1.0, sum(need.severity for need in self.needs.values() if need.status != "in_service"))
        goal = p.agency_ground + p.agency_support * self.trust_worker
        goal = clamp(goal + p.agency_participation * self.participates - p.agency_unmet * unmet)
        self.agency = clamp(goal + (self.agency - goal) * p.agency_half_life)
        goal = p.population_trust_institutions
        self.trust_institutions = goal + (self.trust_institutions - goal) * p.trust_institutions_half_life
        self.visible_success *= p.seeking_success_half_life
        for _ in range(self.news):
            self.visible_success += p.seeking_success_echo * (1 - self.visible_success)
        self.news = 0
        goal = p.population_stigma * (1 - p.stigma_neighbours * self.visible_success)
        self.stigma = goal + (self.stigma - goal) * p.stigma_half_life
        if self.contacted != self.model.steps:
            self.trust_worker *= 1 - p.worker_trust_decay
