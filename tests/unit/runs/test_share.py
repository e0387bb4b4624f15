"""Shares of a batch: the same command on many machines, nobody in charge, and the same bytes in the end."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hlmsim.errors import InputError
from hlmsim.runs.batch import Batch
from hlmsim.runs.cases import Shelf
from hlmsim.runs.ledger import folder
from hlmsim.runs.ledger.door import open_folder
from hlmsim.runs.ledger.failures import FAILURES
from hlmsim.runs.ledger.folder import Joint, claimed
from hlmsim.runs.manifest import HASH, read_manifest
from hlmsim.runs.provenance import MADE
from hlmsim.runs.share import Share
from tests.refusals import refused
from tests.unit.runs.standins import point_shelf, shelves_of

Contents = Callable[[Path], dict[str, bytes]]
MakeBatch = Callable[..., Batch]


@pytest.mark.parametrize(("count", "replicates"), [(1, 5), (3, 1), (3, 40), (20, 40), (7, 1000)])
def test_every_run_is_in_one_share(fake: Any, count: int, replicates: int) -> None:
    shelves: tuple[Shelf, ...] = (point_shelf("points-0", 9), point_shelf("points-1", 2), *shelves_of([fake("one")]))
    masks = [Share(place, count).masks(shelves, replicates) for place in range(1, count + 1)]
    for shelf, *shares in zip(shelves, *masks, strict=True):
        assert (np.sum(shares, axis=0) == np.ones((len(shelf.cases), replicates))).all()
    sizes = [sum(int(mask.sum()) for mask in share) for share in masks]
    assert max(sizes) - min(sizes) <= max(1, 0.15 * max(sizes)), "all have about as much to do"


def test_three_shares_merged_are_the_whole(batch: MakeBatch, tmp_path: Path, contents: Contents) -> None:
    batch(out=tmp_path / "calm").do(50)
    results = [batch(share=Share(place, 3)).do(50) for place in (2, 3, 1)]
    assert [result.stopped for result in results] == ["share", "share", None]
    assert [result.total for result in results] == [100, 100, 100]
    assert sum(result.ran for result in results) == 100
    assert [result.ran + result.reused for result in results[1:]] == [results[0].ran + results[1].ran, 100]
    assert contents(tmp_path / "out") == contents(tmp_path / "calm"), "the last share to leave merges"
    assert batch().do(50).ran == 0
    assert not [*(tmp_path / "out").glob(".lock-*")]
    first, second = (read_manifest(tmp_path / name) for name in ("out", "calm"))
    for one in (first, second):
        del one[MADE], one[HASH]
    assert first == second


def test_shares_at_the_same_time(batch: MakeBatch, fake_run: Any, tmp_path: Path, contents: Contents) -> None:
    batch(out=tmp_path / "calm").do(60)
    begun = threading.Barrier(3)
    results: list[Any] = []

    def work(place: int) -> None:
        begun.wait()
        results.append(batch(share=Share(place, 3), run=fake_run()).do(60))

    threads = [threading.Thread(target=work, args=(place,)) for place in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(result.ran for result in results) == 120
    assert None in {result.stopped for result in results}
    assert contents(tmp_path / "out") == contents(tmp_path / "calm")


def test_a_share_that_was_lost_is_made_up_for_by_the_plain_command(
    batch: MakeBatch, tmp_path: Path, contents: Contents
) -> None:
    batch(share=Share(1, 3)).do(50)
    result = batch().do(50)
    assert 0 < result.reused < result.ran
    batch(out=tmp_path / "calm").do(50)
    assert contents(tmp_path / "out") == contents(tmp_path / "calm")


def test_failures_of_all_shares_stand_together(batch: MakeBatch, fake_run: Any, tmp_path: Path) -> None:
    run = fake_run(lambda _, replicate: ValueError("no") if replicate % 10 == 0 else None)
    ends = [batch(share=Share(place, 3), run=run).do(50).stopped for place in (1, 2, 3)]
    assert ends == ["share", "share", None], "a run that fails is done too"
    lines = [json.loads(line) for line in (tmp_path / "out" / FAILURES).read_text().splitlines()]
    assert [line["run"] for line in lines] == [
        f"{name}/{replicate}" for name in ("concertation", "status_quo") for replicate in range(0, 50, 10)
    ]


def test_the_same_share_twice_at_once_is_refused(batch: MakeBatch, tmp_path: Path) -> None:
    with Joint(tmp_path / "out", "2-of-3"):
        batch(share=Share(1, 3)).do(2)
        with refused(InputError, "folder_in_use"):
            batch(share=Share(2, 3)).do(2)


def test_a_plain_command_and_a_share_keep_out_of_each_others_way(batch: MakeBatch, tmp_path: Path) -> None:
    with Joint(tmp_path / "out", "2-of-3"), refused(InputError, "folder_in_use"):
        batch().do(1)
    with claimed(tmp_path / "out"), refused(InputError, "folder_in_use"):
        batch(share=Share(1, 3)).do(1)


def test_a_share_clears_nothing_away_while_another_works(batch: MakeBatch, tmp_path: Path) -> None:
    at_work = tmp_path / "out" / ".writing" / "somebody"
    open_folder(tmp_path / "out")
    with Joint(tmp_path / "out", "2-of-3"):
        at_work.mkdir(parents=True)
        assert batch(share=Share(1, 3)).do(9).stopped == "share"
        assert at_work.exists()
    batch(share=Share(1, 3)).do(9)
    assert not at_work.exists()


def test_who_comes_while_another_merges_waits(tmp_path: Path) -> None:
    joined = threading.Event()

    def come() -> None:
        with Joint(tmp_path, "2-of-2"):
            joined.set()

    thread = threading.Thread(target=come)
    with Joint(tmp_path, "1-of-2") as joint:
        with joint.alone() as alone:
            assert alone
            thread.start()
            assert not joined.wait(0.5)
        assert joined.wait(20)
        thread.join()


@pytest.mark.parametrize("sharing", [False, True])
def test_a_file_system_without_locks_is_taken_on_trust(
    batch: MakeBatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sharing: bool
) -> None:
    """Nobody can tell whether others are at work: a share leaves merging to the plain command."""
    monkeypatch.setattr(folder, "_locked", lambda *_, **__: folder._Answer.UNKNOWN)
    result = batch(share=Share(1, 1) if sharing else None).do(3)
    assert (result.ran, result.stopped) == (6, None)
    assert (tmp_path / "out" / "runs" / "parts").exists() == sharing
    monkeypatch.undo()
    batch().do(3)
    assert not (tmp_path / "out" / "runs" / "parts").exists()
