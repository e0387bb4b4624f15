"""Every kind of file that the package declares, times every fault of the envelope."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from hlmsim.errors import Fault, ScenarioError
from hlmsim.interface.web.scenes import read_scene, shipped_scenes
from hlmsim.locales import LANGUAGES, fault
from hlmsim.runs.design import DesignTable, Experiment, load_experiment
from hlmsim.runs.design.comparison import comparison
from hlmsim.runs.patterns import load_pattern, pattern_file
from hlmsim.scenario import Scenario, load
from hlmsim.scenario.envelope import Kind, kinds

PACKAGE = Path(__file__).parents[2] / "hlmsim"
HEAD = "schema: 1\nextends: baseline.yaml\n"


@cache
def base() -> Scenario:
    """What experiments, patterns and worlds are read against."""
    return load("status_quo")


@cache
def study() -> Experiment:
    """The experiment of a design table."""
    return load_experiment("handover_weeks")


def _pattern() -> str:
    file = pattern_file("P1")
    assert file is not None
    return file.read_text(encoding="utf-8")


READERS: dict[str, tuple[Callable[[], str], Callable[[Path], object]]] = {
    "scenario": (lambda: f"{HEAD}title: A\n", load),
    "experiment": (lambda: Path(study().file).read_text(encoding="utf-8"), load_experiment),
    "pattern": (_pattern, lambda file: load_pattern(file, base())),
    "scene": (lambda: shipped_scenes()[0].read_text(encoding="utf-8"), read_scene),
    "worlds": (
        lambda: "world,levers.turnover.worker_annual\n1,0.3\n2,0.4\n",
        lambda file: comparison([base()], file, replicates=2),
    ),
    "design": (lambda: "point,scenario,world\n1,status_quo,0\n", lambda file: DesignTable.read_csv(file, study())),
}
"""By kind: a sound file, and the door by which people's files come in."""


ELSEWHERE = {"manifest": "tests/unit/runs/test_provenance.py", "site_file": "tests/unit/scenario/test_own_site.py"}
"""Kinds with doors of their own (damage to results; tables in any encoding), and where every fault of them is tried."""


def declared_kinds() -> dict[str, Kind]:
    """The register, once every module that declares a kind is imported."""
    for file in sorted(PACKAGE.rglob("*.py")):
        if re.search(r"^[A-Z_]+ = declared\(Kind\(", file.read_text(encoding="utf-8"), flags=re.MULTILINE):
            importlib.import_module(".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts))
    return dict(kinds())


KINDS = {name: kind for name, kind in declared_kinds().items() if name in READERS}
FORMATS = [name for name, kind in KINDS.items() if kind.versions]


def faults(name: str, folder: Path, content: bytes | None) -> list[Fault]:
    """What is wrong with a file of a kind. content: None for a file that is not there."""
    file = folder / f"mine{KINDS[name].endings[0]}"
    if content is not None:
        file.write_bytes(content)
    try:
        READERS[name][1](file)
    except ScenarioError as refused:
        for one in refused.faults[:20]:
            assert one.file
            assert None not in {one.line, one.column}
            assert all(fault(one, lang) for lang in LANGUAGES)
        return list(refused.faults)
    return []


def text_of(name: str) -> str:
    """A sound file of this kind."""
    return READERS[name][0]()


def test_every_kind_is_tried_here() -> None:
    assert set(declared_kinds()) == set(READERS) | set(ELSEWHERE)
    assert all((PACKAGE.parent / file).is_file() for file in ELSEWHERE.values())


def test_nobody_reads_a_persons_file_by_another_door() -> None:
    """What reads trees and texts stands behind the envelope; the import door reads bytes of any encoding."""
    found = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if re.search(r"from hlmsim\.scenario\.(files|reader) import [^\n]*\bread_", file.read_text(encoding="utf-8"))
    }
    assert found <= {
        "runs/patterns/within.py",
        "scenario/assignments.py",
        "scenario/envelope.py",
        "scenario/files.py",
        "scenario/own_site/other_networks.py",
        "scenario/own_site/reading.py",
    }


@pytest.mark.parametrize("name", KINDS)
def test_what_is_wrong_with_any_file(name: str, tmp_path: Path) -> None:
    sound = text_of(name).encode()
    assert faults(name, tmp_path, None)[0].code in {"file_not_found", "file_not_found_near"}
    assert faults(name, tmp_path, sound) == []
    assert faults(name, tmp_path, b"\xef\xbb\xbf" + sound) == []
    lines = sound.count(b"\n")
    for wrong, code in ((b"\xff", "not_utf8"), (b"\x1b[31m", "unprintable"), ("\u202e".encode(), "unprintable")):
        found = faults(name, tmp_path, sound + wrong)
        assert [(one.code, one.line, one.column) for one in found] == [(code, lines + 1, 1)]


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_wrong_with_a_format_of_ours(name: str, tmp_path: Path) -> None:
    sound = text_of(name)
    number = f"schema: {KINDS[name].newest}"
    place = sound[: sound.index(number)].count("\n") + 1
    for written, code in (
        ("schema: 99", "schema_newer"),
        ("schema: one", "schema_unknown"),
        ("schema: 0", "schema_unknown"),
    ):
        found = faults(name, tmp_path, sound.replace(number, written, 1).encode())
        assert [(one.code, one.line, one.column, one.path) for one in found] == [(code, place, 9, "schema")]
    assert [one.code for one in faults(name, tmp_path, sound.replace(number + "\n", "", 1).encode())] == [
        "schema_missing"
    ]
    assert [one.code for one in faults(name, tmp_path, b"- a\n")] == ["not_a_mapping"]
    assert [one.code for one in faults(name, tmp_path, b"")] == ["empty_file"]
    assert "several_documents" in {one.code for one in faults(name, tmp_path, f"{sound}---\na: 1\n".encode())}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("value", ["", " ~", " null", " 3"])
def test_an_unknown_key_is_a_fault_whatever_its_value(name: str, value: str, tmp_path: Path) -> None:
    sound = text_of(name)
    found = faults(name, tmp_path, f"{sound}nobody_knows:{value}\n".encode())
    assert [(one.code, one.line, one.column) for one in found] == [("unknown_key", sound.count("\n") + 1, 1)]


@pytest.mark.parametrize("name", FORMATS)
def test_a_decimal_comma_in_braces_is_told_in_every_format(name: str, tmp_path: Path) -> None:
    sound = text_of(name)
    found = faults(name, tmp_path, f"{sound}nobody_knows: {{one: 0,40}}\n".encode())
    assert "not_a_number_near" in {one.code for one in found}


@pytest.mark.parametrize("name", FORMATS)
def test_thousands_of_faults_are_all_counted(name: str, tmp_path: Path) -> None:
    more = "".join(f"unknown_{number}:\n" for number in range(1500))
    assert len(faults(name, tmp_path, f"{text_of(name)}{more}".encode())) >= 1500
