"""placeholder"""
from hlmsim.engine.parameters import Parameter, ANNUAL_RATE, COEFFICIENT, HALF_LIFE, HAZARD, PROBABILITY, SCORE, SHARE, WEEKS

PARAMETERS = (
    Parameter("levers.turnover.representative_community_annual", ANNUAL_RATE),
    Parameter("levers.turnover.representative_public_annual", ANNUAL_RATE),
    Parameter("levers.engagement.funding_floor", SCORE),
    Parameter("context.engagement.representative_vacancy_weeks", WEEKS),
    Parameter("context.engagement.adjustment", SHARE),
    Parameter("context.engagement.ground", SCORE),
    Parameter("context.engagement.success_benefit", SHARE),
    Parameter("context.engagement.tie_benefit", SHARE),
    Parameter("context.engagement.agreement_benefit", SHARE),
    Parameter("context.engagement.hours_cost", SCORE),
    Parameter("context.engagement.conflict_cost", SHARE),
    Parameter("context.engagement.distance_cost", SHARE),
    Parameter("context.engagement.newcomer_loss", SHARE),
    Parameter("context.engagement.urgency_half_life", HALF_LIFE),
    Parameter("context.engagement.withdrawal_threshold", SCORE),
    Parameter("context.engagement.withdrawal_weeks", WEEKS),
    Parameter("context.engagement.outside_capacity", SCORE),
    Parameter("context.engagement.recruitment", PROBABILITY),
    Parameter("context.engagement.dissolution", HAZARD),
    Parameter("context.engagement.funding_shock", SHARE),
    Parameter("context.engagement.dissolution_experience", COEFFICIENT),
)
