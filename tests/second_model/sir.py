"""A second model on the same engine: an illness that passes between people who are tied.

SIR (Kermack & McKendrick 1927) on a network. It knows nothing of the first model. Three processes a week: those who
are ill pass it on along their ties, those who were ill recover, the three groups are counted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import hlmsim.engine
from hlmsim.engine.draws import decision, pair_uniform, replicate_seed, uniform, week_key
from hlmsim.engine.kernels import kernel
from hlmsim.engine.network import fill_rows, new_rows
from hlmsim.engine.parameters import HALF_LIFE, HAZARD, Parameter, fill, record_dtype
from hlmsim.engine.simulation import Entry, Schedule
from hlmsim.engine.table import Column, Table

WELL, ILL, RECOVERED = 0, 1, 2
PEOPLE = Table("people", (Column("seat", "i4", "seat"), Column("status", "u1", "code"), Column("caught", "u1", "flag")))
PARAMETERS = (Parameter("context.illness.contact", HAZARD), Parameter("context.illness.half_life", HALF_LIFE))
SOURCES = (Path(hlmsim.engine.__file__).parent, Path(__file__).parent)
_PASSES, _RECOVERS = decision("illness passes"), decision("somebody recovers")


class State(NamedTuple):
    """People, their ties in compressed rows, the parameters, and how many are well, ill and recovered each week."""

    seed: np.uint64
    people: Any
    rows: Any
    ties: Any
    parameters: Any
    counts: Any


@kernel
def passing(state: State, week: int) -> None:
    """Somebody who is well falls ill with a hazard that is the sum over the ties to those who are ill."""
    key = week_key(state.seed, _PASSES, week)
    p = state.parameters[0]
    for i in range(len(state.people)):
        x = state.people[i]
        x.caught = 0
        if x.status != WELL:
            continue
        for k in range(state.rows[i], state.rows[i + 1]):
            other = state.people[state.ties[k].neighbour]
            low, high = min(x.seat, other.seat), max(x.seat, other.seat)
            if other.status == ILL and pair_uniform(key, low, high) < 1.0 - math.exp(
                -p.illness_contact * state.ties[k].strength
            ):
                x.caught = 1


@kernel
def recovery(state: State, week: int) -> None:
    """Half of those who are ill recover within the half-life; who has caught it this week begins to be ill."""
    key = week_key(state.seed, _RECOVERS, week)
    for i in range(len(state.people)):
        x = state.people[i]
        if x.status == ILL and uniform(key, x.seat) >= state.parameters[0].illness_half_life:
            x.status = RECOVERED
        if x.caught:
            x.status = ILL


@kernel
def tally(state: State, week: int) -> None:
    """How many are in each group at the end of the week."""
    for i in range(len(state.people)):
        state.counts[week, state.people[i].status] += 1


SCHEDULE = Schedule((passing, recovery, tally), *SOURCES)
_fill = Entry(fill_rows, *SOURCES)


def start(
    seats: list[int], pairs: list[tuple[int, int]], ill: set[int], values: Mapping[str, float], weeks: int
) -> State:
    """Everybody at week 0. pairs: places of the people tied; ill: seats of those who begin ill."""
    people, parameters = PEOPLE.new(len(seats)), np.zeros(1, record_dtype(PARAMETERS))
    people["seat"], people["status"] = seats, [ILL if seat in ill else WELL for seat in seats]
    fill(parameters[0], PARAMETERS, values)
    rows, ties = new_rows(len(seats), len(pairs))
    first, second = (np.array([pair[end] for pair in pairs], np.int32) for end in (0, 1))
    _fill(first, second, np.ones(len(pairs)), rows, ties, np.zeros(len(seats), np.int64))
    return State(replicate_seed(1, 0), people, rows, ties, parameters, np.zeros((weeks, 3), np.int64))


def fork(state: State) -> State:
    """The same moment a second time."""
    return State(*(value.copy() if isinstance(value, np.ndarray) else value for value in state))
