"""placeholder"""
from hlmsim.engine.parameters import Parameter, ANNUAL_RATE, COEFFICIENT, COUNT, HOURS, SCORE, SHARE, WEEKS

PARAMETERS = (
    Parameter("levers.turnover.worker_annual", ANNUAL_RATE),
    Parameter("levers.turnover.handover_weeks", WEEKS, high=26),
    Parameter("levers.turnover.written_roles", SCORE),
    Parameter("context.succession.vacancy_weeks", WEEKS),
    Parameter("context.succession.vacancy_shape", COUNT, low=1, high=8),
    Parameter("context.succession.notice_weeks", WEEKS),
    Parameter("context.succession.notice_dip", SHARE),
    Parameter("context.succession.clarity", COEFFICIENT),
    Parameter("context.succession.overload", COEFFICIENT),
    Parameter("context.succession.morale", COEFFICIENT),
    Parameter("context.succession.carry_cold", SHARE),
    Parameter("context.succession.carry_warm", SHARE),
    Parameter("context.succession.handover_hours", HOURS),
    Parameter("context.succession.morale_adjustment", SHARE),
    Parameter("context.succession.morale_clarity", SHARE),
    Parameter("context.succession.fresh_eyes", SHARE),
)
