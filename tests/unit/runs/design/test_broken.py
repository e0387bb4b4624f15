"""Ten broken experiments: every fault of each, in its place, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from hlmsim.errors import Fault, ScenarioError
from hlmsim.locales import LANGUAGES, fault
from hlmsim.runs.design import design_table, load_experiment, points

BROKEN = Path(__file__).parent / "broken"
FILES = sorted(path.name for path in BROKEN.glob("*.yaml"))


def faults_of(name: str) -> list[Fault]:
    with pytest.raises(ScenarioError) as refused:
        points(experiment := load_experiment(name), design_table(experiment))
    return list(refused.value.faults)


def test_there_are_ten() -> None:
    assert len(FILES) == 10


@pytest.mark.parametrize("name", FILES)
def test_every_fault_is_said_where_it_is(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BROKEN)
    found = faults_of(name)
    for lang in LANGUAGES:
        expected = (BROKEN / name).with_suffix(f".{lang}.txt").read_text(encoding="utf-8")
        assert "".join(f"{fault(one, lang)}\n" for one in found) == expected


@pytest.mark.parametrize("name", FILES)
def test_faults_point_into_the_file(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BROKEN)
    lines = (BROKEN / name).read_text(encoding="utf-8").splitlines()
    found = faults_of(name)
    assert len(found) >= 2
    assert [(one.line, one.column) for one in found] == sorted((one.line, one.column) for one in found)
    for one in found:
        assert one.file == str(BROKEN / name)
        assert one.line is not None
        assert one.column is not None
        assert 1 <= one.column <= len(lines[one.line - 1])
        assert one.path
