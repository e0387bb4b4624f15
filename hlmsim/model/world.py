"""A world: the state that kernels read and write, and the plan it was built from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hlmsim.engine.table import Records
from hlmsim.model.blueprint import Blueprint

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]


class State(NamedTuple):
    """Everything that kernels see. H households, W posts, P partners, M members, S sites, T weeks, G groups."""

    seed: np.uint64
    weeks: int
    burn_in: int
    site_record_weeks: int
    households: Records  # [H]
    needs: Records  # [H, domains]
    awareness: Floats  # [H, domains], score: knows which help exists in the domain
    posts: Records  # [W]
    cases: Integers  # [W, MOST_CASES] households accompanied, -1 after the last
    partners: Records  # [P]
    members: Records  # [M], by site then by partner's seat
    member_ties: Records  # sum over sites of members²
    post_ties: Records  # sum over sites of posts × members
    sites: Records  # [S]
    doors: Integers  # [H] households by building, in order of doors
    building_rows: Integers  # [buildings + 1] places in doors where each building starts
    strong_rows: NDArray[np.int64]  # [H + 1]
    strong_ties: Records
    weak_rows: NDArray[np.int64]  # [H + 1]
    weak_ties: Records
    parameters: Records  # [segments, S]
    segment: Integers  # [T] row of parameters in force that week
    agenda: Records  # scheduled events, by week
    agenda_rows: Integers  # [T + 1] the first event of each week
    journal: Records  # room made by ``journal``; journal_used[0] are written, journal_used[1] did not fit (a fault)
    journal_used: Integers
    seekers: Integers  # [domains × H, 2] household and domain of this week's referrals; seekers_used[0] of them
    seekers_used: Integers
    learned: Floats  # [H, domains] scratch: awareness at the end of talk
    heard: NDArray[np.uint8]  # [H] scratch: heard something this week
    bonds: Floats  # [H] scratch: how well each household is tied, from wellbeing to record
    news: Integers  # [H] scratch: neighbours' successes heard of this week
    attends: NDArray[np.uint8]  # [H] scratch: takes part in a collective activity this week
    queue: Integers  # [domains × H] scratch: waiting needs, by member
    queue_start: Integers  # [P + 1] scratch
    queue_order: NDArray[np.uint64]  # [domains × H] scratch: turn on the list
    partner_sums: Floats  # [3, P] scratch: places, shares, hours an appointment
    informed: Floats  # [domains] scratch: general information this week
    comes: NDArray[np.uint8]  # [M] scratch: comes to this week's meeting
    choice: Floats  # [actions] scratch: portfolio under discussion
    met_before: NDArray[np.int64]  # [40] scratch: acquaintances already drawn
    cells: Floats  # [types, languages, STOCKS] scratch: one site's sums
    sectors: Floats  # [2, sectors] scratch: tie strength within, and from, each sector
    tally: NDArray[np.int64]  # [types + languages + S, FLOWS] this week's counts by group
    post_hours: Floats  # [W, HOURS_USES] this week's hours by use
    site_week: Records  # [S] this week's record, filled as the week goes
    by_group: Floats  # [T, 1 + types + languages, STOCKS + FLOWS]
    by_week: Records  # [T] SITE_WEEK summed over sites
    by_site: Floats  # [records, S, STOCKS + FLOWS]
    by_site_week: Records  # [records, S]
    waits_ended: NDArray[np.int64]  # [periods, 1 + types + languages + S, LONGEST_WAIT + 1] first appointments by age
    waits_exposed: NDArray[np.int64]  # same, + 1 place: differences of needs at risk by age


@dataclass(slots=True)
class World:
    """A state in time. ``week``: weeks already run. Two worlds of equal blueprint, seeds and week are equal to the
    bit.
    """

    blueprint: Blueprint
    study_seed: int
    replicate: int
    state: State
    week: int = 0

    @property
    def weeks(self) -> int:
        """The horizon, in weeks."""
        return self.blueprint.weeks

    def copy(self) -> World:
        """An independent world in the same state: run both on and they stay equal, or fork one."""
        arrays: list[Any] = [value.copy() if isinstance(value, np.ndarray) else value for value in self.state]
        return World(self.blueprint, self.study_seed, self.replicate, State(*arrays), self.week)
