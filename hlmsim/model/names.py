"""The closed lists of the model: the words used in scenario files, results and code, in their fixed order."""

from __future__ import annotations

HOUSEHOLD_TYPES = ("family", "lone_parent", "single", "senior")
LANGUAGE_GROUPS = ("francophone", "anglophone", "allophone")
DOMAINS = ("food_income", "health", "psychosocial", "family_school", "dwelling", "rights")
FAMILY_SCHOOL = DOMAINS.index("family_school")
"""The domain that hardly concerns households without children."""
PARTNER_KINDS = (
    "community_organisation",
    "tenants_association",
    "school",
    "childcare_centre",
    "health_service",
    "social_service",
    "housing_office",
    "borough_police",
)
SECTORS = ("community", "education", "health_social", "municipal")
SECTOR_OF_KIND = (0, 0, 1, 1, 2, 2, 3, 3)
"""Place in ``SECTORS`` of each kind: the groups within which silos form, and whose modularity is measured."""
PUBLIC_KINDS = ("school", "health_service", "social_service", "housing_office", "borough_police")
"""Kinds whose representatives leave at the public sector's rate; the others leave at the community sector's."""
ACTIONS = ("accompaniment", "outreach", "collective", "environment")
REFERRALS = ("hearsay", "cold", "active", "warm")
GOVERNANCE = ("shared", "lead_organisation", "coordinating_office")
ACTION_RULES = ("consensus", "majority", "lead")
TRIGGERS = ("vision", "crisis")
HOURS_USES = (
    "visits",
    "accompaniment",
    "collective",
    "environment",
    "meetings",
    "clarification",
    "paperwork",
    "onboarding",
    "handover",
    "duplicates",
    "conflict",
    "unspent",
)
EVENTS = (
    "worker_departure",
    "worker_notice",
    "representative_departure",
    "partner_withdrawal",
    "partner_arrival",
    "crisis",
    "funding_cut",
    "new_funding",
    "new_room",
)
"""Events that a scenario file may schedule at a week."""
LIVING_CONDITIONS = ("needs", "upkeep", "security", "cohesion", "agency")
"""Parts of the living-conditions index, each in [0, 1], weighted by the scenario."""
