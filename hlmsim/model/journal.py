"""Room for the journal: it holds whatever can happen, or the run stops and says so.

Kernels write into an array of fixed length. Before each stretch of weeks, the array is made long enough for the most
that these weeks can write; afterwards it is as long as an unbroken run would leave it.
"""

from __future__ import annotations

import numpy as np

from hlmsim.errors import RunError
from hlmsim.model.mechanisms.incidents import REFERENCE_DWELLINGS
from hlmsim.model.tables import JOURNAL
from hlmsim.model.world import State, World

_A_SITE, _A_DWELLING, _AT_LEAST = 0.6, 0.0024, 200
"""Records set aside at the start: a week for each site and each dwelling, beside two hundred."""
_OF_A_POST, _OF_A_MEMBER, _OF_A_SITE = 3, 5, 7
"""Lines that one week can write of each: a post is left after notice and filled again; a partner comes, goes and
changes its representative, who may be replaced at once; a site dissolves, agrees, quarrels, is funded, cut, opened a
room and struck.
"""
_FARTHEST, _RARE = 12.0, 40.0
"""A Poisson count passes mean + 12 standard deviations + 40 less than once in 10²⁰ weeks."""
_STRETCH, _ROWS = 52, 65_536
"""Weeks, and records, that one stretch prepares for."""


def capacity(weeks: int, sites: int, dwellings: int) -> int:
    """Records of a new world's journal."""
    return int(_AT_LEAST + weeks * (_A_SITE * sites + _A_DWELLING * dwellings))


def most_lines(state: State) -> int:
    """Lines that one week can write at most, whatever the parameters in force."""
    p, sites = state.parameters, state.sites
    scale = (sites["last_household"] - sites["first_household"]) / REFERENCE_DWELLINGS
    unrest = (1.0 + p["incidents_disorder_effect"]) * (1.0 + p["incidents_crisis_effect"])
    mean = p["incidents_rate"] * np.maximum(1.0, unrest) * scale
    incidents = (mean + _FARTHEST * np.sqrt(mean) + _RARE + p["incidents_event_count"]).max(axis=0)
    people = _OF_A_POST * len(state.posts) + _OF_A_MEMBER * len(state.members)
    return int(people + np.ceil(incidents + _OF_A_SITE).sum())


def make_room(world: World, last: int, most: int) -> int:
    """Make room for the next weeks, ``last`` at the latest; the week until which there is room for certain."""
    journal, used = world.state.journal, int(world.state.journal_used[0])
    stretch = min(last - world.week, max(1, min(_STRETCH, _ROWS // most)))
    if len(journal) - used < most * ((stretch + 1) // 2):
        longer = JOURNAL.new(used + most * stretch)
        longer[:used] = journal[:used]
        world.state = world.state._replace(journal=longer)
    free = len(world.state.journal) - used
    return min(last, world.week + free // most)


def check_whole(state: State) -> None:
    """Raises RunError when a line found no room."""
    lost = int(state.journal_used[1])
    if lost:
        raise RunError("journal_incomplete", count=lost, told=int(state.journal_used[0]))


def trim(world: World) -> None:
    """Give back the room that was not needed: the length depends on the plan and on what happened alone."""
    state, used = world.state, int(world.state.journal_used[0])
    length = max(used, capacity(state.weeks, len(state.sites), len(state.households)))
    if len(state.journal) > length:
        world.state = state._replace(journal=state.journal[:length].copy())
