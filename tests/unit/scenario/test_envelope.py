"""What a kind of file inherits from its envelope, on a kind that exists here only."""

from __future__ import annotations

from pathlib import Path

import pytest

from hlmsim.locales import LANGUAGES, fault
from hlmsim.scenario.envelope import JSON, Kind, tree_of
from hlmsim.scenario.faults import Faults

CARD = Kind("card", versions=(2, 3))
RECORD = Kind("record", JSON, most_bytes=1_000_000)


def read(kind: Kind, folder: Path, content: str) -> tuple[bool, list[tuple[str, int | None, int | None]]]:
    """Whether a file with this content can be used, and its faults."""
    file = folder / f"file{kind.endings[0]}"
    file.write_text(content, encoding="utf-8")
    faults = Faults()
    root = tree_of(kind, file, faults)
    assert all(fault(one, lang) for one in faults.found for lang in LANGUAGES)
    return root is not None, [(one.code, one.line, one.column) for one in faults.found]


@pytest.mark.parametrize(
    ("content", "usable", "faults"),
    [
        ("schema: 2\na: 1\n", True, []),
        ("schema: 3\n", True, []),
        ("a: 1\n", True, [("schema_missing", 1, 1)]),
        ("a: 1\nschema: 4\n", False, [("schema_newer", 2, 9)]),
        ("schema: 1\n", False, [("schema_unknown", 1, 9)]),
        ("schema: true\n", False, [("schema_unknown", 1, 9)]),
        ("schema: 3.0\n", False, [("schema_unknown", 1, 9)]),
        ('schema: "3"\n', False, [("schema_unknown", 1, 9)]),
        ("- schema\n", False, [("not_a_mapping", 1, 1)]),
    ],
)
def test_the_number_of_the_format(
    content: str, usable: bool, faults: list[tuple[str, int, int]], tmp_path: Path
) -> None:
    assert read(CARD, tmp_path, content) == (usable, faults)


def test_a_file_without_its_number_is_read_as_the_newest(tmp_path: Path) -> None:
    file = tmp_path / "file.yaml"
    file.write_text("a: 1\n", encoding="utf-8")
    root = tree_of(CARD, file, Faults())
    assert root is not None
    assert root.mapping["schema"].value == CARD.newest


@pytest.mark.parametrize(
    ("content", "usable", "faults"),
    [
        ('{"schema":1,"seed":9223372036854775807,"list":[1,2],"a":"\\u00e9 \\/ \\t"}', True, []),
        ('{"schema": 1,\n "a": 1,}\n', False, [("json_syntax", 2, 9)]),
        ('{"schema": 1,\n "a": 1\n', False, [("json_syntax", 3, 1)]),
        ("schema: 1\n", False, [("json_syntax", 1, 1)]),
        ('{"schema": 1,\n "a": 1, "a": 2}', True, [("duplicate_key", 2, 10)]),
        ("[" * 100_000, False, [("too_deep", 1, 1)]),
        ('{"schema": 1, "a": "' + "x" * 1_000_000 + '"}', False, [("file_too_large", 1, 1)]),
    ],
    ids=range(7),
)
def test_json(content: str, usable: bool, faults: list[tuple[str, int, int]], tmp_path: Path) -> None:
    assert read(RECORD, tmp_path, content) == (usable, faults)


def test_whole_numbers_are_kept_to_the_last_digit(tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    file.write_text('{"schema": 1, "seed": 9223372036854775807}', encoding="utf-8")
    root = tree_of(RECORD, file, Faults())
    assert root is not None
    assert root.mapping["seed"].value == 2**63 - 1
