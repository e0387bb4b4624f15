"""placeholder"""
from hlmsim.engine.parameters import Parameter, PROBABILITY

PARAMETERS = (
    Parameter("context.demography.move_out", PROBABILITY),
)
