"""The ledger on disk: whatever moment the power fails, every run that was kept is still there, once."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from hlmsim.errors import InputError, RunError
from hlmsim.runs.batch import Batch
from hlmsim.runs.ledger.door import open_folder
from hlmsim.runs.ledger.folder import claimed, disk
from hlmsim.runs.ledger.store import Store
from hlmsim.runs.results import read_results
from tests.refusals import refused

Contents = Callable[[Path], dict[str, bytes]]
MakeBatch = Callable[..., Batch]


@pytest.fixture
def results(scenarios: list[Any], fake_run: Any) -> list[Any]:
    return [fake_run()(scenarios[0], study_seed=1, replicate=replicate) for replicate in range(40)]


def _kept(store: Store) -> list[int]:
    """Replicates that are kept, each once."""
    return sorted({replicate for _, some, _ in store.kept("one").identities() for replicate in some})


def test_compaction_gives_the_same_bytes_whatever_the_parts(
    results: list[Any], tmp_path: Path, contents: Contents
) -> None:
    Store(tmp_path / "calm").add("one", results)
    Store(tmp_path / "calm").compact("one")
    for attempt in range(5):
        luck = random.Random(attempt)
        store = Store(tmp_path / str(attempt))
        shuffled = luck.sample(results, len(results))
        while shuffled:
            size = luck.randint(1, 9)
            store.add("one", sorted(shuffled[:size], key=lambda one: one.replicate) if attempt % 2 else shuffled[:size])
            shuffled = shuffled[size:]
            if luck.random() < 0.3:
                store.compact("one")
        store.compact("one")
        store.tidy()
        assert contents(tmp_path / str(attempt)) == contents(tmp_path / "calm")


def test_a_run_kept_twice_counts_once(results: list[Any], tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add("one", results[:9])
    store.add("one", results[5:20])
    assert _kept(store) == list(range(20))
    store.compact("one")
    assert store.read("one", "runs", replicates=99)["replicate"].to_pylist() == list(range(20))
    assert store.read("one", "weekly", replicates=3).num_rows == 3 * 12


@pytest.mark.parametrize("moment", range(1, 6))
def test_a_crash_during_compaction_loses_nothing(
    results: list[Any], tmp_path: Path, monkeypatch: Any, moment: int, contents: Contents
) -> None:
    calm = Store(tmp_path / "calm")
    calm.add("one", results)
    calm.compact("one")
    calm.tidy()
    store = Store(tmp_path / "out")
    store.add("one", results[10:20])
    store.add("one", results[:10])
    store.compact("one")
    store.add("one", results[30:])
    store.add("one", results[20:30])
    steps = iter(range(1, 100))
    _break_at(monkeypatch, steps, moment)
    with pytest.raises(OSError, match="power"):
        store.compact("one")
    monkeypatch.undo()
    assert _kept(store) == list(range(40))
    store.repair("one")
    store.compact("one")
    store.tidy()
    assert contents(tmp_path / "out") == contents(tmp_path / "calm")


def _break_at(monkeypatch: Any, steps: Any, moment: int) -> None:
    """The power fails just before the n-th rename, or removal of a folder."""

    def guarded(function: Any) -> Any:
        def call(*arguments: Any, **settings: Any) -> Any:
            if next(steps) >= moment:
                raise OSError("power")
            return function(*arguments, **settings)

        return call

    monkeypatch.setattr(Path, "rename", guarded(Path.rename))
    monkeypatch.setattr(shutil, "rmtree", guarded(shutil.rmtree))


def test_damaged_tables_are_made_again(batch: MakeBatch, fake_run: Any, tmp_path: Path, contents: Contents) -> None:
    batch().do(6)
    before = contents(tmp_path / "out")
    victim = next((tmp_path / "out").rglob("*/weekly.parquet"))
    victim.write_bytes(victim.read_bytes()[:100])
    run = fake_run()
    result = batch(run=run).do(6)
    assert (result.ran, len(result.damaged)) == (6, 1)
    (aside,) = (tmp_path / "out" / "damaged").iterdir()
    assert result.damaged == (f"damaged/{aside.name}",)
    shutil.rmtree(aside)
    assert contents(tmp_path / "out") == before


def test_half_written_parts_are_cleared_away(batch: MakeBatch, tmp_path: Path) -> None:
    stray = tmp_path / "out" / ".writing" / "x"
    open_folder(tmp_path / "out")
    stray.mkdir(parents=True)
    (stray / "runs.parquet").write_bytes(b"half")
    batch().do(2)
    assert not stray.parent.exists()
    assert not (tmp_path / "out" / "runs" / "parts").exists()


def test_a_worker_writes_before_it_holds_too_much(
    batch: MakeBatch, tmp_path: Path, monkeypatch: Any, contents: Contents
) -> None:
    batch().do(30)
    parts: list[int] = []
    add = Store.add
    monkeypatch.setattr("hlmsim.runs.worker._MOST_BYTES", 6 * (3 * 12 * 4 + 3 * 3 * 8))
    monkeypatch.setattr(Store, "add", lambda *facts: parts.append(len(facts[2])) or add(*facts))
    batch(out=tmp_path / "small").do(30)
    assert max(parts) == 6
    assert sum(parts) == 60
    assert contents(tmp_path / "small") == contents(tmp_path / "out")


def test_tables_are_plain_parquet(batch: MakeBatch, tmp_path: Path) -> None:
    batch().do(3)
    runs = next((tmp_path / "out" / "runs").glob("status_quo-*/runs.parquet"))
    schema = pq.read_schema(runs)
    assert schema.names == ["scenario", "replicate", "scenario_hash", "seed", "key", "access", "unrest", "sparse"]
    assert schema.metadata is None
    table = pq.read_table(runs.parent / "weekly.parquet")
    assert str(table.schema.field("access").type) == "float"
    assert table["sparse"].null_count == table.num_rows, "undefined is null, so that a database leaves it out of a mean"
    assert table["week"].to_pylist()[:13] == [*range(12), 0]
    assert pq.ParquetFile(runs).metadata.row_group(0).column(5).compression == "ZSTD"


def test_groups_stand_beside_their_values(batch: MakeBatch, scenarios: list[Any], fake_run: Any) -> None:
    groups = batch().do(3).results.groups
    one = fake_run()(scenarios[1], study_seed=1, replicate=2)
    rows = groups[(groups["scenario"] == "concertation") & (groups["replicate"] == 2)]
    assert tuple(rows["group"]) == one.groups
    assert np.array_equal(rows["access"], one.summary["access"])


def test_some_columns_only(batch: MakeBatch) -> None:
    results = batch().do(3).results
    some = results.table("weekly", outcomes=["unrest"], scenarios=["concertation"])
    assert list(some.columns) == ["scenario", "replicate", "week", "unrest"]
    assert set(some["scenario"]) == {"concertation"}


def test_one_command_at_a_time(batch: MakeBatch, tmp_path: Path) -> None:
    with claimed(tmp_path / "out"), refused(InputError, "folder_in_use") as told:
        batch().do(1)
    assert told.value.facts["pid"] == str(os.getpid())
    batch().do(1)


def test_a_killed_command_holds_nothing(batch: MakeBatch, tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, time\nfrom hlmsim.runs.ledger.folder import claimed\n"
        "with claimed(pathlib.Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "out")], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with refused(InputError, "folder_in_use") as told:
            batch().do(1)
        assert told.value.facts["pid"] == str(holder.pid)
        holder.send_signal(signal.SIGKILL)
    batch().do(1)


def test_a_full_disk_is_named_and_loses_nothing(batch: MakeBatch, fake_run: Any) -> None:
    batch().do(10)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1500, before[1]))
    try:
        with refused(RunError, "disk_full"):
            batch(jobs=2).do(40)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    run = fake_run()
    assert batch(run=run).do(40).reused >= 20
    assert len(batch().do(40).results.runs) == 80


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (PermissionError(13, "Permission denied"), "folder_not_writable"),
        (OSError(30, "Read-only file system"), "folder_not_writable"),
        (FileExistsError(17, "File exists"), "folder_is_a_file"),
    ],
)
def test_what_the_disk_refuses_has_a_name(tmp_path: Path, problem: OSError, code: str) -> None:
    with refused(InputError, code) as told, disk(tmp_path):
        raise problem
    assert told.value.facts == {"folder": str(tmp_path), "reason": problem.strerror}


def test_results_in_place_of_a_file(batch: MakeBatch, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("I am a file")
    with refused(InputError, "folder_is_a_file"):
        batch().do(1)


@pytest.mark.parametrize("manifest", [None, "{", "{}", '{"scenarios": 3}'])
def test_a_folder_that_is_not_ours(tmp_path: Path, manifest: str | None) -> None:
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(InputError) as told:
        read_results(tmp_path)
    told = [fault.code for fault in getattr(told.value, "faults", ())] or [told.value.code]
    assert told[0] == ("json_syntax" if manifest == "{" else "not_a_results_folder")


def test_effects_that_were_not_written(batch: MakeBatch) -> None:
    with pytest.raises(InputError) as told:
        batch().do(1).results.effects  # noqa: B018
    assert told.value.code == "no_effects_yet"
