"""What a command prints is written in any encoding, to a full disk or to nobody, without a lost sign or a traceback."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hlmsim.interface.cli import main, streams
from hlmsim.locales import LANGUAGES, difference, percent
from hlmsim.locales.catalogue import sentences, topics
from hlmsim.runs import executors
from hlmsim.runs.batch import Batch
from hlmsim.scenario import load
from tests.interface.conftest import write_scenarios

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


@pytest.mark.parametrize("line", ["--help", "show status_quo", "schema"])
def test_a_full_output_is_one_sentence(line: str) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        asked = _asked(*line.split(), "--lang", "fr")
        done = subprocess.run(asked, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Erreur\N{NO-BREAK SPACE}: ce qui s’affiche ne peut pas être écrit")
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_package_is_a_program() -> None:
    done = subprocess.run(_asked("--version"), capture_output=True, text=True, check=True)
    assert done.stdout.startswith("hlmsim ")


@pytest.fixture(scope="module")
def compared(tmp_path_factory) -> list[str]:
    """The line that shows a finished comparison in which something gets worse."""
    folder = tmp_path_factory.mktemp("streams")
    write_scenarios(folder)
    files = [str(folder / f"{name}.yaml") for name in ("small", "other")]
    Batch.of([load(file, weeks=30) for file in files], folder / "out", executor=executors.threads).do(3)
    return [
        "compare",
        *files,
        "-n",
        "3",
        "--weeks",
        "30",
        "--no-figures",
        "--lang",
        "fr",
        "--quiet",
        "--out",
        str(folder / "out"),
    ]


def _printed(line: list[str], encoding: str, patch: pytest.MonkeyPatch) -> str:
    """What stands in the file that a command is redirected to, as it is read in that encoding."""
    file = io.BytesIO()
    with patch.context() as here:
        here.setattr(sys, "stdout", io.TextIOWrapper(file, encoding=encoding, newline=""))
        assert main(line) == 0
        sys.stdout.flush()
        return file.getvalue().decode(encoding)


def _numbers(shown: str) -> list[str]:
    """Every number with its sign, as anybody reads it."""
    plain = shown.replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ")
    return re.findall(r"[-+]?\d+(?:,\d+)?", plain)


def test_a_comparison_that_is_redirected_keeps_every_sign(compared, monkeypatch) -> None:
    whole = _printed(compared, "utf-8", monkeypatch)
    assert any(number.startswith("-") for number in _numbers(whole))
    assert _numbers(_printed(compared, "cp1252", monkeypatch)) == _numbers(whole)
    for encoding in ENCODINGS:
        shown = written(whole, encoding)
        assert _numbers(shown) == _numbers(whole)
        assert "?" not in shown
        assert "<U+" not in shown


@pytest.mark.parametrize("line", ["show nosuch", "compare --help", "compare --replicats 3"])
def test_what_is_said_is_in_the_encoding_of_its_stream(line: str, monkeypatch) -> None:
    both = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", both)
    monkeypatch.setattr("sys.stderr", both)
    main([*line.split(), "--lang", "fr"])
    both.flush()
    assert len(both.buffer.getvalue()) > 40  # type: ignore[attr-defined]
    both.buffer.getvalue().decode("ascii")  # type: ignore[attr-defined]
