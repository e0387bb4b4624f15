"""A side as a scenario file that ``hlmsim compare`` runs, and whose weeks are the page's to the last bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hlmsim.interface.web.side import POSTS, Side, Step
from hlmsim.interface.web.stage import LEVER
from hlmsim.locales import LANGUAGES, text
from hlmsim.scenario import shipped
from hlmsim.scenario.writing import plain_yaml, to_plain

NEWCOMER = "new_partner"
_HEADING = "# yaml-language-server: $schema=scenario.schema.json"


def scenario_text(side: Side, *, varied: bool = False) -> str:
    """The file: an extension of a shipped scenario, or, of any other (``varied``: or of one changed on the way in), a
    whole one.
    """
    scenario = side.scenario
    plain = to_plain(scenario)
    file = Path(scenario.file or scenario.name)
    extended = not varied and file.is_relative_to(shipped.folder())
    found: dict[str, Any] = (
        plain if not extended else {"schema": 1, "extends": file.relative_to(shipped.folder()).as_posix()}
    )
    suffix = {lang: text("player.saved_title", lang) for lang in LANGUAGES}
    found["title"] = {lang: f"{scenario.title[lang]} ({suffix[lang]})" for lang in LANGUAGES}
    found["why"] = dict(scenario.why)
    found["horizon"] = {**found.get("horizon", {}), "weeks": scenario.burn_in + side.weeks, "burn_in": scenario.burn_in}
    found.pop("expect", None)
    if any(step.event == "partner_arrival" for step in side.steps):
        found["partners"] = {**(found.get("partners") or {}), NEWCOMER: _newcomer(side)}
    earlier = [change for change in plain.get("changes", []) if change["week"] < scenario.burn_in + side.weeks]
    changes = [*earlier, *(_change(step, side) for step in side.steps)]
    if changes:
        found["changes"] = changes
    return f"{_HEADING}\n{plain_yaml(found)}"


def _newcomer(side: Side) -> dict[str, Any]:
    plan = side.newcomer
    known = next((p for p in side.scenario.partners if p.plan.kind == plan.kind), side.scenario.partners[0])
    written = to_plain(side.scenario)["partners"][known.id]
    label = {lang: text("player.newcomer", lang) for lang in LANGUAGES}
    return {**written, "seat": plan.seat, "label": label, "present": False}


def _change(step: Step, side: Side) -> dict[str, Any]:
    week = side.scenario.burn_in + step.week
    if step.lever is not None:
        lever = LEVER[step.lever]
        value = int(step.value) if lever.path == POSTS or lever.shown == "whole" else step.value
        return {"week": week, "set": {lever.path: value}}
    found: dict[str, Any] = {"week": week, "event": step.event}
    if step.event == "partner_arrival":
        found["partner"] = NEWCOMER
    elif step.partner is not None:
        ids = {partner.seat: partner.id for partner in side.scenario.partners}
        found["partner"] = ids.get(step.partner, NEWCOMER)
    return found
