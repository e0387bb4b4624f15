"""Kernels: marked once, compiled on demand, machine code kept where it can be and forgotten when stale."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from hlmsim.engine import kernels
from hlmsim.engine.kernels import cache_folder, compiled, is_kernel, jit_enabled, kernel
from hlmsim.engine.simulation import Entry

fresh_folder = cache_folder.__wrapped__


@kernel(inline=True)
def doubled(x: float) -> float:
    return 2.0 * x


@kernel
def double_all(numbers: np.ndarray) -> None:
    for i in range(len(numbers)):
        numbers[i] = doubled(numbers[i])


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of sources, with every place for machine code inside the test's own folder."""
    monkeypatch.setenv("HLMSIM_CACHE_DIR", str(tmp_path / "chosen"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "rule.py").write_text("x = 1\n")
    return folder


def test_a_marked_function_is_still_the_function() -> None:
    assert is_kernel(doubled)
    assert is_kernel(double_all)
    assert not is_kernel(jit_enabled)
    assert not is_kernel(3)
    assert doubled(1.5) == 3.0


def test_the_compiled_twin_does_the_same_and_is_made_once() -> None:
    mine, theirs = np.arange(5.0), np.arange(5.0)
    double_all(mine)
    compiled(double_all)(theirs)
    assert mine.tobytes() == theirs.tobytes()
    assert compiled(double_all) is compiled(double_all)


@pytest.mark.parametrize(("value", "on"), [("0", False), ("1", True), ("", True)])
def test_one_switch_runs_everything_plain(value: str, on: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HLMSIM_JIT", value)
    assert jit_enabled() is on


def test_kernels_run_compiled_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HLMSIM_JIT", raising=False)
    assert jit_enabled()


def test_an_entry_runs_plain_when_the_switch_says_so(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HLMSIM_JIT", "0")
    numbers = np.arange(3.0)
    Entry(double_all, sources)(numbers)
    assert numbers.tolist() == [0.0, 2.0, 4.0]
    assert not (sources.parent / "chosen").exists()


def test_machine_code_is_kept_where_the_environment_says(sources: Path) -> None:
    folder = fresh_folder(sources)
    assert folder.parent == sources.parent / "chosen"
    assert fresh_folder(sources) == folder


@pytest.mark.parametrize("change", ["edit", "add", "rename"])
def test_any_change_of_a_source_makes_old_machine_code_stale(sources: Path, change: str) -> None:
    before = fresh_folder(sources)
    if change == "edit":
        (sources / "rule.py").write_text("x = 2\n")
    elif change == "add":
        (sources / "other.py").write_text("")
    else:
        (sources / "rule.py").rename(sources / "ruler.py")
    assert fresh_folder(sources) != before


def test_the_same_sources_elsewhere_share_machine_code(sources: Path) -> None:
    copy = sources.parent / "copy"
    copy.mkdir()
    (copy / "rule.py").write_bytes((sources / "rule.py").read_bytes())
    (copy / "notes.txt").write_text("not a source")
    assert fresh_folder(copy) == fresh_folder(sources)


def test_a_place_that_cannot_be_written_is_passed_over(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (sources.parent / "file").write_text("")
    monkeypatch.setenv("HLMSIM_CACHE_DIR", str(sources.parent / "file" / "inside"))
    folder = fresh_folder(sources)
    assert folder.is_relative_to(sources.parent / "home")
    assert folder.is_dir()


def test_when_no_place_can_be_written_a_temporary_one_is_made(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = sources.parent / "file"
    file.write_text("")
    monkeypatch.setattr(kernels, "_cache_parents", lambda: [file / "one", file / "two"])
    folder = fresh_folder(sources)
    assert folder.is_dir()
    assert folder.parent == sources.parent / "temporary"


def test_only_the_last_caches_are_kept(sources: Path) -> None:
    folders = []
    for version in range(7):
        (sources / "rule.py").write_text(f"x = {version}\n")
        folders.append(fresh_folder(sources))
        os.utime(folders[-1], (version, version))
    kept = [folder for folder in folders if folder.exists()]
    assert len(kept) == 4
    assert folders[-1] in kept
