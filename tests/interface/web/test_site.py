"""The documentation site builds without a warning, every link leads somewhere, no rule of accessibility is broken."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.interface.web.test_views import WCAG

ROOT = Path(__file__).parent.parent.parent.parent
LEFT_OUT = ("genindex", "search", "py-modindex")
"""Pages of the generator's own."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    line = [sys.executable, str(ROOT / "docs" / "site" / "build.py"), str(folder)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_page_is_in_its_language_and_reads_aloud(site: Path, lang: str, browser: Browser) -> None:
    pages = [page for page in sorted((site / lang).rglob("*.html")) if page.stem not in LEFT_OUT]
    assert len(pages) > 10
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    for file in pages:
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.lang") == lang
        found = Axe().run(page, options=WCAG)
        assert found.violations_count == 0, f"{file.name}\n{found.generate_report()}"
    page.close()


def test_the_site_asks_nothing_of_the_network(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for lang in ("fr", "en"):
        page.goto((site / lang / "index.html").as_uri())
    assert all(url.startswith(("file:", "data:")) for url in asked), asked
    page.close()
