"""A batch killed or interrupted at random moments, in a process of its own, and gone on with."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hlmsim.runs.ledger.store import Store

SCRIPT = """
import runpy, signal, sys, time
from pathlib import Path
from hlmsim.runs.batch import Batch, Interrupted
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background has it ignored
stand_in = runpy.run_path(sys.argv[1])
run = stand_in["FakeRun"](lambda *_: time.sleep(0.002))
scenarios = [stand_in["Fake"]("one"), stand_in["Fake"]("two", 0.5), stand_in["Fake"]("three", 0.7)]
def say(done, total, failed):
    print(done, flush=True)
try:
    Batch(scenarios, Path(sys.argv[2]), jobs=2, run=run, progress=say).do(int(sys.argv[3]))
except Interrupted as stop:
    print("kept", stop.done, flush=True)
    sys.exit(130)
"""

Contents = Callable[[Path], dict[str, bytes]]


def start(out: Path, replicates: int) -> subprocess.Popen[str]:
    stand_in = Path(__file__).parent / "conftest.py"
    command = [sys.executable, "-c", SCRIPT, str(stand_in), str(out), str(replicates)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def finish(out: Path, replicates: int) -> None:
    with start(out, replicates) as process:
        process.communicate(timeout=120)
        assert process.returncode == 0


def kept(out: Path) -> set[tuple[str, int]]:
    """Every run that a folder holds."""
    names = {place.name.split(".")[0] for place in [*out.glob("runs/*-*"), *out.glob("runs/parts/*")]}
    return {(name, replicate) for name in names for replicate in Store(out).keys(name)}


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path, contents: Contents, full_ring: bool) -> None:
    """Every attempt asks for more replicates than the last, so that there is work, and compaction, to be killed in."""
    kills, step = 40 if full_ring else 5, 50
    luck = random.Random(7)
    before: set[tuple[str, int]] = set()
    for attempt in range(1, kills + 1):
        with start(tmp_path / "out", attempt * step) as process:
            assert process.stdout is not None
            at_start = int(process.stdout.readline())
            while (line := process.stdout.readline()) and int(line) == at_start:
                pass
            time.sleep(luck.uniform(0.0, 0.4))
            process.send_signal(signal.SIGKILL)
        now = kept(tmp_path / "out")
        assert before < now, "a finished run is lost, or none was made"
        before = now
    finish(tmp_path / "out", kills * step)
    finish(tmp_path / "calm", kills * step)
    assert contents(tmp_path / "out") == contents(tmp_path / "calm")


def test_ctrl_c_keeps_what_is_finished(tmp_path: Path, contents: Contents, fake: Any, batch: Any) -> None:
    with start(tmp_path / "out", 150) as process:
        assert process.stdout is not None
        while int(process.stdout.readline()) < 10:
            pass
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=20)
        assert process.returncode == 130
    count = int(said.split()[-1])
    assert len(kept(tmp_path / "out")) == count < 450
    same = [fake("one"), fake("two", 0.5), fake("three", 0.7)]
    assert batch(scenarios=same).do(150).reused == count
    batch(scenarios=same, out=tmp_path / "calm").do(150)
    assert contents(tmp_path / "out") == contents(tmp_path / "calm")
