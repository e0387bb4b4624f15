"""placeholder"""
from hlmsim.engine.parameters import Parameter, COEFFICIENT, COUNT, HOURS, PROBABILITY, SHARE, WEEKS
from hlmsim.model.names import REFERRALS

PARAMETERS = (
    Parameter("context.referral.conversion", PROBABILITY, over=REFERRALS),
    Parameter("context.referral.contacts_log_odds", COEFFICIENT),
    Parameter("context.referral.contacts_counted", COUNT, high=100),
    Parameter("context.referral.call_clarity", SHARE),
    Parameter("context.referral.misrouting", PROBABILITY),
    Parameter("context.referral.passing_on", PROBABILITY),
    Parameter("context.referral.handover_loss", PROBABILITY),
    Parameter("context.referral.duplication", PROBABILITY),
    Parameter("context.referral.duplicate_hours", HOURS),
    Parameter("context.referral.trust_loss", SHARE),
    Parameter("context.referral.cooling_weeks", WEEKS),
)
