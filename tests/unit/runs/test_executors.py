"""One battery over everything that works off a batch: the same bytes from all, whoever dies on the way."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, wait
from pathlib import Path
from typing import Any

import distributed
import psutil
import pytest

from hlmsim.errors import InputError, RunError
from hlmsim.runs import compiling, executors
from hlmsim.runs.batch import Batch, Interrupted
from hlmsim.runs.executors.lanes import Processes
from hlmsim.runs.executors.loopback import loopback
from hlmsim.runs.executors.remote import Cluster
from hlmsim.runs.ledger.failures import FAILURES
from hlmsim.runs.ledger.session import FolderSession, Mark
from hlmsim.runs.manifest import read_manifest
from tests.refusals import refused
from tests.unit.runs.standins import NotItsFault, OddRun, Silent, Unborn, half_an_answer, pid_of_worker

Contents = Callable[[Path], dict[str, bytes]]
MakeBatch = Callable[..., Batch]
EXECUTORS = {"threads": executors.threads, "processes": executors.processes, "cluster": executors.cluster("local")}
OWN_PROCESSES = ("processes", "cluster")
CLUSTER = pytest.param("cluster", marks=pytest.mark.slow)
"""It starts for seconds: the long batteries try it."""
COUNT = 40


@pytest.fixture
def calm(batch: MakeBatch, tmp_path: Path, contents: Contents) -> dict[str, bytes]:
    """The tables of a batch that nothing disturbs."""
    batch(out=tmp_path / "calm").do(COUNT)
    return contents(tmp_path / "calm")


@pytest.mark.parametrize("where", ["threads", "processes", CLUSTER])
def test_the_same_bytes(batch: MakeBatch, calm: Any, tmp_path: Path, contents: Contents, where: str) -> None:
    seen: list[tuple[int, int, int]] = []
    run = OddRun(seconds=0.001, kills=frozenset({7} if where in OWN_PROCESSES else ()), notes=tmp_path)
    settings = {"run": run, "jobs": 2, "executor": EXECUTORS[where]}
    result = batch(**settings, progress=lambda *counts: seen.append(counts)).do(COUNT)
    assert (result.ran, result.failures) == (2 * COUNT, ()), "a worker that dies once costs nothing"
    assert contents(tmp_path / "out") == calm
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == ((0, 2 * COUNT, 0), (2 * COUNT, 2 * COUNT, 0))


@pytest.mark.parametrize("where", ["processes", CLUSTER])
def test_three_of_two_hundred(
    batch: MakeBatch, scenarios: list[Any], tmp_path: Path, contents: Contents, where: str
) -> None:
    odd = OddRun(raises=frozenset({17}), kills=frozenset({58}), hangs=frozenset({121}))
    some = {"scenarios": scenarios[:1], "jobs": 2}
    result = batch(**some, run=odd, time_out=1.0, executor=EXECUTORS[where]).do(200)
    assert (result.ran, len(result.failures)) == (197, 3)
    written = [json.loads(line) for line in (tmp_path / "out" / FAILURES).read_text().splitlines()]
    assert [(one["run"], one["kind"]) for one in written] == [
        ("status_quo/17", "ZeroDivisionError"),
        ("status_quo/58", "Crash"),
        ("status_quo/121", "TimeOut"),
    ]
    assert "time.sleep" in written[2]["traceback"], "what it hung in is said"
    assert batch(**some).do(200).ran == 3
    assert not (tmp_path / "out" / FAILURES).exists()
    batch(**some, out=tmp_path / "calm").do(200)
    assert contents(tmp_path / "out") == contents(tmp_path / "calm")


def test_one_process_gives_the_same(batch: MakeBatch, calm: Any, tmp_path: Path, contents: Contents) -> None:
    batch(run=OddRun(), executor=executors.processes).do(COUNT)
    assert contents(tmp_path / "out") == calm


@pytest.mark.parametrize("where", ["processes", CLUSTER])
def test_long_runs_are_ended_and_short_ones_kept(batch: MakeBatch, tmp_path: Path, where: str) -> None:
    """The person stops while a worker has finished some runs of its chunk, and is in one that takes for ever."""
    hanging = OddRun(hangs=frozenset({3}), notes=tmp_path)

    def stop(_done: int, _total: int, _failed: int) -> None:
        if len([*tmp_path.glob("hangs-*")]) == 2:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as stopped:
        batch(run=hanging, progress=stop, executor=EXECUTORS[where], jobs=2).do(4)
    assert stopped.value.done == 6
    assert batch().do(4).reused == 6


def test_workers_that_are_never_born_end_the_batch(batch: MakeBatch) -> None:
    with refused(RunError, "workers_die"):
        batch(executor=Unborn).do(4)


def test_a_process_that_died_is_replaced() -> None:
    pool = Processes(1)
    first = pool.submit(pid_of_worker).result()
    with pytest.raises(BrokenExecutor):
        pool.submit(pid_of_worker, True).result()
    second = pool.submit(pid_of_worker).result()
    assert first != second
    pool.shutdown()
    pool.shutdown(wait=False)


def test_the_pool_goes_on_where_it_was(batch: MakeBatch) -> None:
    """With more replicates each time, the same workers go on."""
    made: list[Any] = []

    def factory(jobs: int) -> executors.Executor:
        made.append(executors.threads(jobs))
        return made[-1]  # type: ignore[no-any-return]

    with batch(executor=factory).begun(5) as work:
        assert [work.complete(5).ran, work.complete(9).ran, work.complete(9).ran] == [10, 8, 0]
    assert len(made) == 1


def test_a_batch_with_nothing_to_do_starts_nobody(batch: MakeBatch) -> None:
    batch().do(3)
    assert batch(executor=Unborn).do(3).reused == 6


def test_no_cluster(batch: MakeBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hlmsim.runs.executors.remote._PATIENCE", 0.2)
    with refused(InputError, "cluster_unreachable") as told:
        batch(executor=executors.cluster("tcp://127.0.0.1:9")).do(1)
    assert told.value.facts["address"] == "tcp://127.0.0.1:9"


@pytest.mark.slow
def test_a_cluster_that_loses_its_workers_gets_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hlmsim.runs.executors.loopback._MEND_AFTER", 0.2)
    pool = Cluster("local", 1)
    try:
        cluster = pool._local.cluster
        for nanny in list(cluster.workers.values()):
            cluster.sync(nanny.close)
        future = pool.submit(pid_of_worker)
        while not future.done():
            assert pool.capacity >= 1
            wait([future], timeout=0.1)
        assert future.result() != os.getpid()
    finally:
        pool.shutdown()


@pytest.mark.slow
def test_a_cluster_that_is_gone_is_named(batch: MakeBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that somebody else has started, and ends."""
    with loopback(distributed, 1) as elsewhere:
        address = elsewhere.cluster.scheduler_address
        assert batch(run=OddRun(), executor=executors.cluster(address)).do(3).ran == 6
        pool = Cluster(address, 7)
        assert pool.capacity == 2, "it has its own number of workers"
        with monkeypatch.context() as patched:
            patched.setattr(pool, "_seen", -1e9)
            patched.setattr(pool._client, "scheduler_info", lambda **_: {"workers": {}})
            with refused(RunError, "cluster_empty"):
                pool.capacity  # noqa: B018
        future = pool.submit(time.sleep, 600)
    with refused(RunError, "cluster_lost"):
        future.result(timeout=60)
    with refused(RunError, "cluster_lost"):
        pool.capacity  # noqa: B018
    pool.shutdown(wait=False)


def test_no_library_for_clusters(batch: MakeBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with refused(InputError, "cluster_missing"):
        batch(executor=executors.cluster("local")).do(1)


def test_a_worker_elsewhere_must_be_like_this_one(batch: MakeBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hlmsim.runs.worker.model_version", lambda: "another")
    with refused(InputError, "cluster_other_model"):
        batch().do(1)


def test_a_worker_elsewhere_must_see_the_folder(batch: MakeBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = FolderSession.begin
    monkeypatch.setattr(
        FolderSession, "begin", lambda session, task: begin(FolderSession(session.folder / "gone"), task)
    )
    with refused(InputError, "cluster_other_folder"):
        batch().do(1)


def test_the_model_is_compiled_by_one_while_others_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "_cache", lambda: tmp_path)
    monkeypatch.setattr(compiling, "_warm", threading.Event())
    monkeypatch.setattr(compiling, "jit_enabled", lambda: True)
    begun, ended = threading.Event(), Future[bool]()

    def other() -> None:
        with compiling.compiled_once(lambda: False) as cold:
            ended.set_result(cold)

    with compiling.compiled_once(lambda: False) as cold:
        assert cold
        thread = threading.Thread(target=other)
        thread.start()
        begun.wait(0.3)
        assert not ended.done()
    assert ended.result(timeout=20) is False
    thread.join()


def test_a_first_run_that_fails_leaves_the_compiling_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "_cache", lambda: tmp_path)
    monkeypatch.setattr(compiling, "_warm", threading.Event())
    monkeypatch.setattr(compiling, "jit_enabled", lambda: True)
    with pytest.raises(ValueError, match="no"), compiling.compiled_once(lambda: False):
        raise ValueError("no")
    with compiling.compiled_once(lambda: False) as cold:
        assert cold


def test_the_manifest_does_not_say_who_worked(batch: MakeBatch, tmp_path: Path) -> None:
    batch(run=OddRun(), executor=executors.processes).do(2)
    batch(out=tmp_path / "other").do(2)
    first, second = (read_manifest(tmp_path / name) for name in ("out", "other"))
    assert first["files"] == second["files"]


def test_a_process_that_dies_in_the_midst_of_its_answer() -> None:
    """Nobody waits for the other half."""
    pool = Processes(1)
    future = pool.submit(half_an_answer)
    with pytest.raises(BrokenExecutor):
        future.result(timeout=60)
    assert pool.submit(pid_of_worker).result(timeout=60) != os.getpid()
    pool.shutdown()


def test_what_a_process_raises_is_raised_here() -> None:
    pool = Processes(2)
    with pytest.raises(ZeroDivisionError) as raised:
        pool.submit(divmod, 1, 0).result(timeout=60)
    assert "Traceback" in str(raised.value.__cause__), "where it happened is said"
    for function, arguments in ((threading.Lock, ()), (str, (threading.Lock(),))):
        with pytest.raises(TypeError, match="lock"):
            pool.submit(function, *arguments).result(timeout=60)
    assert pool.submit(pid_of_worker).result(timeout=60) != os.getpid()
    pool.shutdown()


def test_a_process_that_does_not_listen_is_killed() -> None:
    pool = Processes(1)
    worker = psutil.Process(pool.submit(pid_of_worker).result(timeout=60))
    future = pool.submit(time.sleep, 600)
    while not future.running():
        time.sleep(0.01)
    worker.suspend()
    began = time.monotonic()
    pool.shutdown(wait=False, cancel_futures=True)
    assert isinstance(future.exception(timeout=60), BrokenExecutor)
    assert time.monotonic() - began < 60
    assert not worker.is_running()


@pytest.mark.slow
def test_a_cluster_that_ends_starts_nobody_again() -> None:
    pool = Cluster("local", 2)
    nannies = list(pool._local.cluster.workers.values()) if pool._local else []
    workers = [psutil.Process(nanny.pid) for nanny in nannies]
    hanging = [pool.submit(time.sleep, 600) for _ in workers]
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    pool.shutdown(wait=False, cancel_futures=True)
    assert not any(worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE for worker in workers)
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before
    assert all(isinstance(future.exception(timeout=60), BrokenExecutor) for future in hanging)


@pytest.mark.slow
def test_two_clusters_of_one_machine(batch: MakeBatch, tmp_path: Path) -> None:
    """Warnings are errors here: neither asks for what the other has."""
    with loopback(distributed, 1), loopback(distributed, 1) as second:
        address = second.cluster.scheduler_address
        assert batch(run=OddRun(), executor=executors.cluster(address)).do(3).ran == 6
        sockets = second.cluster.scheduler.http_server._sockets.values()
        assert {socket.getsockname()[0] for socket in sockets} == {"127.0.0.1"}, "nobody else can look in"


def test_a_cluster_that_never_starts_is_named(batch: MakeBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hlmsim.runs.executors.loopback._STARTING", 0.2)
    monkeypatch.setattr(distributed, "LocalCluster", lambda **_: time.sleep(2.0))
    with refused(InputError, "cluster_unreachable"):
        batch(executor=executors.cluster("local")).do(1)


@pytest.mark.parametrize("problem", [OSError("gone"), None])
def test_an_answer_that_is_lost_breaks_its_task(problem: Exception | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A task that is over, but whose answer cannot be had, or never comes."""
    monkeypatch.setattr("hlmsim.runs.executors.remote._SILENCE", 0.2)
    pool = Cluster("local", 1)

    async def gather(_: Any) -> Any:
        if problem is not None:
            raise problem
        await asyncio.Event().wait()

    try:
        with monkeypatch.context() as patched:
            patched.setattr(pool._client, "_gather", gather)
            future = pool.submit(pid_of_worker)
            deadline = time.monotonic() + 60
            while not future.done() and time.monotonic() < deadline:
                assert pool.capacity >= 1
                wait([future], timeout=0.1)
            assert isinstance(future.exception(timeout=1), BrokenExecutor)
        assert pool.submit(pid_of_worker).result(timeout=60) != os.getpid()
    finally:
        pool.shutdown(wait=False)


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Cluster("local", 1)
    try:
        with monkeypatch.context() as patched:
            patched.setattr("hlmsim.runs.executors.remote._PATIENCE", 0.2)
            patched.setattr(pool._client, "scheduler_info", lambda **_: time.sleep(2.0))
            with refused(RunError, "cluster_lost"):
                pool.capacity  # noqa: B018
    finally:
        pool.shutdown(wait=False)


@pytest.mark.speed
@pytest.mark.parametrize("where", ["processes", CLUSTER])
def test_a_batch_stops_within_a_second(batch: MakeBatch, tmp_path: Path, where: str) -> None:
    asked: list[float] = []

    def stop(_done: int, _total: int, _failed: int) -> None:
        if len([*tmp_path.glob("hangs-*")]) == 2:
            asked.append(time.monotonic())
            raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        batch(run=OddRun(hangs=frozenset({3}), notes=tmp_path), progress=stop, executor=EXECUTORS[where], jobs=2).do(4)
    assert time.monotonic() - asked[0] < 1.0


def test_a_worker_that_is_sent_away_before_it_says_what_it_has_kept(
    batch: MakeBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: int) -> None:
        calls.append(1)
        if len(calls) > 1:
            raise KeyboardInterrupt

    calls: list[int] = []
    monkeypatch.setattr(Mark, "keep", lambda *_: None)
    with pytest.raises(Interrupted) as stopped:
        batch(executor=Silent, progress=stop).do(9)
    assert stopped.value.done > 0
    assert batch().do(9).reused == stopped.value.done


@pytest.mark.parametrize("how", ["stopped", "crowded"])
def test_time_that_a_run_did_not_get_does_not_count(batch: MakeBatch, scenarios: list[Any], how: str) -> None:
    """Each run has a second, and is stopped for three; or works for 0.6 s on a core that others want as well."""
    began = time.monotonic()
    one = {"scenarios": scenarios[:1], "time_out": 1.0, "executor": executors.processes}
    result = batch(run=NotItsFault(how), **one).do(4)
    assert (result.ran, result.failures) == (4, ())
    assert time.monotonic() - began > 1.0
