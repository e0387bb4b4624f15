"""Each clause of a story is a claim that its recordings bear out, a question or something to do, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hlmsim.errors import ScenarioError
from hlmsim.interface.cli import main
from hlmsim.interface.web.block import joined
from hlmsim.interface.web.claims import Played, contradicted
from hlmsim.interface.web.playing import offered
from hlmsim.interface.web.quantities import QUANTITIES, together, weekly
from hlmsim.interface.web.scenes import Scene, check_claims, read_scene, shipped_scenes
from hlmsim.interface.web.side import Side, Step
from hlmsim.locales import LANGUAGES
from hlmsim.locales.faults import fault as explained
from hlmsim.model.population import build
from hlmsim.model.week import advance
from hlmsim.scenario import Scenario, load

SETS = ["context.site.households=30", "context.site.buildings=2"]
TO_DO = {
    "fr": r"(Regard|Montr|Préd|Parl|Suiv|Compt|Compar|Recommenç|choisi)\w*(ez|ons)\b|puis parlez",
    "en": r"(Look|Show|Predict|Talk|Follow|Count|Compare|Let us|choose)\b|then talk",
}
"""How a clause begins that says nothing of the recordings: it asks the group to do something."""
COUNTED = {
    "fr": {"deux": 2, "quatre": 4, "six": 6, "huit": 8, "douze": 12, "treize": 13, "vingt-six": 26, "trente": 30},
    "en": {"two": 2, "four": 4, "six": 6, "eight": 8, "twelve": 12, "thirteen": 13, "twenty-six": 26, "thirty": 30},
}
BOTH = {"fr": "(des deux côtés|deux partenaires|deux fois)", "en": "two partners"}
"""Two of two: nothing to count."""
SMALL = """\
schema: 1
title: {fr: Essai, en: Trial}
about: {fr: Essai, en: Trial}
a: small.yaml
b: small.yaml
weeks: 30
steps:
  - say: {fr: "En B, quelqu’un part. Rien ne change.", en: "In B, somebody leaves. Nothing changes."}
    week: 0
    play_to: 20
    changes: [{side: b, week: 5, event: worker_departure}]
    claims:
      - {fr: "En B, quelqu’un part", en: "In B, somebody leaves", quantity: worker_leaves, side: b, least: 1}
"""


@pytest.fixture(scope="module", params=shipped_scenes(), ids=lambda file: file.stem)
def story(request: pytest.FixtureRequest) -> Scene:
    return read_scene(request.param)


@pytest.fixture(scope="module")
def played(story: Scene) -> Played:
    return Played(story.scenarios, story.weeks)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("status_quo", sets=SETS)


def clauses(text: str) -> list[str]:
    """Parts of a text that each say one thing; one that ends with a colon names what the next one says."""
    return re.split(r"(?<=[.?!;:]) +", text.replace("\u00a0", " "))


def test_the_recordings_bear_out_every_claim(story: Scene, played: Played) -> None:
    assert contradicted(story.claims, played, story.seed) == []


def test_every_clause_is_a_claim_a_question_or_something_to_do_in_both_languages(story: Scene) -> None:
    for number, step in enumerate(story.steps):
        claims = [claim.part for claim in story.claims if claim.at.step == number]
        held: dict[str, list[set[int]]] = {}
        for lang in LANGUAGES:
            parts = clauses(step["say"][lang])
            held[lang] = [
                {k for k, claim in enumerate(claims) if getattr(claim, lang).replace("\u00a0", " ") in part}
                for part in parts
            ]
            for part, found in zip(parts, held[lang], strict=True):
                assert found or part.endswith(("?", ":")) or re.match(TO_DO[lang], part), f"step {number + 1}: {part}"
            assert set().union(*held[lang]) == set(range(len(claims))), f"step {number + 1}: a claim spans clauses"
        assert held["fr"] == held["en"], f"step {number + 1}: the languages do not claim the same"


def test_every_number_of_a_text_is_one_of_its_claims_weeks_or_changes(story: Scene) -> None:
    for number, step in enumerate(story.steps):
        claims = [claim for claim in story.claims if claim.at.step == number]
        known = {
            value for claim in claims for value in (*claim.weeks, claim.part.least, claim.part.most, claim.part.number)
        }
        known |= {step["week"], step["play_to"], (step["play_to"] or 0) - (step["week"] or 0)}
        judged = step["judge"] or 0
        known |= {judged, -(-(judged - (step["week"] or 0)) // 52)}  # its week, and in how many years at most
        known |= {one.get(key) for side in step["steps"] for one in side for key in ("week", "value")}
        for lang in LANGUAGES:
            text = re.sub(BOTH[lang], "", step["say"][lang].lower())
            told = {int(digits) for digits in re.findall(r"\d+", text)}
            told |= {count for word, count in COUNTED[lang].items() if re.search(rf"(?<![\w-]){word}(?![\w-])", text)}
            assert told <= known, f"step {number + 1}: {told - known}"


@pytest.mark.slow
def test_a_story_is_ordinary_among_its_lucks(story: Scene, played: Played, full_ring: bool) -> None:
    """What B does better or worse than A, it does in most lucks."""
    lucks = 40 if full_ring else 6
    gaps = [claim for claim in story.claims if claim.part.side == "gap" and claim.part.quantity is not None]
    for claim in gaps:
        least, most = claim.part.least, claim.part.most
        way = 1.0 if most is None else -1.0 if least is None else 0.0
        agree = [way * played.values(claim, seed)[0] >= 0.0 for seed in range(100, 100 + lucks)]
        assert np.mean(agree) >= 0.5, claim.part


def test_without_its_changes_a_story_is_contradicted(story: Scene, played: Played) -> None:
    """What the claims say is of these recordings: others do not bear it out."""
    still = [replace(claim, at=replace(claim.at, changes=((), ()))) for claim in story.claims]
    told = contradicted(still, played, story.seed)
    assert len(told) >= len(story.claims) // 4


def test_quantities_are_those_of_the_world(scenario: Scenario) -> None:
    side = Side(scenario, weeks=30, seed=4)
    side.take((Step(2, lever="posts", value=2.0), Step(6, event="partner_withdrawal", partner=1)))
    block = joined([block for block, _ in side.future(0, side=0, generation=0)])
    world = build(side.blueprint(), study_seed=4, replicate=0)
    advance(world, scenario.burn_in + 30)
    state = world.state
    people, members = state.households, state.members
    there = members["present"] > 0
    first, second = np.triu_indices(len(members), 1)
    between = state.member_ties["strength"].reshape(len(members), -1)[first, second][there[first] & there[second]]
    posts = state.posts["funded"] > 0
    worker = state.post_ties["strength"].reshape(len(state.posts), -1)[posts][:, there]
    held = (state.posts["filled"] * state.posts["funded"])[np.maximum(people["post"], 0)] * (people["post"] >= 0)
    expected = {
        **{name: people[column].mean() for name, column in (("security", "security"), ("agency", "agency"))},
        "trust": people["trust_worker"].mean(),
        "partner_ties": between.mean(),
        "worker_ties": worker.mean(),
        "workers": (state.posts["filled"] * state.posts["funded"]).sum(),
        "partners": (members["member"] * members["present"]).sum(),
        "caseload": state.posts["caseload"].sum(),
        "accompanied": held.sum(),
        "households": 30,
        "buildings": 2,
    }
    for name, value in expected.items():
        assert weekly(name, side, block)[-1] == pytest.approx(value, abs=0.02), name
    met = people["contacted"] == world.week - 1
    assert weekly("visits", side, block)[-1] + weekly("followed", side, block)[-1] == met.sum()
    whole = sum(weekly("told", side, block, number).sum() for number in range(1, 31))
    assert whole == (block.lines["code"] < 32).sum()
    assert weekly("partner_withdraws", side, block).tolist() == [float(week == 7) for week in range(31)]
    for name in set(QUANTITIES) - {"told", "same", "parted"}:
        assert weekly(name, side, block).shape == (31,), name


def test_both_sides_together(scenario: Scenario) -> None:
    blocks = []
    for steps in ((), (Step(10, event="worker_departure"),)):
        side = Side(scenario, weeks=30, seed=4)
        side.take(steps)
        blocks.append(joined([block for block, _ in side.future(0, side=0, generation=0)]))
    same = together("same", *blocks)
    assert same[:11].all()
    assert not same[11:].any()
    parted = sum(together("parted", *blocks, number) for number in range(1, 31))
    assert not parted[:11].any()
    assert parted[11:].any()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(
        "schema: 1\nextends: status_quo.yaml\ntitle: Petit\ncontext: {site: {households: 30, buildings: 2}}\n",
        encoding="utf-8",
    )
    return tmp_path


def faults(folder: Path, text: str) -> list[Any]:
    file = folder / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    try:
        check_claims(read_scene(file))
    except ScenarioError as refused:
        return list(refused.faults)
    return []


@pytest.mark.parametrize(
    ("before", "after", "code", "path"),
    [
        ("least: 1}", "least: 2}", "player.claim_below", "steps.0.claims.0"),
        ("side: b, least: 1}", "most: 0}", "player.claim_above", "steps.0.claims.0"),
        ("quantity: worker_leaves, side: b", "quantity: same", "player.claim_below", "steps.0.claims.0"),
        ("quantity: worker_leaves, side: b", "lever: posts, side: gap", "player.claim_below", "steps.0.claims.0"),
        ('en: "In B, somebody', 'en: "In A, somebody', "player.claim_words", "steps.0.claims.0.en"),
        (", least: 1}", "}", "player.claim_bounds", "steps.0.claims.0"),
        (", least: 1}", ", least: 1, week: 9, to: 3}", "player.claim_weeks", "steps.0.claims.0"),
        (", least: 1}", ", least: 1, week: 9, to: 31}", "player.claim_weeks", "steps.0.claims.0"),
        (", least: 1}", ", least: 1, lever: posts}", "player.claim_subject", "steps.0.claims.0"),
        (
            "quantity: worker_leaves",
            "parameter: levers.post.count",
            "no_such_parameter_near",
            "steps.0.claims.0.parameter",
        ),
        ("quantity: worker_leaves", "quantity: told", "player.claim_number", "steps.0.claims.0"),
        ("quantity: worker_leaves", "quantity: told, number: 31", "player.claim_number", "steps.0.claims.0.number"),
        ("quantity: worker_leaves", "quantity: silo_rate, number: 3", "player.claim_number", "steps.0.claims.0.number"),
        ("quantity: worker_leaves", "quantity: same", "player.claim_side", "steps.0.claims.0.side"),
        ("quantity: worker_leaves", "quantity: worker_leave", "unknown_word_near", "steps.0.claims.0.quantity"),
    ],
)
def test_a_claim_that_is_wrong_is_told_where(folder: Path, before: str, after: str, code: str, path: str) -> None:
    assert faults(folder, SMALL) == []
    assert before in SMALL
    text = SMALL.replace(before, after, 1)
    found = faults(folder, text)
    assert [(one.code, one.path, one.line) for one in found] == [(code, path, 13)]
    assert all(explained(one, lang) for one in found for lang in LANGUAGES)


def test_commands_hold_a_story_of_ones_own_against_its_recordings(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "mine.yaml"
    file.write_text(SMALL, encoding="utf-8")
    assert main(["check", str(file), "--lang", "en"]) == 0
    assert "1 claim that the simulation bears out" in capsys.readouterr().err
    file.write_text(SMALL.replace("least: 1}", "least: 2}"), encoding="utf-8")
    for line in (["check", str(file)], ["play", "--no-browser", "--scene", str(file)]):
        assert main([*line, "--lang", "fr"]) == 2
        told = capsys.readouterr().err.replace("\u00a0", " ")
        assert "La simulation contredit ce texte : worker_leaves, semaines 0 à 20, vaut 1" in " ".join(told.split())


def test_a_story_plays_its_own_scenarios_whatever_was_changed_on_the_way_in(folder: Path) -> None:
    (folder / "mine.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "status_quo.yaml").write_text(
        (folder / "small.yaml").read_text(encoding="utf-8").replace("status_quo", "baseline"), encoding="utf-8"
    )
    for asked, sets in ((["status_quo"], SETS), ([str(folder / "status_quo.yaml")], [])):
        offer, facts = offered(asked, sets=sets, weeks=30, scenes=[folder / "mine.yaml"])
        told = {scene["name"]: scene for scene in facts["scenes"]}
        for file in shipped_scenes():
            read = read_scene(file)
            for side, scenario in zip("ab", read.scenarios, strict=True):
                assert offer.scenarios[told[read.name][side]] == scenario
        assert offer.scenarios[told["mine"]["a"]] == load(folder / "small.yaml")
        assert offer.scenarios[facts["start"]["a"]].sites[0].dwellings == 30
        listed: list[Mapping[str, Any]] = facts["scenarios"]
        assert {one["name"] for one in listed} == set(offer.scenarios)
        assert len({one["title"]["fr"] for one in listed}) == len(listed)
