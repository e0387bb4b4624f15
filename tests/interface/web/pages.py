"""What every test of the page does: wait for it, and move it to a week."""

from __future__ import annotations

import time

from playwright.sync_api import Page

LOADED = "Boolean(window.hlmsim?.player.recordings.length === 2 && hlmsim.player.loaded() >= {weeks})"


def until(page: Page, condition: str, seconds: float = 60) -> None:
    """Wait for a condition of the page; its policy forbids Playwright's own way."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        time.sleep(0.03)


def week(page: Page) -> int:
    return int(page.evaluate("hlmsim.player.clock.week"))


def scrub(page: Page, to: int) -> None:
    page.evaluate(f"hlmsim.player.clock.go({to}); hlmsim.player.changed()")
    until(page, f"document.querySelector('#scrub').value === '{to}'")
