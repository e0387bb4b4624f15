"""placeholder"""
from hlmsim.engine.parameters import Parameter, COUNT, FACTOR, HAZARD, SCORE, SHARE

PARAMETERS = (
    Parameter("context.incidents.rate", HAZARD),
    Parameter("context.incidents.efficacy_effect", SHARE),
    Parameter("context.incidents.presence_effect", SHARE),
    Parameter("context.incidents.disorder_effect", FACTOR),
    Parameter("context.incidents.crisis_effect", FACTOR),
    Parameter("context.incidents.witness_share", SHARE),
    Parameter("context.incidents.shock", SCORE),
    Parameter("context.incidents.tie_buffer", SHARE),
    Parameter("context.incidents.disorder_gain", SCORE),
    Parameter("context.incidents.event_count", COUNT),
)
