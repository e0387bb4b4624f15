"""Tables that a failing disk has damaged, found at any moment: set aside and named, only their runs made again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from hlmsim.errors import InputError, RunError
from hlmsim.runs import executors
from hlmsim.runs.batch import Batch
from hlmsim.runs.budget import Budget
from hlmsim.runs.ledger.store import Store
from hlmsim.runs.results import read_results
from hlmsim.runs.share import Share
from tests.refusals import refused
from tests.unit.runs.standins import quick_run

Contents = Callable[[Path], dict[str, bytes]]
MakeBatch = Callable[..., Batch]


def spoil(folder: Path, table: str = "weekly") -> None:
    """Flip a bit in a page of a table; its end stays readable."""
    file = folder / f"{table}.parquet"
    column = pq.read_metadata(file).row_group(0).column(1)
    content = bytearray(file.read_bytes())
    content[column.data_page_offset + column.total_compressed_size - 3] ^= 1
    file.write_bytes(bytes(content))


class Spoiling(Store):
    """A store on a failing disk: some of the parts that it writes are damaged. at: which, by their number."""

    written: int = 0

    def add(self, shelf: str, results: Any) -> Path:
        part = super().add(shelf, results)
        Spoiling.written += 1
        if Spoiling.written in AT:
            spoil(part, "weekly" if Spoiling.written % 2 else "runs")
        return part


AT: set[int] = set()


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[set[int]], None]:
    """The disk fails at some of the parts written from now on."""

    def fail(at: set[int]) -> None:
        monkeypatch.setattr(Spoiling, "written", 0)
        monkeypatch.setattr(f"{__name__}.AT", at)
        monkeypatch.setattr("hlmsim.runs.batch.Store", Spoiling)

    return fail


def tables(contents: Contents, out: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(out).items() if not name.startswith("damaged/")}


@pytest.fixture
def calm(batch: MakeBatch, tmp_path: Path, contents: Contents) -> dict[str, bytes]:
    batch(out=tmp_path / "calm").do(300)
    return contents(tmp_path / "calm")


@pytest.mark.parametrize("at", [{5}, {6}, {3, 4, 40}, {1, 2}])
def test_damage_while_a_batch_runs(
    batch: MakeBatch, calm: Any, tmp_path: Path, contents: Contents, failing: Any, monkeypatch: Any, at: set[int]
) -> None:
    """Small parts, so that many are merged on the way."""
    failing(at)
    monkeypatch.setattr("hlmsim.runs.dispatch._LARGEST_CHUNK", 5)
    result = batch(jobs=2).do(300)
    assert len(result.damaged) == len(at) == len([*(tmp_path / "out" / "damaged").iterdir()])
    assert (result.ran, result.reused, result.failures, result.stopped) == (600, 0, (), None)
    assert tables(contents, tmp_path / "out") == calm
    again = batch().do(300)
    assert (again.ran, again.reused, again.damaged) == (0, 600, ())


@pytest.mark.parametrize("table", ["runs", "groups", "weekly"])
def test_merging_sets_damaged_parts_aside(tmp_path: Path, fake: Any, table: str) -> None:
    store, scenario = Store(tmp_path), fake("one")
    parts = [store.add("one", [quick_run(scenario, study_seed=1, replicate=place)]) for place in range(40)]
    spoil(parts[7], table)
    assert store.gather("one") == min(32, 40) - (parts[7] in sorted(parts)[:32])
    store.compact("one")
    assert {name.rpartition("-")[0] for name in store.damaged()} == {f"damaged/{parts[7].name}"}
    kept = sorted(replicate for _, some, _ in store.kept("one").identities() for replicate in some)
    assert kept == [place for place in range(40) if place != 7]
    assert not [*tmp_path.glob(".writing/*")]


@pytest.mark.parametrize("table", ["runs", "weekly"])
def test_finished_tables_that_were_damaged_since(
    batch: MakeBatch, tmp_path: Path, contents: Contents, table: str
) -> None:
    batch().do(20)
    spoil(next((tmp_path / "out" / "runs").glob("status_quo-*")), table)
    result = batch().do(30)
    assert (result.ran, result.reused, len(result.damaged)) == (40, 20, 1)
    batch(out=tmp_path / "calm").do(30)
    assert tables(contents, tmp_path / "out") == contents(tmp_path / "calm")
    assert len(read_results(tmp_path / "out").runs) == 60
    assert not any(name.startswith("damaged") for name in result.results.manifest["files"])


@pytest.mark.parametrize("more", [30, 20], ids=["more of them", "the same"])
def test_finished_tables_that_a_hand_has_changed(
    batch: MakeBatch, tmp_path: Path, contents: Contents, more: int
) -> None:
    """Sound tables with another number in them: what was written is made again, nothing of the hand's is merged."""
    batch().do(20)
    file = next((tmp_path / "out" / "runs").glob("status_quo-*")) / "runs.parquet"
    rows = pq.read_table(file)
    name = next(field.name for field in rows.schema if pa.types.is_floating(field.type))
    other = pc.add(rows[name], pa.scalar(1.0, rows.schema.field(name).type))
    pq.write_table(rows.set_column(rows.schema.names.index(name), rows.schema.field(name), other), file)
    assert len(batch().do(more).damaged) == 1
    batch(out=tmp_path / "calm").do(more)
    assert tables(contents, tmp_path / "out") == contents(tmp_path / "calm")


def test_what_the_budget_leaves_is_made_by_the_next_command(batch: MakeBatch, tmp_path: Path, failing: Any) -> None:
    failing({2})
    first = batch(budget=Budget(runs=40)).do(100)
    assert first.stopped == "runs"
    assert len(first.damaged) == 1
    assert first.ran < 40
    assert batch().do(100).reused == first.ran


def test_the_last_share_says_that_runs_are_missing(batch: MakeBatch, tmp_path: Path, failing: Any) -> None:
    failing({1})
    results = [batch(share=Share(place, 2)).do(30) for place in (1, 2)]
    assert [result.stopped for result in results] == ["share", "share"]
    last = batch().do(30)
    assert (last.stopped, last.ran + last.reused) == (None, 60)
    assert last.ran > 0


def test_a_disk_that_damages_everything_ends_the_batch(batch: MakeBatch, failing: Any) -> None:
    failing(set(range(1000)))
    with refused(RunError, "disk_damages"):
        batch().do(4)
    failing(set())
    assert batch().do(4).ran == 8


def test_what_the_system_lacks_is_not_damage(batch: MakeBatch, tmp_path: Path, monkeypatch: Any) -> None:
    """Too many open files, say: nothing is set aside for it."""

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(24, "Too many open files")

    batch(executor=executors.threads).do(4)
    with monkeypatch.context() as patched:
        patched.setattr("pyarrow.parquet.ParquetFile", refuse)
        with refused(InputError, "folder_not_writable"):
            batch().do(4)
    assert batch().do(4).reused == 8
    assert not (tmp_path / "out" / "damaged").exists()


@pytest.mark.parametrize("places", [8, pytest.param(40, marks=pytest.mark.slow)])
def test_every_single_bit(tmp_path: Path, fake: Any, places: int) -> None:
    """Wherever in a part a byte is wrong, it is read, or set aside: nothing else is lost and nothing ends in error."""
    store, scenario = Store(tmp_path), fake("one")
    bad = store.add("one", [quick_run(scenario, study_seed=1, replicate=0)])
    whole = {file.name: file.read_bytes() for file in bad.iterdir()}
    for name, content in whole.items():
        for place in range(0, len(content), max(1, len(content) // places)):
            store.add("one", [quick_run(scenario, study_seed=1, replicate=1)])
            if not bad.exists():
                store.add("one", [quick_run(scenario, study_seed=1, replicate=0)]).rename(bad)
            wrong = bytearray(content)
            wrong[place] ^= 1 << (place % 8)
            (bad / name).write_bytes(bytes(wrong))
            store.kept("one").mask(["one"], 2, lambda *_: "")
            store.gather("one", least=2)
            store.compact("one")
            kept = {one for _, some, _ in store.kept("one").identities() for one in some}
            assert 1 in kept, (name, place)
            for shelf in (tmp_path / "runs").iterdir():
                if shelf.name != "parts":
                    for file in shelf.iterdir():
                        file.unlink()
                    shelf.rmdir()
