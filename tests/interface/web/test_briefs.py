"""The pages that results folders leave: no rule of accessibility broken, nothing wider than the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from hlmsim.interface.cli import main
from tests.interface.web.axe import DRAWN, violations, violations_of_a_file

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


@pytest.mark.parametrize("lang", ["fr", pytest.param("en", marks=pytest.mark.slow)])
def test_a_page_of_results_reads_aloud_and_fits(folder: Path, lang: str, tab: Page, tmp_path: Path) -> None:
    """In English the markup is the same, and every figure is drawn again: the long ring looks at it."""
    file = folder / "brief.html"
    if lang == "en":
        file = tmp_path / "brief.html"
        assert main(["report", str(folder), "--lang", lang, "-o", str(file)]) == 0
    tab.goto(file.as_uri())
    assert tab.evaluate("document.documentElement.lang") == lang
    for width in (400, 1366):
        tab.set_viewport_size({"width": width, "height": 768})
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert violations(tab, off=DRAWN) == []
    assert violations_of_a_file(tab, []) == []
