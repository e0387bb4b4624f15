"""What a command prints is written in any encoding, to a full disk or to nobody, without a lost sign or a traceback."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hlmsim.interface.cli import streams
from hlmsim.locales import LANGUAGES, difference, percent
from hlmsim.locales.catalogue import sentences, topics

ENCODINGS = ("cp1252", "cp850", "cp437", "latin-1", "ascii")


@pytest.fixture(scope="module", autouse=True)
def _known() -> None:
    streams.prepare()


def written(said: str, encoding: str) -> str:
    """What stands in the file."""
    return said.encode(encoding, streams.HANDLER).decode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_sentence_loses_a_character(encoding: str) -> None:
    for lang in LANGUAGES:
        for topic in topics(lang):
            for said in sentences(topic, lang).values():
                shown = written(said, encoding)
                assert shown.count("?") == said.count("?")
                assert "<U+" not in shown
                assert len(re.findall(r"\w+", shown)) >= len(re.findall(r"\w+", said.replace("œ", "oe")))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_negative_number_stays_negative(encoding: str, lang: str) -> None:
    shown = written(difference(-0.0123, "share", lang), encoding)
    assert shown.startswith("-")
    assert "?" not in shown
    assert written(percent(0.5, lang), encoding).replace(" ", "").replace("\xa0", "") in {"50,0%", "50.0%"}


def test_what_an_encoding_has_is_left_alone() -> None:
    assert written("« Accès : œuvre »", "cp1252") == "« Accès : œuvre »"
    assert written("naïve \N{GRINNING FACE}", "ascii") == "naive <U+1F600>"


def _asked(*line: str) -> list[str]:
    return [sys.executable, "-m", "hlmsim", *line]


def test_a_full_output_is_one_sentence() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        asked = _asked("--help", "--lang", "fr")
        done = subprocess.run(asked, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Erreur\N{NO-BREAK SPACE}: ce qui s’affiche ne peut pas être écrit")
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_package_is_a_program() -> None:
    done = subprocess.run(_asked("--version"), capture_output=True, text=True, check=True)
    assert done.stdout.startswith("hlmsim ")
