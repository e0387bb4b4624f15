"""Blank keys over what a file inherits, and the numbers that are suggested."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hlmsim.errors import Fault, ScenarioError
from hlmsim.locales import LANGUAGES, fault
from hlmsim.scenario import Scenario, load
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.files import read_text
from hlmsim.scenario.tables import check_numbered
from hlmsim.scenario.tree import Node, Place

CSV = "dwelling,building\n1,A\n2,A\n"
HEAD = "schema: 1\nextends: status_quo.yaml\n"
WITH_PARTS = """\
changes: [{week: 9, event: crisis}]
partners: {school: {sites: [0]}}
context: {site: {households: null, buildings: null, file: a.csv, ties: t.csv,
    in_proportion: {written_for: 170, of: [levers.posts]}}}
"""


@pytest.mark.parametrize(
    ("code", "text", "path"),
    [
        ("none_or_inherited_list", "changes:", "changes"),
        ("none_or_inherited_list", "changes: null", "changes"),
        ("blank_or_inherited", "partners: {school: {sites: }}", "partners.school.sites"),
        ("blank_or_inherited", "partners: {school: {domains: ~}}", "partners.school.domains"),
        ("blank_or_inherited", "context: {site: {in_proportion: }}", "context.site.in_proportion"),
        ("blank_or_inherited", "context: {site: {ties: }}", "context.site.ties"),
    ],
)
def test_a_blank_key_over_what_may_be_left_out_is_told(
    code: str, text: str, path: str, write: Callable[..., Path]
) -> None:
    """None, or those inherited? ``changes: null`` kept a crisis that its author had taken away."""
    others = {"a__csv": CSV, "t__csv": "first,second\n1,2\n", "base__yaml": HEAD + WITH_PARTS}
    with pytest.raises(ScenarioError) as caught:
        load(write(f"{text}\n", head=HEAD.replace("status_quo", "base"), **others))
    assert [(one.code, one.path) for one in caught.value.faults] == [(code, path)]
    assert all(fault(caught.value.faults[0], lang) for lang in LANGUAGES)


def test_a_blank_file_of_dwellings_is_not_the_reference_site(
    loaded: Callable[..., Scenario], faults: Callable[..., list[Fault]]
) -> None:
    """``file:`` with nothing behind it was 170 dwellings."""
    assert [one.code for one in faults("context: {site: {file: }}\n")] == ["blank_or_inherited"]
    assert loaded("context: {site: {file: , households: 20, buildings: 2}}\n").sites[0].dwellings == 20


def test_nothing_in_python_over_changes_is_told(loaded: Callable[..., Scenario]) -> None:
    base = loaded(f"{WITH_PARTS.splitlines()[0]}\n")
    with pytest.raises(ScenarioError) as caught:
        base.with_(changes=None)
    assert [one.code for one in caught.value.faults] == ["none_or_inherited_list"]
    assert not base.with_(changes=[]).changes


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("levers: {shared_space: {hours: 20 %}}", {"found": "20 %"}),
        ("horizon: {weeks: 50 %}", {"found": "50 %"}),
        ("levers: {shared_space: {rules: 20 %}}", {"found": "20 %", "suggestion": "0.2"}),
        ("levers: {turnover: {worker_annual: 31 %}}", {"found": "31 %", "suggestion": "0.31"}),
        ("levers: {posts: {hours_a_week: 1 200}}", {"found": "1 200", "suggestion": "1200"}),
    ],
)
def test_a_number_is_suggested_only_where_it_is_the_one_that_is_meant(
    text: str, facts: dict[str, str], loaded: Callable[..., Scenario]
) -> None:
    with pytest.raises(ScenarioError) as caught:
        loaded(f"{text}\n")
    assert [one.facts for one in caught.value.faults] == [facts]


def test_what_tables_say_of_rows_and_archives(tmp_path: Path) -> None:
    faults = Faults()
    check_numbered(Node(Place("a.csv", 3, 1), "Total"), "point", faults)
    assert check_numbered(Node(Place("a.csv", 2, 1), "7"), "point", faults) == 7
    (tmp_path / "a.csv").write_bytes(b"PK\x03\x04\x14")
    assert read_text(tmp_path / "a.csv", faults) is None
    assert [one.code for one in faults.found] == ["row_not_numbered", "archive_not_text"]
    assert all(fault(one, lang) for one in faults.found for lang in LANGUAGES)


@pytest.mark.parametrize("path", ["extends", "schema", " schema "])
def test_what_only_a_file_can_say_is_told(path: str) -> None:
    """``--set extends=other`` was passed over in silence."""
    for ask in (lambda: load("status_quo", (f"{path}=2",)), lambda: load("status_quo").with_({path: 2})):
        with pytest.raises(ScenarioError) as caught:
            ask()
        assert [one.code for one in caught.value.faults] == ["only_in_files"]
        assert all(fault(caught.value.faults[0], lang) for lang in LANGUAGES)
