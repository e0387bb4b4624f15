"""A batch interrupted, or its driver killed, in processes of their own, and gone on with."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from hlmsim.runs.results import read_results

SCRIPT = """
import signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from hlmsim.runs import executors
from hlmsim.runs.batch import Interrupted
from tests.unit.runs.standins import Fake, OddRun, fake_batch
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background has it ignored
out, replicates, where, seconds = Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4], float(sys.argv[5])
def say(done, total, failed):
    print(done, flush=True)
fakes = [Fake("one"), Fake("two", 0.5), Fake("three", 0.7)]
executor = executors.cluster("local") if where == "cluster" else getattr(executors, where)
try:
    fake_batch(fakes, out, jobs=2, run=OddRun(seconds), progress=say, executor=executor).do(replicates)
except Interrupted as stop:
    print("kept", stop.done, flush=True)
    sys.exit(130)
"""

Contents = Callable[[Path], dict[str, bytes]]


def start(root: Path, out: Path, replicates: int, where: str, seconds: float = 0.002) -> subprocess.Popen[str]:
    """A batch of three stand-ins; this script has no guard, so a worker that ran it would start another batch."""
    line = [sys.executable, "-c", SCRIPT, str(root), str(out), str(replicates), where, str(seconds)]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_until(process: subprocess.Popen[str], done: int) -> None:
    assert process.stdout is not None
    while int(process.stdout.readline()) < done:
        pass


def same_batch(fake: Any, batch: Any, **settings: Any) -> Any:
    return batch(scenarios=[fake("one"), fake("two", 0.5), fake("three", 0.7)], **settings)


@pytest.mark.parametrize("where", ["processes", pytest.param("cluster", marks=pytest.mark.slow)])
def test_ctrl_c_keeps_what_is_finished(
    root: Path, tmp_path: Path, contents: Contents, fake: Any, batch: Any, where: str
) -> None:
    with start(root, tmp_path / "out", 100, where, 0.01) as process:
        wait_until(process, 10)
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        said, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (130, "")
    _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []
    count = int(said.split()[-1])
    assert count < 300
    assert same_batch(fake, batch).do(100).reused == count
    same_batch(fake, batch, out=tmp_path / "calm").do(100)
    assert contents(tmp_path / "out") == contents(tmp_path / "calm")


@pytest.mark.parametrize("where", ["processes", pytest.param("cluster", marks=pytest.mark.slow)])
def test_a_killed_driver_leaves_nobody_behind(root: Path, tmp_path: Path, fake: Any, batch: Any, where: str) -> None:
    with start(root, tmp_path / "out", 10_000, where) as process:
        wait_until(process, 20)
        children = psutil.Process(process.pid).children(recursive=True)
        assert len(children) >= 2
        process.kill()
        _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []
    kept = read_results(tmp_path / "out").runs
    assert len(kept) >= 20
    most = int(kept["replicate"].max()) + 1
    assert same_batch(fake, batch).do(most).reused == len(kept)
