"""The pages that results folders leave: no rule of accessibility broken, nothing wider than the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from hlmsim.interface.cli import main
from tests.interface.web.test_views import WCAG

SMALL = ["--set", "context.site.households=40", "--set", "context.site.buildings=2", "--set", "horizon.weeks=90"]
LINES = {
    "comparison": ["compare", "status_quo", "concertation", "no_worker", "-n", "3", *SMALL],
    "sweep": ["sweep", "handover_weeks", "-n", "2", "--weeks", "80"],
    "scorecard": ["validate", "-p", "P2", "-p", "P34", "-n", "3"],
}


@pytest.fixture(scope="module", params=LINES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder of each kind."""
    out = tmp_path_factory.mktemp(request.param) / "out"
    assert main([*LINES[request.param], "--quiet", "--lang", "fr", "--out", str(out)]) in {0, 1}
    return out


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_page_of_results_reads_aloud_and_fits(folder: Path, lang: str, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "brief.html"
    assert main(["report", str(folder), "--lang", lang, "-o", str(file)]) == 0
    for width in (1366, 400):
        page = browser.new_page(viewport={"width": width, "height": 768})
        page.goto(file.as_uri())
        found = Axe().run(page, options=WCAG)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.close()
