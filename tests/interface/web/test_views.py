"""Every view of the page breaks no rule of accessibility (axe, WCAG 2.2 A and AA); a hand-out plays from a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from hlmsim.interface.web.hand_out import page as hand_out
from hlmsim.interface.web.side import Side
from hlmsim.scenario import load
from tests.interface.web.axe import CONTRAST, violations
from tests.interface.web.conftest import SETS, WEEKS, Address
from tests.interface.web.pages import LOADED, scrub, until, week

SIZES = ((1366, 768), (1024, 768))


def views(page: Page) -> Iterator[str]:
    """Every view of the page, one after another."""
    yield "start"
    scrub(page, 30)
    yield "mid-run"
    for tab in ("journal", "card"):
        page.click(f"#tab-{tab}")
        yield tab
    page.select_option("#who", "household:3")
    yield "card of a household"
    page.select_option("#who", "worker:0")
    yield "card of a worker"
    page.select_option("#who", "partner:2")
    yield "card of a partner"
    page.click("#tab-levers")
    page.locator(".lever summary").first.click()
    page.click("#event-crisis")
    yield "levers, help open, a change"
    page.click("#predict")
    yield "prediction"
    page.click("#predict")
    page.click("#table")
    yield "table"
    page.click("#table")
    page.click("#keep summary")
    yield "menu"
    page.click("#keep summary")
    page.select_option("#scenes", "2_alone_or_together")
    until(page, LOADED.format(weeks=104))
    yield "story"


def look(page: Page, view: str, *, contrast: bool) -> None:
    found = violations(page, off=() if contrast else CONTRAST)
    assert found == [], f"{view}: {found}"
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), view


def test_no_view_breaks_an_accessibility_rule(page: Page) -> None:
    """Colours are the same at every size and in both languages; the long ring measures them there too."""
    for view in views(page):
        look(page, view, contrast=True)
        for width, height in SIZES[1:]:
            page.set_viewport_size({"width": width, "height": height})
            look(page, f"{view} {width}", contrast=False)
        page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("size", SIZES, ids=["1366", "1024"])
@pytest.mark.slow
def test_no_view_breaks_a_rule_in_any_language_or_size(
    opened: Callable[[str], Page], served: Address, lang: str, size: tuple[int, int]
) -> None:
    page = opened(f"{served.page}?lang={lang}")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    until(page, LOADED.format(weeks=WEEKS))
    for view in views(page):
        look(page, view, contrast=True)


@pytest.mark.slow
def test_no_view_in_english_breaks_an_accessibility_rule(opened: Callable[[str], Page], served: Address) -> None:
    page = opened(f"{served.page}?lang=en")
    until(page, LOADED.format(weeks=WEEKS))
    for view in views(page):
        look(page, view, contrast=False)


@pytest.mark.parametrize("lang", ["fr", pytest.param("en", marks=pytest.mark.slow)])
def test_a_hand_out_plays_from_a_file_with_the_network_off(
    context: BrowserContext, opened: Callable[[str], Page], tmp_path: Path, lang: str
) -> None:
    sides = [Side(load(name, sets=SETS), weeks=WEEKS, seed=1) for name in ("status_quo", "concertation")]
    file = tmp_path / "seance.html"
    file.write_text(hand_out(sides, lang), encoding="utf-8")
    context.set_offline(True)
    page = opened(file.as_uri())
    until(page, LOADED.format(weeks=WEEKS))
    expect(page.locator("html")).to_have_attribute("lang", lang)
    page.keyboard.press("End")
    assert week(page) == WEEKS
    page.click("#language")
    page.click("#tab-journal")
    expect(page.locator("#panel-journal li").first).to_be_visible()
    expect(page.locator("#hand-out")).to_have_count(0)
    look(page, "hand-out", contrast=lang == "fr")
