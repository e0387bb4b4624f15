"""placeholder"""
from hlmsim.engine.parameters import Parameter, COUNT, HOURS, PROBABILITY, SCORE, SHARE, WEEKS
from hlmsim.model.names import DOMAINS

PARAMETERS = (
    Parameter("levers.posts.count", COUNT, high=2000),
    Parameter("levers.posts.hours_a_week", HOURS, high=80),
    Parameter("levers.posts.skill", SCORE, over=DOMAINS),
    Parameter("context.worker.trust_gain", SHARE),
    Parameter("context.worker.trust_decay", PROBABILITY),
    Parameter("context.worker.awareness_dose", SHARE),
    Parameter("context.worker.hours_per_visit", HOURS, low=0.05),
    Parameter("context.worker.hours_per_followup", HOURS, low=0.05),
    Parameter("context.worker.caseload", COUNT, low=1, high=60),
    Parameter("context.worker.detection", PROBABILITY),
    Parameter("context.worker.paperwork", SHARE),
    Parameter("context.worker.onboarding_weeks", WEEKS),
    Parameter("context.worker.onboarding_share", SHARE),
    Parameter("context.worker.clarity_effect", SHARE),
)
