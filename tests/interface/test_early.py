"""What a command cannot do is told before anything is simulated."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest

from hlmsim.interface.cli import main
from hlmsim.interface.web import hand_out
from hlmsim.model import week
from hlmsim.runs.batch import Work
from tests.interface.conftest import BASE, OTHER, write_scenarios
from tests.interface.test_door import SWEPT

WRONG = {
    "a group": (
        "run small.yaml --group type:nobody",
        "compare small.yaml other.yaml --group type:nobody",
        "compare small.yaml other.yaml --worlds 2 --group site:9",
    ),
    "an outcome": (
        "run small.yaml --precision suport=0.1",
        "compare small.yaml other.yaml --equivalent suport=0.1",
        "sweep swept.yaml --equivalent suport=0.1",
        "sweep swept.yaml --precision suport=0.1",
    ),
    "a margin": ("compare small.yaml other.yaml --equivalent support=0", "sweep swept.yaml --equivalent support=-1"),
    "what is compared": ("compare small.yaml small.yaml", "compare small.yaml other.yaml --worlds none.csv"),
    "where it is written": (
        "run small.yaml --out small.yaml",
        "sweep swept.yaml --out points.csv",
        "sweep swept.yaml --out small.yaml",
        "network small.yaml -o nowhere/site.graphml",
        "network small.yaml -o small.csv/site.csv",
        "replay small.yaml -o nowhere/page.html",
        "replay small.yaml -o theirs.html",
    ),
    "when": ("network small.yaml -o site.csv --week 61",),
    "what is asked of it": (
        "check small.yaml other.yaml lost.yaml --run",
        "run small.yaml --shard 1/2 --precision support=0.1",
        "validate small.yaml -p P2 -p P99",
        "run small.yaml --set levers.posts.cuont=1",
    ),
}


@pytest.fixture(autouse=True)
def _nothing_is_simulated(tmp_path, monkeypatch) -> None:
    def simulated(*_given: object, **_more: object) -> NoReturn:
        raise AssertionError("simulated before it was refused")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HLMSIM_DEBUG", "1")
    for place, name in ((Work, "complete"), (week, "advance"), (hand_out, "page")):
        monkeypatch.setattr(place, name, simulated)
    write_scenarios(tmp_path)
    Path("swept.yaml").write_text(SWEPT, encoding="utf-8")
    Path("lost.yaml").write_text(OTHER.replace("against: small", "against: nobody"), encoding="utf-8")
    Path("theirs.html").write_text(BASE, encoding="utf-8")


@pytest.mark.parametrize("line", [line for lines in WRONG.values() for line in lines])
def test_what_cannot_be_is_told_first(line, capsys) -> None:
    assert main([*line.split(), "--lang", "en"]) == 2
    assert capsys.readouterr().err.strip()
    assert not list(Path().rglob("*.parquet"))


def test_what_can_be_is_simulated() -> None:
    for line in ("run small.yaml", "network small.yaml -o site.csv", "replay small.yaml -o page.html"):
        with pytest.raises(AssertionError, match="simulated before"):
            main(line.split())
