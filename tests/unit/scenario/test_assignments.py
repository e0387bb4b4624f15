"""``--set path=value`` and ``with_``: into numbers, lists, mappings and keys with dots."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hlmsim.errors import ScenarioError
from hlmsim.scenario import Scenario, load

Loaded = Callable[..., Scenario]
WORKER = "levers.turnover.worker_annual"
CHANGES = "changes:\n- {week: 9, event: crisis}\n- {week: 8, set: {levers.posts.count: 2}}\n"
SITES = (
    "sites:\n- {seat: 4, households: 9, buildings: 1, set: {levers.posts.count: 0}}\n"
    "- {seat: 2, households: 8, buildings: 1}\n"
)


def test_a_number(loaded: Loaded) -> None:
    changed = loaded(sets=(f"{WORKER}=0.62", "horizon.weeks=99"))
    assert (changed.values[WORKER], changed.weeks) == (0.62, 99)
    assert WORKER not in changed.provenance
    assert changed.places[WORKER] == ("--set", 1, 31)


def test_the_last_one_wins(loaded: Loaded) -> None:
    assert loaded(sets=(f"{WORKER}=0.1", f"{WORKER}=0.2")).values[WORKER] == 0.2


def test_into_lists_and_mappings(loaded: Loaded) -> None:
    changed = loaded(
        CHANGES, sets=("changes.0.week=3", "changes.1.set.levers.posts.count=5", "partners.school.capacity=7")
    )
    assert [(one.change.week, dict(one.change.values)) for one in changed.changes] == [
        (3, {}),
        (8, {"levers.posts.count": 5}),
    ]
    assert next(partner.plan.capacity for partner in changed.partners if partner.id == "school") == 7.0
    several = loaded(
        SITES, sets=("sites.0.households=20", "sites.0.set.levers.posts.count=3", "sites.1.set.levers.posts.count=4")
    )
    assert [(site.seat, site.dwellings, site.values["levers.posts.count"]) for site in several.sites] == [
        (2, 8, 4),
        (4, 20, 3),
    ]


def test_a_whole_mapping_or_list(loaded: Loaded) -> None:
    shares = "{accompaniment: 1, outreach: 0, collective: 0, environment: 0}"
    changed = loaded(sets=(f"levers.actions.portfolio={shares}", "partners.school.domains=[rights]"))
    assert changed.values["levers.actions.portfolio.accompaniment"] == 1.0
    assert next(partner.plan.domains for partner in changed.partners if partner.id == "school") == ("rights",)


def test_words_and_text(loaded: Loaded) -> None:
    assert loaded(sets=("levers.founding.trigger=crisis",)).values["levers.founding.trigger"] == "crisis"
    assert loaded(sets=("title.fr=Un titre",)).title["fr"] == "Un titre"


def test_an_assignment_of_the_range_keeps_the_value(loaded: Loaded) -> None:
    changed = loaded(sets=(f"{WORKER}.range=[0, 1]",))
    assert changed.values[WORKER] == load("baseline").values[WORKER]
    assert changed.provenance[WORKER].range == (0.0, 1.0)


def test_files_of_data_are_named_from_the_scenarios_folder(loaded: Loaded) -> None:
    changed = loaded(sets=("context.site.file=a.csv",), a__csv="dwelling,building\n1,A\n2,B\n3,B\n")
    assert (changed.sites[0].dwellings, changed.sites[0].buildings) == (3, 2)


def test_another_horizon_leaves_out_what_is_beyond(loaded: Loaded) -> None:
    cut = loaded("horizon: {burn_in: 2}\n" + CHANGES, weeks=9)
    assert (cut.weeks, len(cut.changes)) == (9, 1)
    assert [one.code for one in cut.warnings] == ["change_left_out"]
    with pytest.raises(ScenarioError) as caught:
        loaded(weeks=0)
    assert [(one.code, one.file, one.line, one.column) for one in caught.value.faults] == [("too_low", "--weeks", 1, 1)]


def test_with_other_values() -> None:
    base = load("status_quo")
    more = base.with_({"levers.posts.count": 2}, **{WORKER: np.float64(0.5)})
    assert (more.values["levers.posts.count"], more.values[WORKER]) == (2, 0.5)
    assert base.values["levers.posts.count"] == 1
    assert more.name == "status_quo+count=2, worker_annual=0.5"
    assert more.title["en"] == "Status quo (count=2, worker_annual=0.5)"
    named = base.with_({"levers.posts.count": 2}, name="two_posts")
    assert (named.name, named.title) == ("two_posts", {"fr": "two_posts", "en": "two_posts"})
    assert base.with_().hash == base.hash
    assert base.with_().name == "status_quo"


def test_what_is_not_changed_keeps_its_place_and_provenance() -> None:
    base = load("status_quo")
    more = base.with_({"levers.posts.count": 2})
    same = set(base.places) - {"levers.posts.count"}
    assert {path for path in same if base.places[path] != more.places[path]} == set()
    assert more.provenance[WORKER] == base.provenance[WORKER]
    assert more.places["levers.posts.count"].file == "with_"
    with pytest.raises(ScenarioError) as caught:
        base.with_({"levers.posts.cout": 2})
    assert [(one.code, one.file) for one in caught.value.faults] == [("unknown_key_near", "with_")]


def test_with_everything_that_a_scenario_may_hold(loaded: Loaded) -> None:
    full = loaded(SITES + CHANGES + "notes: n\nexpect: [{outcome: support, against: baseline, sign: '-'}]\n")
    assert full.with_().hash == full.hash
    assert full.with_({"sites.0.households": 30}).sites[0].dwellings == 30
    assert full.with_({"changes.0.week": 50}).changes[-1].change.week == 50
    assert Path(str(full.with_().file)) == Path(str(full.file))
