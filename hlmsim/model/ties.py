"""placeholder"""
from hlmsim.engine.parameters import Parameter, COUNT, FACTOR, QUANTITY, SCORE, SHARE

PARAMETERS = (
    Parameter("context.ties.strong_degree", QUANTITY, high=20),
    Parameter("context.ties.weak_degree", QUANTITY, high=40),
    Parameter("context.ties.sociability_shape", FACTOR, low=0.1, high=100),
    Parameter("context.ties.reach", COUNT, low=1, high=12),
    Parameter("context.ties.homophily", SHARE),
    Parameter("context.ties.children", FACTOR),
    Parameter("context.ties.strong_strength", SCORE),
    Parameter("context.ties.weak_strength", SCORE),
)
