"""The real command line in real processes: what fails is named and can be replayed, the rest is done."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

STAND_IN = Path(__file__).parent / "stand_in"
CODE = "import sys; from hlmsim.interface.cli import main; sys.exit(main(sys.argv[1:]))"
RAISES, DIES, NEVER_ENDS = "small/17", "small/58", "small/121"


def _hlmsim(*line: str, stand_in: bool = True) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "HLMSIM_LANG": "en", "COLUMNS": "80"}
    if stand_in:
        environ["PYTHONPATH"] = os.pathsep.join([str(STAND_IN), os.environ.get("PYTHONPATH", "")])
    asked = [sys.executable, "-c", CODE, *line]
    ended = subprocess.run(asked, env=environ, capture_output=True, text=True, check=False, timeout=300)
    ended.stdout, ended.stderr = (said.replace("\N{NO-BREAK SPACE}", " ") for said in (ended.stdout, ended.stderr))
    return ended


@pytest.fixture(scope="module")
def failed(made, tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Two hundred runs, three of which go wrong."""
    out = tmp_path_factory.mktemp("failed") / "out"
    line = ["run", made.base, "-n", "200", "-j", "2", "--time-out", "5", "--no-figures", "--out", str(out)]
    return out, _hlmsim(*line)


def _replays(said: str) -> dict[str, list[str]]:
    """The command printed under each failure, by the run that failed."""
    found = re.findall(r"^  (\S+): .*\n    hlmsim (verify .*)$", said, re.MULTILINE)
    return {run: shlex.split(line) for run, line in found}


@pytest.mark.slow
def test_the_others_finish_and_the_three_are_named(failed) -> None:
    out, ended = failed
    assert ended.returncode == 1, ended.stderr
    assert "197 simulations done in" in ended.stderr
    assert "3 simulations failed" in ended.stderr
    assert "small/17: ZeroDivisionError: a share of no hours" in ended.stderr
    assert "small/58: its process died" in ended.stderr
    assert "small/121: not finished after 5 s" in ended.stderr
    assert "Traceback" not in ended.stderr
    kept = [json.loads(line) for line in (out / "failures.jsonl").read_text().splitlines()]
    assert {failure["run"] for failure in kept} == {RAISES, DIES, NEVER_ENDS}
    assert set(_replays(ended.stderr)) == {RAISES, DIES, NEVER_ENDS}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("run", "said"),
    [
        (RAISES, "ZeroDivisionError: a share of no hours"),
        (DIES, "its process died"),
        (NEVER_ENDS, "not finished after 5 s"),
    ],
)
def test_the_command_printed_fails_in_the_same_way(failed, run: str, said: str) -> None:
    again = _hlmsim(*_replays(failed[1].stderr)[run])
    assert again.returncode == 1, again.stderr
    assert said in again.stdout + again.stderr


@pytest.mark.slow
def test_what_failed_succeeds_once_its_cause_has_gone(failed, made) -> None:
    out, ended = failed
    replayed = _hlmsim(*_replays(ended.stderr)[DIES], stand_in=False)
    assert replayed.returncode == 0, replayed.stderr
    line = ["run", made.base, "-n", "200", "-j", "2", "--no-figures", "--out", str(out)]
    again = _hlmsim(*line, stand_in=False)
    assert again.returncode == 0, again.stderr
    assert "3 simulations done in" in again.stderr
    assert "197 simulations done earlier were taken up again." in again.stderr
    assert not (out / "failures.jsonl").exists()
