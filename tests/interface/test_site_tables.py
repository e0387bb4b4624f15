"""Tables and networks that people tried first, each read through ``file:`` as ``check`` and ``run`` do."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from hlmsim.errors import ScenarioError
from hlmsim.interface.cli import main
from hlmsim.locales import LANGUAGES, fault
from hlmsim.scenario import Scenario, load

NAMES = [f"{block}-{door:02d}" for block in "AB" for door in range(1, 7)]
GRAPH = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{}<graph edgedefault="undirected">{}</graph></graphml>'
GEPHI = (
    '<key attr.name="label" attr.type="string" for="node" id="label"/><key attr.name="weight" attr.type="double" '
    'for="edge" id="weight"/><key attr.name="x" attr.type="float" for="node" id="x"/><key attr.name="Building" '
    'for="node" id="building"/><key attr.name="Strength" attr.type="double" for="edge" id="strength"/>'
)


def site(folder: Path, ties: str = "", **files: str | bytes) -> Scenario:
    """The scenario of the first file (and its ties)."""
    for name, said in files.items():
        (folder / name.replace("__", ".")).write_bytes(said if isinstance(said, bytes) else said.encode())
    asked = f"file: {next(iter(files)).replace('__', '.')}{ties and f', ties: {ties}'}"
    (folder / "scenario.yaml").write_text(f"schema: 1\nextends: status_quo.yaml\ncontext: {{site: {{{asked}}}}}\n")
    found = load(folder / "scenario.yaml")
    assert all(fault(one, lang) for one in found.warnings for lang in LANGUAGES)
    return found


def codes(found: Scenario) -> set[str]:
    """What is remarked, besides hours for another size."""
    return {one.code for one in found.warnings} - {"note_hours_for_size", "note_capacity_for_size"}


def gephi(weight: float) -> str:
    """A network as Gephi exports it: names as labels, ``weight``, and a Strength that no edge gives."""
    nodes = "".join(
        f'<node id="{n}"><data key="label">{name}</data><data key="x">1.0</data>'
        f'<data key="building">{name[0]}</data></node>'
        for n, name in enumerate(NAMES)
    )
    edges = "".join(
        f'<edge id="{n}" source="{n}" target="{n + 1}"><data key="weight">{weight}</data></edge>' for n in range(11)
    )
    return GRAPH.format(GEPHI, nodes + edges)


def test_weights_of_a_network_are_strengths(tmp_path: Path) -> None:
    found = site(tmp_path, g__graphml=gephi(0.9))
    assert {tie.strength for tie in found.sites[0].ties or ()} == {0.9}
    assert codes(found) == {"note_columns", "note_unread"}
    with pytest.raises(ScenarioError) as caught:
        site(tmp_path, g__graphml=gephi(7))
    assert [one.code for one in caught.value.faults] == ["weight_outside"]


def test_a_row_of_totals_is_no_dwelling(tmp_path: Path) -> None:
    rows = (
        "dwelling;building;household_type;language_group\nA-01;A;family;\nA-02;A;family;\nA-03;A;senior;\nTotal;3;;\n"
    )
    found = site(tmp_path, d__csv=rows)
    assert (found.sites[0].dwellings, found.sites[0].buildings, codes(found)) == (3, 1, {"note_row_total"})


def test_what_was_exported_comes_back(tmp_path: Path) -> None:
    small = load("status_quo").with_({"context.site.households": 12, "context.site.buildings": 2})
    small.save(tmp_path / "small.yaml")
    file = tmp_path / "x.graphml"
    assert main(["network", str(tmp_path / "small.yaml"), "-o", str(file), "--week", "0", "--lang", "en"]) == 0
    found = site(tmp_path, x__graphml=file.read_bytes())
    said = file.read_text(encoding="utf-8")
    assert (found.sites[0].dwellings, found.sites[0].buildings) == (12, 2)
    assert len(found.sites[0].ties or ()) == said.count(">strong</data>") + said.count(">weak</data>")
    assert codes(found) == {"note_nodes_out", "note_unread", "note_ties_out"}


def test_tables_for_kumu_go_out_and_come_back(tmp_path: Path) -> None:
    elements = "\ufeffLabel,Type,Building,Household type\n" + "".join(f"{n},Dwelling,{n[0]},family\n" for n in NAMES)
    connections = "\ufeffFrom,To,Type,Strength\n" + "".join(f"A-01,{name},weak,0.9\n" for name in NAMES[1:])
    found = site(tmp_path, "c.csv", e__csv=elements, c__csv=connections)
    assert (found.sites[0].dwellings, len(found.sites[0].ties or ())) == (12, 11)
    assert {(tie.strong, tie.strength) for tie in found.sites[0].ties or ()} == {(False, 0.9)}
    assert main(["network", "exact/talk", "-o", str(tmp_path / "k.csv"), "--week", "0", "--lang", "en"]) == 0
    heads = [(tmp_path / f"k.{part}.csv").read_text(encoding="utf-8").split(",")[:2] for part in ("nodes", "ties")]
    assert (heads[0][0], heads[1]) == ("Label", ["From", "To"])


def test_a_workbook_is_read(tmp_path: Path) -> None:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["dwelling", "building", "household_type", "language_group"])
    for name in NAMES:
        book.active.append([name, name[0], "family", "francophone"])
    book.save(stream)
    found = site(tmp_path, d__xlsx=stream.getvalue())
    assert (found.sites[0].dwellings, found.sites[0].buildings, codes(found)) == (12, 2, set())


def test_a_table_of_a_french_spreadsheet_is_read(tmp_path: Path) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(["Logement", "Bâtiment", "Type de ménage", "Langue"])
    writer.writerows([name, name[0], "aîné" if name[-1] in "246" else "famille", "français"] for name in NAMES)
    found = site(tmp_path, d__csv=stream.getvalue().encode("cp1252"))
    kinds = [one.household_type for one in found.sites[0].listed]
    assert (kinds.count("senior"), kinds.count("family")) == (6, 6)
    assert {one.language_group for one in found.sites[0].listed} == {"francophone"}
    assert codes(found) == {"note_encoding", "note_columns", "note_words"}
