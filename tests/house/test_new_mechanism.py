"""The guide that adds a mechanism is followed to the letter, in a copy of the package; both languages show the same."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
GUIDES = {"en": ROOT / "docs" / "how-to" / "new-mechanism.md", "fr": ROOT / "docs" / "fr" / "guides" / "mecanisme.md"}
BLOCK = re.compile(
    r"^```\w+ (?P<action>new|below|check)(?: (?P<file>\S+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
SAME = """
import hlmsim
small = {"context.site.households": 30, "context.site.buildings": 2, "horizon.weeks": 60, "horizon.burn_in": 10}
print(hlmsim.simulate(hlmsim.load("status_quo").with_(small)).weekly.to_csv())
"""


def blocks(lang: str) -> list[tuple[str, str | None, str]]:
    page = GUIDES[lang].read_text(encoding="utf-8")
    return [(found["action"], found["file"], found["body"]) for found in BLOCK.finditer(page)]


def plainly(script: str, folder: Path) -> str:
    """What a script prints with the package that stands in a folder, uncompiled."""
    environ = {**os.environ, "PYTHONPATH": str(folder), "HLMSIM_JIT": "0"}
    line = [sys.executable, "-c", script]
    done = subprocess.run(line, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package in which the guide has been followed."""
    folder = tmp_path_factory.mktemp("copy")
    for part in ("hlmsim", "scenarios"):
        shutil.copytree(ROOT / part, folder / part)
    for action, name, body in blocks("en"):
        if action == "new":
            assert name is not None
            (folder / name).write_text(body, encoding="utf-8")
        elif action == "below":
            assert name is not None
            first, _, added = body.partition("\n")
            lines = (folder / name).read_text(encoding="utf-8").split("\n")
            (place,) = (k for k, line in enumerate(lines) if line.replace("\N{NO-BREAK SPACE}", " ") == first)
            lines.insert(place + 1, added.rstrip("\n"))
            (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.mark.slow
def test_it_does_what_the_guide_says(followed: Path) -> None:
    (script,) = (body for action, _, body in blocks("en") if action == "check")
    assert plainly(script, followed).startswith("The bulletin changes something")


@pytest.mark.slow
def test_switched_off_it_changes_nothing(followed: Path) -> None:
    assert plainly(SAME, followed) == plainly(SAME, ROOT)


@pytest.mark.slow
def test_its_numbers_have_words(followed: Path) -> None:
    script = "from hlmsim.interface.cli import main; main(['show', 'baseline', '--only', 'bulletin', '--lang', '{}'])"
    script = script.replace("'--only', 'bulletin'", "'--only', 'levers.bulletin'")
    assert "Reach of the bulletin" in plainly(script.format("en"), followed)
    assert "Portée du bulletin" in plainly(script.format("fr"), followed)


def test_both_languages_show_the_same_code() -> None:
    def code(lang: str) -> list[tuple[str, str | None, str]]:
        return [block for block in blocks(lang) if block[0] != "check"]

    assert code("fr") == code("en")
