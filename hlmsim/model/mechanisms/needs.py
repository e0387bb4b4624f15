"""placeholder"""
from hlmsim.engine.parameters import Parameter, FACTOR, PROBABILITY, SCORE
from hlmsim.model.names import DOMAINS, HOUSEHOLD_TYPES

PARAMETERS = (
    Parameter("context.needs.arrival", PROBABILITY, over=DOMAINS),
    Parameter("context.needs.household_type_factor", FACTOR, over=HOUSEHOLD_TYPES),
    Parameter("context.needs.school_without_children", FACTOR),
    Parameter("context.needs.severity_at_start", SCORE),
    Parameter("context.needs.severity_growth", SCORE),
    Parameter("context.needs.remission", PROBABILITY),
    Parameter("context.needs.crisis_severity", SCORE),
)
