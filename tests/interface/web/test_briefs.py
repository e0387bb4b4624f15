"""The pages that results folders leave: no rule of accessibility broken, nothing wider than the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from hlmsim.interface.cli import main
from tests.interface.conftest import Place
from tests.interface.web.axe import DRAWN, violations, violations_of_a_file

KINDS = ("comparison", "sweep", "scorecard")


@pytest.fixture
def folders(made: Place, swept: Path, scored: Path) -> dict[str, Path]:
    """A results folder of each kind."""
    return dict(zip(KINDS, (made.out, swept, scored), strict=True))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["fr", pytest.param("en", marks=pytest.mark.slow)])
def test_a_page_of_results_reads_aloud_and_fits(
    folders: dict[str, Path], kind: str, lang: str, tab: Page, tmp_path: Path
) -> None:
    """In English the markup is the same: the long ring looks at it."""
    file = tmp_path / "brief.html"
    assert main(["report", str(folders[kind]), "--lang", lang, "-o", str(file)]) == 0
    tab.goto(file.as_uri())
    assert tab.evaluate("document.documentElement.lang") == lang
    for width in (400, 1366):
        tab.set_viewport_size({"width": width, "height": 768})
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert violations(tab, off=DRAWN) == []
    assert violations_of_a_file(tab, []) == []
