"""Faults of a site's own files: file, line, column, the path of the key that named the file, and none beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hlmsim.errors import Fault, ScenarioError
from hlmsim.scenario import load

HEAD = "schema: 1\nextends: baseline.yaml\ntitle: {fr: x, en: x}\nwhy: {fr: x, en: x}\n"
GRAPH = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="b" for="node" attr.name="Building"/><key id="s" for="edge" attr.name="STRENGTH"/>
<graph edgedefault="undirected"><node id="1"><data key="b">A</data></node><node id="2"><data key="b">A</data></node>
<edge source="1" target="2"><data key="s">0.5</data></edge></graph></graphml>
"""


def faults(folder: Path, name: str, content: str | bytes, *, asked: str = "{file: %s}") -> list[Fault]:
    """What is said of a site whose dwellings stand in this file."""
    data = content.encode() if isinstance(content, str) else content
    (folder / name).write_bytes(data)
    scenario = folder / "site.yaml"
    scenario.write_text(f"{HEAD}context:\n  site: {asked % name}\n", encoding="utf-8")
    try:
        load(scenario)
    except ScenarioError as problem:
        return list(problem.faults)
    return []


@pytest.mark.parametrize(
    ("name", "content", "code", "line", "column", "path"),
    [
        ("a.csv", "dwelling,bulding\n1,A\n", "csv_column_unknown_near", 1, 2, "context.site.file"),
        ("a.csv", "dwelling,building,building\n1,A,A\n", "csv_column_twice", 1, 3, "context.site.file"),
        ("a.csv", 'dwelling,building\n1,"A\n', "csv_quotes", 2, 1, "context.site.file"),
        ("a.csv", "dwelling,building\n1,A\n2\n", "csv_row_length", 3, 1, "context.site.dwellings"),
        ("a.csv", b"dwelling,building\n1,\xe9\n", "not_utf8", 2, 3, "context.site.file"),
        ("a.csv", "dwelling,building\n1,A\x07\n", "unprintable", 2, 4, "context.site.file"),
        ("a.csv", "dwelling,building\n1,A\n1,B\n", "row_twice", 3, 1, "context.site.dwellings"),
        ("a.csv", "dwelling,building\n1,A\n2,\n", "key_missing", 3, 2, "context.site.dwellings.1.building"),
        ("a.graphml", "<graphml><graph></graphml>", "xml_syntax", 1, 19, "context.site.file"),
        ("a.graphml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>', "xml_forbidden", 1, 13, "context.site.file"),
    ],
)
def test_a_broken_file_is_told_where_and_under_which_key(
    tmp_path: Path, name: str, content: str | bytes, code: str, line: int, column: int, path: str
) -> None:
    found = [(f.code, Path(f.file or "").name, f.line, f.column, f.path) for f in faults(tmp_path, name, content)]
    assert (code, name, line, column, path) in found


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", 'dwelling,building\n1,"A\n'), ("a.csv", b"dwelling,building\n1,\xe9\n"), ("a.graphml", "<graphml>")],
)
def test_a_file_that_cannot_be_used_brings_one_fault_alone(tmp_path: Path, name: str, content: str | bytes) -> None:
    assert len(faults(tmp_path, name, content)) == 1


def test_attribute_names_of_graphml_may_be_capitalised(tmp_path: Path) -> None:
    assert faults(tmp_path, "a.graphml", GRAPH) == []
    ties = load(tmp_path / "site.yaml").sites[0].ties
    assert ties is not None
    assert [tie.strength for tie in ties] == [0.5]
