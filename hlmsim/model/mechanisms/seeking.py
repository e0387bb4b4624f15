"""placeholder"""
from hlmsim.engine.parameters import Parameter, COEFFICIENT, HALF_LIFE, SHARE

PARAMETERS = (
    Parameter("context.seeking.intercept", COEFFICIENT),
    Parameter("context.seeking.awareness_trust", COEFFICIENT),
    Parameter("context.seeking.severity", COEFFICIENT),
    Parameter("context.seeking.neighbours", COEFFICIENT),
    Parameter("context.seeking.stigma", COEFFICIENT),
    Parameter("context.seeking.accompanied", COEFFICIENT),
    Parameter("context.seeking.success_half_life", HALF_LIFE),
    Parameter("context.seeking.success_echo", SHARE),
)
