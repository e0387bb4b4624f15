"""What the workshop's pages call a control is what the screen calls it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hlmsim.interface.web.scenes import read_scene, shipped_scenes
from hlmsim.locales.catalogue import sentences

DOCS = Path(__file__).parents[3] / "docs"
PAGES = [("en", "tutorials/workshop.md"), ("fr", "fr/tutoriels/atelier.md")]
SAID = {
    "en": {"one", "is it true?", "what would we need to know to tell?"},
    "fr": {"une seule", "est-ce vrai?", "que faudrait-il savoir pour le dire?"},
}
"""Stressed, not the name of a control."""


@pytest.mark.parametrize(("lang", "name"), PAGES)
def test_every_control_that_the_workshop_names_is_on_the_screen(lang: str, name: str) -> None:
    stories = {read_scene(file).title[lang] for file in shipped_scenes()}
    known = {
        sentence.replace("’", "'").replace("\u00a0", " ")
        for sentence in {*sentences("player", lang).values(), *stories}
    }
    quoted = {
        " ".join(found.split()) for found in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", (DOCS / name).read_text("utf-8"))
    }
    assert len(quoted - SAID[lang]) >= 7
    assert quoted - SAID[lang] - known == set()
