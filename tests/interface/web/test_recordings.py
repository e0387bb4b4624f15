"""Recordings: the bytes, what befalls people, a side's past and future, and the scenario file that it is saved as."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hlmsim.errors import InputError
from hlmsim.interface.web import quantities
from hlmsim.interface.web.block import (
    CODE,
    JOURNAL,
    NEEDS,
    NOBODY,
    Block,
    BlockError,
    accompanying,
    decode,
    joined,
    words,
)
from hlmsim.interface.web.hand_out import page
from hlmsim.interface.web.meta import of_side
from hlmsim.interface.web.recorder import Recorder, tenant_pairs
from hlmsim.interface.web.saving import scenario_text
from hlmsim.interface.web.side import Side, Step
from hlmsim.interface.web.stage import CURVES, EVENTS, LEVERS, OF_PARTNER, bounds
from hlmsim.model import outcomes
from hlmsim.model import tables as t
from hlmsim.model.names import EVENTS as MODEL_EVENTS
from hlmsim.model.outcomes import OUTCOMES
from hlmsim.model.population import build
from hlmsim.model.week import PARAMETERS, advance
from hlmsim.scenario import Scenario, load, shipped

WEEKS = 60
GOLDEN = Path(__file__).parents[3] / "web" / "tests" / "golden.json"
PARTS = ("outcomes", "lines", "households", "posts", "partners", "ties")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("status_quo", sets=["context.site.households=60", "context.site.buildings=3"])


@pytest.fixture
def side(scenario: Scenario) -> Side:
    return Side(scenario, weeks=WEEKS, seed=4)


def played(side: Side, since: int = 0) -> Block:
    blocks = []
    for block, worlds in side.future(since, side=0, generation=0):
        side.keep(worlds)
        blocks.append(block)
    return joined(blocks)


def same(one: Block, other: Block) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name), equal_nan=name == "outcomes") for name in PARTS)


def test_bytes_come_back_as_they_went(side: Side) -> None:
    block = played(side)
    back = decode(block.encode())
    assert same(block, back)
    assert (back.side, back.first, back.weeks, back.generation) == (0, 0, WEEKS + 1, 0)


@pytest.mark.parametrize("spoil", [lambda b: b[:-1], lambda b: b + b"\0", lambda b: b"???" + b[3:], lambda b: b[:20]])
def test_other_bytes_are_refused(side: Side, spoil: Callable[[bytes], bytes]) -> None:
    block = next(side.future(0, side=0, generation=0))[0].encode()
    with pytest.raises(BlockError):
        decode(spoil(block))


def test_the_page_decodes_the_same_golden_recording(side: Side) -> None:
    """The front end's own tests read this file; a change of format must show in both."""
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    block = decode(base64.b64decode(kept["block"]))
    assert block.first == kept["first"]
    assert block.households[:, :, 0].tolist() == kept["marks"]
    assert block.lines.tolist() == [tuple(line) for line in kept["lines"]]
    assert np.allclose(block.outcomes[:, 1], kept["security"])


def test_weeks_are_those_of_the_engine(side: Side, scenario: Scenario) -> None:
    """Curves, marks and ties say what the state of an unbroken run says."""
    block = played(side)
    world = build(side.blueprint(), study_seed=4, replicate=0)
    advance(world, scenario.burn_in + 30)
    measured = outcomes.weekly(world)
    for place, (name, _, _) in enumerate(CURVES):
        expected = measured[name][scenario.burn_in + 29, 0]
        assert block.outcomes[30, place] == pytest.approx(expected, rel=1e-6, nan_ok=True)
    status, crisis = world.state.needs["status"], world.state.needs["crisis"]
    in_crisis = ((status > 0) & (crisis > 0)).any(axis=1)
    assert np.array_equal((block.households[30, :, 0] & 7) == NEEDS.index("crisis"), in_crisis)
    assert np.array_equal((block.households[30, :, 0] & 7) == 0, (status == t.NO_NEED).all(axis=1))
    assert np.allclose(block.households[30, :, 1] >> 4, world.state.households["security"] * 15, atol=0.51)
    assert np.array_equal(accompanying(block.households[30]), world.state.households["post"])
    first, second, place = tenant_pairs(world)
    assert (first < second).all()
    assert np.allclose(block.ties[30, -len(place) :] / 255, world.state.strong_ties["strength"][place], atol=0.002)


def test_large_numbers_are_shown_as_they_are(side: Side) -> None:
    """No number of a card is cut to what one byte, or half of one, holds."""
    world = build(side.blueprint(), study_seed=4, replicate=0)
    world.state.households["post"][:4] = 13, 14, 39, 2047
    world.state.posts["caseload"][0], world.state.posts["tenure"][0] = 700, 572
    world.state.partners["waiting"][:] = 900
    shown = decode(replace(Recorder(world, side=0, generation=0).present(), first=0).encode())
    assert accompanying(shown.households[0, :4]).tolist() == [13, 14, 39, 2047]
    assert [words(shown.posts[0, 0, at : at + 2]) for at in (2, 4)] == [700, 572]
    assert (words(shown.partners[0, :, 3:5]) == 900).all()


def test_a_lever_has_the_value_that_its_scenario_has_in_force() -> None:
    """Changes that the scenario schedules move the slider, what a saved session says and what a story may claim."""
    path = "levers.turnover.worker_annual"
    said = {"schema": 1, "extends": "status_quo.yaml", "horizon": {"weeks": 80, "burn_in": 20}}
    changes = [{"week": week, "set": {path: value}} for week, value in ((8, 0.4), (30, 0.9), (60, 0.5))]
    scenario = Scenario.from_dict(
        {**said, "context": {"site": {"households": 24, "buildings": 2}}, "changes": changes},
        name="planned",
        folder=str(shipped.folder()),
    )
    found = Side(scenario, weeks=WEEKS, seed=1)
    slider = of_side(found)["levers"]["turnover"]
    assert (slider["value"], slider["planned"]) == (0.4, ((10, 0.9), (40, 0.5)))
    assert slider["low"] <= 0.4
    assert slider["high"] >= 0.9
    found.take((Step(5, lever="turnover", value=0.6), Step(12, lever="turnover", value=0.3)))
    value = quantities.lever("turnover", found)
    assert [value[week] for week in (4, 5, 9, 10, 12, 39, 40)] == [0.4, 0.6, 0.6, 0.9, 0.3, 0.3, 0.5]
    assert [quantities.parameter(path, found)[week] for week in (0, 10, 40)] == [0.4, 0.9, 0.5]
    text = scenario_text(found, "b")
    assert "40 % → 60 %" in re.sub(r"\s+", " ", text)
    assert "90 % → 30 %" in re.sub(r"\s+", " ", text)


def test_lines_add_up_to_what_the_model_counts(side: Side, scenario: Scenario) -> None:
    """Every line is something that happened: none but the needs of one week's length may be missing."""
    block = played(side)
    world = build(side.blueprint(), study_seed=4, replicate=0)
    advance(world, scenario.burn_in + WEEKS)
    flows = world.state.by_group[scenario.burn_in : scenario.burn_in + WEEKS, 0, len(t.STOCKS) :].sum(axis=0)
    told = {name: int((block.lines["code"] == code).sum()) for name, code in CODE.items()}
    for name, flow in (("opened", t.OPENED), ("resolved", t.RESOLVED), ("faded", t.REMITTED), ("crisis", t.CRISES)):
        assert 0.9 * flows[flow] <= told[name] <= flows[flow], name
    assert 0.9 * flows[t.CONNECTED] <= told["appointment"] <= flows[t.CONNECTED]
    moved = world.state.by_week["move_outs"][scenario.burn_in : scenario.burn_in + WEEKS].sum()
    assert told["moved_in"] == moved
    journal = world.state.journal[: world.state.journal_used[0]]
    shown = journal[journal["week"] >= scenario.burn_in]
    assert sorted(block.lines["code"][block.lines["code"] >= JOURNAL] - JOURNAL) == sorted(shown["entry"])
    contacted = {(int(line["week"]), int(line["subject"])) for line in block.lines if line["code"] in {12, 13}}
    marked = {(week, i) for week, i in zip(*np.nonzero(block.households[1:, :, 0] & 24), strict=True)}
    assert contacted == {(week + 1, i) for week, i in marked}


def test_a_story_is_told_in_order_and_of_somebody(side: Side) -> None:
    lines = played(side).lines
    assert (np.diff(lines["week"].astype(int)) >= 0).all()
    people = lines[lines["code"] < JOURNAL]
    assert (people["subject"] < 60).all()
    needs_partner = np.isin(people["code"], [CODE[name] for name in ("hearsay", "cold", "active", "warm")])
    assert (people["other"][needs_partner] != NOBODY).all()


def test_the_past_stays_and_the_future_is_that_of_a_run_from_the_beginning(side: Side, scenario: Scenario) -> None:
    before = played(side)
    since = side.take((Step(20, lever="turnover", value=0.6), Step(31, event="worker_departure")))
    assert since == 20
    after = played(side, since)
    assert after.first == 21
    whole = Side(scenario, weeks=WEEKS, seed=4)
    whole.take(side.steps)
    again = played(whole)
    assert np.array_equal(again.households[:21], before.households[:21])
    assert same(
        after,
        Block(
            0,
            0,
            21,
            again.outcomes[21:],
            again.lines[again.lines["week"] > 20],
            again.households[21:],
            again.posts[21:],
            again.partners[21:],
            again.ties[21:],
        ),
    )
    assert not np.array_equal(after.households, before.households[21:])


def test_an_undone_step_gives_the_first_future_again(side: Side) -> None:
    before = played(side)
    side.take((Step(25, event="crisis"),))
    played(side, 25)
    assert side.take(()) == 25
    assert np.array_equal(played(side, 25).households, before.households[26:])


def test_every_lever_and_event_changes_what_follows(side: Side, scenario: Scenario) -> None:
    still = played(side)
    leaves = Step(10, event="worker_notice")
    side.take((leaves,))
    left = played(side)
    for lever in LEVERS:
        slider = bounds(scenario, lever)
        value = slider.high if slider.value < slider.high else slider.low
        twin = Side(scenario, weeks=WEEKS, seed=4)
        prepares = lever.name == "handover"  # it shows at a departure alone
        twin.take((Step(3, lever=lever.name, value=value), *((leaves,) if prepares else ())))
        assert not same(played(twin), left if prepares else still), lever.name
    for event in EVENTS:
        twin = Side(scenario, weeks=WEEKS, seed=4)
        twin.take((Step(3, event=event, partner=0 if event in OF_PARTNER else None),))
        assert not same(played(twin), still), event


def test_the_offer_is_of_the_model() -> None:
    assert {lever.path for lever in LEVERS} <= {path for parameter in PARAMETERS for path in parameter.paths}
    assert set(EVENTS) <= set(MODEL_EVENTS)
    assert {name for name, _, _ in CURVES} <= {outcome.name for outcome in OUTCOMES}


def test_seats_for_posts_and_partners_to_come_change_nobodys_luck(side: Side, scenario: Scenario) -> None:
    plain = build(scenario.blueprint(), study_seed=4, replicate=0)
    advance(plain, scenario.burn_in + WEEKS)
    ready = build(side.blueprint(), study_seed=4, replicate=0)
    advance(ready, scenario.burn_in + WEEKS)
    until = scenario.burn_in + WEEKS
    assert np.array_equal(plain.state.by_group[:until], ready.state.by_group[:until])


@pytest.mark.parametrize("varied", [False, True])
def test_a_saved_session_is_the_same_world(scenario: Scenario, tmp_path: Path, varied: bool) -> None:
    """Loaded by anybody, the file gives the page's weeks to the last bit."""
    base = scenario if varied else load("status_quo")
    side = Side(base, weeks=40, seed=2)
    side.take(
        (
            Step(5, lever="posts", value=2.0),
            Step(9, event="partner_arrival"),
            Step(12, lever="information_sharing", value=0.7),
            Step(15, event="partner_withdrawal", partner=1),
            Step(20, event="worker_departure"),
        )
    )
    block = played(side)
    file = tmp_path / "saved.yaml"
    file.write_text(scenario_text(side, "b", varied=varied), encoding="utf-8")
    saved = load(file)
    assert saved.weeks == saved.burn_in + 40
    assert ("extends" in file.read_text(encoding="utf-8")) is not varied
    world = build(saved.blueprint(), study_seed=2, replicate=0)
    advance(world, saved.weeks)
    measured = outcomes.weekly(world)
    for place, (name, _, _) in enumerate(CURVES):
        assert block.outcomes[1:, place] == pytest.approx(measured[name][saved.burn_in :, 0], rel=1e-6, nan_ok=True)


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (Step(WEEKS, event="crisis"), "player.week"),
        (Step(-1, event="crisis"), "player.week"),
        (Step(3, lever="turnover", value=50.0), "player.value"),
        (Step(3, event="flood"), "player.event"),
        (Step(3, event="partner_withdrawal"), "player.partner"),
        (Step(3, event="crisis", partner=1), "player.partner"),
        (Step(3, event="partner_withdrawal", partner=99), "player.no_partner"),
    ],
)
def test_a_step_out_of_bounds_is_refused_and_changes_nothing(side: Side, step: Step, code: str) -> None:
    side.take((Step(2, event="crisis"),))
    with pytest.raises(InputError) as caught:
        side.take((Step(2, event="crisis"), step))
    assert caught.value.code == code
    assert side.steps == (Step(2, event="crisis"),)


def test_a_territory_and_a_crowd_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        Side(load("montreal"), weeks=10, seed=1)
    assert caught.value.code == "player.one_site"
    crowd = load("status_quo", sets=["context.site.households=3001", "context.site.buildings=100"])
    with pytest.raises(InputError) as caught:
        Side(crowd, weeks=10, seed=1)
    assert caught.value.code == "player.too_many"


def test_a_hand_out_is_one_small_file_that_holds_the_recording() -> None:
    sets = ["context.site.households=300", "context.site.buildings=11"]
    sides = [Side(load(name, sets=sets), weeks=104, seed=1) for name in ("status_quo", "concertation")]
    html = page(sides, "fr")
    assert len(html.encode()) < 1_000_000
    assert not re.search(r"""(src|href)=["'](?!#)""", html.split("<script type=", 1)[0])
    (recording,) = re.findall(r'id="recording">(.*?)</script>', html, re.DOTALL)
    held = json.loads(recording)
    blocks = [decode(gzip.decompress(base64.b64decode(block))) for block in held["blocks"]]
    assert [block.weeks for block in blocks] == [105, 105]
    assert same(blocks[1], Block(1, 0, 0, *(getattr(played(sides[1]), name) for name in PARTS)))


def test_what_the_page_knows_fits_the_blocks(side: Side) -> None:
    known, block = of_side(side), played(side)
    assert len(known["buildings"]) == block.households.shape[1]
    assert known["posts"] == block.posts.shape[1]
    assert len(known["partners"]) == block.partners.shape[1]
    partners = len(known["partners"])
    assert known["posts"] * partners + partners * (partners - 1) // 2 + len(known["pairs"]) // 2 == block.ties.shape[1]
    assert all(slider["grade"] for slider in known["levers"].values())


def test_a_recorder_begins_where_the_world_is(side: Side) -> None:
    world = build(side.blueprint(), study_seed=4, replicate=0)
    advance(world, side.scenario.burn_in + 7)
    recorder = Recorder(world, side=1, generation=3)
    assert recorder.week == 7
    block = recorder.record(2)
    assert (block.first, block.weeks, block.side, block.generation) == (8, 2, 1, 3)
