"""The page keeps its word: what a button says happens, what a bet asks is judged, what is said is what is shown."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from hlmsim.interface.web.licences import bundled_licences
from hlmsim.interface.web.stage import ENTRIES, EVENTS, OF_PARTNER, OF_POST
from hlmsim.locales import text
from tests.interface.web.conftest import WEEKS
from tests.interface.web.pages import LOADED, scrub, until, week

ASKED = ("worker_notice", *(event for event in EVENTS if event != "worker_notice"))
"""Notice is given first: a vacant post has nobody to give it."""


def answered(page: Page, side: int = 1) -> None:
    until(page, f"hlmsim.player.recordings[{side}]?.pending === 0")
    until(page, LOADED.format(weeks=WEEKS))


def stall(page: Page) -> None:
    """From now on the server's answers do not come."""
    page.evaluate("hlmsim.player.live.socket.onmessage = () => {}")


def test_every_button_does_what_it_says_and_the_journal_tells_it(page: Page) -> None:
    partner = page.locator("#partner option").first.inner_text()
    for place, event in enumerate(ASKED):
        scrub(page, 3 + 2 * place)
        page.click(f"#event-{event}")
        answered(page)
    expect(page.locator(".changes li")).to_have_count(len(EVENTS))
    expect(page.locator(".changes")).not_to_contain_text("sans effet")
    scrub(page, 4 + 2 * len(ASKED))
    page.click("#tab-journal")
    rows = page.locator("#panel-journal li", has=page.locator(".badge-b"))
    told = {row.replace("\u00a0", " ").removeprefix("B ") for row in rows.all_inner_texts()}
    for place, event in enumerate(ASKED):
        whom = partner if event in OF_PARTNER else text("player.newcomer", "fr")
        said = text(f"player.journal.{ENTRIES[event]}", "fr", number=OF_POST.get(event, 1), partner=whom)
        line = text("player.week_told", "fr", week=4 + 2 * place, text=said)
        assert line.replace("\u00a0", " ") in told, event


def test_an_event_that_meets_nobody_says_so(page: Page) -> None:
    for at in (5, 6):
        scrub(page, at)
        page.click("#event-worker_departure")
        answered(page)
    changes = page.locator(".changes li")
    expect(changes.first).not_to_contain_text("sans effet")
    vacant = page.evaluate("!hlmsim.player.recordings[1].worker(6, 0).filled")
    assert ("sans effet" in changes.nth(1).inner_text()) == vacant


def test_a_lever_in_hand_is_told_at_once_and_goes_back_when_it_is_undone(page: Page) -> None:
    scrub(page, 6)
    page.focus("#lever-handover")
    before = page.input_value("#lever-handover")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".changes")).to_contain_text("semaine 6 – ")
    expect(page.locator("#lever-handover")).to_be_focused()
    page.evaluate("hlmsim.player.undo(1, 0)")
    expect(page.locator("#lever-handover")).to_have_value(before)
    expect(page.locator(".changes")).to_have_count(0)


def test_a_bet_is_judged_on_its_outcome_at_its_week_and_hides_no_curve(page: Page) -> None:
    scrub(page, 10)
    page.click("#predict")
    bet = page.locator(".bet")
    expect(bet).to_contain_text(f"Accès aux services, à la semaine {WEEKS}")
    page.fill("#bet-week", "30")
    page.locator("#bet-week").press("Tab")
    expect(bet).to_contain_text("à la semaine 30")
    page.check("#bet-b")
    page.click("#reveal")
    expect(bet).to_contain_text("Réponse à la semaine 30.")
    page.select_option("#curve-0", "support")
    scrub(page, 40)
    a, b = (page.evaluate(f"hlmsim.player.recordings[{side}].outcome(0, 30)") for side in range(2))
    right = b - a > 0.02 + 1e-9
    expect(bet).to_contain_text(
        "C’est ce que vous aviez prédit." if right else "Ce n’est pas ce que vous aviez prédit."
    )
    expect(bet).to_contain_text("Accès aux services")
    top = page.locator(".curves").bounding_box()
    panel = bet.bounding_box()
    assert top is not None
    assert panel is not None
    assert panel["y"] + panel["height"] <= top["y"] + 1
    page.click("#bet-close")
    expect(bet).to_be_hidden()


def test_no_week_of_a_given_up_future_is_shown_while_the_server_stalls(page: Page) -> None:
    scrub(page, 20)
    stall(page)
    page.click("#event-worker_departure")
    expect(page.locator(".changes li")).to_contain_text("pas encore joué")
    page.keyboard.press("End")
    assert page.evaluate("hlmsim.player.week") == 20
    expect(page.locator("#week")).to_have_text("semaine 20")
    page.focus("#network-0")
    page.keyboard.press("Space")
    expect(page.locator("#waiting")).not_to_be_empty()
    expect(page.locator("#week")).to_have_text("semaine 20")
    page.keyboard.press("Space")
    page.evaluate("hlmsim.player.live.socket.close()")
    until(page, "hlmsim.player.recordings[1]?.taken.length === 1")
    answered(page)
    expect(page.locator("#waiting")).to_be_empty()


def test_what_was_asked_for_is_never_named_over_what_was_open(page: Page) -> None:
    stall(page)
    page.select_option("#scenes", "1_when_the_worker_leaves")
    expect(page.locator("#caption-0")).to_contain_text("préparation")
    expect(page.locator("#week")).to_have_text("semaine 0")
    expect(page.locator(".values").first).to_have_text("")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    expect(page.locator("#week")).to_have_text("semaine 0")
    page.evaluate("hlmsim.player.live.socket.close()")
    until(page, LOADED.format(weeks=104))
    until(page, "hlmsim.player.recordings[1].taken.length === 1 && hlmsim.player.week === 26")
    expect(page.locator("#week")).to_have_text("semaine 26")


def test_what_is_read_aloud_is_the_week_at_which_it_stopped(page: Page) -> None:
    page.evaluate("hlmsim.player.clock.speed = 200; hlmsim.player.clock.play(31)")
    until(page, "!hlmsim.player.clock.playing")
    assert week(page) == 31
    expect(page.locator(".unseen[role=status]")).to_contain_text("Semaine 31")
    assert page.locator("#network-1").get_attribute("aria-label", timeout=1000) is not None
    page.evaluate("hlmsim.player.clock.speed = 0.5; hlmsim.player.clock.play()")
    expect(page.locator(".unseen[role=status]")).to_be_empty()


def test_a_refused_change_is_taken_back(page: Page) -> None:
    scrub(page, 8)
    page.evaluate("hlmsim.player.change(1, [{week: 8, lever: 'turnover', value: 99}])")
    until(page, "hlmsim.player.notice !== ''")
    until(page, "hlmsim.player.recordings[1].steps.length === 0 && hlmsim.player.recordings[1].pending === 0")
    assert page.evaluate("hlmsim.player.loaded()") == WEEKS


def test_the_licences_of_every_library_are_in_the_page(page: Page) -> None:
    page.click("#keep summary")
    page.click("#licences")
    shown = page.locator("dialog pre")
    for library in ("hlmsim (MIT)", "d3-zoom", "d3-selection", "d3-ease", "uplot"):
        expect(shown).to_contain_text(library)
    assert bundled_licences().count("\n" + "-" * 72) == 10
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)


BEYOND = """Array.from(document.querySelectorAll("button, select, summary, input, [role=tab]"))
    .filter((one) => one.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5 || one.getBoundingClientRect().left < 0)
    .map((one) => one.id || one.textContent)"""
WIDE = "Math.max(document.documentElement.scrollWidth, document.querySelector('#page').scrollWidth)"
BELOW = "document.querySelector('#page').scrollHeight - document.querySelector('#page').clientHeight"
SMALLEST, OTHERS = ((800, 600),), ((853, 480), (1024, 768), (1366, 768))
EVERY_SIZE = pytest.mark.parametrize("sizes", [SMALLEST, pytest.param(OTHERS, marks=pytest.mark.slow)], ids=str)
"""What fits the smallest projector seldom fails at a larger one; the long ring looks at all of them."""
Sizes = tuple[tuple[int, int], ...]


def drawn(page: Page) -> None:
    """Wait until what was asked is on the screen."""
    page.evaluate("new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))")


def fits(page: Page, sizes: Sizes) -> None:
    """At each size and in both languages nothing is wider than the screen, nor higher than a usual projector."""
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        for _ in range(2):
            drawn(page)
            where = (width, height, page.evaluate("document.documentElement.lang"))
            assert page.evaluate(BEYOND) == [], where
            assert page.evaluate(WIDE) <= width, where
            if height >= 600 and width >= 800:
                assert page.evaluate(BELOW) <= 0, where
            page.evaluate("document.getElementById('language').click()")


@EVERY_SIZE
def test_a_small_projector_shows_it_all(page: Page, sizes: Sizes) -> None:
    fits(page, sizes)
    for event in EVENTS:
        page.click(f"#event-{event}", timeout=3000)
    page.click("#table")
    expect(page.locator("#table-view")).to_be_visible()
    fits(page, sizes)
    page.click("#table")
    page.click("#tab-card")
    page.select_option("#who", "household:3")
    expect(page.locator("#panel-card .who")).to_be_visible()
    fits(page, sizes)
    page.click("#predict")
    fits(page, sizes)
    page.check("#bet-a")
    page.click("#reveal")
    fits(page, sizes)
    page.click("#keep summary")
    drawn(page)
    assert page.evaluate(BEYOND) == []
    page.click("#keep summary")


def test_a_telephone_and_letters_of_twice_their_size_show_it_all(page: Page) -> None:
    """One column, read by scrolling down and never sideways; names without a blank are broken."""
    page.evaluate("hlmsim.player.recordings[1].facts.partners[0].label = {fr: 'P'.repeat(300), en: 'P'.repeat(300)}")
    page.click("#tab-card")
    page.select_option("#who", "partner:0")
    sizes = ((360, 640), (400, 300))
    fits(page, sizes)
    assert page.evaluate("(card => card.scrollWidth - card.clientWidth)(document.querySelector('#panel-card'))") <= 0
    page.click("#table")
    page.click("#predict")
    fits(page, sizes)
    page.click("#table")
    page.click("#tab-levers")
    for event in EVENTS:
        page.click(f"#event-{event}", timeout=3000, trial=True)


@EVERY_SIZE
def test_every_step_of_a_story_fits_a_small_projector(page: Page, sizes: Sizes) -> None:
    """With the prediction open, or with its answer: text, networks and controls on one screen."""
    for scene in page.evaluate("hlmsim.player.page.scenes.map((scene) => [scene.name, scene.steps.length])"):
        page.select_option("#scenes", scene[0])
        for step in range(scene[1]):
            until(page, LOADED.format(weeks=104))
            page.evaluate("hlmsim.player.clock.speed = 400")
            until(page, "!hlmsim.player.clock.playing")
            fits(page, sizes)
            for name in ("#scene-leave", "#play", "#tab-card", "#network-1"):
                expect(page.locator(name)).to_be_in_viewport(ratio=1)
            if page.evaluate("hlmsim.player.predicting"):
                page.check("#bet-b")
            assert page.evaluate("hlmsim.player.scene.step") == step
            page.keyboard.press("PageDown")
