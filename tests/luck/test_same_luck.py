"""Common random numbers: what must not move does not move by one bit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from hlmsim.engine.parameters import Value
from hlmsim.model import outcomes
from hlmsim.model.blueprint import Blueprint, Change
from hlmsim.model.population import build
from hlmsim.model.week import advance
from hlmsim.model.world import World
from hlmsim.scenario import load
from tests.worlds import FOLDER, bits, busy, differences, finished, plan, same_outcomes, started, with_sites

WEEK = 30
CHANGES = {
    "turnover": Change(WEEK, {"levers.turnover.worker_annual": 26.0}),
    "meetings": Change(WEEK, {"levers.concertation.meeting_interval_weeks": 1}),
    "no more meetings": Change(WEEK, {"levers.concertation.meeting_interval_weeks": 0}),
    "more posts": Change(WEEK, {"levers.posts.count": 3}),
    "no post": Change(WEEK, {"levers.posts.count": 0}),
    "capacity": Change(WEEK, {"levers.partners.capacity_factor": 3.0}),
    "needs": Change(WEEK, {"context.needs.arrival.health": 0.2}),
    "portfolio": Change(WEEK, {"levers.actions.portfolio.outreach": 0.0, "levers.actions.portfolio.collective": 0.45}),
    "crisis": Change(WEEK, event="crisis"),
    "worker_departure": Change(WEEK, event="worker_departure", post=1),
    "representative_departure": Change(WEEK, event="representative_departure", partner=8),
    "partner_withdrawal": Change(WEEK, event="partner_withdrawal", partner=8),
    "funding_cut": Change(WEEK, event="funding_cut"),
    "new_room": Change(WEEK, event="new_room"),
}


def file_with(folder: Path, edit: Callable[[dict[str, Any]], dict[str, Any]]) -> Blueprint:
    """The baseline file, edited as a person might, and read again."""
    document = yaml.safe_load((FOLDER / "baseline.yaml").read_text(encoding="utf-8"))
    path = folder / "edited.yaml"
    path.write_text(yaml.safe_dump(edit(document), allow_unicode=True, sort_keys=False), encoding="utf-8")
    blueprint: Blueprint = load(path).blueprint()
    return replace(blueprint, weeks=40, burn_in=0)


def renamed(document: dict[str, Any]) -> dict[str, Any]:
    partners = {
        f"organisme_{place}": {**partner, "label": {"fr": f"Organisme {place}", "en": f"Organisation {place}"}}
        for place, partner in enumerate(document["partners"].values())
    }
    return {**document, "partners": partners, "title": {"fr": "Autre nom", "en": "Another name"}}


def turned_round(document: dict[str, Any]) -> dict[str, Any]:
    partners = dict(reversed(document["partners"].items()))
    context = dict(reversed(document["context"].items()))
    return {**dict(reversed(document.items())), "partners": partners, "context": context}


@pytest.mark.parametrize("edit", [renamed, turned_round], ids=["rename", "reorder"])
def test_renaming_and_reordering_a_file_change_nothing(edit: Any, tmp_path: Path) -> None:
    one, other = finished(file_with(tmp_path, dict)), finished(file_with(tmp_path, edit))
    assert differences(one.state, other.state) == []
    assert same_outcomes(outcomes.weekly(one), outcomes.weekly(other))
    assert outcomes.events(one) == outcomes.events(other)


def several(order: tuple[int, ...], names: dict[int, str]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    sites = [{"seat": seat, "label": names[seat], "households": 30 + seat, "buildings": 2} for seat in order]

    def edit(document: dict[str, Any]) -> dict[str, Any]:
        context = {key: branch for key, branch in document["context"].items() if key != "site"}
        return {**document, "context": context, "sites": sites}

    return edit


def test_renaming_and_reordering_sites_change_nothing(tmp_path: Path) -> None:
    first = several((2, 7, 4), {2: "Les Érables", 7: "Les Pins", 4: "Les Ormes"})
    second = several((7, 4, 2), {2: "Plan A", 7: "Plan B", 4: "Plan C"})
    one, other = finished(file_with(tmp_path, first)), finished(file_with(tmp_path, second))
    assert outcomes.groups(one.blueprint)[-3:] == ("site:2", "site:4", "site:7")
    assert differences(one.state, other.state) == []
    assert same_outcomes(outcomes.summary(one), outcomes.summary(other))


def test_order_of_partners_and_sites_in_a_plan_is_that_of_their_seats() -> None:
    base = busy(weeks=10)
    turned = replace(base, partners=base.partners[::-1], sites=base.sites[::-1])
    assert turned == base


def ties_among(world: World, kind: str, households: int) -> list[tuple[int, int, bytes]]:
    rows, ties = getattr(world.state, f"{kind}_rows"), getattr(world.state, f"{kind}_ties")
    return [
        (i, int(tie["neighbour"]), bits(tie["strength"]))
        for i in range(households)
        for tie in ties[rows[i] : rows[i + 1]]
        if tie["neighbour"] < households
    ]


ONLY_NEEDS: dict[str, Value] = {f"context.needs.arrival.{name}": 0.02 for name in ("health", "rights", "dwelling")}


@pytest.mark.parametrize("replicate", range(5))
def test_one_dwelling_more_moves_nobody_elses_luck(replicate: int) -> None:
    """Attributes, ties and, with need arrival alone, every week of the others are the same."""
    one = started(plan("exact/null", dwellings=170, values=ONLY_NEEDS), replicate=replicate)
    more = started(plan("exact/null", dwellings=171, values=ONLY_NEEDS), replicate=replicate)
    for kind in ("strong", "weak"):
        assert ties_among(one, kind, 170) == ties_among(more, kind, 170)
    for until in (0, 1, 30, 104):
        advance(one, until)
        advance(more, until)
        for name in ("households", "needs", "awareness"):
            mine, theirs = getattr(one.state, name), getattr(more.state, name)[:170]
            for field in mine.dtype.names or (...,):
                assert bits(mine[field]) == bits(theirs[field]), f"{name}.{field}"
    assert one.state.needs["status"].any()


def test_ties_of_the_others_stay_in_many_worlds() -> None:
    for replicate in range(60):
        one, more = (build(plan(dwellings=n), replicate=replicate) for n in (170, 171))
        assert ties_among(one, "strong", 170) == ties_among(more, "strong", 170)
        assert ties_among(one, "weak", 170) == ties_among(more, "weak", 170)


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("sites", [(0,), (0, 3)], ids=["one site", "two sites"])
def test_a_change_moves_no_week_before_it(name: str, sites: tuple[int, ...]) -> None:
    base = with_sites(plan("concertation", weeks=60, dwellings=40, buildings=2), *sites)
    one, other = finished(base), finished(replace(base, changes=(CHANGES[name],)))
    mine, theirs = outcomes.weekly(one), outcomes.weekly(other)
    assert [key for key in mine if bits(mine[key][:WEEK]) != bits(theirs[key][:WEEK])] == []
    assert bits(one.state.by_group[:WEEK]) == bits(other.state.by_group[:WEEK])
    before = [[line for line in outcomes.events(world) if line[0] < WEEK] for world in (one, other)]
    assert before[0] == before[1]
    assert not same_outcomes(mine, theirs), "the change does something"


def test_a_longer_horizon_leaves_the_earlier_weeks_as_they_are() -> None:
    short, long = (finished(plan("status_quo", weeks=weeks, burn_in=10)) for weeks in (90, 200))
    mine, theirs = outcomes.weekly(short), outcomes.weekly(long)
    assert [name for name in mine if bits(mine[name]) != bits(theirs[name][:90])] == []
    assert outcomes.events(short) == [line for line in outcomes.events(long) if line[0] < 90]


def test_weeks_in_pieces_are_the_weeks_at_once() -> None:
    at_once, pieces = finished(busy(weeks=40), replicate=7), started(busy(weeks=40), replicate=7)
    for until in (1, 2, 17, 17, 5, 39, 400):
        advance(pieces, until)
    assert pieces.week == at_once.week == 40
    assert differences(at_once.state, pieces.state) == []


def test_a_copy_goes_its_own_way() -> None:
    world = started(busy(), until=9)
    copy, kept = world.copy(), world.copy()
    advance(copy, 20)
    assert differences(world.state, kept.state) == []
    assert world.week == 9
    advance(world, 20)
    assert differences(world.state, copy.state) == []


def test_worlds_of_one_plan_share_nothing_that_changes() -> None:
    blueprint = busy()
    one = build(blueprint)
    advance(one, 20)
    assert differences(build(blueprint).state, build(replace(blueprint)).state) == []


def test_another_replicate_and_another_study_are_other_worlds() -> None:
    worlds = [build(busy(), study_seed=seed, replicate=r) for seed, r in ((1, 0), (1, 1), (2, 0))]
    for world in worlds:
        advance(world, 20)
    records = {bits(world.state.by_group[:20]) for world in worlds}
    assert len(records) == 3


@pytest.mark.statistical
def test_common_luck_makes_differences_between_scenarios_far_steadier() -> None:
    """The spread of a paired difference against that of two independent runs, on the first outcomes shown."""
    one, other = plan("status_quo", weeks=60), plan("status_quo", weeks=60, values={"context.worker.detection": 0.5})
    names = ("sense_of_security", "unmet_need")
    runs = [[outcomes.summary(finished(p, replicate=r)) for r in range(24)] for p in (one, other)]
    for name in names:
        a, b = (np.asarray([run[name][0] for run in of]) for of in runs)
        assert np.var(a - b) < 0.5 * (np.var(a) + np.var(b))
