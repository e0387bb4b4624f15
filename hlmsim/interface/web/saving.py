"""A side as a scenario file that ``hlmsim compare`` runs, and whose weeks are the page's to the last bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hlmsim.interface.web.side import POSTS, Side, Step
from hlmsim.interface.web.stage import LEVER, OF_POST, in_force
from hlmsim.locales import LANGUAGES, number, percent, text
from hlmsim.scenario import shipped
from hlmsim.scenario.writing import plain_yaml, to_plain

NEWCOMER = "new_partner"
_HEADING = "# yaml-language-server: $schema=scenario.schema.json"


def scenario_text(side: Side, letter: str, *, varied: bool = False) -> str:
    """The file of side ``letter``, whose title and reason say what was changed.

    It extends a shipped scenario; of any other one (``varied``: or of one changed on the way in), it is a whole one.
    """
    scenario = side.scenario
    plain = to_plain(scenario)
    file = Path(scenario.file or scenario.name)
    extended = not varied and file.is_relative_to(shipped.folder())
    found: dict[str, Any] = (
        plain if not extended else {"schema": 1, "extends": file.relative_to(shipped.folder()).as_posix()}
    )
    found["title"] = {lang: _title(side, letter.upper(), lang) for lang in LANGUAGES}
    found["why"] = {lang: _why(side, letter.upper(), lang) for lang in LANGUAGES}
    found["horizon"] = {**found.get("horizon", {}), "weeks": scenario.burn_in + side.weeks, "burn_in": scenario.burn_in}
    found.pop("expect", None)
    if any(step.event == "partner_arrival" for step in side.steps):
        found["partners"] = {**(found.get("partners") or {}), NEWCOMER: _newcomer(side)}
    earlier = [change for change in plain.get("changes", []) if change["week"] < scenario.burn_in + side.weeks]
    changes = [*earlier, *(_change(step, side) for step in side.steps)]
    if changes:
        found["changes"] = changes
    return f"{_HEADING}\n{plain_yaml(found)}"


def _title(side: Side, letter: str, lang: str) -> str:
    facts = {"title": side.scenario.title[lang], "side": letter, "count": len(side.steps)}
    return text("player.saved.title", lang, **facts)


def _why(side: Side, letter: str, lang: str) -> str:
    """Where the file comes from and every change, in the words of the page."""
    facts = {"title": side.scenario.title[lang], "side": letter, "seed": side.seed}
    known = text("player.saved.from", lang, **facts)
    told = [
        text("player.week_told", lang, week=step.week, text=_in_words(step, side, place, lang))
        for place, step in enumerate(side.steps)
    ]
    if not told:
        return f"{known} {text('player.saved.nothing', lang)}"
    return f"{known} {text('player.saved.changes', lang, changes='; '.join(told))}"


def _in_words(step: Step, side: Side, place: int, lang: str) -> str:
    """The step at ``place`` in the words of the page; a lever goes from the value in force before it."""
    if step.lever is not None:
        how = LEVER[step.lever].shown
        planned = in_force(side.scenario, LEVER[step.lever].path)
        earlier = [(one.week, one.value) for one in side.steps[:place] if one.lever == step.lever]
        known = sorted([*planned, *earlier], key=lambda one: one[0])
        old = [value for week, value in known if week <= step.week][-1]
        before, after = (_setting(value, how, lang) for value in (old, step.value))
        return text("player.moved", lang, name=text(f"player.lever.{step.lever}", lang), before=before, after=after)
    event = text(f"player.event.{step.event}", lang)
    if step.partner is None:
        return event
    labels = {partner.seat: partner.label[lang] for partner in side.scenario.partners}
    partner = labels.get(step.partner, text("player.newcomer", lang))
    return text("player.event_of", lang, event=event, partner=partner)


def _setting(value: float, shown: str, lang: str) -> str:
    return percent(value, lang, 0) if shown == "percent" else number(value, lang, 0 if shown == "whole" else 2)


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
    if step.event in OF_POST:
        found["post"] = OF_POST[step.event]
    if step.event == "partner_arrival":
        found["partner"] = NEWCOMER
    elif step.partner is not None:
        ids = {partner.seat: partner.id for partner in side.scenario.partners}
        found["partner"] = ids.get(step.partner, NEWCOMER)
    return found
