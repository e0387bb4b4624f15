"""Two small worlds as scenario files, and one comparison of them that several tests read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

BASE = """\
schema: 1
extends: status_quo.yaml
title: {fr: "Petit plan [d’ensemble]", en: "Small site"}
why: {fr: "Pour les essais.", en: "For tests."}
horizon: {weeks: 60, burn_in: 20}
context:
  site: {households: 24, buildings: 2}
"""
OTHER = """\
schema: 1
extends: small.yaml
title: {fr: "Petit plan sans poste", en: "Small site without a post"}
why: {fr: "Pour les essais.", en: "For tests."}
levers:
  posts: {count: 0}
  concertation: {coordinator_hours: 0}
expect:
  - {outcome: support, against: small, sign: "-"}
"""
FAULTY = """\
schema: 1
extends: small.yaml
title: {fr: "Cinq fautes", en: "Five faults"}
why: {fr: "Pour les essais.", en: "For tests."}
levers:
  turnover: {worker_anual: 0.3, handover_weeks: -1}
  posts: {count: two}
  posts: {count: 1}
context:
  population: {stigma: .nan}
"""


@dataclass(frozen=True)
class Place:
    """A folder with scenario files, and one comparison already made in French."""

    folder: Path
    base: str
    other: str
    out: Path
    printed: str


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "HLMSIM_LANG", "HLMSIM_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_CA.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture(autouse=True)
def _threads(monkeypatch) -> None:
    """No process to start: the tests that need real ones call the command line in a process of its own."""
    from hlmsim.runs import executors

    monkeypatch.setattr(executors, "default", executors.threads)


@pytest.fixture(scope="session", autouse=True)
def _drawn_once() -> Iterator[None]:
    """Figures of the same numbers, words and language are drawn aside once for all tests."""
    from hlmsim.report.drawing import Gallery

    known: dict[tuple[str, str, str], dict[str, bytes]] = {}
    drawings = Gallery.drawings

    def once(self: Gallery, folder: Path, kind: str = "svg") -> dict[str, bytes]:
        key = (self.stamp(), self.lang, kind)
        if key not in known or self.stands(folder, (kind,)):
            known[key] = drawings(self, folder, kind)
        return known[key]

    with pytest.MonkeyPatch.context() as here:
        here.setattr(Gallery, "drawings", once)
        yield


def write_scenarios(folder: Path) -> None:
    """The scenario files of these tests."""
    for name, content in (("small", BASE), ("other", OTHER), ("faulty", FAULTY)):
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Place:
    """The comparison, made once."""
    folder = tmp_path_factory.mktemp("scenarios")
    write_scenarios(folder)
    place = Place(folder, str(folder / "small.yaml"), str(folder / "other.yaml"), folder / "out", "")
    return replace(place, printed=hlmsim("compare", place.base, place.other, "-n", "6", "--out", str(place.out)))


def hlmsim(*line: str) -> str:
    """What a command prints in French on a terminal of 80 columns, both streams."""
    from hlmsim.interface.cli import main
    from hlmsim.runs import executors

    shown = io.StringIO()
    with pytest.MonkeyPatch.context() as here, redirect_stdout(shown), redirect_stderr(shown):
        here.setattr(executors, "default", executors.threads)
        for name, value in {"COLUMNS": "80", "HLMSIM_LANG": "fr", "HLMSIM_DEBUG": "1"}.items():
            here.setenv(name, value)
        assert main(list(line)) == 0, shown.getvalue()
    return shown.getvalue().replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(scope="session")
def swept(tmp_path_factory) -> Path:
    """A sweep of few simulations, told in English, with its figures."""
    out = tmp_path_factory.mktemp("sweep") / "out"
    hlmsim("sweep", "meetings_none_to_weekly", "-n", "2", "--weeks", "80", "--lang", "en", "--out", str(out))
    return out


@pytest.fixture(scope="session")
def scored(tmp_path_factory) -> Path:
    """A validation of two patterns, told in French, with its pictures."""
    from hlmsim.interface.cli import main

    out = tmp_path_factory.mktemp("scorecard") / "out"
    line = ["validate", "-p", "P2", "-p", "P8", "-n", "4", "--quiet", "--lang", "fr", "--out", str(out)]
    assert main(line) in {0, 1}
    return out
