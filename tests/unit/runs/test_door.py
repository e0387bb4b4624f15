"""Files appear whole or not at all, and only in place of what hlmsim wrote."""

from __future__ import annotations

import errno
import os
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from hlmsim.errors import InputError
from hlmsim.runs.ledger.door import MARK, is_empty, is_ours, lone_file, open_folder, put, put_result, result_file
from hlmsim.scenario.inputs import is_input, note, remembered


def _break_off(writing: AbstractContextManager[Path]) -> None:
    with writing as part:
        part.write_text("half")
        raise KeyboardInterrupt


@pytest.mark.parametrize("write", [lone_file, result_file])
def test_a_write_that_breaks_off_leaves_the_former_file(write, tmp_path) -> None:
    open_folder(tmp_path)
    file = tmp_path / "effects.csv"
    (put if write is lone_file else put_result)(file, "first")
    with pytest.raises(KeyboardInterrupt):
        _break_off(write(file))
    assert file.read_text() == "first"
    assert {entry.name for entry in tmp_path.iterdir()} == {MARK, "effects.csv"}


def test_a_full_disk_leaves_the_former_file_and_is_told(tmp_path, monkeypatch) -> None:
    file = put(tmp_path / "page.html", "first")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError) as refused:
        put(file, "second")
    assert refused.value.code == "usage.cannot_write"
    assert file.read_text() == "first"
    assert [entry.name for entry in tmp_path.iterdir()] == ["page.html"]


def test_a_file_that_says_the_same_is_left_as_it_is(tmp_path) -> None:
    file = tmp_path / "page.html"
    file.write_text("the same")
    before = file.stat()
    put(file, "the same")
    assert file.stat() == before


def test_a_record_that_breaks_off_in_a_line_goes_on_in_the_next(tmp_path) -> None:
    open_folder(tmp_path)
    put_result(tmp_path / "effects.csv", "first")
    mark = tmp_path / MARK
    mark.write_bytes(mark.read_bytes() + b"3f8a")
    put_result(tmp_path / "columns.csv", "second")
    open_folder(tmp_path)
    put_result(tmp_path / "columns.csv", "third")
    assert (tmp_path / "columns.csv").read_text() == "third"


@pytest.mark.parametrize(
    "line", ["    family: {value: 0.28}  # " + "x" * 400, "0" * 64 + "  " + "x" * 400, "\0  \0", "a" * 64 + "  ../.."]
)
def test_a_line_that_is_no_file_of_ours_is_passed_over(tmp_path, line: str) -> None:
    open_folder(tmp_path)
    put_result(tmp_path / "effects.csv", "first")
    with (tmp_path / MARK).open("a", encoding="utf-8") as record:
        record.write(line + "\n")
    open_folder(tmp_path)
    put_result(tmp_path / "effects.csv", "second")
    (tmp_path / "effects.csv").write_text("somebody's", encoding="utf-8")
    with pytest.raises(InputError):
        open_folder(tmp_path)


def test_a_command_killed_between_record_and_file_leaves_a_folder_that_is_ours(tmp_path) -> None:
    open_folder(tmp_path)
    file = put_result(tmp_path / "brief.html", "first")
    with (tmp_path / MARK).open("a") as stream:
        stream.write(f"{'0' * 64}  brief.html\n")
    open_folder(tmp_path)
    assert put_result(file, "second").read_text() == "second"


def test_a_foreign_file_in_a_folder_of_ours_is_not_replaced(tmp_path) -> None:
    open_folder(tmp_path)
    (tmp_path / "brief.html").write_text("mine")
    open_folder(tmp_path)
    with pytest.raises(InputError) as refused:
        put_result(tmp_path / "brief.html", "ours")
    assert refused.value.code == "usage.file_exists"
    assert (tmp_path / "brief.html").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "content", "empty"),
    [(".DS_Store", "x", True), (".lock", '{"pid": 3}', True), (".lock", "mine", False), (".git", "x", False)],
)
def test_what_an_empty_folder_may_hold(name, content, empty, tmp_path) -> None:
    (tmp_path / name).write_text(content)
    assert is_empty(tmp_path) is empty
    assert not is_ours(tmp_path)


def test_a_manifest_of_something_else_does_not_make_a_folder_ours(tmp_path) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "a web page", "icons": []}')
    with pytest.raises(InputError) as refused:
        open_folder(tmp_path)
    assert refused.value.facts["example"] == "manifest.json"
    assert [entry.name for entry in tmp_path.iterdir()] == ["manifest.json"]


def test_a_link_is_followed(tmp_path) -> None:
    (tmp_path / "real.html").write_text("mine")
    (tmp_path / "link.html").symlink_to(tmp_path / "real.html")
    with pytest.raises(InputError) as refused:
        put(tmp_path / "link.html", "ours")
    assert refused.value.code == "usage.file_exists"
    put(tmp_path / "link.html", "ours", replace=True)
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "real.html").read_text() == "ours"


def test_inputs_are_those_of_one_command(tmp_path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("")
    with remembered():
        note(file)
        assert is_input(file)
        assert is_input(tmp_path / "A.yaml")
        with remembered():
            assert not is_input(file)
        note(tmp_path)
        assert not is_input(tmp_path / "new.csv")
    assert not is_input(tmp_path / "A.yaml")
