"""Bookkeeping shared by the processes: counts by group, the end of a need, the journal, scheduled events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hlmsim.engine.kernels import kernel
from hlmsim.model.names import DOMAINS, HOUSEHOLD_TYPES, LANGUAGE_GROUPS
from hlmsim.model.tables import (
    CONNECTED_LATER,
    CONNECTED_SOON,
    ENDED,
    ENDED_CONNECTED,
    FEW_CONTACTS,
    LED_CLOSED,
    LED_WEEKS,
    LONGEST_WAIT,
    NO_NEED,
    NOT_CONNECTED,
    PERIOD_WEEKS,
    SOON_WEEKS,
)

if TYPE_CHECKING:
    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import Household, Need, SiteWeek, State

_FIRST_DOMAIN = np.array([(mask & -mask).bit_length() - 1 for mask in range(2 ** len(DOMAINS))], np.int64)
_LANGUAGES = len(HOUSEHOLD_TYPES)
_SITES = len(HOUSEHOLD_TYPES) + len(LANGUAGE_GROUPS)


@kernel(inline=True)
def count(state: State, x: Household, flow: int) -> None:
    """Count one event of household x in its household type, its language group and its site."""
    state.tally[x.household_type, flow] += 1
    state.tally[_LANGUAGES + x.language_group, flow] += 1
    state.tally[_SITES + x.site, flow] += 1


@kernel(inline=True)
def next_domain(active: int | np.int64) -> int:
    """The first domain of a mask of active needs; ``active & (active - 1)`` is the rest.

    Going from one active need to the next spares a test for each domain, which processors predict badly.
    """
    return _FIRST_DOMAIN[active]


@kernel(inline=True)
def parameters(state: State, week: int, s: int) -> Parameters:
    """The parameters in force this week on site s."""
    return state.parameters[state.segment[week], s]


@kernel
def end_need(state: State, week: int, i: int, d: int, flow: int) -> None:
    """End a need (``flow``: RESOLVED, REMITTED or MOVED) and clear its record."""
    x = state.households[i]
    need = state.needs[i, d]
    count(state, x, flow)
    record = state.site_week[x.site]
    count(state, x, ENDED)
    record.ended[d] += 1.0
    if need.connected:
        count(state, x, ENDED_CONNECTED)
        record.ended_connected[d] += 1.0
    else:
        expose(state, week, x, need)
    close_led(record, need, NOT_CONNECTED)
    need.led = 0
    need.status = NO_NEED
    need.severity = 0.0
    need.member = -1
    need.referral = -1
    need.age = 0
    need.waited = 0
    need.attempts = 0
    need.contacts = 0
    need.cooling = 0
    need.connected = 0
    need.known = 0
    need.crisis = 0
    x.needs_active &= 63 ^ (1 << d)


@kernel
def expose(state: State, week: int, x: Household, need: Need) -> None:
    """Add the weeks that a need spent without an appointment, in this period, to the needs at risk by age."""
    since = week - state.burn_in
    if since < 0:
        return
    period = since // PERIOD_WEEKS
    first = max(0, need.age - since % PERIOD_WEEKS)
    last = min(need.age, LONGEST_WAIT)
    if first > last:
        return
    for group in range(4):
        row = 0
        if group == 1:
            row = 1 + x.household_type
        elif group == 2:
            row = 1 + _LANGUAGES + x.language_group
        elif group == 3:
            row = 1 + _SITES + x.site
        state.waits_exposed[period, row, first] += 1
        state.waits_exposed[period, row, last + 1] -= 1


@kernel
def first_appointment(state: State, week: int, x: Household, need: Need) -> None:
    """Count a need's first appointment at its age, and its weeks at risk."""
    need.connected = 1
    close_led(state.site_week[x.site], need, CONNECTED_SOON if need.led <= SOON_WEEKS + 1 else CONNECTED_LATER)
    expose(state, week, x, need)
    since = week - state.burn_in
    if since < 0:
        return
    age = min(need.age, LONGEST_WAIT)
    period = since // PERIOD_WEEKS
    state.waits_ended[period, 0, age] += 1
    state.waits_ended[period, 1 + x.household_type, age] += 1
    state.waits_ended[period, 1 + _LANGUAGES + x.language_group, age] += 1
    state.waits_ended[period, 1 + _SITES + x.site, age] += 1


@kernel(inline=True)
def led_referral(record: SiteWeek, need: Need, connected: bool) -> None:
    """Count a referral that a worker makes, by how many contacts came before."""
    many = 1 if need.contacts > FEW_CONTACTS else 0
    record.led_referrals[many] += 1.0
    if connected:
        record.led_connections[many] += 1.0
    begin_led(need)


@kernel(inline=True)
def begin_led(need: Need) -> None:
    """The need comes to a worker, by coming to light or by being referred: the weeks until a service are counted."""
    if need.led == 0 and need.connected == 0:
        need.led = 1


@kernel(inline=True)
def led_week(record: SiteWeek, need: Need) -> None:
    """One more week since the need came to a worker; when the time is over, it counts as not connected."""
    if need.led > 0 and need.led != LED_CLOSED:
        need.led += 1
        if need.led > LED_WEEKS + 1:
            close_led(record, need, NOT_CONNECTED)


@kernel(inline=True)
def close_led(record: SiteWeek, need: Need, end: int) -> None:
    """Count once what became of a need that came to a worker."""
    if need.led > 0 and need.led != LED_CLOSED:
        record.led[end] += 1.0
        need.led = LED_CLOSED


@kernel
def write_journal(state: State, week: int, entry: int, s: int, subject: int) -> None:
    """Add a line to the journal; what does not fit is counted."""
    used = state.journal_used[0]
    if used >= len(state.journal):
        state.journal_used[1] += 1
        return
    line = state.journal[used]
    line.week = week
    line.entry = entry
    line.site = s
    line.subject = subject
    state.journal_used[0] = used + 1


@kernel
def scheduled(state: State, week: int, event: int, s: int, partner: int, post: int) -> bool:
    """Whether this event is on the agenda this week for this site and, where given, this partner or post.

    partner, post: the place concerned (−1 where the event concerns none).
    """
    for k in range(state.agenda_rows[week], state.agenda_rows[week + 1]):
        line = state.agenda[k]
        here = line.site == -1 or line.site == s
        concerned = (line.partner == -1 or line.partner == partner) and (line.post == -1 or line.post == post)
        if line.event == event and here and concerned:
            return True
    return False
