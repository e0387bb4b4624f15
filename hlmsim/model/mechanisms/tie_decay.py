"""placeholder"""
from hlmsim.engine.parameters import Parameter, PROBABILITY, SHARE

PARAMETERS = (
    Parameter("context.ties.decay", PROBABILITY),
    Parameter("context.ties.growth", SHARE),
    Parameter("context.ties.weak_growth", SHARE),
    Parameter("context.ties.partner_decay", PROBABILITY),
    Parameter("context.ties.knowledge_decay", PROBABILITY),
    Parameter("context.ties.clarity_decay", PROBABILITY),
)
