"""placeholder"""
from hlmsim.engine.parameters import Parameter, CHOICE, FACTOR, HOURS, SCORE, SHARE, WEEKS
from hlmsim.model.names import ACTIONS, ACTION_RULES, GOVERNANCE

PARAMETERS = (
    Parameter("levers.concertation.meeting_interval_weeks", WEEKS, high=520),
    Parameter("levers.concertation.meeting_hours", HOURS),
    Parameter("levers.concertation.information_sharing", SHARE),
    Parameter("levers.concertation.coordinator_hours", HOURS),
    Parameter("levers.concertation.coordinator_experience", SCORE),
    Parameter("levers.concertation.governance", CHOICE, choices=GOVERNANCE),
    Parameter("levers.role_clarity.initial", SCORE),
    Parameter("levers.role_clarity.agenda_share", SHARE),
    Parameter("levers.actions.portfolio", SHARE, over=ACTIONS),
    Parameter("levers.actions.rule", CHOICE, choices=ACTION_RULES),
    Parameter("context.meeting.tie_gain", SHARE),
    Parameter("context.meeting.knowledge_gain", SHARE),
    Parameter("context.meeting.clarity_gain", SHARE),
    Parameter("context.meeting.side_clarity", SHARE),
    Parameter("context.meeting.decision_weeks", WEEKS),
    Parameter("context.meeting.disagreement_delay", FACTOR),
    Parameter("context.meeting.disagreement_loss", SHARE),
    Parameter("context.meeting.worker_hours", HOURS),
    Parameter("context.meeting.governance_fit", SHARE),
    Parameter("context.meeting.mandate", SHARE),
)
