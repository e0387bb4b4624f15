"""One side of the stage: a scenario, what was changed in it and when, and its future from any week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hlmsim.errors import InputError
from hlmsim.interface.web.block import Block, joined
from hlmsim.interface.web.recorder import Recorder
from hlmsim.interface.web.stage import EVENTS, LEVER, OF_PARTNER, OF_POST, bounds, in_force
from hlmsim.model.blueprint import Blueprint, Change, PartnerPlan
from hlmsim.model.population import build
from hlmsim.model.resume import fork
from hlmsim.model.week import advance
from hlmsim.model.world import World
from hlmsim.scenario import Scenario

POSTS = "levers.posts.count"
MOST_HOUSEHOLDS = 3000
KEEP_EVERY = 13
"""Weeks between the worlds that are kept so that a new future starts near the change."""
_FIRST, _NEXT = 4, 26
"""Weeks of the first block, sent at once, and of those after it."""
NEWCOMER = "community_organisation"
"""Kind of the partner that may arrive: it is like the scenario's first of that kind."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change: at the page's week, either a lever takes a value or an event happens.

    partner: its seat, for the events that concern one.
    """

    week: int
    lever: str | None = None
    value: float = 0.0
    event: str | None = None
    partner: int | None = None


class Side:
    """A scenario of one site, played from the end of its burn-in for ``weeks`` weeks, with the steps taken so far.

    Raises InputError when it has several sites or more households than a page can show.
    """

    def __init__(self, scenario: Scenario, *, weeks: int, seed: int) -> None:
        if len(scenario.sites) != 1:
            raise InputError("player.one_site", name=scenario.name, count=len(scenario.sites))
        if scenario.sites[0].dwellings > MOST_HOUSEHOLDS:
            raise InputError(
                "player.too_many", name=scenario.name, found=scenario.sites[0].dwellings, most=MOST_HOUSEHOLDS
            )
        self.scenario, self.weeks, self.seed = scenario, weeks, seed
        self.steps: tuple[Step, ...] = ()
        self.newcomer = newcomer(scenario)
        self._kept: dict[int, World] = {}

    def check(self, step: Step) -> None:
        """Raises InputError for a step that this side cannot take."""
        if not 0 <= step.week < self.weeks:
            raise InputError("player.week", found=step.week, last=self.weeks - 1)
        if step.lever is not None:
            slider = bounds(self.scenario, LEVER[step.lever])
            if not slider.low - 1e-9 <= step.value <= slider.high + 1e-9:
                raise InputError("player.value", lever=step.lever, found=step.value, low=slider.low, high=slider.high)
        elif step.event not in EVENTS:
            raise InputError("player.event", found=str(step.event), allowed=list(EVENTS))
        elif (step.event in OF_PARTNER) != (step.partner is not None):
            raise InputError("player.partner", event=step.event)
        elif step.partner is not None and step.partner not in self._seats():
            raise InputError("player.no_partner", found=step.partner)

    def take(self, steps: tuple[Step, ...]) -> int:
        """Have exactly these steps from now on; the first week whose picture may differ from before."""
        for step in steps:
            self.check(step)
        first = next((k for k, (a, b) in enumerate(zip(self.steps, steps, strict=False)) if a != b), None)
        if first is None:
            first = min(len(self.steps), len(steps))
        later = [step.week for step in (*self.steps[first:], *steps[first:])]
        since = min(later, default=self.weeks)
        self.steps = steps
        self._kept = {week: world for week, world in self._kept.items() if week <= since}
        return since

    def future(self, since: int, *, side: int, generation: int) -> Iterator[tuple[Block, Mapping[int, World]]]:
        """The weeks after ``since`` (from 0: the first picture too), block by block, each with the worlds to keep.

        Another thread may run it: it changes nothing here. Hand what it gives to :meth:`keep` if it is still wanted.
        """
        blueprint = self.blueprint()
        world = self._start(blueprint, since)
        recorder = Recorder(world, side=side, generation=generation)
        kept: dict[int, World] = {}
        if since == 0:
            yield recorder.present(), {0: world.copy()}
        length = _FIRST
        while recorder.week < self.weeks:
            until = min(self.weeks, recorder.week + length)
            blocks = []
            while recorder.week < until:
                stop = min(until, (recorder.week // KEEP_EVERY + 1) * KEEP_EVERY)
                blocks.append(recorder.record(stop - recorder.week))
                if recorder.week % KEEP_EVERY == 0:
                    kept[recorder.week] = world.copy()
            yield joined(blocks), kept
            kept, length = {}, _NEXT

    def keep(self, worlds: Mapping[int, World]) -> None:
        """Keep worlds that a future has passed through."""
        self._kept.update(worlds)

    def _start(self, blueprint: Blueprint, since: int) -> World:
        """The world at the page's week ``since``: from the nearest one kept before it, or from the beginning."""
        near = max((week for week in self._kept if week <= since), default=None)
        if near is None:
            world = build(blueprint, study_seed=self.seed, replicate=0)
        else:
            world = fork(self._kept[near], blueprint)
        advance(world, until=self.scenario.burn_in + since)
        return world

    def blueprint(self) -> Blueprint:
        """What the engine plays. A week more than the page shows asks for every post that it can add: their seats are
        there from the start, unfunded, and change nobody's luck.
        """
        base, last = self.scenario.blueprint(), self.scenario.burn_in + self.weeks
        kept = [change for change in base.changes if change.week < last]
        most = max(self.most_posts(), *(int(change.values.get(POSTS, 0)) for change in kept), 1)
        steps = [self._change(step) for step in self.steps]
        return replace(
            base,
            partners=(*base.partners, self.newcomer),
            changes=(*kept, *steps, Change(last, {POSTS: most})),
            weeks=last + 1,
        )

    def most_posts(self) -> int:
        """Posts that the page can ask for."""
        return int(bounds(self.scenario, LEVER["posts"]).high)

    def posts_held(self, steps: Iterable[Step]) -> int:
        """The most posts that are paid at once: by the scenario, by its own changes, or by these steps."""
        planned = (value for _, value in in_force(self.scenario, POSTS))
        moved = (step.value for step in steps if step.lever == "posts")
        return int(max((*planned, *moved)))

    def _change(self, step: Step) -> Change:
        week = self.scenario.burn_in + step.week
        if step.lever is not None:
            return Change(week, {LEVER[step.lever].path: self._value(step)})
        partner = self.newcomer.seat if step.event == "partner_arrival" else step.partner
        return Change(week, event=step.event, partner=partner, post=OF_POST.get(step.event or ""))

    def _value(self, step: Step) -> float | int:
        assert step.lever is not None
        return int(step.value) if LEVER[step.lever].shown == "whole" else step.value

    def _seats(self) -> set[int]:
        return {partner.seat for partner in (*self.scenario.blueprint().partners, self.newcomer)}


def newcomer(scenario: Scenario) -> PartnerPlan:
    """A partner that is not there yet, like the scenario's first community organisation (or its first partner)."""
    partners = scenario.blueprint().partners
    like = next((partner for partner in partners if partner.kind == NEWCOMER), None)
    if like is None and not partners:
        raise InputError("player.no_partners", name=scenario.name)
    seat = max(partner.seat for partner in partners) + 1
    return replace(like or partners[0], seat=seat, label="", present=False)


def facts(step: Step) -> dict[str, Any]:
    """A step as the page and scene files write it."""
    if step.lever is not None:
        return {"week": step.week, "lever": step.lever, "value": step.value}
    found: dict[str, Any] = {"week": step.week, "event": step.event}
    return found if step.partner is None else {**found, "partner": step.partner}
