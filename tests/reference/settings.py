"""The numbers of a scenario as they are written, week by week, and the few conversions that units ask for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from hlmsim.model.names import HOUSEHOLD_TYPES, LANGUAGE_GROUPS
from hlmsim.scenario import Scenario

Value = float | int | str


def without_first_word(path: str) -> str:
    """``levers.posts.count`` as the description of the model calls it: ``posts.count``."""
    return path.partition(".")[2]


@dataclass
class Event:
    """An event of the week; ``partner`` is a seat, ``post`` counts from 1; None means all of them."""

    name: str
    partner: int | None
    post: int | None


class Settings:
    """What a scenario says in the present week."""

    def __init__(self, scenario: Scenario) -> None:
        if len(scenario.sites) != 1:
            raise ValueError("the reference describes one site")
        self.site = scenario.sites[0]
        self.partners = scenario.partners
        self.weeks, self.burn_in = scenario.weeks, scenario.burn_in
        self.changes = [one.change for one in scenario.changes]
        self.events: list[Event] = []
        self.values: dict[str, Value] = {}
        self._take(self.site.values)

    def _take(self, values: Mapping[str, Value]) -> None:
        self.values |= {without_first_word(path): value for path, value in values.items()}

    def begin(self, week: int) -> None:
        """What is scheduled takes effect at the start of its week."""
        self.events = []
        for change in self.changes:
            if change.week == week:
                self._take(change.values)
                if change.event is not None:
                    self.events.append(Event(change.event, change.partner, change.post))

    def scheduled(self, name: str) -> list[Event]:
        """The events of that name in this week."""
        return [event for event in self.events if event.name == name]

    def number(self, name: str) -> float:
        """A number, as written."""
        return float(self.values[name])

    def word(self, name: str) -> str:
        """A choice."""
        return str(self.values[name])

    def kept(self, name: str) -> float:
        """What a half-life leaves after a week."""
        return float(0.5 ** (1.0 / self.number(name)))

    def most_posts(self) -> int:
        """Posts funded in some week."""
        later = [int(c.values["levers.posts.count"]) for c in self.changes if "levers.posts.count" in c.values]
        return max([int(self.number("posts.count")), *later])

    def at_founding(self, name: str) -> float:
        """A number that depends on what the network was born of."""
        return self.number(f"founding.{name}.{self.word('founding.trigger')}")

    def type_shares(self) -> list[float]:
        """Share of each household type."""
        return [self.number(f"population.household_type_share.{name}") for name in HOUSEHOLD_TYPES]

    def language_shares(self) -> list[float]:
        """Share of each language group."""
        return [self.number(f"population.language_share.{name}") for name in LANGUAGE_GROUPS]


def chance_in_a_week(hazard: float) -> float:
    """The probability that something with a hazard a week happens within the week."""
    return 1.0 - math.exp(-hazard)


def cut(level: float) -> float:
    """A level within [0, 1]."""
    return min(1.0, max(0.0, level))


def towards_one(level: float, share: float) -> float:
    """A level that has gained a share of what it misses."""
    return level + share * (1.0 - level)
