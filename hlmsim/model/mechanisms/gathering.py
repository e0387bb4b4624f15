"""placeholder"""
from hlmsim.engine.parameters import Parameter, FACTOR, HOURS, PROBABILITY, SCORE, SHARE

PARAMETERS = (
    Parameter("levers.shared_space.hours", HOURS, high=168),
    Parameter("levers.shared_space.rules", SCORE),
    Parameter("context.shared_space.association_demand", HOURS),
    Parameter("context.shared_space.partner_demand", HOURS),
    Parameter("context.shared_space.conflict", PROBABILITY),
    Parameter("context.shared_space.conflict_hours", HOURS),
    Parameter("context.shared_space.conflict_disorder", SCORE),
    Parameter("context.shared_space.conflict_commitment", SHARE),
    Parameter("context.shared_space.new_room_hours", HOURS, high=168),
    Parameter("context.gathering.hours_per_activity", HOURS, low=0.25),
    Parameter("context.gathering.attendance", PROBABILITY),
    Parameter("context.gathering.participant_attendance", PROBABILITY),
    Parameter("context.gathering.joining", PROBABILITY),
    Parameter("context.gathering.leaving", PROBABILITY),
    Parameter("context.gathering.agency_gain", SHARE),
    Parameter("context.gathering.tie_gain", SHARE),
    Parameter("context.gathering.awareness_dose", SHARE),
    Parameter("context.gathering.trust_gain", SHARE),
    Parameter("context.gathering.without_room", FACTOR, high=1),
)
