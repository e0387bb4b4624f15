"""placeholder"""
from hlmsim.engine.parameters import Parameter, HALF_LIFE, HOURS, SCORE, SHARE
from hlmsim.model.names import LIVING_CONDITIONS

PARAMETERS = (
    Parameter("context.security.half_life", HALF_LIFE),
    Parameter("context.security.ground", SCORE),
    Parameter("context.security.efficacy", SHARE),
    Parameter("context.security.upkeep", SHARE),
    Parameter("context.security.presence", SHARE),
    Parameter("context.security.trust", SHARE),
    Parameter("context.security.incidents", SHARE),
    Parameter("context.security.disorder", SHARE),
    Parameter("context.agency.half_life", HALF_LIFE),
    Parameter("context.agency.ground", SCORE),
    Parameter("context.agency.support", SHARE),
    Parameter("context.agency.unmet", SHARE),
    Parameter("context.agency.participation", SHARE),
    Parameter("context.trust.institutions_half_life", HALF_LIFE),
    Parameter("context.stigma.half_life", HALF_LIFE),
    Parameter("context.stigma.neighbours", SHARE),
    Parameter("context.upkeep.half_life", HALF_LIFE),
    Parameter("context.upkeep.disorder", SHARE),
    Parameter("context.upkeep.actions", SHARE),
    Parameter("context.disorder.half_life", HALF_LIFE),
    Parameter("context.disorder.efficacy", SHARE),
    Parameter("context.presence.saturation_hours", HOURS, low=0.1),
    Parameter("context.living_conditions.weight", SHARE, over=LIVING_CONDITIONS),
)
