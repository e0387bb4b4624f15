"""placeholder"""
from hlmsim.engine.parameters import Parameter, PROBABILITY, SHARE

PARAMETERS = (
    Parameter("context.awareness.forgetting", PROBABILITY),
    Parameter("context.awareness.general_information", SHARE),
)
