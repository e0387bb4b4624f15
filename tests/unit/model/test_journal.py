"""The journal holds whatever happens, or the run stops: no event is left out in silence."""

from __future__ import annotations

import pytest

from hlmsim.errors import RunError
from hlmsim.model import outcomes
from hlmsim.model.journal import capacity, most_lines
from hlmsim.model.population import build
from hlmsim.model.week import advance
from hlmsim.model.world import World
from hlmsim.scenario import load

SETS = (
    *("context.site.households=24", "context.site.buildings=2", "levers.posts.count=40"),
    *("levers.turnover.worker_annual=2", "horizon.weeks=400", "horizon.burn_in=10"),
)


def started() -> World:
    return build(load("status_quo", sets=SETS).blueprint(), study_seed=3, replicate=0)


@pytest.fixture(scope="module")
def ended() -> World:
    world = started()
    advance(world, world.weeks)
    return world


def test_every_departure_of_many_posts_is_told(ended: World) -> None:
    told = [line for line in outcomes.events(ended) if line[1] == "worker_leaves"]
    departures = ended.state.by_week["departures"].sum()
    assert len(told) == departures > 40
    assert len(ended.state.journal) > capacity(ended.weeks, 1, 24), "the room of a new world would not do"
    assert ended.state.journal_used.tolist() == [len(ended.state.journal), 0]
    assert {subject for _, _, _, subject in told} <= set(range(1, 41))


def test_who_leaves_is_replaced_and_both_are_told() -> None:
    """Also a representative whose place is not vacant for a single week."""
    more = ("levers.turnover.representative_public_annual=1", "context.engagement.representative_vacancy_weeks=0")
    world = build(load("status_quo", sets=(*SETS, *more)).blueprint(), study_seed=3, replicate=0)
    advance(world, 200)
    told = outcomes.events(world)
    left = [(week, seat) for week, kind, _, seat in told if kind == "representative_leaves"]
    came = [(week, seat) for week, kind, _, seat in told if kind == "representative_arrives"]
    assert left == came
    assert len(left) > 10


def test_a_run_in_pieces_leaves_the_same_journal(ended: World) -> None:
    world = started()
    for until in (1, 2, 30, 400):
        advance(world, until)
    assert world.state.journal.tobytes() == ended.state.journal.tobytes()


def test_the_most_that_a_week_can_write_is_more_than_any_week_wrote(ended: World) -> None:
    weeks = [line[0] for line in outcomes.events(ended)]
    assert max(weeks.count(week) for week in set(weeks)) < most_lines(ended.state) < 500


def test_a_journal_that_lost_a_line_is_an_error(ended: World) -> None:
    spoilt = ended.copy()
    spoilt.state.journal_used[1] = 3
    with pytest.raises(RunError) as caught:
        outcomes.events(spoilt)
    assert (caught.value.code, caught.value.facts["count"]) == ("journal_incomplete", 3)


def test_a_subject_says_its_kind() -> None:
    kinds = {entry: outcomes.subject_kind(entry) for entry in ("worker_leaves", "partner_joins", "incident", "crisis")}
    assert kinds == {"worker_leaves": "post", "partner_joins": "partner", "incident": "building", "crisis": ""}
