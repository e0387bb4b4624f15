"""The record of runs that failed: one line each, the last word counts, and what succeeded since is gone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hlmsim.runs.ledger.failures import FAILURES, Failure, append_failures, read_failures, write_failures


def failure(case: str, replicate: int, **facts: Any) -> Failure:
    told = {"stage": "simulate", "kind": "ValueError", "message": "non « fini »\n", "traceback": "…\n  …"}
    world = {"scenario_hash": "ab", "file": None, "study_seed": 1, "seed": 2**63, "weeks": 60}
    return Failure(**{"run": f"{case}/{replicate}", "scenario": case, "replicate": replicate, **told, **world, **facts})


def test_there_and_back(tmp_path: Path) -> None:
    failures = [failure("b", 2), failure("a", 10, values={"levers.x": 0.5, "context.y": None}), failure("a", 9)]
    append_failures(tmp_path, failures[:2])
    append_failures(tmp_path, failures[2:])
    assert read_failures(tmp_path) == [failures[2], failures[1], failures[0]]
    assert len((tmp_path / FAILURES).read_text(encoding="utf-8").splitlines()) == 3


def test_a_run_counts_once_as_it_failed_last(tmp_path: Path) -> None:
    append_failures(tmp_path, [failure("a", 1), failure("b", 1)])
    append_failures(tmp_path, [failure("a", 1, kind="TimeOut")])
    assert [one.kind for one in read_failures(tmp_path)] == ["TimeOut", "ValueError"]
    write_failures(tmp_path, read_failures(tmp_path))
    assert len((tmp_path / FAILURES).read_bytes().splitlines()) == 2


def test_without_failures_there_is_no_record(tmp_path: Path) -> None:
    append_failures(tmp_path, [])
    assert not (tmp_path / FAILURES).exists()
    assert read_failures(tmp_path) == []
    append_failures(tmp_path, [failure("a", 1)])
    write_failures(tmp_path, [])
    assert not (tmp_path / FAILURES).exists()
    write_failures(tmp_path, [])


def test_a_line_cut_short_is_left_out(tmp_path: Path) -> None:
    append_failures(tmp_path, [failure("a", 1), failure("b", 1)])
    with (tmp_path / FAILURES).open("ab") as stream:
        stream.write(failure("c", 1).line().encode()[:40])
        stream.write(b'\n{"run": "d/1"}\n[]\n\xff\n')
    assert [one.run for one in read_failures(tmp_path)] == ["a/1", "b/1"]


def test_facts_of_a_later_version_do_not_hurt(tmp_path: Path) -> None:
    said = {**json.loads(failure("a", 1).line()), "mood": "low"}
    del said["sum"]
    (tmp_path / FAILURES).write_text(json.dumps(said), encoding="utf-8")
    assert read_failures(tmp_path) == [failure("a", 1)]
