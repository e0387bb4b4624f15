"""The page in the system's Chromium, as a trainer uses it. A page error or a request to anywhere else fails a test."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect

from hlmsim.scenario import load
from tests.interface.web.conftest import WEEKS, Address
from tests.interface.web.pages import LOADED, scrub, until, week


def values(page: Page, side: int, curve: int) -> list[Any]:
    found: list[Any] = page.evaluate(
        f"Array.from({{length: {WEEKS + 1}}}, (_, k) => hlmsim.player.recordings[{side}].outcome({curve}, k))"
    )
    return found


def test_french_comes_first_and_the_other_language_keeps_the_week(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("#week")).to_have_text("semaine 0")
    scrub(page, 23)
    page.click("#language")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#week")).to_have_text("week 23")
    page.click("#language")
    expect(page.locator("#week")).to_have_text("semaine 23")


def test_play_pause_step_back_and_scrub(page: Page) -> None:
    page.select_option("#speed", "8")
    page.click("#play")
    expect(page.locator("#play")).to_have_attribute("aria-label", "Pause")
    until(page, "hlmsim.player.clock.week >= 4")
    page.click("#play")
    stopped = week(page)
    time.sleep(0.4)
    assert week(page) == stopped
    page.click("#next")
    page.click("#next")
    page.click("#back")
    assert week(page) == stopped + 1
    page.locator("#scrub").fill("40")
    assert week(page) == 40
    page.click("#to-start")
    assert week(page) == 0


def test_it_stops_at_the_end_and_starts_again_from_there(page: Page) -> None:
    scrub(page, WEEKS - 1)
    page.select_option("#speed", "8")
    page.click("#play")
    until(page, f"!hlmsim.player.clock.playing && hlmsim.player.clock.week === {WEEKS}")
    page.click("#play")
    until(page, "hlmsim.player.clock.playing && hlmsim.player.clock.week < 5")


def test_the_keyboard_alone_does_it_all(page: Page) -> None:
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert week(page) == 2
    page.keyboard.press("ArrowLeft")
    assert week(page) == 1
    page.keyboard.press("End")
    assert week(page) == WEEKS
    page.keyboard.press("Home")
    assert week(page) == 0
    page.keyboard.press("Space")
    until(page, "hlmsim.player.clock.playing")
    page.keyboard.press("Space")
    until(page, "!hlmsim.player.clock.playing")
    page.keyboard.press("t")
    expect(page.locator("#table-view")).to_be_visible()
    page.keyboard.press("t")
    expect(page.locator("#network-1")).to_be_visible()
    page.focus("#network-1")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("hlmsim.player.focus.focus.kind") == "worker"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("hlmsim.player.focus.focus.kind") == "partner"
    expect(page.locator("#panel-card .who")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#tab-card")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#tab-journal")).to_be_focused()
    expect(page.locator("#panel-journal")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("hlmsim.player.focus") is None


def test_every_control_can_be_reached_by_tab_and_shows_it(page: Page) -> None:
    reached = set()
    for _ in range(70):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or page.evaluate("document.activeElement === document.body")
    wanted = {"scenes", "scenario-a", "predict", "table", "language", "network-0", "network-1", "lever-turnover"}
    assert wanted <= reached
    assert {"event-crisis", "curve-0", "play", "scrub", "speed"} <= reached


def test_a_slider_keeps_the_past_and_changes_one_future(page: Page) -> None:
    page.select_option("#scenario-b", "status_quo")
    until(page, "hlmsim.player.recordings[1]?.facts.name === 'status_quo'")
    until(page, LOADED.format(weeks=WEEKS))
    before = [values(page, side, 5) for side in range(2)]
    assert before[0] == before[1]
    scrub(page, 20)
    page.locator("#lever-turnover").fill("0.62")
    page.click("#event-worker_departure")
    until(page, "hlmsim.player.recordings[1].steps.length === 2")
    until(page, LOADED.format(weeks=WEEKS))
    until(page, "hlmsim.player.recordings[1].taken.length === 2")
    after = [values(page, side, 5) for side in range(2)]
    assert after[0] == before[0]
    assert after[1][:21] == before[1][:21]
    assert after[1][21:] != before[1][21:]
    changes = page.locator(".changes li")
    expect(changes).to_have_count(2)
    expect(changes.first).to_contain_text("semaine 20 – Départs par année d’un poste")
    changes.nth(1).get_by_role("button").click()
    changes.first.get_by_role("button").click()
    expect(changes).to_have_count(0)
    until(page, "hlmsim.player.recordings[1].taken.length === 0")
    until(page, LOADED.format(weeks=WEEKS))
    assert values(page, 1, 5) == before[1]


def test_the_journal_tells_the_departure_in_plain_words(page: Page) -> None:
    scrub(page, 12)
    page.click("#event-worker_departure")
    until(page, "hlmsim.player.recordings[1].taken.length === 1")
    until(page, LOADED.format(weeks=WEEKS))
    scrub(page, 14)
    page.click("#tab-journal")
    told = page.locator("#panel-journal")
    expect(told).to_contain_text("semaine 13 – l’intervenante ou l’intervenant de milieu quitte le poste 1")


def test_the_curves_stay_hidden_until_the_group_has_bet(page: Page) -> None:
    scrub(page, 30)
    assert page.locator(".values").first.inner_text()
    page.click("#predict")
    expect(page.locator(".bet")).to_be_visible()
    expect(page.locator(".values").first).to_have_text("")
    expect(page.locator("#reveal")).to_be_disabled()
    page.check("#bet-b")
    page.click("#reveal")
    expect(page.locator(".bet")).to_contain_text("Votre prédiction : en B")
    assert "A " in page.locator(".values").first.inner_text()


@pytest.mark.parametrize("name", ["1_when_the_worker_leaves", "2_alone_or_together", "3_a_room_to_share"])
def test_a_story_is_told_with_one_key(page: Page, name: str) -> None:
    page.select_option("#scenes", name)
    until(page, f"hlmsim.player.scene?.scene.name === '{name}'")
    count = page.evaluate("hlmsim.player.scene.scene.steps.length")
    assert 6 <= count <= 10
    for step in range(count):
        until(page, LOADED.format(weeks=104))
        until(page, f"hlmsim.player.scene.step === {step}")
        told = page.evaluate("hlmsim.player.scene.scene.steps[hlmsim.player.scene.step]")
        expect(page.locator(".scene p")).to_have_text(told["say"]["fr"])
        page.evaluate("hlmsim.player.clock.speed = 400")
        until(page, "!hlmsim.player.clock.playing")
        assert week(page) == (told["play_to"] or told["week"])
        for side in range(2):
            taken = page.evaluate(f"hlmsim.player.recordings[{side}].taken")
            assert taken == told["steps"][side]
        page.keyboard.press("PageDown")
    page.click("#scene-leave")
    expect(page.locator(".scene")).to_be_hidden()


def test_a_household_is_clicked_and_its_card_says_what_the_log_says(page: Page) -> None:
    scrub(page, 50)
    box = page.locator("#network-0").bounding_box()
    assert box is not None
    point = page.evaluate(
        """(() => {
            const network = hlmsim.page.networks[0];
            for (let y = 4; y < network.canvas.clientHeight; y += 3)
                for (let x = 4; x < network.canvas.clientWidth; x += 3)
                    if (network.at(x, y)?.kind === "household") return [x, y, network.at(x, y).place];
        })()"""
    )
    page.mouse.click(box["x"] + point[0], box["y"] + point[1])
    expect(page.locator("#panel-card .who")).to_contain_text(f"Ménage {point[2] + 1}")
    told = page.evaluate(
        f"""Array.from({{length: 51}}, (_, k) => hlmsim.player.recordings[0].lines(k)).flat()
            .filter((line) => line.subject === {point[2]} && line.code < 32).length"""
    )
    assert (page.locator("#panel-card .story li").count() > 0) == (told > 0)


def test_the_table_says_what_the_curves_say(page: Page) -> None:
    scrub(page, 26)
    page.click("#table")
    row = page.locator("#table-view tbody tr").first
    expect(row).to_contain_text("Accès aux services")
    shown = row.locator("td").first.inner_text()
    share = page.evaluate("hlmsim.player.recordings[0].outcome(0, 26)")
    assert shown.replace("\u00a0", " ") == f"{100 * share:.0f} %"


def test_what_is_kept(page: Page, tmp_path: Path) -> None:
    """A picture, a film, a page to take away and the scenario files, each a file of its kind."""
    scrub(page, 15)
    page.click("#event-crisis")
    until(page, "hlmsim.player.recordings[1].taken.length === 1")
    until(page, LOADED.format(weeks=WEEKS))
    kept = {}
    for name in ("png", "hand-out", "film"):
        page.evaluate("document.querySelector('#keep').open = true")
        with page.expect_download(timeout=30_000) as waiting:
            page.click(f"#{name}")
            if name == "film":
                page.evaluate("hlmsim.player.clock.play()")
                until(page, "hlmsim.player.clock.week >= 16")
                page.evaluate("for (const k of [1, 2]) document.getElementById('language').click()")
                page.evaluate("document.querySelector('#keep').open = true")
                expect(page.locator("#film")).to_have_text("Arrêter le film")
                page.click("#film")
        kept[name] = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(kept[name])
    assert kept["png"].read_bytes().startswith(b"\x89PNG")
    assert kept["film"].read_bytes()[:4] == b"\x1aE\xdf\xa3"
    assert kept["film"].stat().st_size > 10_000
    assert kept["hand-out"].read_bytes().startswith(b"<!doctype html>")
    downloads: list[Any] = []
    page.on("download", lambda download: downloads.append(download))  # noqa: PLW0108 (Playwright marks the handler)
    page.evaluate("document.querySelector('#keep').open = true")
    page.click("#save")
    end = time.monotonic() + 10
    while len(downloads) < 2 and time.monotonic() < end:
        page.wait_for_timeout(50)
    for download in downloads:
        download.save_as(tmp_path / download.suggested_filename)
    saved = yaml.safe_load((tmp_path / "hlmsim_b.yaml").read_text(encoding="utf-8"))
    assert saved["changes"] == [{"week": saved["horizon"]["burn_in"] + 15, "event": "crisis"}]
    assert load(tmp_path / "hlmsim_b.yaml").changes


def test_a_film_that_is_stopped_at_once_has_its_picture(page: Page, tmp_path: Path) -> None:
    """However long the first picture takes to encode: a film is never empty, and the button says what it does."""
    page.evaluate("document.querySelector('#keep').open = true")
    with page.expect_download(timeout=30_000) as waiting:
        page.evaluate("for (const k of [1, 2]) document.getElementById('film').click()")
    waiting.value.save_as(tmp_path / "film.webm")
    assert (tmp_path / "film.webm").read_bytes()[:4] == b"\x1aE\xdf\xa3"
    assert (tmp_path / "film.webm").stat().st_size > 1_000
    expect(page.locator("#film")).to_have_text("Filmer (vidéo)")
    expect(page.locator("#film")).to_be_enabled()


def test_nothing_is_drawn_while_nothing_moves(page: Page) -> None:
    scrub(page, 12)
    page.evaluate("new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))")
    page.evaluate("""(() => { window.copies = 0; const draw = CanvasRenderingContext2D.prototype.drawImage;
        CanvasRenderingContext2D.prototype.drawImage = function (...a) { copies++; draw.apply(this, a); }; })()""")
    frames = page.evaluate("hlmsim.page.frames")
    until(page, f"hlmsim.page.frames > {frames + 5}")
    assert page.evaluate("copies") == 0
    page.keyboard.press("ArrowRight")
    until(page, "copies >= 2")


def test_who_wants_less_motion_sees_no_moving_dot(opened: Callable[[str], Page], served: Address) -> None:
    page = opened(served.page)
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    until(page, LOADED.format(weeks=WEEKS))
    scrub(page, 30)
    until(page, "hlmsim.page.networks[0].trips.length === 0 && hlmsim.page.networks[0].still")
    page.emulate_media(reduced_motion="no-preference")
    page.reload()
    until(page, LOADED.format(weeks=WEEKS))
    scrub(page, 30)
    until(page, "hlmsim.page.networks[0].trips.length > 0")


def test_a_lost_server_is_said_and_what_is_loaded_goes_on(page: Page) -> None:
    page.evaluate("hlmsim.player.live.socket.close()")
    until(page, "hlmsim.player.notice !== ''")
    expect(page.locator(".notice")).to_be_visible()
    page.keyboard.press("ArrowRight")
    assert week(page) == 1
    until(page, "hlmsim.player.notice === ''")
    until(page, LOADED.format(weeks=WEEKS))
