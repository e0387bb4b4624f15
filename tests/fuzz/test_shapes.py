"""One site in every shape of table, workbook and network: read with counts that are right, or refused in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from hlmsim.errors import ScenarioError
from hlmsim.interface.cli import main
from hlmsim.locales import LANGUAGES, fault
from hlmsim.scenario import load
from hlmsim.scenario.importing import Imported, read_files
from tests.fuzz.network_shapes import read_shapes, refused
from tests.fuzz.shapes import SITE, TIES, Shape, drawn

SHAPES, REFUSED = dict(read_shapes()), refused()
SAID = ("note_columns", "note_words", "note_encoding", "note_nothing", "note_sheets_together")
"""Remarks of what is taken, under another name."""


def written(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """The files, in a folder."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def read(folder: Path, shape: Shape) -> Imported:
    """What is read of a shape, every remark a sentence in both languages."""
    found = read_files(written(folder, shape.files))
    assert all(fault(one, lang) for one in found.remarks for lang in LANGUAGES)
    return found


def check(found: Imported, shape: Shape) -> None:
    """The law: the same site, and each thing left out counted."""
    names = ("dwelling", "building", "household_type", "language_group")
    wanted = [row if shape.typed else (*row[:2], None, None) for row in SITE]
    blocks = {"É": "A"}
    got = [tuple(row.get(name) for name in names) for row in found.dwellings]
    assert [(name, blocks.get(block, block), *rest) for name, block, *rest in got] == wanted
    ties = {frozenset((row["first"], row["second"])): row.get("strength") for row in found.ties or ()}
    assert ties == {frozenset((a, b)): s if shape.strengths else None for a, b, s in (TIES if shape.tied else ())}
    assert len(found.ties or ()) == len(ties)
    counts: Counter[str] = Counter()
    for one in found.remarks:
        counts[one.code] += 0 if one.code in SAID else one.facts["count"]
    assert +counts == shape.told


def test_there_are_enough_shapes() -> None:
    assert len(SHAPES) >= 40
    assert not SHAPES.keys() & REFUSED.keys()


@pytest.mark.parametrize("name", SHAPES)
def test_the_same_site_is_read_in_every_shape(name: str, tmp_path: Path) -> None:
    check(read(tmp_path, SHAPES[name]), SHAPES[name])


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_read_is_told_in_a_sentence(name: str, tmp_path: Path) -> None:
    files, code = REFUSED[name]
    with pytest.raises(ScenarioError) as caught:
        read_files(written(tmp_path, files))
    assert [one.code for one in caught.value.faults] == [code]
    assert all(fault(one, lang) for one in caught.value.faults for lang in LANGUAGES)


def test_shapes_that_are_drawn(tmp_path: Path) -> None:
    for seed in range(20):
        shape = drawn(seed)
        check(read(tmp_path, shape), shape)


@pytest.mark.slow
def test_many_shapes_that_are_drawn(tmp_path: Path, full_ring: bool) -> None:
    for seed in range(100, 2000 if full_ring else 160):
        shape = drawn(seed)
        check(read(tmp_path, shape), shape)


@pytest.mark.parametrize("name", ["subtotals", "Pajek arcs", "Gephi GEXF", "merged cells", "yEd groups"])
def test_a_scenario_reads_the_same(name: str, tmp_path: Path) -> None:
    file, content = next(iter(SHAPES[name].files.items()))
    (tmp_path / file).write_bytes(content)
    text = f"schema: 1\nextends: status_quo.yaml\ncontext: {{site: {{file: {file}}}}}\n"
    (tmp_path / "site.yaml").write_text(text, encoding="utf-8")
    found = load(tmp_path / "site.yaml")
    assert (found.sites[0].dwellings, found.sites[0].buildings) == (12, 2)
    assert len(found.sites[0].ties or ()) == (18 if SHAPES[name].tied else 0)
    told = {one.code for one in found.warnings} - {*SAID, "note_hours_for_size", "note_capacity_for_size"}
    assert told == set(SHAPES[name].told)


@pytest.mark.parametrize("ending", ["graphml", "gexf", "csv"])
def test_what_network_writes_is_read_back(ending: str, tmp_path: Path) -> None:
    small = ["--set", "context.site.households=12", "--set", "context.site.buildings=2", "--week", "0", "--lang", "en"]
    assert main(["network", "status_quo", "-o", str(tmp_path / f"x.{ending}"), *small]) == 0
    found = read_files(sorted(tmp_path.iterdir()))
    assert (len(found.dwellings), found.buildings) == (12, 2)
    assert found.ties
    assert all(row["household_type"] and row["language_group"] for row in found.dwellings)
    assert (found.left_out("note_nodes_out"), found.left_out("note_ties_out") > 0) == (14, True)


@pytest.mark.parametrize(("lang", "kind"), [("fr", ()), ("en", ("--graphml",))])
def test_what_new_site_and_import_write_is_read_back(lang: str, kind: tuple[str, ...], tmp_path: Path) -> None:
    assert main(["new-site", str(tmp_path / "a"), "--lang", lang, *kind]) == 0
    files = sorted(file for file in (tmp_path / "a").iterdir() if file.suffix in {".csv", ".graphml"})
    found = read_files(files)
    assert (len(found.dwellings), found.buildings, len(found.partners or ())) == (48, 3, 7)
    assert main(["import", *map(str, files), "-o", str(tmp_path / "b"), "--lang", lang]) == 0
    again = read_files(sorted((tmp_path / "b").glob("*.csv")))
    assert (again.dwellings, again.ties, again.partners) == (found.dwellings, found.ties, found.partners)
