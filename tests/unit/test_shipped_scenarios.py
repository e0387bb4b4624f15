"""The shipped scenario files: complete, sourced, bilingual, and each changing only what its title says."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from hlmsim.engine.parameters import Parameter
from hlmsim.locales.catalogue import LANGUAGES, has, sentences
from hlmsim.model.names import ACTIONS, DOMAINS, PARTNER_KINDS
from hlmsim.model.week import PARAMETERS
from hlmsim.scenario import load

FOLDER = Path(__file__).parent.parent.parent / "scenarios"
FILES = sorted(path for path in FOLDER.rglob("*.yaml") if path.parent.name != "scenes")
SHIPPED = sorted(path.stem for path in FOLDER.glob("*.yaml"))
EXACT = sorted(path.stem for path in (FOLDER / "exact").glob("*.yaml"))
BY_PATH = {path: parameter for parameter in PARAMETERS for path in parameter.paths}
SITE = ("context.site.households", "context.site.buildings")
SUM_TO_ONE = (
    "context.population.household_type_share",
    "context.population.language_share",
    "context.living_conditions.weight",
    "levers.actions.portfolio",
)
KEY = re.compile(r"\[(S\d+b?)\]")

TURNOVER = {f"levers.turnover.{who}_annual" for who in ("worker", "representative_community", "representative_public")}
CONCERTATION = {
    f"levers.concertation.{part}" for part in ("meeting_interval_weeks", "information_sharing", "coordinator_hours")
}
ROOM = {"levers.shared_space.hours", "levers.shared_space.rules"}
NO_POST = {"levers.posts.count", "levers.concertation.coordinator_hours"}
KIND_OF_SITE = {
    *SITE,
    *(path for name in SUM_TO_ONE[:2] for path in BY_PATH if path.startswith(f"{name}.")),
    "levers.partners.capacity_factor",
}
CHANGED: dict[str, set[str]] = {
    "status_quo": set(),
    "high_turnover": TURNOVER,
    "low_turnover": TURNOVER,
    "clear_roles": {"levers.role_clarity.agenda_share", "levers.turnover.written_roles"},
    "concertation": CONCERTATION,
    "shared_space_without_rules": ROOM,
    "shared_space_with_rules": {*ROOM, "levers.role_clarity.agenda_share"},
    "multi_year_funding": {"levers.engagement.funding_floor"},
    "crisis_born": {"levers.founding.trigger"},
    "vision_born": set(),
    "no_worker": NO_POST,
    "worker_without_network": CONCERTATION,
    "network_without_worker": {*NO_POST, "levers.concertation.meeting_interval_weeks"},
    "structured_network": {
        *CONCERTATION,
        "levers.role_clarity.agenda_share",
        "levers.turnover.handover_weeks",
        "levers.turnover.written_roles",
        "levers.shared_space.rules",
        "levers.engagement.funding_floor",
    },
    "site_montreal_families": KIND_OF_SITE,
    "site_montreal_singles": KIND_OF_SITE,
    "site_quebec_families": KIND_OF_SITE,
    "site_quebec_singles": KIND_OF_SITE,
    "montreal": set(),
    "quebec": {path for path in BY_PATH if path.startswith("context.population.language_share.")},
}
LARGE = {"montreal": (168, 20_253, 10_804, 28), "quebec": (2_800, 73_967, 39_144, 108)}
"""Sites, dwellings, those of seniors' sites, and territories."""
GRADES = {"A", "B", "C", "U", "A/U", "B/U"}
"""A/U, B/U: the direction was read in the source, the size is a prior."""
TURNED_ON = {
    "need_arrival": {"context.needs"},
    "moving_out": {"context.demography"},
    "worker_turnover": {"levers.turnover", "levers.posts", "context.succession"},
    "contacts": {"context.worker", "levers.posts", "levers.actions"},
    "talk": {
        *("context.talk", "context.ties", "context.population", "context.worker"),
        *("levers.posts", "levers.actions"),
    },
    "forgetting": {"context.awareness", "context.population"},
    "service": {"context.needs", "context.seeking", "context.referral", "context.service"},
    "security": {"context.security", "context.founding"},
}


@cache
def read(path: Path) -> dict[str, Any]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


def numbers(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every dotted path of context and levers with what the file writes there: bare, or with its provenance."""

    def below(path: str, tree: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(tree, dict) and "value" not in tree:
            for key, branch in tree.items():
                yield from below(f"{path}.{key}", branch)
        else:
            yield path, tree

    for top in ("context", "levers"):
        if top in document:
            yield from below(top, document[top])


def written(entry: Any) -> Any:
    return entry["value"] if isinstance(entry, dict) else entry


def resolved(path: Path) -> dict[str, Any]:
    """Values by path, with those of the files that this one extends."""
    document = read(path)
    values: dict[str, Any] = {}
    if "extends" in document:
        parent = path.parent / document["extends"]
        values = resolved(parent if parent.exists() else FOLDER / document["extends"])
    return values | {place: written(entry) for place, entry in numbers(document)}


def problems(entry: Any, parameter: Parameter | None) -> list[str]:
    """What is wrong with a number that should carry its provenance."""
    if not isinstance(entry, dict):
        return ["no provenance"]
    found = []
    wanted = {"value", "grade", "source"} | (set() if parameter is not None and parameter.choices else {"range"})
    if set(entry) != wanted:
        found.append(f"keys {sorted(entry)}")
    if entry.get("grade") not in GRADES:
        found.append("grade")
    if not str(entry.get("source", "")).strip():
        found.append("source")
    if "sign only" in entry["source"] and "U" not in entry["grade"]:
        found.append("a size that nobody read is a prior")
    if entry.get("grade") == "U" and "expert prior, to sweep" not in entry["source"]:
        found.append("an unsourced number that does not say so")
    if "range" in entry and not entry["range"][0] <= entry["value"] <= entry["range"][1]:
        found.append("value outside its range")
    return found


def allowed(value: Any, parameter: Parameter) -> bool:
    if parameter.choices:
        return value in parameter.choices
    low, high = parameter.bounds
    whole = isinstance(value, int) or not parameter.kind.integer
    return isinstance(value, int | float) and math.isfinite(value) and low <= value <= high and whole


def test_the_list_of_shipped_files_is_complete() -> None:
    assert {"baseline", *CHANGED} == set(SHIPPED)
    assert {"null", *TURNED_ON} == set(EXACT)


def test_baseline_gives_every_parameter_once() -> None:
    given = [path for path, _ in numbers(read(FOLDER / "baseline.yaml"))]
    assert sorted(given) == sorted([*BY_PATH, *SITE])


def test_baseline_says_where_every_number_comes_from() -> None:
    document = read(FOLDER / "baseline.yaml")
    found = {path: problems(entry, BY_PATH.get(path)) for path, entry in numbers(document)}
    found |= {name: problems(partner["capacity"], None) for name, partner in document["partners"].items()}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("name", sorted(CHANGED))
def test_what_a_shipped_scenario_changes_has_a_source(name: str) -> None:
    found = {path: problems(entry, BY_PATH.get(path)) for path, entry in numbers(read(FOLDER / f"{name}.yaml"))}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_number_is_one_that_its_parameter_allows(path: Path) -> None:
    values = {place: value for place, value in resolved(path).items() if place not in SITE}
    assert set(values) == set(BY_PATH)
    assert {place: value for place, value in values.items() if not allowed(value, BY_PATH[place])} == {}
    for name in SUM_TO_ONE:
        assert sum(value for place, value in values.items() if place.startswith(f"{name}.")) == pytest.approx(1)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_title_and_reason_in_both_languages(path: Path) -> None:
    document = read(path)
    assert document["schema"] == 1
    for key in ("title", "why"):
        assert set(document[key]) == {"fr", "en"}
        assert all(sentence.strip() for sentence in document[key].values())
        assert not re.search(r" [:;!?%»]|« |'", document[key]["fr"]), "French typography"


@pytest.mark.parametrize("name", sorted(CHANGED))
def test_a_shipped_scenario_changes_only_what_its_title_says(name: str) -> None:
    baseline, values = resolved(FOLDER / "baseline.yaml"), resolved(FOLDER / f"{name}.yaml")
    assert {path for path in values if values[path] != baseline[path]} <= CHANGED[name]
    parts = {"schema", "extends", "title", "why", "context", "levers", "expect"}
    assert set(read(FOLDER / f"{name}.yaml")) <= parts | (
        {"horizon", "sites", "territories"} if name in LARGE else set()
    )
    if CHANGED[name]:
        assert values != baseline


@pytest.mark.parametrize("name", sorted(LARGE))
def test_a_large_stock_is_as_large_as_it_says_and_every_number_of_it_has_a_source(name: str) -> None:
    scenario, document = load(name), read(FOLDER / f"{name}.yaml")
    households = sum(site.dwellings for site in scenario.sites)
    seniors = sum(site.dwellings for site in scenario.sites if site.label.startswith("seniors"))
    territories = len({partner.seat // 1000 for partner in scenario.blueprint().partners})
    assert (len(scenario.sites), households, seniors, territories) == LARGE[name]
    assert len(scenario.partners) == 12
    found = {
        path: problems(entry, None) for part in ("sites", "territories") for path, entry in sourced(document[part])
    }
    assert len(found) > 15
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def sourced(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every number of a part of a file; the luck of a draw and words need no source."""
    for key, below in tree.items():
        if isinstance(below, dict) and "value" not in below:
            yield from sourced(below, f"{path}.{key}")
        elif not isinstance(below, str | list) and key != "draw":
            yield f"{path}.{key}", below


@pytest.mark.parametrize("name", sorted(TURNED_ON))
def test_an_exact_case_turns_on_one_mechanism(name: str) -> None:
    null, values = resolved(FOLDER / "exact" / "null.yaml"), resolved(FOLDER / "exact" / f"{name}.yaml")
    changed = {".".join(path.split(".")[:2]) for path in values if values[path] != null[path]}
    assert changed
    assert changed <= TURNED_ON[name]


def test_the_structured_network_has_the_same_posts_and_hours() -> None:
    baseline, structured = (resolved(FOLDER / f"{name}.yaml") for name in ("baseline", "structured_network"))
    for path in ("levers.posts.count", "levers.posts.hours_a_week", "levers.partners.capacity_factor"):
        assert structured[path] == baseline[path]


def test_partners_cover_every_domain_twice() -> None:
    partners = read(FOLDER / "baseline.yaml")["partners"]
    assert sorted(partner["seat"] for partner in partners.values()) == list(range(12))
    assert {partner["kind"] for partner in partners.values()} == set(PARTNER_KINDS)
    for partner in partners.values():
        assert set(partner["label"]) == {"fr", "en"}
        assert set(partner["preferences"]) == set(ACTIONS)
        assert sum(partner["preferences"].values()) == pytest.approx(1)
        assert 1 <= len(partner["domains"]) <= 3
    for domain in DOMAINS:
        assert sum(domain in partner["domains"] for partner in partners.values()) >= 2


def test_partners_could_just_serve_every_need() -> None:
    """Appointments offered at ordinary commitment, against those that every need of the site would take."""
    values = resolved(FOLDER / "baseline.yaml")
    types = {name: values[f"context.population.household_type_share.{name}"] for name in ("family", "lone_parent")}
    types |= {name: values[f"context.population.household_type_share.{name}"] for name in ("single", "senior")}
    wanted = 0.0
    for domain in DOMAINS:
        for name, share in types.items():
            factor = values[f"context.needs.household_type_factor.{name}"]
            if domain == "family_school" and name in {"single", "senior"}:
                factor *= values["context.needs.school_without_children"]
            arriving = values["context.site.households"] * share * factor * values[f"context.needs.arrival.{domain}"]
            wanted += arriving / values[f"context.service.resolution.{domain}"]
    partners = read(FOLDER / "baseline.yaml")["partners"].values()
    offered = 0.55 * sum(partner["capacity"]["value"] for partner in partners)
    assert 1.05 < offered / wanted < 1.35


def test_sources_are_listed_and_used() -> None:
    used = {key for path in FILES for key in KEY.findall(path.read_text(encoding="utf-8"))}
    lines = (FOLDER / "SOURCES.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if re.match(r"\| S\d", line)]
    listed = [cells[0].removeprefix("| ") for cells in rows]
    assert len(set(listed)) == len(listed)
    assert set(listed) == used
    assert all(len(cells[1].strip(" |")) > 10 for cells in rows)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_parameter_has_a_label_and_a_meaning(lang: str) -> None:
    for path in [*SITE, *(parameter.path for parameter in PARAMETERS)]:
        assert has(f"parameters.{path}", lang)
        assert has(f"parameters.label.{path}", lang)
    assert len(sentences("parameters", lang)) == 2 * (len(SITE) + len(PARAMETERS))
