"""How much memory one world takes, before it is made."""

from __future__ import annotations

from hlmsim.model.blueprint import Blueprint

A_HOUSEHOLD = 700
"""Bytes a household: its columns, six needs, awareness, and its ties both ways."""
A_WEEK_AND_GROUP = 200
"""Bytes a week and group of the weekly record; eight groups."""
GROUPS = 8
A_SITE_RECORD = 600
"""Bytes a record of one site."""
A_SITE = 4_000
"""Bytes a site: its row, its parameters, its posts."""
A_SITE_AND_YEAR = 2_600
"""Bytes a site and a year after the burn-in: how long its needs waited."""
A_TIE = 24
"""Bytes a tie between two actors of a committee."""
SHARE_OF_FREE_MEMORY = 0.8


def memory_needed(plan: Blueprint) -> int:
    """Bytes, about."""
    households = sum(site.dwellings for site in plan.sites)
    records = -(-plan.weeks // plan.site_record_weeks) if len(plan.sites) > 1 else 0
    weekly = plan.weeks * GROUPS * A_WEEK_AND_GROUP + records * len(plan.sites) * A_SITE_RECORD
    years = max(1, -(-(plan.weeks - plan.burn_in) // 52))
    weekly += len(plan.sites) * (A_SITE + years * A_SITE_AND_YEAR)
    return households * A_HOUSEHOLD + weekly + _committee_ties(plan) * A_TIE


def memory_available() -> int:
    """Bytes that may be used now."""
    import psutil

    return int(psutil.virtual_memory().available * SHARE_OF_FREE_MEMORY)


def _committee_ties(plan: Blueprint) -> int:
    members: dict[int, int] = {}
    for partner in plan.partners:
        for seat in partner.sites:
            members[seat] = members.get(seat, 0) + 1
    total = 0
    for site in plan.sites:
        count = members.get(site.seat, 0)
        total += count * (count + int(site.values.get("levers.posts.count", 0)))
    return total
