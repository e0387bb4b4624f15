"""The documentation site builds without a warning, every link leads somewhere, no rule of accessibility is broken."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.interface.web.axe import violations_of_a_file

ROOT = Path(__file__).parent.parent.parent.parent
LEFT_OUT = ("genindex", "search", "py-modindex")
"""Pages of the generator's own."""
SORTS = ("index", "outcomes", "python", "player")


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    line = [sys.executable, str(ROOT / "docs" / "site" / "build.py"), str(folder)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def pages(site: Path, lang: str) -> list[Path]:
    found = [page for page in sorted((site / lang).rglob("*.html")) if page.stem not in LEFT_OUT]
    assert len(found) > 10
    return found


def read_aloud(files: list[Path], tab: Page) -> None:
    seen: list[Any] = []
    for file in files:
        tab.goto(file.as_uri())
        found = violations_of_a_file(tab, seen)
        assert found == [], f"{file.name}: {found}"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_page_is_in_its_language(site: Path, lang: str) -> None:
    for file in pages(site, lang):
        assert re.search(rf'<html[^>]* lang="{lang}"', file.read_text(encoding="utf-8")), file


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_page_of_each_sort_reads_aloud(site: Path, lang: str, tab: Page) -> None:
    """Prose, tables written from the code, a reference of Python and a guide with code: what all pages are made of."""
    found = [file for file in pages(site, lang) if file.stem in SORTS]
    assert len(found) >= len(SORTS)
    read_aloud(found, tab)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_page_reads_aloud(site: Path, lang: str, tab: Page) -> None:
    read_aloud(pages(site, lang), tab)


def test_the_site_asks_nothing_of_the_network(site: Path, tab: Page) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    for lang in ("fr", "en"):
        tab.goto((site / lang / "index.html").as_uri())
    assert all(url.startswith(("file:", "data:")) for url in asked), asked
