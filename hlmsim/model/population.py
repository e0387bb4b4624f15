"""placeholder"""
from hlmsim.engine.parameters import Parameter, CHOICE, COEFFICIENT, QUANTITY, SCORE, SHARE
from hlmsim.model.names import HOUSEHOLD_TYPES, LANGUAGE_GROUPS, TRIGGERS

PARAMETERS = (
    Parameter("context.population.household_type_share", SHARE, over=HOUSEHOLD_TYPES),
    Parameter("context.population.language_share", SHARE, over=LANGUAGE_GROUPS),
    Parameter("context.population.trust_worker", SCORE),
    Parameter("context.population.trust_institutions", SCORE),
    Parameter("context.population.stigma", SCORE),
    Parameter("context.population.agency", SCORE),
    Parameter("context.population.awareness", SCORE),
    Parameter("context.population.participation", SHARE),
    Parameter("context.population.spread", SCORE),
    Parameter("context.population.needs_per_household", QUANTITY, high=6),
    Parameter("context.population.upkeep", SCORE),
    Parameter("levers.founding.trigger", CHOICE, choices=TRIGGERS),
    Parameter("context.founding.security", SCORE, over=TRIGGERS),
    Parameter("context.founding.clarity_shift", COEFFICIENT, over=TRIGGERS, low=-1, high=1),
    Parameter("context.founding.commitment", SCORE, over=TRIGGERS),
    Parameter("context.founding.urgency", SCORE, over=TRIGGERS),
    Parameter("context.founding.disorder", SCORE, over=TRIGGERS),
)
