"""From a blueprint and two seeds to a world at week 0: places, posts, partners, committees, people, ties."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hlmsim.engine.draws import decision, replicate_seed, uniform, week_key
from hlmsim.engine.kernels import kernel
from hlmsim.engine.network import fill_rows, new_rows
from hlmsim.engine.simulation import Entry
from hlmsim.engine.table import Records
from hlmsim.model import ties
from hlmsim.model.blueprint import Blueprint
from hlmsim.model.households import clamp, people_site
from hlmsim.model.layout import Given, Layout, lay_out
from hlmsim.model.tables import ALIVE
from hlmsim.model.week import SOURCES
from hlmsim.model.world import State, World

if TYPE_CHECKING:
    from hlmsim.model import rows

_MEMBER = decision("commitment of a member on day one")
_AT_START = -1
_layouts: OrderedDict[int, tuple[Blueprint, Layout]] = OrderedDict()
_KEPT_LAYOUTS = 16


@kernel
def people_world(state: rows.State) -> None:
    """Fill every site: households, then posts and members."""
    for s in range(len(state.sites)):
        people_site(state, s)
        _staff_site(state, s)


@kernel
def _staff_site(state: rows.State, s: int) -> None:
    site = state.sites[s]
    p = state.parameters[0, s]
    trigger = int(p.founding_trigger)
    clarity = clamp(p.role_clarity_initial + p.founding_clarity_shift[trigger])
    key = week_key(state.seed, _MEMBER, _AT_START)
    for w in range(site.first_post, site.last_post):
        post = state.posts[w]
        post.role_clarity = clarity
        post.morale = clamp(p.succession_morale_clarity * clarity + (1.0 - p.succession_morale_clarity))
    for m in range(site.first_member, site.last_member):
        member = state.members[m]
        member.role_clarity = clarity
        level = p.founding_commitment[trigger] + p.founding_urgency[trigger]
        member.commitment = clamp(level + 0.5 * p.population_spread * (2.0 * uniform(key, member.seat) - 1.0))
        if site.alive == ALIVE and member.present:
            member.member = 1


_people = Entry(people_world, *SOURCES)
_close = Entry(ties.close_ties, *SOURCES)
_weak = Entry(ties.weak_ties, *SOURCES)
_fill = Entry(fill_rows, *SOURCES)


def build(blueprint: Blueprint, *, study_seed: int = 1, replicate: int = 0) -> World:
    """A world at week 0. Equal blueprints and seeds give equal bytes.

    Raises KeyError when a parameter is missing from a site's values: nothing has a hidden default.
    """
    layout = _layout_of(blueprint)
    state = layout.state(replicate_seed(study_seed, replicate))
    _people(state)
    return World(blueprint, study_seed, replicate, _tie_tenants(state, layout))


def _tie_tenants(state: State, layout: Layout) -> State:
    scales, tables, table = layout.tie_scales, layout.tie_tables, layout.tie_table
    no_pairs, no_strength = np.zeros((0, 2), np.int32), np.zeros(0)
    count = _close(state, scales, tables, table, no_pairs, no_strength)
    pairs, strength = np.zeros((count, 2), np.int32), np.zeros(count)
    if count:
        _close(state, scales, tables, table, pairs, strength)
    rows, records = _rows(state, pairs, strength, layout.given_strong)
    state = state._replace(strong_rows=rows, strong_ties=records)
    count = _weak(state, scales, no_pairs, no_strength)
    pairs, strength = np.zeros((count, 2), np.int32), np.zeros(count)
    if count:
        _weak(state, scales, pairs, strength)
    rows, records = _rows(state, pairs, strength, layout.given_weak)
    return state._replace(weak_rows=rows, weak_ties=records)


def _rows(
    state: State, pairs: NDArray[np.int32], strength: NDArray[np.float64], given: Given
) -> tuple[NDArray[np.int64], Records]:
    pairs = np.concatenate([pairs, given[0]])
    strength = np.concatenate([strength, given[1]])
    rows, records = new_rows(len(state.households), len(strength))
    used = np.zeros(len(state.households), np.int64)
    _fill(np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1]), strength, rows, records, used)
    return rows, records


def _layout_of(blueprint: Blueprint) -> Layout:
    """What does not depend on the seeds, kept for the blueprints used last."""
    known = _layouts.get(id(blueprint))
    if known is not None and known[0] is blueprint:
        return known[1]
    layout = lay_out(blueprint)
    _layouts[id(blueprint)] = (blueprint, layout)
    while len(_layouts) > _KEPT_LAYOUTS:
        _layouts.popitem(last=False)
    return layout
