"""A variation is what ``with_`` gives: the same hash, values, remarks and faults, only sooner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from hlmsim.errors import ScenarioError
from hlmsim.scenario import Scenario, load, shipped, variation
from hlmsim.scenario import scenario as reading
from hlmsim.scenario.validation import parameters
from hlmsim.scenario.values import SHARES
from hlmsim.scenario.variation import varied

TWO_SITES = """
sites:
  - {seat: 0, label: First, households: 60, buildings: 2, set: {levers.posts.count: 2, context.ties.decay: 0.02}}
  - {seat: 1, households: 40, buildings: 1, set: {levers.turnover.worker_annual: 0.31}}
  - {seat: 3, households: 30, buildings: 1}
changes:
  - {week: 10, set: {levers.turnover.worker_annual: 0.5}, why: Shortage}
  - {week: 20, event: worker_departure, post: 1, site: 0}
"""
TWO_SHARES = {"levers.actions.portfolio.outreach": 0.15, "levers.actions.portfolio.collective": 0.3}
IN_ORDER: list[Mapping[str, Any]] = [
    {},
    {"levers.turnover.worker_annual": 0.5},
    {"levers.turnover.worker_annual": 1, "levers.posts.hours_a_week": np.float64(20.0)},
    {"levers.posts.count": 2.0},
    {"levers.posts.count": np.int64(0), "levers.concertation.coordinator_hours": -0.0},
    {"levers.founding.trigger": "crisis", "levers.concertation.governance": "lead_organisation"},
    TWO_SHARES,
    {"levers.actions.portfolio": {"outreach": 0.15, "collective": 0.3}},
    {"context.ties": {"decay": 0.02, "reach": 5}, "context.ties.decay": 0.03},
    {"context.ties.decay": {"value": 0.02, "range": [0.01, 0.03], "grade": "U"}},
    {"context.site.households": 120},
    {"context.site.households": 120, "context.site.buildings": 4.0, "levers.posts.count": 2},
    {"context.site.households": 120, "context.site.buildings": {"value": 4, "grade": "U"}},
    {"partners.school.capacity": 3},
    {"partners.school": None},
    {"partners.school": None, "levers.turnover.worker_annual": 0.5, "partners.food_bank.capacity": 2.5},
    {"partners.food_bank.domains": ["food_income", "rights"]},
    {"horizon.weeks": 60, "levers.role_clarity.initial": 0.8},
    {"horizon": {"weeks": 80, "burn_in": 10}, "levers.posts.count": 3},
    {"changes": [{"week": 4, "event": "crisis"}], "levers.posts.count": 2},
    {"title": {"fr": "Un", "en": "One"}, "levers.posts.count": 2},
]
REFUSED: list[Mapping[str, Any]] = [
    {"levers.turnover.worker_anual": 0.5},
    {"levers.turnover.worker_annual": 99},
    {"levers.turnover.worker_annual": float("nan")},
    {"levers.turnover.worker_annual": "0,31", "levers.posts.count": 1.5},
    {"levers.turnover.worker_annual": True},
    {"levers.turnover.worker_annual": None},
    {"levers.turnover.worker_annual": object()},
    {"levers.founding.trigger": "crises"},
    {"levers.actions.portfolio.outreach": 0.9},
    {"context.site.buildings": 500},
    {"context.site.households": 0},
    {"partners.school.capacity": -1},
    {"partners.shool.capacity": 1},
    {"partners.shool": {"capacity": 1}},
    {"horizon.burn_in": 900, "levers.posts.count": -1},
    {"changes": [{"week": 4, "event": "worker_departure", "post": 3}], "levers.posts.count": 2},
    {"changes.0.set.levers.posts.count": 2},
]


known = cache(load)

SOME = ("status_quo", "structured_network", "no_worker", "montreal")
"""One of each kind of scenario, for every variation; the others for two of them."""
TRIED = [(name, values) for name in shipped.names() for values in (IN_ORDER if name in SOME else IN_ORDER[5:7])]


def faults_of(make: Callable[[], Scenario]) -> list[tuple[Any, ...]]:
    with pytest.raises(ScenarioError) as refused:
        make()
    return [(fault.code, fault.path, fault.file, fault.line, fault.facts) for fault in refused.value.faults]


def assert_same(scenario: Scenario, values: Mapping[str, Any]) -> None:
    fast, slow = varied(scenario, values, name="x"), scenario.with_(values, name="x")
    assert fast.hash == slow.hash
    assert fast.blueprint() == slow.blueprint()
    for fact in ("name", "file", "title", "why", "values", "provenance", "places", "partners", "weeks", "expect"):
        assert getattr(fast, fact) == getattr(slow, fact), fact
    assert list(fast.values) == list(slow.values)
    assert fast.warnings == slow.warnings
    assert [site.label for site in fast.sites] == [site.label for site in slow.sites]


@pytest.mark.parametrize(("name", "values"), TRIED, ids=str)
def test_a_variation_is_what_with_gives(name: str, values: Mapping[str, Any]) -> None:
    scenario = known(name)
    if len(scenario.sites) > 1 and any(path.startswith("context.site") for path in values):
        assert faults_of(lambda: varied(scenario, values, name="x")) == faults_of(
            lambda: scenario.with_(values, name="x")
        )
    else:
        assert_same(scenario, values)


@pytest.mark.parametrize("values", REFUSED, ids=[str(number) for number in range(len(REFUSED))])
def test_faults_are_those_of_with(values: Mapping[str, Any]) -> None:
    scenario = load("status_quo")
    assert faults_of(lambda: varied(scenario, values, name="x")) == faults_of(lambda: scenario.with_(values, name="x"))


def test_every_number_alone_at_both_ends_of_its_range() -> None:
    scenario = load("status_quo")
    for path, known in scenario.provenance.items():
        if known.range is None or path.rpartition(".")[0] in SHARES:
            continue
        for end in known.range:
            whole = path in parameters() and parameters()[path].kind.integer
            value = int(end) if whole or path.startswith("context.site.") else end
            fast = varied(scenario, {path: value}, name="x")
            assert fast.values[path] == value
            assert path not in fast.provenance
    some = ["context.ties.decay", "levers.posts.count", "context.incidents.rate"]
    for path in some:
        assert_same(scenario, {path: scenario.provenance[path].range[1]})  # type: ignore[index] # each has a range


@pytest.mark.parametrize(
    "values",
    [
        {"levers.posts.count": 3},
        {"levers.turnover.worker_annual": 0.6},
        {"context.ties.decay": 0.02},
        {"context.ties.decay": 0.03, "partners.school": None},
        {"sites.0.set.levers.posts.count": 1, "levers.posts.count": 3},
        {"sites.0.households": 80, "context.ties.decay": 0.03},
        {"changes.0.set.levers.turnover.worker_annual": 0.7, "context.ties.decay": 0.03},
        {"changes.0.week": 12},
        TWO_SHARES,
    ],
    ids=str,
)
def test_sites_with_values_of_their_own_and_changes(loaded: Callable[..., Scenario], values: Mapping[str, Any]) -> None:
    assert_same(loaded(TWO_SITES), values)


@pytest.mark.parametrize("values", [{"levers.posts.count": 1, "sites.0.set.levers.posts.count": 0}, {"changes.9": {}}])
def test_faults_with_sites_and_changes(loaded: Callable[..., Scenario], values: Mapping[str, Any]) -> None:
    scenario = loaded(TWO_SITES)
    assert faults_of(lambda: varied(scenario, values, name="x")) == faults_of(lambda: scenario.with_(values, name="x"))


def test_shares_of_a_sites_own(loaded: Callable[..., Scenario]) -> None:
    own = {"accompaniment": 0.4, "outreach": 0.3, "collective": 0.2, "environment": 0.1}
    shares = ", ".join(f"levers.actions.portfolio.{name}: {share}" for name, share in own.items())
    scenario = loaded(TWO_SITES.replace("levers.posts.count: 2,", f"levers.posts.count: 2, {shares},"))
    assert_same(scenario, {"context.ties.decay": 0.03})
    assert faults_of(lambda: varied(scenario, TWO_SHARES, name="x")) == faults_of(
        lambda: scenario.with_(TWO_SHARES, name="x")
    )


def test_a_site_that_shares_the_common_values_follows_them(loaded: Callable[..., Scenario]) -> None:
    found = varied(loaded(TWO_SITES), {"levers.turnover.worker_annual": 0.6}, name="x")
    assert [site.values["levers.turnover.worker_annual"] for site in found.sites] == [0.6, 0.6, 0.6]
    assert found.sites[2].values is found.values


def test_remarks_stay_with_the_numbers_that_stay(loaded: Callable[..., Scenario]) -> None:
    turnover = "turnover: {worker_annual: {value: 0.9, range: [0.1, 0.6]}}"
    scenario = loaded(f"levers: {{posts: {{count: {{value: 3, range: [0, 2]}}}}, {turnover}}}")
    assert len(scenario.warnings) == 2
    assert_same(scenario, {"levers.posts.count": 1})
    assert [fault.path for fault in varied(scenario, {"levers.posts.count": 1}, name="x").warnings] == [
        "levers.turnover.worker_annual"
    ]


def test_a_world_too_large_for_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = load("status_quo")
    monkeypatch.setattr("hlmsim.scenario.variation.memory_available", lambda: 0)
    monkeypatch.setattr("hlmsim.scenario.scenario.memory_available", lambda: 0)
    assert varied(scenario, {"context.ties.decay": 0.02}, name="x").values["context.ties.decay"] == 0.02
    assert [fault[0] for fault in faults_of(lambda: varied(scenario, {"levers.posts.count": 2}, name="x"))] == [
        "too_much_memory"
    ]


def test_what_is_no_number_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    variation._restructured.cache_clear()  # other tests read the same
    scenario = load("status_quo")
    asked: list[Mapping[str, Any]] = []
    slow = reading.Scenario.with_

    def counted(self: Scenario, values: Mapping[str, Any], /, **more: Any) -> Scenario:
        asked.append(values)
        return slow(self, values, **more)

    monkeypatch.setattr(reading.Scenario, "with_", counted)
    hashes = set()
    for rate in np.linspace(0.2, 0.5, 5):
        values = {"partners.clsc_health": None, "levers.turnover.worker_annual": rate}
        hashes.add(varied(load("status_quo"), values, name="x").hash)
    assert len(hashes) == 5
    assert asked == [{"partners.clsc_health": None}]
    assert varied(load("no_worker"), {"partners.clsc_health": None}, name="x").hash not in hashes
    assert len(asked) == 2
    assert varied(scenario, {"levers.posts.count": 2}, name="x").name == "x"
    assert len(asked) == 2
