"""Shelves of many cases: merged, killed, damaged or read at any moment, every run is there once, to the byte."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import numpy as np
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hlmsim.errors import RunError
from hlmsim.runs.ledger import store as store_module
from hlmsim.runs.ledger.store import Store
from hlmsim.runs.ledger.sums import SUMS
from hlmsim.runs.ledger.tables import TABLES, Form, writer
from hlmsim.runs.one import RunResult
from tests.refusals import refused
from tests.unit.runs.standins import GROUPS, Fake, quick_run

Contents = Callable[[Path], dict[str, bytes]]

CASES = ("a0", "a1", "b0", "b1", "c0")
REPLICATES = 6


def made(case: str, replicate: int) -> RunResult:
    """A run of a case; nobody makes it twice."""
    return quick_run(Fake(case, float(CASES.index(case))), study_seed=1, replicate=replicate)


RUNS = [made(case, replicate) for case in CASES for replicate in range(REPLICATES)]


def contents_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


def finished(folder: Path, results: list[RunResult]) -> dict[str, bytes]:
    """The bytes of a shelf that nothing has disturbed."""
    store = Store(folder)
    store.add("shelf", results)
    store.compact("shelf")
    return contents_of(folder)


def mask(store: Store, cases: tuple[str, ...] = CASES, replicates: int = REPLICATES) -> Any:
    known = {(run.scenario, run.replicate): run.key for run in RUNS}
    return store.kept("shelf").mask(cases, replicates, lambda case, replicate: known[CASES[case], replicate])


@pytest.fixture(autouse=True, scope="module")
def no_waiting_for_the_disk() -> Iterator[None]:
    """Nothing here fails with the power, so nothing needs to wait for the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


def the_same_bytes(luck: random.Random, least: int, appetite: float, twice: int) -> None:
    """Whatever the parts, their order and the merges."""
    runs = [*RUNS, *luck.sample(RUNS, twice)]
    luck.shuffle(runs)
    with TemporaryDirectory() as place:
        store = Store(Path(place) / "out")
        while runs:
            size = luck.randint(1, 7)
            store.add("shelf", runs[:size])
            runs = runs[size:]
            if luck.random() < appetite:
                luck.choice([lambda: store.gather("shelf", least=least), lambda: store.compact("shelf")])()
        assert mask(store).all()
        store.compact("shelf")
        store.tidy()
        assert contents_of(Path(place) / "out") == finished(Path(place) / "calm", RUNS)


histories = given(st.randoms(use_true_random=False), st.integers(2, 5), st.floats(0.0, 0.6), st.integers(0, 12))
test_the_same_bytes = settings(max_examples=5)(histories(the_same_bytes))
test_the_same_bytes_often = pytest.mark.slow(settings(max_examples=40)(histories(the_same_bytes)))


def test_many_parts_are_merged_a_few_at_a_time(tmp_path: Path, monkeypatch: Any) -> None:
    store = Store(tmp_path / "out")
    for run in RUNS:
        store.add("shelf", [run])
    monkeypatch.setattr(store_module, "_MOST_SOURCES", 4)
    merged: list[int] = []
    merge = store_module._merge
    monkeypatch.setattr(
        store_module, "_merge", lambda sources, *rest: merged.append(len(sources)) or merge(sources, *rest)
    )
    store.compact("shelf")
    assert max(merged) == 4
    assert contents_of(tmp_path / "out") == finished(tmp_path / "calm", RUNS)


def test_what_is_added_during_compaction_stays(tmp_path: Path, monkeypatch: Any) -> None:
    """A worker may outlive its driver, whose folder somebody else holds by now."""
    store = Store(tmp_path)
    store.add("shelf", RUNS[:4])
    merge = store_module._merge
    monkeypatch.setattr(store_module, "_merge", lambda *facts: (merge(*facts), store.add("shelf", RUNS[4:6])))
    store.compact("shelf")
    monkeypatch.undo()
    assert int(mask(store).sum()) == 6
    store.compact("shelf")
    assert store.read("shelf", "runs").num_rows == 6


def test_gathering_waits_for_enough_parts_of_one_level(tmp_path: Path) -> None:
    store = Store(tmp_path)
    counts = []
    for run in RUNS[:9]:
        store.add("shelf", [run])
        counts.append(store.gather("shelf", least=3))
    assert counts == [0, 0, 3, 0, 0, 3, 0, 0, 3]
    assert store.gather("shelf", least=3) == 3
    parts = list((tmp_path / "runs" / "parts").iterdir())
    assert [part.name[:8] for part in parts] == ["shelf.2" + parts[0].name[7]]
    assert int(mask(store).sum()) == 9


def test_shelves_do_not_mix(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add("shelf", RUNS[:6])
    store.add("shelf-2", RUNS[6:12])
    store.compact("shelf")
    assert store.read("shelf", "runs")["scenario"].unique().to_pylist() == ["a0"]
    assert store.read("shelf-2", "runs")["scenario"].unique().to_pylist() == ["a1"]
    assert store.read("neither", "runs") is None
    assert store.gather("neither") == 0


@pytest.mark.parametrize("compacted", [False, True])
def test_some_of_a_shelf(tmp_path: Path, compacted: bool) -> None:
    store = Store(tmp_path)
    shuffled = random.Random(3).sample(RUNS, len(RUNS))
    for start in range(0, len(shuffled), 7):
        store.add("shelf", shuffled[start : start + 7])
    if compacted:
        store.compact("shelf")
    some = store.read(
        "shelf", "groups", names={"b0", "a1", "z9"}, first=1, replicates=3, columns=["scenario", "replicate", "access"]
    )
    expected = [run for run in RUNS if run.scenario in {"a1", "b0"} and 1 <= run.replicate < 3]
    assert some["scenario"].to_pylist() == [run.scenario for run in expected for _ in GROUPS]
    assert some["replicate"].to_pylist() == [run.replicate for run in expected for _ in GROUPS]
    assert np.array_equal(some["access"].to_numpy(), np.concatenate([run.summary["access"] for run in expected]))
    weekly = store.read("shelf", "weekly")
    assert weekly.num_rows == len(RUNS) * 12
    assert np.array_equal(weekly["unrest"].to_numpy(), np.concatenate([run.weekly["unrest"] for run in RUNS]))


def test_a_run_under_a_wrong_key_is_not_kept_and_the_next_one_takes_its_place(tmp_path: Path) -> None:
    store = Store(tmp_path / "out")
    store.add("shelf", [replace(RUNS[0], key="0" * 64), *RUNS[1:]])
    store.compact("shelf")
    assert np.argwhere(~mask(store)).tolist() == [[0, 0]]
    store.add("shelf", RUNS[:1])
    assert mask(store).all()
    store.compact("shelf")
    assert mask(store).all()
    calm = finished(tmp_path / "calm", RUNS)
    assert contents_of(tmp_path / "out") == calm


def test_only_what_is_asked_is_in_the_mask(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add("shelf", RUNS)
    assert mask(store, CASES[:2], 3).tolist() == [[True] * 3] * 2
    assert mask(store, ("a0",), 1).tolist() == [[True]]


def test_groups_of_their_own_for_each_case(tmp_path: Path) -> None:
    """Points of two scenarios may share a shelf, and have other groups."""
    store = Store(tmp_path)
    store.add("shelf", [RUNS[0], replace(RUNS[-1], groups=("all", "site:1", "site:2"))])
    store.compact("shelf")
    assert store.read("shelf", "groups")["group"].to_pylist() == [*GROUPS, "all", "site:1", "site:2"]


@pytest.mark.parametrize("sums", [True, False], ids=["with sums", "as first written"])
@pytest.mark.parametrize("step", ["gather", "compact"])
def test_a_damaged_page_is_set_aside_and_spreads_no_further(tmp_path: Path, step: str, sums: bool) -> None:
    store = Store(tmp_path)
    parts = [store.add("shelf", [run]) for run in RUNS[:2]]
    weeks = len(next(iter(RUNS[0].weekly.values())))
    file = parts[1] / "weekly.parquet"
    column = pq.read_metadata(file).row_group(0).column(4)
    content = bytearray(file.read_bytes())
    content[column.data_page_offset + column.total_compressed_size - 3] ^= 1
    file.write_bytes(bytes(content))
    if sums:
        assert store.read("shelf", "weekly").num_rows == weeks, "a part that is not as written counts for nothing"
    else:
        (parts[1] / SUMS).unlink()
        with refused(RunError, "tables_damaged") as told:
            store.read("shelf", "weekly")
        assert told.value.facts["folder"] == str(parts[1]), "who only reads is told"
    store.gather("shelf", least=2) if step == "gather" else store.compact("shelf")
    store.repair("shelf")  # as every command does that takes up a folder
    (aside,) = store.damaged()
    assert aside.startswith(f"damaged/{parts[1].name}-")
    assert (tmp_path / aside / "weekly.parquet").read_bytes() == bytes(content)
    assert mask(store)[0, :2].tolist() == [True, False]
    assert store.read("shelf", "weekly").num_rows == weeks


def test_tables_that_end_too_early_count_for_nothing_and_are_removed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    parts = [store.add("shelf", [run]) for run in RUNS[:3]]
    (parts[0] / "groups.parquet").write_bytes(b"PAR1")
    (parts[1] / "groups.parquet").unlink()
    assert mask(store).sum() == 1
    assert store.read("shelf", "runs").num_rows == 1
    store.repair("shelf")
    assert [part.exists() for part in parts] == [False, False, True]


SQL = (
    "FROM read_parquet('{folder}/runs/**/runs.parquet') SELECT scenario, count(*), avg(access) GROUP BY ALL ORDER BY 1"
)


def test_duckdb_and_polars_read_a_folder_at_any_moment(tmp_path: Path) -> None:
    """Nothing but the pattern: parts of every level, and finished tables."""
    store = Store(tmp_path)

    def seen() -> tuple[Any, Any]:
        by_sql = duckdb.sql(SQL.format(folder=tmp_path)).fetchall()
        lazy = polars.scan_parquet(f"{tmp_path}/runs/**/weekly.parquet")
        weeks = lazy.group_by("scenario").agg(polars.len()).sort("scenario").collect().rows()
        return [tuple(row[:2]) for row in by_sql], weeks

    def expected(count: int) -> tuple[Any, Any]:
        done = RUNS[:count]
        counts = {case: sum(run.scenario == case for run in done) for case in CASES}
        return [(case, n) for case, n in counts.items() if n], [(case, n * 12) for case, n in counts.items() if n]

    for count in range(1, 10):
        store.add("shelf", [RUNS[count - 1]])
    assert seen() == expected(9)
    store.gather("shelf", least=4)
    assert seen() == expected(9)
    store.compact("shelf")
    assert seen() == expected(9)
    store.add("shelf", RUNS[9:15])
    assert seen() == expected(15)
    store.compact("shelf")
    assert seen() == expected(15)


@contextmanager
def beside(work: Callable[[], None]) -> Any:
    """Do something over and over in another thread; what it raises is raised here."""
    problems: list[BaseException] = []
    done = threading.Event()

    def loop() -> None:
        try:
            while not done.is_set():
                work()
        except BaseException as problem:
            problems.append(problem)

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    if problems:
        raise problems[0]


def test_a_reader_misses_no_run_while_parts_are_merged_and_compacted(tmp_path: Path) -> None:
    store = Store(tmp_path)
    known: list[int] = [0]

    def look() -> None:
        before = known[0]
        assert int(mask(store).sum()) >= before
        table = store.read("shelf", "groups", columns=["scenario", "replicate"])
        assert (0 if table is None else table.num_rows) >= before * len(GROUPS)

    with beside(look):
        for turn in range(2):
            for count, run in enumerate(RUNS, 1):
                store.add("shelf", [run])
                known[0] = len(RUNS) if turn else count
                store.gather("shelf", least=2)
                if count % 10 == 0:
                    store.compact("shelf")
    store.compact("shelf")
    assert store.read("shelf", "runs").num_rows == len(RUNS)


KILLED = """
import itertools, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from hlmsim.runs.ledger.store import Store
from tests.unit.runs.standins import Fake, quick_run
store, start = Store(Path(sys.argv[2])), int(sys.argv[3])
store.repair("shelf")
for replicate in itertools.count(start):
    for shift, case in enumerate(sys.argv[4:]):
        store.add("shelf", [quick_run(Fake(case, float(shift)), study_seed=1, replicate=replicate)])
        print(case, replicate, flush=True)
        store.gather("shelf", least=3)
    if replicate % 3 == 0:
        store.compact("shelf")
"""


def test_killed_while_merging(root: Path, tmp_path: Path, full_ring: bool) -> None:
    store, luck, known = Store(tmp_path / "out"), random.Random(5), set[tuple[str, int]]()
    for _ in range(30 if full_ring else 3):
        start = max((replicate for _, replicate in known), default=-1) + 1
        line = [sys.executable, "-c", KILLED, str(root), str(store.folder), str(start), *CASES]
        with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            said = process.stdout.readline()
            time.sleep(luck.uniform(0.0, 0.5))
            process.kill()
            said += process.stdout.read()
        known |= {(line.split()[0], int(line.split()[1])) for line in said.splitlines() if len(line.split()) == 2}
        kept = [
            run
            for names, replicates, _ in store.kept("shelf").identities()
            for run in zip(names, replicates, strict=True)
        ]
        assert known <= set(kept)
    store.tidy()
    store.compact("shelf")
    runs = store.read("shelf", "runs")
    found = list(zip(runs["scenario"].to_pylist(), runs["replicate"].to_pylist(), strict=True))
    assert found == sorted(set(found))
    assert known <= set(found)
    calm = [made(case, replicate) for case, replicate in found]
    assert contents_of(store.folder) == finished(tmp_path / "calm", calm)


def test_memory_does_not_grow_with_the_runs_that_are_looked_up(tmp_path: Path) -> None:
    """What is traced beyond the answer itself stays the same from 20,000 runs to 200,000."""
    peaks = []
    for count in (20_000, 200_000):
        folder = tmp_path / str(count)
        _write_long_shelf(folder / "runs" / "shelf", count)
        kept = Store(folder).kept("shelf")
        tracemalloc.start()
        arrow = pa.total_allocated_bytes()
        found = kept.mask([f"{case:03d}" for case in range(100)], count // 100, lambda case, replicate: "k" * 64)
        peaks.append(tracemalloc.get_traced_memory()[1] - found.nbytes)
        tracemalloc.stop()
        assert found.all()
        assert pa.total_allocated_bytes() <= arrow
    assert peaks[1] < peaks[0] + 500_000 < 4_000_000


def _write_long_shelf(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    table = pa.table(
        {
            "scenario": [f"{run // (count // 100):03d}" for run in range(count)],
            "replicate": pa.array(np.arange(count) % (count // 100), type=pa.int32()),
            "scenario_hash": pa.repeat("h", count),
            "seed": pa.array(np.arange(count), type=pa.uint64()),
            "key": pa.repeat("k" * 64, count),
        }
    )
    whole = table.append_column("group", pa.repeat("all", count)).append_column("week", table["replicate"])
    names = {"runs": table.schema.names, "groups": ["scenario", "replicate", "group"]}
    names["weekly"] = ["scenario", "replicate", "week"]
    for name in TABLES:
        table = whole.select(names[name])
        with writer(folder / f"{name}.parquet", table.schema, Form.FINISHED) as stream:
            stream.write_table(table)
    assert pq.read_metadata(folder / "runs.parquet").num_rows == count
