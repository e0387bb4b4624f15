"""From the names on the command line to what a page is offered: scenarios, scenes, where it starts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from hlmsim.errors import ScenarioError
from hlmsim.interface.web import WEEKS, meta
from hlmsim.interface.web.scenes import Scene, check_claims, read_scene, shipped_scenes
from hlmsim.interface.web.session import Offer
from hlmsim.interface.web.side import Side
from hlmsim.locales import LANGUAGES, said, text
from hlmsim.scenario import Scenario, load, shipped

START = "status_quo"


def offered(
    asked: Sequence[str], *, sets: Sequence[str] = (), weeks: int = WEEKS, seed: int = 1, scenes: Sequence[Path] = ()
) -> tuple[Offer, dict[str, Any]]:
    """What a page may play, and the facts that it starts from (``/page.json``).

    asked: scenarios of the two sides; the second is the first when it is not given. scenes: files beside the shipped
    ones, whose claims are held against their recordings. Raises ScenarioError, InputError.
    """
    known: dict[str, Scenario] = {}
    start: list[str] = []
    for name in asked or (START,):
        scenario = load(name, sets=sets)
        Side(scenario, weeks=weeks, seed=seed)
        key = _free(scenario.name, known) if Path(name).suffix else scenario.name
        known[key] = scenario
        start.append(key)
    for name in shipped.names():
        found = None if name in known else _played(name, sets)
        if found is not None:
            known[name] = found
    told = [read_scene(file) for file in scenes]
    for scene in told:
        check_claims(scene)
    titles = {key: {lang: said(one.title, lang) for lang in LANGUAGES} for key, one in known.items()}
    stories = [_offered_scene(scene, known, titles) for scene in (*told, *map(read_scene, shipped_scenes()))]
    facts = {
        **meta.of_page(),
        "scenarios": [{"name": key, "title": title} for key, title in titles.items()],
        "scenes": stories,
        "start": {"a": start[0], "b": start[-1], "seed": seed, "weeks": weeks},
    }
    return Offer(known, varied=bool(sets)), facts


def _offered_scene(scene: Scene, known: dict[str, Scenario], titles: dict[str, dict[str, str]]) -> dict[str, Any]:
    """What the page is told of a story. Its scenarios join the offer as the story has them: what was changed on the
    way in, or goes by the same name, is not what the story speaks of.
    """
    keys = []
    for scenario in scene.scenarios:
        key = next((key for key, one in known.items() if one == scenario), None)
        if key is None:
            key = _free(scenario.name, known)
            known[key] = scenario
            title = {lang: said(scenario.title, lang) for lang in LANGUAGES}
            alike = title in titles.values()
            titles[key] = {lang: text("player.of_story", lang, title=title[lang]) for lang in title} if alike else title
        keys.append(key)
    return {**scene.facts(), "a": keys[0], "b": keys[1]}


def _played(name: str, sets: Sequence[str]) -> Scenario | None:
    """A shipped scenario that the page can play: of one site, and that can be changed as ``--set`` asks."""
    with suppress(ScenarioError):
        scenario = load(name, sets=sets)
        return scenario if len(scenario.sites) == 1 else None
    return None


def _free(name: str, known: Any) -> str:
    """A name that no other scenario of the list has."""
    number, found = 1, name
    while found in known:
        number += 1
        found = f"{name}_{number}"
    return found
