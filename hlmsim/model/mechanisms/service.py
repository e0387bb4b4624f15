"""placeholder"""
from hlmsim.engine.parameters import Parameter, FACTOR, HOURS, PROBABILITY, SHARE
from hlmsim.model.names import DOMAINS

PARAMETERS = (
    Parameter("context.service.resolution", PROBABILITY, over=DOMAINS),
    Parameter("context.service.complexity_penalty", SHARE),
    Parameter("context.service.failure", PROBABILITY),
    Parameter("context.service.dropout", PROBABILITY),
    Parameter("context.service.trust_gain", SHARE),
    Parameter("context.service.trust_loss", SHARE),
    Parameter("context.service.agency_gain", SHARE),
    Parameter("context.service.hours_per_appointment", HOURS, low=0.1),
    Parameter("levers.partners.capacity_factor", FACTOR, high=1000),
)
