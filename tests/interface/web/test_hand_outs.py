"""What is written for others: a strict policy in every page, the licences of what is in it, its own title and words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, Route, expect

from hlmsim.interface.cli import main
from hlmsim.interface.web import hand_out, server
from hlmsim.interface.web.saving import scenario_text
from hlmsim.interface.web.side import Side, Step
from hlmsim.locales import text
from hlmsim.report.markup import document
from hlmsim.scenario import load
from tests.interface.web.conftest import WEEKS, Address
from tests.interface.web.pages import LOADED, until

SETS = ["context.site.households=30", "context.site.buildings=2"]
LIBRARIES = ("d3-selection", "d3-zoom", "d3-ease", "d3-interpolate", "uplot")


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> str:
    sides = [Side(load(name, sets=SETS), weeks=4, seed=1) for name in ("status_quo", "concertation")]
    return hand_out.page(sides, "en")


def policy(page: str) -> dict[str, str]:
    """The policy of a page, directive by directive."""
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert found
    assert found.start() < min(page.find(tag) for tag in ("<style", "<script", "<title") if tag in page)
    parts = (part.strip().partition(" ") for part in found[1].split(";"))
    return {name: values for name, _, values in parts}


def strict(found: dict[str, str]) -> None:
    assert found["default-src"] == "'none'"
    assert found["base-uri"] == "'none'"
    assert found["form-action"] == "'none'"
    assert not re.search(r"https?:|\*|unsafe-eval", " ".join(found.values()))


def test_pages_of_results_have_a_policy_that_lets_no_script_run() -> None:
    found = policy(document("A", "<h1>A</h1>", "en"))
    strict(found)
    assert "script-src" not in found


def test_no_page_is_written_by_another_door(root: Path) -> None:
    """What writes pages: results, hand-outs; both have their policy. The player's own comes from its server."""
    package = root / "hlmsim"
    files = [file for file in package.rglob("*") if file.suffix in {".py", ".html"}]
    found = {
        file.relative_to(package).as_posix()
        for file in files
        if "<!doctype html" in file.read_text(encoding="utf-8").lower()
    }
    assert found == {"interface/web/hand_out.py", "interface/web/static/index.html", "report/markup.py"}


def test_a_hand_out_runs_its_own_script_alone(replayed: str) -> None:
    found = policy(replayed)
    strict(found)
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]+='", found["script-src"])
    assert "connect-src" not in found


def test_the_player_runs_its_own_script_alone() -> None:
    found = dict(part.strip().partition(" ")[::2] for part in server._HEADERS["Content-Security-Policy"].split(";"))
    strict(found)
    assert (found["script-src"], found["connect-src"], found["frame-ancestors"]) == ("'self'", "'self'", "'none'")


def test_every_hand_out_carries_the_licences_of_what_is_in_it(replayed: str) -> None:
    whole = {"hand-out": replayed}
    whole |= {name: (hand_out.STATIC / name).read_text(encoding="utf-8") for name in ("player.js", "widget.js")}
    for name, content in whole.items():
        held = LIBRARIES if name != "widget.js" else [one for one in LIBRARIES if one != "uplot"]
        for library in held:
            found = re.search(rf"^{library} [\d.]+ \((ISC|MIT|BSD-3-Clause)\)$", content, re.MULTILINE | re.IGNORECASE)
            assert found, f"{name}: {library}"
        assert "Mike Bostock" in content
        assert ("Leon Sorokin" in content) == ("uplot" in held)
        assert content.count("Permission") >= len(held) - 1


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_saved_session_has_its_own_title_and_says_what_it_changes(lang: str) -> None:
    scenario = load("status_quo")
    sides = [Side(scenario, weeks=30, seed=7) for _ in range(3)]
    sides[1].take((Step(5, event="crisis"),))
    sides[2].take((Step(5, event="crisis"), Step(9, lever="meeting_interval", value=6.0)))
    read = [yaml.safe_load(scenario_text(side, letter)) for side, letter in zip(sides, "abb", strict=True)]
    titles = [one["title"][lang] for one in read]
    assert len({*titles, scenario.title[lang]}) == 4
    assert all("A" in titles[0] and scenario.title[lang] in title for title in titles)
    assert text("player.saved.nothing", lang) in read[0]["why"][lang]
    for what in ("player.event.crisis", "player.lever.meeting_interval"):
        assert text(what, lang) in read[2]["why"][lang]
    assert text("player.event.crisis", lang) in read[1]["why"][lang]
    assert "7" in read[2]["why"][lang]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_language_of_the_command_is_that_of_the_address_without_one(
    lang: str, monkeypatch: pytest.MonkeyPatch, opened: Any, served: Address
) -> None:
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(server, "application", lambda _offer, facts, _port: told.append(dict(facts)))
    monkeypatch.setattr(server, "serve", lambda door, _app, _ready: door.close())
    assert main(["play", "--no-browser", "--lang", lang]) == 0
    assert told[0]["lang"] == lang

    def answer(route: Route) -> None:
        facts = route.fetch().json()
        route.fulfill(json={**facts, "lang": told[0]["lang"]})

    page: Page = opened("about:blank")
    page.route("**/page.json", answer)
    page.goto(served.page)
    until(page, LOADED.format(weeks=WEEKS))
    page.unroute("**/page.json")
    expect(page.locator("html")).to_have_attribute("lang", lang)
