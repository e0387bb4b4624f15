"""Numbers said as a change of the one inherited: what they come to, where they may stand, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hlmsim.errors import Fault
from hlmsim.locales import LANGUAGES, fault
from hlmsim.scenario import Scenario, differences, load
from hlmsim.scenario.editor_schema import json_schema
from hlmsim.scenario.new_site import IN_PROPORTION
from hlmsim.scenario.scenario import Scenario as Made
from hlmsim.scenario.variation import varied
from hlmsim.scenario.writing import to_yaml

Load, Faults = Callable[..., Scenario], Callable[..., list[Fault]]
HOURS, POSTS = "levers.concertation.coordinator_hours", "levers.posts.count"
AT = "levers: {{concertation: {{coordinator_hours: {}}}}}\n"


def told(found: list[Fault]) -> list[tuple[str, int | None, int | None]]:
    """Codes and places; each a sentence in both languages."""
    assert all(fault(one, lang) for one in found for lang in LANGUAGES)
    return [(one.code, one.line, one.column) for one in found]


@pytest.mark.parametrize(
    ("change", "hours"),
    [("{add: 2}", 5), ("{add: -0.7}", 2.3), ("{times: 1.5}", 4.5), ("{times: 0.1}", 0.3), ("{times: 0}", 0)],
)
def test_the_number_is_the_one_that_would_be_written(loaded: Load, change: str, hours: float) -> None:
    assert load("baseline").values[HOURS] == 3
    asked, written = loaded(AT.format(change)), loaded(AT.format(hours))
    assert asked.values[HOURS] == hours
    assert asked.hash == written.hash
    assert to_yaml(asked) == to_yaml(written)
    assert [(one.path, one.before, one.after) for one in differences(load("baseline"), asked)] == [(HOURS, 3, hours)]
    assert "add" not in to_yaml(asked)


def test_a_chain_adds_up_and_follows_an_edit_below(write: Callable[..., Path]) -> None:
    head = "schema: 1\nextends: {}\n"
    middle = head.format("first.yaml") + AT.format("{add: 2}")
    for first, hours in ((1, 6), (10, 24)):
        file = write(
            AT.format("{times: 2}"),
            head=head.format("middle.yaml"),
            first__yaml=head.format("baseline.yaml") + AT.format(first),
            middle__yaml=middle,
        )
        assert load(file).values[HOURS] == hours


def test_what_is_known_is_said_of_the_result(loaded: Load) -> None:
    assert load("baseline").provenance[HOURS].grade == "U"
    plain = loaded(AT.format("{add: 2}"))
    assert HOURS not in plain.provenance
    assert (plain.places[HOURS].line, plain.places[HOURS].column) == (3, 50)
    given = loaded(AT.format("{add: 2, range: [4, 7], grade: C, source: mine}")).provenance[HOURS]
    assert (given.range, given.grade, given.source) == ((4, 7), "C", "mine")


def test_any_number_may_be_changed(loaded: Load) -> None:
    base, health = load("baseline"), "context.needs.arrival.health"
    found = loaded(
        "partners: {food_bank: {capacity: {times: 1.5}}}\n"
        "levers: {posts: {count: {times: 3.0}}}\n"
        "context: {site: {households: {add: 10}}, needs: {arrival: {health: {times: 2}}}}\n"
    )
    capacities = [next(p.plan.capacity for p in one.partners if p.id == "food_bank") for one in (base, found)]
    assert capacities[1] == 1.5 * capacities[0]
    assert found.values[POSTS] == 3 * int(base.values[POSTS])
    assert found.sites[0].dwellings == base.sites[0].dwellings + 10
    assert found.values[health] == 2 * float(base.values[health])


def test_partners_of_a_table_may_be_changed(write: Callable[..., Path]) -> None:
    table = "id,seat,kind,domains,capacity,accompaniment,outreach,collective,environment\nx,1,school,health,4,1,0,0,0\n"
    first = "schema: 1\nextends: status_quo.yaml\npartners_file: p.csv\n"
    text = "partners: {x: {capacity: {times: 1.5}}}\n"
    file = write(text, head="schema: 1\nextends: first.yaml\n", first__yaml=first, p__csv=table)
    assert [partner.plan.capacity for partner in load(file).partners] == [6]


def test_from_the_command_line_and_from_python(loaded: Load) -> None:
    base = load("baseline")
    assert loaded(AT.format("{add: 2}"), sets=(f"{HOURS}={{times: 2}}",)).values[HOURS] == 10
    assert base.with_({HOURS: {"add": 2}}).values[HOURS] == 5
    assert varied(base, {HOURS: {"add": 2}, POSTS: 2}, name="x").values[HOURS] == 5
    said = {"schema": 1, "extends": "baseline.yaml", "levers": {"concertation": {"coordinator_hours": {"add": 2}}}}
    assert Made.from_dict(said, name="x").values[HOURS] == 5


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        (AT.format("{add: 2, times: 2}"), "both_given", 53),
        (AT.format("{value: 3, add: 2}"), "both_given", 55),
        (AT.format("{add: '2'}"), "number_in_quotes", 50),
        (AT.format("{add: 0,5}"), "not_a_number_near", 50),
        (AT.format("{add: }"), "not_a_number", 50),
        (AT.format("{add: true}"), "not_a_number", 50),
        (AT.format("{add: 2, ad: 1}"), "unknown_key_near", 53),
        (AT.format("{times: -1}"), "out_of_bounds", 52),
        (AT.format("{times: 1.0e308}"), "not_finite", 52),
        ("levers: {posts: {count: {times: 1.5}}}\n", "not_whole", 33),
        ("levers: {concertation: {governance: {add: 1}}}\n", "relative_word", 38),
        ("horizon: {weeks: {add: 1}}\n", "not_a_number", 18),
        (f"changes: [{{week: 1, set: {{{HOURS}: {{add: 2}}}}}}]\n", "relative_nothing", 67),
    ],
)
def test_what_cannot_be_worked_out_is_refused_where_it_stands(
    faults: Faults, text: str, code: str, column: int
) -> None:
    assert told(faults(text)) == [(code, 3, column)]


def test_a_result_out_of_bounds_says_how_it_was_worked_out(faults: Faults) -> None:
    assert [one.facts["found"] for one in faults(AT.format("{times: -1}"))] == ["-3 (3 × -1)"]


def test_without_a_number_to_start_from_there_is_nothing_to_change(faults: Faults) -> None:
    found = faults(AT.format("{add: 2}"), head="schema: 1\ntitle: x\n")
    assert ("relative_nothing", 3, 45) in told(found)
    missing = faults(AT.format("{add: 2}"), head="schema: 1\nextends: zzzzzz.yaml\n")
    assert told(missing) == [("file_not_found", 2, 10)]
    new = faults("partners: {new: {capacity: {add: 2}}}\n")
    assert ("relative_nothing", 3, 29) in told(new)


@pytest.mark.parametrize(
    ("said", "fits"),
    [({"add": 2}, True), ({"times": 1.5, "source": "x"}, True), (3, True), ({"add": 2, "times": 2}, False)],
)
def test_editors_know_it(said: Any, fits: bool) -> None:
    file = {"schema": 1, "levers": {"concertation": {"coordinator_hours": said}}}
    assert jsonschema.Draft202012Validator(json_schema()).is_valid(file) == fits
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(
        {"schema": 1, "levers": {"concertation": {"governance": {"add": 2}}}}
    )


def test_every_number_of_a_site_may_be_changed(loaded: Load) -> None:
    words = [path.split(".") for path in IN_PROPORTION]
    tree: dict[str, Any] = {}
    for first, second, third in words:
        tree.setdefault(first, {}).setdefault(second, {})[third] = {"times": 0.5}
    half = load("baseline").with_(tree)
    assert all(half.values[path] == load("baseline").values[path] / 2 for path in IN_PROPORTION)
