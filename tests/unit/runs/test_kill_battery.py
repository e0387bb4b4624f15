"""``kill -9`` at random moments, of the driver, of a worker, of both: no finished run is lost, or there twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pyarrow.parquet as pq
import pytest

SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from hlmsim.runs.batch import Batch
from hlmsim.scenario import load
from tests.unit.runs.standins import Fake, OddRun, fake_batch
out, replicates, real = Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "real"
def say(done, total, failed):
    print(done, flush=True)
if real:
    batch = Batch.of([load("status_quo"), load("concertation")], out, jobs=2, progress=say)
else:
    fakes = [Fake("one"), Fake("two", 0.5), Fake("three", 0.7)]
    batch = fake_batch(fakes, out, jobs=2, run=OddRun(0.01), progress=say)
result = batch.do(replicates)
assert not result.failures, result.failures
"""

Contents = Callable[[Path], dict[str, bytes]]
Runs = set[tuple[str, int]]


def start(root: Path, out: Path, replicates: int, real: bool) -> subprocess.Popen[str]:
    line = [sys.executable, "-c", SCRIPT, str(root), str(out), str(replicates), "real" if real else "stand-in"]
    return subprocess.Popen(line, stdout=subprocess.PIPE, text=True)


def finish(root: Path, out: Path, replicates: int, real: bool) -> None:
    with start(root, out, replicates, real) as process:
        process.communicate(timeout=600)
        assert process.returncode == 0


def kept(out: Path) -> Runs:
    """Every run that a folder holds, from the files alone."""
    columns = ["scenario", "replicate"]
    found: Runs = set()
    for file in out.glob("runs/**/runs.parquet"):
        table = pq.ParquetFile(file).read(columns=columns)
        found |= set(zip(table["scenario"].to_pylist(), table["replicate"].to_pylist(), strict=True))
    return found


def workers_of(driver: psutil.Process) -> list[psutil.Process]:
    return [child for child in driver.children() if is_worker(child)]


def is_worker(process: psutil.Process) -> bool:
    """Not one that has ended since it was listed."""
    try:
        return any("spawn_main" in word for word in process.cmdline())
    except psutil.NoSuchProcess:
        return False


def one_attempt(root: Path, out: Path, replicates: int, real: bool, luck: random.Random) -> bool:
    """Kill somebody, some time after the first new run; whether the batch came to its end all the same."""
    victim = luck.choice(["driver", "worker", "both"])
    with start(root, out, replicates, real) as process:
        assert process.stdout is not None
        at_start = int(process.stdout.readline())
        while (line := process.stdout.readline()) and int(line) == at_start:
            pass
        driver = psutil.Process(process.pid)
        children = driver.children(recursive=True)
        time.sleep(luck.uniform(0.0, 0.4))
        if victim != "driver":
            for worker in luck.sample(workers := workers_of(driver), min(1, len(workers))):
                with suppress(psutil.NoSuchProcess):
                    worker.kill()
        if victim != "worker":
            process.kill()
        process.communicate(timeout=600)
    _, alive = psutil.wait_procs(children, timeout=60)
    assert alive == [], "a process has been left behind"
    return process.returncode == 0


@pytest.mark.slow
def test_killed_at_random_moments(root: Path, tmp_path: Path, contents: Contents, full_ring: bool) -> None:
    """Every attempt asks for more replicates than the last, so that there is work, and merging, to be killed in."""
    kills, step = (40, 25) if full_ring else (4, 10)
    luck = random.Random(7)
    before: Runs = set()
    for attempt in range(1, kills + 1):
        ended = one_attempt(root, tmp_path / "out", attempt * step, full_ring, luck)
        now = kept(tmp_path / "out")
        assert before < now, "a finished run is lost, or none was made"
        assert len(now) == (2 if full_ring else 3) * attempt * step or not ended
        before = now
    finish(root, tmp_path / "out", kills * step, full_ring)
    finish(root, tmp_path / "calm", kills * step, full_ring)
    assert contents(tmp_path / "out") == contents(tmp_path / "calm")
    assert not list((tmp_path / "out").glob(".writing"))
