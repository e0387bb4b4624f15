"""The whole model on one page: its parameters and the order of the week."""

from __future__ import annotations

from hlmsim.engine.parameters import Parameter
from hlmsim.model import population, ties
from hlmsim.model.mechanisms import (
    demography,
    engagement,
    forgetting,
    gathering,
    incidents,
    meetings,
    needs,
    outreach,
    referral,
    seeking,
    service,
    succession,
    talk,
    tie_decay,
    wellbeing,
)

PARAMETERS: tuple[Parameter, ...] = (
    *population.PARAMETERS,
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
)
"""Every parameter of the model, in the order of the week: unique paths, unique record fields."""
