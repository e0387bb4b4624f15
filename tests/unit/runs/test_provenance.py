"""Keys, names and hashes: what must move them, and what must not."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from hlmsim.runs import provenance
from hlmsim.runs.ledger.folder import default_folder
from hlmsim.runs.manifest import read_manifest
from hlmsim.runs.one import run_key
from hlmsim.runs.provenance import hashes, model_version, seal


def test_a_key_moves_with_everything_that_decides_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [
        run_key("a", study_seed=1, replicate=0),
        run_key("b", study_seed=1, replicate=0),
        run_key("a", study_seed=2, replicate=0),
        run_key("a", study_seed=1, replicate=1),
        run_key("a", study_seed=11, replicate=0),
    ]
    monkeypatch.setattr("hlmsim.runs.one.model_version", lambda: "another")
    keys.append(run_key("a", study_seed=1, replicate=0))
    assert len({*keys}) == len(keys)
    assert all(len(key) == 64 for key in keys)


def test_the_model_version_follows_its_sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "engine").mkdir()
    (tmp_path / "model" / "mechanisms").mkdir(parents=True)
    source = tmp_path / "model" / "mechanisms" / "rule.py"
    source.write_bytes(b"x = 1\n")
    monkeypatch.setattr(provenance, "_PACKAGE", tmp_path)
    fresh = model_version.__wrapped__
    first = fresh()
    source.write_bytes(b"x = 1\r\n")
    assert fresh() == first, "line endings of a checkout change nothing"
    source.write_bytes(b"x = 2\n")
    assert fresh() != first
    source.rename(tmp_path / "engine" / "rule.py")
    assert len({first, fresh()}) == 2


def test_the_default_folder_has_a_name_and_a_short_hash(fake: Any) -> None:
    pair = [fake("status_quo"), fake("concertation", 0.5)]
    folder = default_folder(pair, 1)
    assert folder == default_folder(pair, 1)
    assert (folder.parent.name, folder.name[:-8]) == ("results", "status_quo-concertation-")
    assert len({folder, default_folder(pair, 2), default_folder([fake("status_quo"), fake("concertation")], 1)}) == 3
    many = default_folder([fake(f"scenario_number_{number}") for number in range(9)], 1)
    assert many.name[:-8] == "scenario_number_0-and-8-more-"
    assert len(default_folder([fake("x" * 300)], 1).name) < 80
    assert "/" not in default_folder([fake("a/b, c=1")], 1).name


def test_hashes_are_of_results_only(tmp_path: Path) -> None:
    beside = ("manifest.json", "failures.jsonl", "ro-crate-metadata.json", ".lock", "runs/parts/a.1/runs.parquet")
    for name in ("effects.csv", "runs/a/x", *beside):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    assert hashes(tmp_path) == {name: hashlib.sha256(name.encode()).hexdigest() for name in ("effects.csv", "runs/a/x")}


def test_a_file_is_hashed_once_as_long_as_it_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    digest = provenance._sha256
    monkeypatch.setattr(provenance, "_sha256", lambda file: read.append(file.name) or digest(file))
    file = tmp_path / "effects.csv"
    file.write_text("a")
    first = hashes(tmp_path)
    assert hashes(tmp_path) == first
    assert read == ["effects.csv"]
    assert hashes(tmp_path, afresh=True) == first
    assert read == ["effects.csv"] * 2
    file.write_text("b!")
    assert hashes(tmp_path) != first


def test_sealing_adds_what_was_written_later(batch: Any, tmp_path: Path) -> None:
    batch().do(2)
    before = (tmp_path / "out" / "manifest.json").read_bytes()
    seal(tmp_path / "out")
    assert (tmp_path / "out" / "manifest.json").read_bytes() == before
    (tmp_path / "out" / "effects.csv").write_text("x")
    seal(tmp_path / "out")
    assert '"effects.csv"' in (tmp_path / "out" / "ro-crate-metadata.json").read_text()
    assert "effects.csv" in read_manifest(tmp_path / "out")["files"]
