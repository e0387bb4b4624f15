"""Where the engine departs from the description of the model, and the reference follows the description.

Each entry replaces one rule of the reference by what the engine does, for the comparison only. An entry goes when the
engine is mended; what is left of the comparison holds with the reference as it is written.
"""

from __future__ import annotations

import math
from weakref import WeakKeyDictionary

import pytest

from hlmsim.scenario import Scenario
from tests.reference import help as help_
from tests.reference import outreach
from tests.reference.people import FOLLOWED_UP, NONE, WENT_ALONG, Household, Need, Partner, World

DEGREE = "context.ties.strong_degree"
MORE_CLOSE_TIES = 2.4807 / 2.4
"""Close ties that the engine makes for each that is asked for: the mean by which it solves its constant is taken over
64 of 511 sociabilities, each at the low end of its class, and those drawn from its table have a mean of 1.006.
"""


FOLLOWUPS = {NONE: 0, FOLLOWED_UP: 1, WENT_ALONG: 2}
LUCK: WeakKeyDictionary[Need, tuple[int, float]] = WeakKeyDictionary()


def overload(world: World, accompanied: list[Household]) -> float:
    """The engine counts follow-ups rather than households: going along, which takes two, leaves nobody aside."""
    held = sum(FOLLOWUPS[household.support] for household in accompanied)
    return max(0.0, min(1.0, (len(accompanied) - held) / world.settings.number("worker.caseload")))


def comes_to_light(world: World, household: Household, need: Need) -> bool:
    """In the engine every contact of one week with one household meets the same luck."""
    week, luck = LUCK.get(need, (-1, 0.0))
    if week != world.week:
        luck = world.luck.random()
        LUCK[need] = (world.week, luck)
    return luck < world.settings.number("worker.detection") * math.sqrt(household.trust_worker)


def to_be_accompanied(household: Household, found: list[Need]) -> bool:
    """In the engine only the contact at which a need comes to light counts: without room then, it is too late."""
    return bool(found)


def mistaken(world: World, need: Need, right: Partner) -> Partner | None:
    """In the engine the wrong door is any partner's, the right one's too: the case then goes nowhere."""
    reached = world.partners[int(world.luck.integers(len(world.partners)))]
    return reached if reached.present and reached is not right else None


def stand(patch: pytest.MonkeyPatch) -> None:
    """The reference does as the engine does."""
    patch.setattr(outreach, "overload", overload)
    patch.setattr(outreach, "comes_to_light", comes_to_light)
    patch.setattr(outreach, "to_be_accompanied", to_be_accompanied)
    patch.setattr(help_, "mistaken", mistaken)


def with_its_ties(scenario: Scenario) -> Scenario:
    """The scenario by which the reference makes as many close ties as the engine."""
    return scenario.with_({DEGREE: MORE_CLOSE_TIES * float(scenario.values[DEGREE])})
