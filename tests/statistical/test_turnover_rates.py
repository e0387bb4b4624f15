"""Turnover in the engine against theory: workers, representatives, vacancies, the life of networks.

As in ``test_engine_rates.py``, each test fails by luck with probability ``FALSE_ALARM`` at most.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from hlmsim.model import tables as t
from hlmsim.model.names import PARTNER_KINDS, PUBLIC_KINDS
from tests.statistical.alarm import Looks
from tests.statistical.many import Value, by_week, many_sites, value
from tests.worlds import plan, started

pytestmark = pytest.mark.statistical

CONSTANT: dict[str, Value] = {f"context.succession.{reason}": 0 for reason in ("clarity", "overload", "morale")}
"""Nothing moves the hazards of leaving."""


def vacancy(looks: Looks, lengths: list[int], mean: float, shape: float) -> None:
    """Two looks at lengths of vacancies: Gamma, rounded up or down by chance so that the mean stays as it is."""
    longer = stats.gamma(shape, scale=mean / shape).sf
    edges = np.unique(np.rint(stats.gamma(shape, scale=mean / shape).ppf(np.arange(1, 10) / 10)))
    at_least = [1.0, *(float(integrate.quad(longer, edge - 1.0, edge)[0]) for edge in edges), 0.0]
    counts = np.histogram(lengths, [-0.5, *(edges - 0.5), np.inf])[0]
    looks.z("mean weeks", float(np.mean(lengths)), mean, float(np.sqrt((mean**2 / shape + 0.25) / len(lengths))))
    looks.fit("weeks", counts.tolist(), (-np.diff(at_least) * len(lengths)).tolist())


def test_workers_give_notice_at_the_stated_hazard_and_posts_stay_vacant_for_gamma_weeks() -> None:
    posts, weeks = 1_500, 156
    many: dict[str, Value] = {"levers.posts.count": posts, "levers.posts.hours_a_week": 0}
    blueprint = plan("exact/worker_turnover", weeks=weeks, values={**many, "context.succession.notice_weeks": 2})
    world = started(blueprint)
    free, notices, lengths = 0, 0, []
    before = world.state.posts.copy()
    for _ in by_week(world, weeks):
        now = world.state.posts
        could = (before["filled"] == 1) & (before["notice_left"] < 0)
        free, notices = free + int(could.sum()), notices + int((could & (now["notice_left"] >= 0)).sum())
        left = (before["notice_left"] == 1) & (now["notice_left"] < 0)
        lengths += np.where(now["filled"] == 1, 0, now["vacancy_left"])[left].tolist()
        before = now.copy()
    shape = value(blueprint, "context.succession.vacancy_shape")
    with Looks(3) as looks:
        looks.binomial("notices", notices, free, 1.0 - np.exp(-value(blueprint, "levers.turnover.worker_annual") / 52))
        vacancy(looks, lengths, value(blueprint, "context.succession.vacancy_weeks"), shape)


def test_representatives_leave_by_sector_and_seats_stay_empty_for_gamma_weeks() -> None:
    weeks = 104
    blueprint = many_sites(200, weeks=weeks, values=CONSTANT)
    world = started(blueprint)
    kinds = world.state.partners["kind"][world.state.members["partner"]]
    public = np.isin(kinds, [PARTNER_KINDS.index(kind) for kind in PUBLIC_KINDS])
    weeks_in_post, departures, lengths = np.zeros(2, int), np.zeros(2, int), []
    before = world.state.members.copy()
    for _ in by_week(world, weeks):
        now = world.state.members
        seated = before["vacancy_left"] == 0
        left = seated & ((now["vacancy_left"] > 0) | (now["tenure"] == 0))
        for sector, those in enumerate((~public, public)):
            weeks_in_post[sector] += int((seated & those).sum())
            departures[sector] += int((left & those).sum())
        lengths += now["vacancy_left"][left].tolist()
        before = now.copy()
    shape = value(blueprint, "context.succession.vacancy_shape")
    with Looks(4) as looks:
        for sector, name in enumerate(("community", "public")):
            rate = value(blueprint, f"levers.turnover.representative_{name}_annual") / 52
            looks.binomial(name, int(departures[sector]), int(weeks_in_post[sector]), 1.0 - np.exp(-rate))
        vacancy(looks, lengths, value(blueprint, "context.engagement.representative_vacancy_weeks"), shape)


@pytest.mark.parametrize("coordinated", [False, True], ids=["nobody coordinates", "somebody coordinates"])
def test_networks_dissolve_at_the_stated_hazard(coordinated: bool) -> None:
    """Partners never withdraw here, and posts are never vacant."""
    hours: dict[str, Value] = {"levers.concertation.coordinator_hours": 4 if coordinated else 0}
    stable: dict[str, Value] = {"context.engagement.withdrawal_weeks": 0, "levers.turnover.worker_annual": 0}
    sites, weeks = 400, 150
    blueprint = many_sites(sites, weeks=weeks, values={**CONSTANT, **hours, **stable})
    world = started(blueprint)
    alive, ended = 0, 0
    for _ in by_week(world, weeks):
        living = int((world.state.sites["alive"] == t.ALIVE).sum())
        alive, ended = alive + sites - ended, sites - living
    experience = value(blueprint, "levers.concertation.coordinator_experience") if coordinated else 0.0
    hazard = value(blueprint, "context.engagement.dissolution")
    hazard *= np.exp(value(blueprint, "context.engagement.dissolution_experience") * (experience - 0.5))
    with Looks(1) as looks:
        looks.binomial("networks that end", ended, alive, 1.0 - np.exp(-hazard))


def test_posts_are_filled_for_the_share_of_weeks_that_theory_gives() -> None:
    """Notice included: somebody in post stays 1/h weeks, and the weeks of notice, before D weeks of vacancy."""
    posts, weeks, warm_up = 1_500, 400, 150
    many: dict[str, Value] = {"levers.posts.count": posts, "levers.posts.hours_a_week": 0}
    blueprint = plan("exact/worker_turnover", weeks=weeks, values={**many, "context.succession.notice_weeks": 6})
    world = started(blueprint, until=weeks)
    leaving = 1.0 - np.exp(-value(blueprint, "levers.turnover.worker_annual") / 52)
    stay, empty = 1.0 / leaving + 6, value(blueprint, "context.succession.vacancy_weeks")
    shape = value(blueprint, "context.succession.vacancy_shape")
    varied = empty**2 * (1.0 - leaving) / leaving**2 + stay**2 * (empty**2 / shape + 0.25)
    error = np.sqrt(varied / (stay + empty) ** 3 / ((weeks - warm_up) * posts))
    with Looks(1) as looks:
        found = float(world.state.by_week["posts_filled"][warm_up:].mean()) / posts
        looks.z("share of weeks", found, stay / (stay + empty), float(error))
