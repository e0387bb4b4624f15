"""The whole model on one page: the order of the week, and every parameter.

A process is one function of the state and the week, in one file of ``mechanisms``. To add, drop or replace one, edit
``WEEK`` here: the driver that runs it, compiled or plain, is written out from this list.
"""

from __future__ import annotations

from pathlib import Path

import hlmsim.engine
from hlmsim.engine.parameters import Parameter
from hlmsim.engine.simulation import Schedule
from hlmsim.model import households, journal, ties
from hlmsim.model.mechanisms import (
    demography,
    engagement,
    forgetting,
    gathering,
    incidents,
    meetings,
    needs,
    outreach,
    record,
    referral,
    seeking,
    service,
    succession,
    talk,
    tie_decay,
    wellbeing,
)
from hlmsim.model.world import World

WEEK = (
    demography.demography,  # 1 households move out and in
    needs.needs,  # 2 needs arise and grow
    incidents.incidents,  # 3 incidents and their witnesses
    talk.talk,  # 4 neighbours talk
    forgetting.forgetting,  # 5 awareness fades
    outreach.outreach,  # 6 visits and accompaniment
    seeking.seeking,  # 7 households ask for help
    referral.referral,  # 8 referral and routing
    service.service,  # 9 appointments and waiting lists
    gathering.gathering,  # 10 collective activities and the shared room
    meetings.meetings,  # 11 concertation
    engagement.engagement,  # 12 commitment, representatives, withdrawal
    succession.succession,  # 13 workers' turnover
    tie_decay.tie_decay,  # 14 ties fade
    wellbeing.wellbeing,  # 15 security, capacity to act, trust
    record.record,  # 16 what is measured
)
"""The sixteen processes, in the order of the week."""

PARAMETERS: tuple[Parameter, ...] = (
    *households.PARAMETERS,
    *ties.PARAMETERS,
    *demography.PARAMETERS,
    *needs.PARAMETERS,
    *incidents.PARAMETERS,
    *talk.PARAMETERS,
    *forgetting.PARAMETERS,
    *outreach.PARAMETERS,
    *seeking.PARAMETERS,
    *referral.PARAMETERS,
    *service.PARAMETERS,
    *gathering.PARAMETERS,
    *meetings.PARAMETERS,
    *engagement.PARAMETERS,
    *succession.PARAMETERS,
    *tie_decay.PARAMETERS,
    *wellbeing.PARAMETERS,
    *record.PARAMETERS,
)
"""Every parameter of the model, in the order of the week: unique paths, unique record fields."""

SOURCES = (Path(hlmsim.engine.__file__).parent, Path(__file__).parent)
"""Folders whose files decide whether machine code kept on disk is still good."""

SCHEDULE = Schedule(WEEK, *SOURCES)


def advance(world: World, until: int, schedule: Schedule = SCHEDULE) -> None:
    """Run a world up to week ``until`` (at most its horizon), in place. Resumable: 52 then 312 is 312 at once.

    Raises RunError when the journal could not hold what happened.
    """
    last = min(until, world.weeks)
    if world.week >= last:
        return
    most = journal.most_lines(world.state)
    while world.week < last:
        stop = journal.make_room(world, last, most)
        schedule.run(world.state, world.week, stop)
        world.week = stop
        journal.check_whole(world.state)
    journal.trim(world)
