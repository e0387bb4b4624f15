"""placeholder"""
from hlmsim.engine.parameters import Parameter, PROBABILITY, SHARE

PARAMETERS = (
    Parameter("context.talk.contact", PROBABILITY),
    Parameter("context.talk.sharing", PROBABILITY),
    Parameter("context.talk.dose", SHARE),
    Parameter("context.talk.weak_contact", PROBABILITY),
    Parameter("context.talk.weak_dose", SHARE),
    Parameter("context.talk.across_languages", SHARE),
)
