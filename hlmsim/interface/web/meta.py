"""What the page knows of a side before its weeks come: people, places, levers, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hlmsim.interface.web.licences import bundled_licences
from hlmsim.interface.web.recorder import tenant_pairs
from hlmsim.interface.web.side import Side, facts
from hlmsim.interface.web.stage import CURVES, ENTRIES, EVENTS, LEVERS, OF_PARTNER, Lever, bounds
from hlmsim.locales import LANGUAGES, said, text
from hlmsim.locales.catalogue import sentences
from hlmsim.model.names import DOMAINS, HOUSEHOLD_TYPES, LANGUAGE_GROUPS, PARTNER_KINDS, SECTOR_OF_KIND
from hlmsim.model.outcomes import OUTCOMES
from hlmsim.model.population import build
from hlmsim.model.tables import JOURNAL_ENTRIES
from hlmsim.model.world import World
from hlmsim.scenario import Scenario


def of_side(side: Side) -> dict[str, Any]:
    """A side: its people in the order of every block, its levers with their ranges, its changes."""
    scenario = side.scenario
    newcomer = {side.newcomer.seat: {lang: text("player.newcomer", lang) for lang in LANGUAGES}}
    world = build(side.blueprint(), study_seed=side.seed, replicate=0)
    return {
        **people(world, scenario, newcomer),
        "name": scenario.name,
        "weeks": side.weeks,
        "seed": side.seed,
        "levers": {lever.name: _slider(scenario, lever) for lever in LEVERS},
        "steps": [facts(step) for step in side.steps],
    }


def people(world: World, scenario: Scenario, more: Mapping[int, Mapping[str, str]] | None = None) -> dict[str, Any]:
    """Who is there and where. more: labels of partners that the scenario does not name, by seat."""
    state = world.state
    first, second, _ = tenant_pairs(world)
    labels = {**{partner.seat: partner.label for partner in scenario.partners}, **(more or {})}
    partners = []
    for row in state.members:
        partner = state.partners[row["partner"]]
        kind, seat = int(partner["kind"]), int(partner["seat"])
        partners.append(
            {
                "seat": seat,
                "label": _both(labels[seat]),
                "kind": PARTNER_KINDS[kind],
                "sector": SECTOR_OF_KIND[kind],
                "domains": [DOMAINS[d] for d in range(len(DOMAINS)) if partner["domains"] & (1 << d)],
            }
        )
    return {
        "title": _both(scenario.title),
        "why": _both(scenario.why),
        "buildings": (state.households["building"] - state.households["building"].min()).tolist(),
        "types": [HOUSEHOLD_TYPES[code] for code in state.households["household_type"]],
        "posts": len(state.posts),
        "partners": partners,
        "pairs": np.stack([first, second], axis=1).ravel().tolist(),
    }


def _both(found: Mapping[str, str]) -> dict[str, str]:
    return {lang: said(found, lang) for lang in LANGUAGES}


def _slider(scenario: Scenario, lever: Lever) -> dict[str, Any]:
    found = bounds(scenario, lever)
    return {
        "value": found.value,
        "planned": found.planned,
        "low": found.low,
        "high": found.high,
        "step": lever.step,
        "shown": lever.shown,
        "group": lever.group,
        "grade": found.grade,
        "source": found.source,
    }


def of_page() -> dict[str, Any]:
    """What does not depend on a scenario: the closed lists in the order of their codes, the curves, every sentence."""
    better = {outcome.name: outcome.better for outcome in OUTCOMES}
    units = {outcome.name: outcome.unit for outcome in OUTCOMES}
    return {
        "domains": DOMAINS,
        "types": HOUSEHOLD_TYPES,
        "languages": LANGUAGE_GROUPS,
        "journal": JOURNAL_ENTRIES,
        "events": EVENTS,
        "of_partner": OF_PARTNER,
        "entries": ENTRIES,
        "licences": bundled_licences(),
        "curves": [
            {"name": name, "low": low, "high": high, "better": better[name], "unit": units[name]}
            for name, low, high in CURVES
        ],
        "texts": texts(),
    }


def texts() -> dict[str, dict[str, str]]:
    """Every sentence of the page, by language and key."""
    return {lang: _texts(lang) for lang in LANGUAGES}


def _texts(lang: str) -> dict[str, str]:
    """The page's own sentences, and those of the model that it shows, under their keys."""
    found = {f"player.{key}": sentence for key, sentence in sentences("player", lang).items()}
    for name, _, _ in CURVES:
        for part in ("label", "short", "meaning"):
            found[f"outcomes.{name}.{part}"] = text(f"outcomes.{name}.{part}", lang)
    for lever in LEVERS:
        found[f"lever.{lever.name}.help"] = text(f"parameters.{lever.path}", lang)
    for kind, words in (
        ("household_type", HOUSEHOLD_TYPES),
        ("domain", DOMAINS),
        ("partner_kind", PARTNER_KINDS),
        ("scheduled_event", EVENTS),
    ):
        for word in words:
            found[f"words.{kind}.{word}"] = text(f"words.{kind}.{word}", lang)
    return found
