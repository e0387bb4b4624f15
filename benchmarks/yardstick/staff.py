"""Workers and partner organisations, and the ties between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import mesa

from benchmarks.yardstick.tenant import DOMAINS, Need, Tenant

MEMORY = 0.96


@dataclass
class Tie:
    """What one actor's tie to another is worth, and what it knows of it."""

    strength: float
    knowledge: float

    def meet(self, tie_gain: float, knowledge_gain: float) -> None:
        self.strength += tie_gain * (1 - self.strength)
        self.knowledge += knowledge_gain * (1 - self.knowledge)

    def fade(self, p: Any) -> None:
        self.strength += (p.population_prior_tie - self.strength) * p.ties_partner_decay
        self.knowledge += (p.population_prior_knowledge - self.knowledge) * p.ties_knowledge_decay


class Worker(mesa.Agent):
    """A community worker post."""

    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.filled = True
        self.tenure = 26
        self.vacancy_left = 0
        self.role_clarity = self.morale = model.p.role_clarity_initial
        self.overload = 0.0
        self.owed = 0.0
        self.cases: list[Tenant] = []
        self.ties: dict[Partner, Tie] = {}

    def work(self) -> None:
        """6: outreach and accompaniment."""
        if not self.filled:
            return
        p, model = self.model.p, self.model
        left = p.posts_hours_a_week * (1 - p.worker_paperwork) - p.concertation_coordinator_hours - self.owed
        self.owed = 0.0
        if model.meets():
            left -= p.concertation_meeting_hours + p.meeting_worker_hours
        if self.tenure < p.worker_onboarding_weeks:
            left -= p.worker_onboarding_share * p.posts_hours_a_week
        left = max(0.0, left)
        accompaniment, outreach, collective, environment = (share * left for share in model.portfolio)
        model.collective_hours += collective
        model.visible_hours += outreach + collective + environment
        self.accompany(int(accompaniment / p.worker_hours_per_followup))
        for _ in range(int(outreach / p.worker_hours_per_visit)):
            self.contact(self.random.choice(model.everybody))

    def accompany(self, slots: int) -> None:
        """Follow up the households accompanied, the most severe first."""
        for tenant in [tenant for tenant in self.cases if self.gravity(tenant) < 0]:
            tenant.worker = None
            self.cases.remove(tenant)
        self.cases.sort(key=self.gravity, reverse=True)
        used = 0
        for tenant in self.cases:
            if used >= slots:
                break
            used += 1
            self.contact(tenant)
            tenant.support = "visit"
            if used < slots and any(need.status == "unmet" and need.cooling == 0 for need in tenant.needs.values()):
                used += 1
                tenant.support = "accompanied"
        self.overload = max(0.0, (len(self.cases) - slots) / self.model.p.worker_caseload)

    @staticmethod
    def gravity(tenant: Tenant) -> float:
        return max((need.severity for need in tenant.needs.values() if need.known), default=-1.0)

    def contact(self, tenant: Tenant) -> None:
        p = self.model.p
        quality = 1 - p.worker_clarity_effect * (1 - self.role_clarity)
        tenant.trust_worker += quality * p.worker_trust_gain * (1 - tenant.trust_worker)
        tenant.contacted = self.model.steps
        self.model.contacts += 1
        for domain in DOMAINS:
            dose = quality * p.worker_awareness_dose * p.posts_skill[domain]
            tenant.awareness[domain] += dose * (1 - tenant.awareness[domain])
        for need in tenant.needs.values():
            need.contacts += 1
            seen = self.random.random() < p.worker_detection * math.sqrt(tenant.trust_worker)
            if not need.known and seen:
                need.known = True
                if tenant.worker is None and len(self.cases) < p.worker_caseload:
                    tenant.worker = self
                    self.cases.append(tenant)

    def stay_or_leave(self) -> None:
        """13: turnover, vacancy, succession."""
        p = self.model.p
        if not self.filled:
            self.vacancy_left -= 1
            if self.vacancy_left <= 0:
                self.filled, self.tenure = True, 0
            return
        self.tenure += 1
        calm = p.succession_morale_clarity * self.role_clarity
        target = calm + (1 - p.succession_morale_clarity) * (1 - self.overload)
        self.morale += p.succession_morale_adjustment * (target - self.morale)
        push = p.succession_clarity * (0.5 - self.role_clarity) + p.succession_overload * self.overload
        push += p.succession_morale * (0.5 - self.morale)
        if self.random.random() < 1 - math.exp(-p.turnover_worker_annual * math.exp(push)):
            self.leave()

    def leave(self) -> None:
        p = self.model.p
        self.filled = False
        shape = p.succession_vacancy_shape
        self.vacancy_left = int(self.random.gammavariate(shape, p.succession_vacancy_weeks / shape))
        kept = p.succession_carry_cold
        self.model.tenants.do(lambda tenant: setattr(tenant, "trust_worker", tenant.trust_worker * kept))
        for tie in self.ties.values():
            tie.strength *= kept
            tie.knowledge *= kept

    def fade(self) -> None:
        for tie in self.ties.values():
            tie.fade(self.model.p)


class Partner(mesa.Agent):
    """A partner organisation and its representative at the committee."""

    def __init__(self, model: mesa.Model, plan: Any, domains: tuple[int, ...]) -> None:
        super().__init__(model)
        self.domains = domains
        self.capacity = plan.capacity
        self.preferences = plan.preferences
        self.public = plan.kind not in {"community_organisation", "tenants_association", "childcare_centre"}
        self.commitment = model.p.founding_commitment[int(model.p.founding_trigger)]
        self.role_clarity = model.p.role_clarity_initial
        self.member = True
        self.present = False
        self.tenure = 52
        self.vacancy_left = 0
        self.low_weeks = 0
        self.distance = 0.0
        self.credit = 0.0
        self.duplicates = 0
        self.meeting_hours = 0.0
        self.successes = self.received = 0.0
        self.cases: list[tuple[Tenant, Need]] = []
        self.ties: dict[Partner, Tie] = {}

    def receive(self, tenant: Tenant, need: Need) -> None:
        need.status = "waiting"
        need.partner = self
        need.waited = 0
        self.received += 1
        self.cases.append((tenant, need))

    def passes_on(self, right: Partner) -> bool:
        """Whether a case that came here by mistake reaches the right partner."""
        if right is self:
            return False
        tie = self.ties[right]
        passed = self.random.random() < self.model.p.referral_passing_on * tie.knowledge
        return passed and self.model.handed_over(tie.strength)

    def serve(self) -> None:
        """9: appointments, crises first, then first come first served."""
        p = self.model.p
        committed = self.commitment if self.member else p.engagement_outside_capacity
        taken = self.duplicates + self.meeting_hours / p.service_hours_per_appointment
        self.credit += self.capacity * committed * p.partners_capacity_factor - taken
        self.duplicates, self.meeting_hours = 0, 0.0
        offered = max(0, int(self.credit))
        self.credit = min(1.0, self.credit - offered)
        if offered < len(self.cases):
            self.random.shuffle(self.cases)
            self.cases.sort(key=lambda case: (not case[1].crisis, -case[1].waited))
        cases, self.cases = self.cases, []
        for tenant, need in cases[:offered]:
            self.appointment(tenant, need)
        for tenant, need in cases[offered:]:
            need.waited += 1
            if need.status == "waiting" and self.random.random() < p.service_dropout:
                tenant.come_back(need)
            else:
                self.cases.append((tenant, need))

    def appointment(self, tenant: Tenant, need: Need) -> None:
        p = self.model.p
        domain = next(d for d, one in tenant.needs.items() if one is need)
        if not need.connected:
            need.connected = True
            self.model.connected += 1
        for other, one in tenant.needs.items():
            if one.status == "unmet" and one.cooling == 0 and one is not need:
                self.hand_over(tenant, other, one)
        others = [one.partner for one in tenant.needs.values() if one is not need]
        tied = [self.ties[other].strength if other in self.ties else float(other is self) for other in others]
        isolation = 1 - sum(tied) / len(tied) if tied else 0.0
        if self.random.random() < p.service_resolution[domain] * (1 - p.service_complexity_penalty * isolation):
            self.successes += 1
            self.model.resolved += 1
            tenant.awareness[domain] = 1.0
            tenant.trust_institutions += p.service_trust_gain * (1 - tenant.trust_institutions)
            tenant.agency += p.service_agency_gain * (1 - tenant.agency)
            for other, strength in tenant.neighbours.items():
                if strength > 0:
                    other.news += 1
            del tenant.needs[domain]
        elif self.random.random() < p.service_failure:
            tenant.come_back(need)
        else:
            need.status = "in_service"
            need.waited = 0
            self.cases.append((tenant, need))

    def hand_over(self, tenant: Tenant, domain: int, need: Need) -> None:
        """Hand another need on to a partner that this one knows to serve the domain."""
        p = self.model.p
        serving = self.model.serving[domain]
        other = self.random.choices(serving, [partner.capacity for partner in serving])[0]
        if other is self or self.random.random() >= p.referral_between_partners * self.ties[other].knowledge:
            return
        self.model.referrals += 1
        if self.model.handed_over(self.ties[other].strength) and self.random.random() < tenant.conversion(
            "active", need
        ):
            other.receive(tenant, need)

    def engage(self) -> None:
        """12: representatives' turnover, commitment, withdrawal."""
        p = self.model.p
        if self.vacancy_left > 0:
            self.vacancy_left -= 1
        else:
            self.tenure += 1
            rate = (
                p.turnover_representative_public_annual if self.public else p.turnover_representative_community_annual
            )
            if self.random.random() < 1 - math.exp(-rate * math.exp(p.succession_clarity * (0.5 - self.role_clarity))):
                self.lose_representative()
        gets = p.engagement_success_benefit * min(1.0, self.successes / (self.received + 0.5))
        gets += p.engagement_tie_benefit * sum(tie.strength for tie in self.ties.values()) / max(1, len(self.ties))
        gets += p.engagement_agreement_benefit * (1 - self.model.disagreement)
        target = min(1.0, max(0.0, p.engagement_ground + gets - p.engagement_distance_cost * self.distance))
        self.commitment += p.engagement_adjustment * (target - self.commitment)
        self.commitment = max(self.commitment, p.engagement_funding_floor)
        self.successes *= MEMORY
        self.received *= MEMORY
        self.low_weeks = self.low_weeks + 1 if self.commitment < p.engagement_withdrawal_threshold else 0
        if self.low_weeks >= p.engagement_withdrawal_weeks:
            self.member = False

    def lose_representative(self) -> None:
        p = self.model.p
        kept = p.succession_carry_cold
        for other, tie in self.ties.items():
            tie.strength *= kept
            tie.knowledge *= kept
            other.ties[self].strength *= kept
        self.commitment *= 1 - p.engagement_newcomer_loss
        self.tenure = 0
        self.vacancy_left = int(self.random.expovariate(1 / p.engagement_representative_vacancy_weeks))

    def fade(self) -> None:
        """14: ties between partners fade unless meetings renew them."""
        p = self.model.p
        for tie in self.ties.values():
            tie.fade(p)
        self.role_clarity += (p.role_clarity_initial - self.role_clarity) * p.ties_clarity_decay
