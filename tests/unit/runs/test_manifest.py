"""The manifest and what stands on it: as it was written, or told with its place; what is missing is counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hlmsim.errors import InputError, ScenarioError
from hlmsim.locales import LANGUAGES, error, text
from hlmsim.runs.batch import Batch
from hlmsim.runs.budget import Budget
from hlmsim.runs.intact import is_as_said
from hlmsim.runs.ledger.failures import append_failures, read_failures
from hlmsim.runs.manifest import HASH, MANIFEST, own_hash, read_manifest, signed
from hlmsim.runs.provenance import known_sha256, seal, write_manifest
from hlmsim.runs.remarks import remarks_of
from hlmsim.runs.results import read_results
from hlmsim.runs.verify import verify
from tests.unit.runs.standins import fake_sweep
from tests.unit.runs.test_failures import failure

MakeBatch = Callable[..., Batch]
Edit = Callable[[str], str]


@pytest.fixture
def out(batch: MakeBatch, tmp_path: Path) -> Path:
    batch().do(4)
    return tmp_path / "out"


def edited(folder: Path, edit: Edit) -> Path:
    file = folder / MANIFEST
    file.write_text(edit(file.read_text(encoding="utf-8")), encoding="utf-8")
    return file


def faults(folder: Path, action: Callable[[Path], Any] = read_results) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(ScenarioError) as refused:
        action(folder)
    for lang in LANGUAGES:
        assert MANIFEST in error(refused.value, lang)
    return [(fault.code, fault.line, fault.path) for fault in refused.value.faults]


def test_it_has_a_hash_of_itself(out: Path) -> None:
    content = read_manifest(out)
    assert content[HASH] == own_hash(content)
    assert content["versions"]["hlmsim"]
    assert signed(content) == content


@pytest.mark.parametrize("action", [read_results, verify, seal])
def test_a_newer_folder_is_told_and_left_alone(batch: MakeBatch, out: Path, action: Callable[[Path], Any]) -> None:
    file = edited(out, lambda text: text.replace('"schema": 1', '"schema": 2'))
    before = file.read_bytes()
    assert faults(out, action) == [("schema_newer", 2, "schema")]
    assert faults(out, lambda _: batch().do(4)) == [("schema_newer", 2, "schema")]
    assert faults(out, lambda folder: write_manifest(folder, {}, {})) == [("schema_newer", 2, "schema")]
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda text: text.replace('"replicates": 4', '"replicates": 3'), ["manifest_changed"]),
        (lambda text: text.replace('"replicates": 4', '"replicates": "4"'), ["manifest_value", "manifest_changed"]),
        (lambda text: text.replace('"replicates"', '"replicats"'), ["manifest_key_missing", "manifest_key_unknown"]),
        (lambda text: text.replace('"hash": ', '"hush": ').replace('"hush"', '"hash"', 2), ["manifest_key_unknown"]),
        (lambda text: text[:-20], ["json_syntax", "manifest_changed"]),
        (lambda text: text.replace('"replicates": 4', '"replicates": NaN'), ["json_syntax", "manifest_changed"]),
        (lambda text: text.replace("{", '{"kind": "batch",', 1), ["json_syntax", "manifest_changed"]),
        (lambda text: text.replace(' "study_seed"', "\x07"), ["unprintable"]),
    ],
)
def test_a_changed_manifest_is_told_and_mended(batch: MakeBatch, out: Path, edit: Edit, expected: list[str]) -> None:
    before = (out / MANIFEST).read_text(encoding="utf-8")
    edited(out, edit)
    found = [code for code, *_ in faults(out)]
    assert set(expected) <= set(found)
    assert batch().do(4).reused == 8
    mended = read_manifest(out)
    assert {key: mended[key] for key in mended if key not in {"made", HASH}} == {
        key: value for key, value in json.loads(before).items() if key not in {"made", HASH}
    }
    assert verify(out).kept == 0 or read_results(out).missing == ()


def test_a_manifest_without_a_hash_is_that_of_an_earlier_version(out: Path) -> None:
    content = read_manifest(out)
    del content[HASH]
    (out / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    assert len(read_results(out).runs) == 8
    content["files"] = {"../secret": "0"}
    (out / MANIFEST).write_text(json.dumps(content, indent=1), encoding="utf-8")
    assert [code for code, *_ in faults(out)] == ["manifest_value"]


def test_the_manifest_of_something_else(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text('{"name": "a page", "icons": []}', encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_results(tmp_path)
    assert refused.value.code == "not_a_results_folder"


def test_what_the_budget_leaves_out_is_counted(batch: MakeBatch, tmp_path: Path) -> None:
    batch(budget=Budget(runs=3)).do(5)
    results = read_results(tmp_path / "out")
    assert (results.promised, len(results.missing), len(results.runs)) == (10, 7, 3)
    remark = remarks_of(results)[0]
    assert (remark.code, remark.facts["present"], remark.facts["count"]) == ("runs_missing", 3, 10)
    assert "3 of 10" in text("results.runs_missing", "en", **remark.facts)
    batch().do(5)
    assert remarks_of(read_results(tmp_path / "out")) == []


def test_another_version_is_told(out: Path) -> None:
    content = read_manifest(out)
    content["versions"] |= {"hlmsim": "0.0.1", "model": "0.0.1+x"}
    (out / MANIFEST).write_text(json.dumps(signed(content)), encoding="utf-8")
    assert [remark.code for remark in remarks_of(read_results(out))] == ["other_version", "other_model"]


@pytest.mark.parametrize("table", ["runs", "groups", "weekly"])
def test_a_changed_table_is_told_set_aside_and_made_again(batch: MakeBatch, out: Path, table: str) -> None:
    file = next(out.glob(f"runs/*/{table}.parquet"))
    whole = file.read_bytes()
    data = bytearray(whole)
    data[-30] ^= 1  # in the end of the file, which no checksum of a page covers
    file.unlink()
    file.write_bytes(bytes(data))
    with pytest.raises(InputError) as refused:
        read_results(out).table(table)
    assert refused.value.code == "results_changed"
    assert refused.value.facts["files"] == [file.relative_to(out).as_posix()]
    result = batch().do(4)
    assert (result.ran, result.reused, len(result.damaged)) == (4, 4, 1)
    assert file.read_bytes() == whole
    assert read_results(out).missing == ()
    assert len(read_results(out).table(table)) > 0
    assert batch().do(4).reused == 8


@pytest.mark.parametrize("key", ["hash", "made", "replicates"])
def test_the_same_command_mends_a_manifest_that_was_changed(tmp_path: Path, key: str) -> None:
    """Of a sweep, whose design is read while the manifest still stands as it was found."""
    out = tmp_path / "out"
    fake_sweep(out, 4).do(2)
    content = read_manifest(out)
    other = {"hash": "0" * 64, "made": {"jobs": 7}, "replicates": 5}[key]
    (out / MANIFEST).write_text(json.dumps({**content, key: other}), encoding="utf-8")
    with pytest.raises(ScenarioError):
        read_manifest(out)
    assert fake_sweep(out, 4, replace=True).do(2).ran == 0
    assert read_manifest(out)["replicates"] == 2
    assert read_results(out).missing == ()


def test_kinds_that_are_no_comparison_are_told(tmp_path: Path) -> None:
    content = signed({"schema": 1, "kind": "sensitivity", "stages": [{"folder": "screen", "points": 3}]})
    (tmp_path / MANIFEST).write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "calage").mkdir()
    (tmp_path / "calage" / "calibration.fr.md").write_text("# Calage", encoding="utf-8")
    for folder, code in ((tmp_path, "results_of_sensitivity"), (tmp_path / "calage", "results_of_calibration")):
        with pytest.raises(InputError) as refused:
            read_results(folder)
        assert refused.value.code == code


def test_line_ends_are_no_change(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(b"a\nb\n")
    digest = known_sha256(file)
    file.unlink()
    file.write_bytes(b"a\r\nb\r\n")
    assert is_as_said(file, digest)
    file.rename(tmp_path / "x.parquet")
    assert not is_as_said(tmp_path / "x.parquet", digest)


def test_a_damaged_failure_is_left_out(tmp_path: Path) -> None:
    append_failures(tmp_path, [failure("a", 0), failure("b", 1)])
    file = tmp_path / "failures.jsonl"
    file.write_text(file.read_text(encoding="utf-8").replace('"replicate": 1', '"replicate": 2'), encoding="utf-8")
    assert [one.run for one in read_failures(tmp_path)] == ["a/0"]
