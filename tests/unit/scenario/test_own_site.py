"""Sites as other programs write them: what is read, what is left out and told, what is refused."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hlmsim.errors import Fault, ScenarioError
from hlmsim.locales import LANGUAGES, fault
from hlmsim.locales import text as text_of
from hlmsim.model.blueprint import TenantTie
from hlmsim.scenario import Scenario, load
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.importing import imported_files, read_files
from hlmsim.scenario.tables import Column, read_table

HEAD = "schema: 1\nextends: status_quo.yaml\ntitle: {fr: x, en: x}\n"
ROWS = [["A-01", "A", "family"], ["A-02", "A", "senior"], ["B-01", "B", "single"]]
Read = Callable[..., Scenario]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """The scenario whose dwellings (and ties) stand in these files."""

    def read(name: str, content: bytes | str, ties: tuple[str, bytes | str] | None = None) -> Scenario:
        asked = f"file: {name}"
        for file, said in [(name, content), *([ties] if ties else [])]:
            (tmp_path / file).write_bytes(said.encode() if isinstance(said, str) else said)
        if ties:
            asked += f", ties: {ties[0]}"
        (tmp_path / "site.yaml").write_text(f"{HEAD}context: {{site: {{{asked}}}}}\n", encoding="utf-8")
        return load(tmp_path / "site.yaml")

    return read


def told(scenario: Scenario) -> dict[str, Fault]:
    """Its remarks by code, each a sentence in both languages."""
    for lang in LANGUAGES:
        assert all(fault(one, lang) for one in scenario.warnings)
    return {one.code: one for one in scenario.warnings}


def refused(read: Read, *asked: Any) -> list[Fault]:
    """The faults of what cannot be read, each a sentence in both languages."""
    with pytest.raises(ScenarioError) as problem:
        read(*asked)
    for lang in LANGUAGES:
        assert all(fault(one, lang) for one in problem.value.faults)
    return list(problem.value.faults)


def workbook(*sheets: tuple[str, list[list[Any]]], change: Callable[[Any], None] = lambda book: None) -> bytes:
    """The bytes of a workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


DAY = date(2024, 2, 1)
SITE = [["dwelling", "building", "household_type"], *ROWS]


def test_a_total_is_left_out_and_told(read: Read) -> None:
    site = read(
        "a.csv", "dwelling;building;household_type\nA-01;A;family\nA-02;A;family\nTotal;2;;\n".replace(";;\n", ";\n")
    )
    assert (site.sites[0].dwellings, site.sites[0].buildings) == (2, 1)
    assert told(site)["note_row_total"].facts["found"] == "Total"


def test_a_total_that_could_be_a_dwelling_is_asked_about(read: Read) -> None:
    found = refused(read, "a.csv", "dwelling,building,household_type\n1,A,family\nTotal,A,senior\n")
    assert [(one.code, one.line) for one in found] == [("row_total_unsure", 3)]


def test_french_headings_words_and_windows_1252(read: Read) -> None:
    text = "Logement;Bâtiment;Type de ménage;Langue\nA-01;A;famille;français\nA-02;B;aîné·e;autre\nA-03;B;n/d;\n"
    site = read("a.csv", text.encode("cp1252"))
    kinds = [(one.building, one.household_type, one.language_group) for one in site.sites[0].listed]
    assert kinds == [(0, "family", "francophone"), (1, "senior", "allophone"), (1, None, None)]
    assert {"note_encoding", "note_columns", "note_words", "note_nothing"} <= set(told(site))


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850", "utf-16", "utf-8-sig"])
def test_one_accent_is_enough_to_know_the_encoding(read: Read, encoding: str) -> None:
    rows = "".join(f"A-{n};{n % 4}\n" for n in range(20))
    assert read("a.csv", f"Logement;Bâtiment\n{rows}".encode(encoding)).sites[0].buildings == 4


def test_an_unknown_word_is_told_once(read: Read) -> None:
    rows = "".join(f"{n},A,colocation\n" for n in range(50))
    found = refused(read, "a.csv", f"dwelling,building,household_type\n{rows}")
    assert [(one.code, one.line) for one in found] == [("unknown_word", 2)]


def test_an_unknown_column_is_told_and_two_buildings_are_asked_about(read: Read) -> None:
    assert told(read("a.csv", "dwelling,building,zz\n1,A,3\n"))["note_unread"].facts["found"] == ["zz"]
    found = refused(read, "a.csv", "dwelling,Bâtiment,Immeuble\n1,A,B\n")
    assert [one.code for one in found] == ["column_unsure"]
    assert read("a.csv", "dwelling,Bâtiment,Immeuble\n1,A,A\n").sites[0].dwellings == 1


def test_other_tables_stay_strict() -> None:
    faults = Faults()
    read_table("a,zz\n1,2\n", "t.csv", [Column("a")], faults)
    assert [one.code for one in faults.found] == ["csv_column_unknown"]


def test_a_workbook_with_sheets_merged_cells_and_numbers(read: Read) -> None:
    rows = [["Plan d’ensemble"], ["Logement", "Bâtiment"], [101, "A"], [102, None], ["103", "B"]]
    ties = [["De", "Vers", "Poids"], [101, 102, 0.5], [102, 101, 0.5]]

    def merge(book: Any) -> None:
        book["Logements"].merge_cells("B3:B4")

    site = read("a.xlsx", workbook(("Logements", rows), ("Liens", ties), ("Notes", [["rien"]]), change=merge))
    assert [one.building for one in site.sites[0].listed] == [0, 0, 1]
    assert site.sites[0].ties == (TenantTie(0, 1, strength=0.5),)
    assert {"note_rows_above", "note_sheets", "note_ties_doubled"} <= set(told(site))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", workbook(("S", [["dwelling", "building"], [DAY, "A"]])), "workbook_date"),
        ("a.xlsx", workbook(("S", [["dwelling", "building"], ["=1+1", "A"]])), "workbook_formula"),
        ("a.xlsx", workbook(("S", [["dwelling", "building"], ["#REF!", "A"]])), "workbook_error"),
        ("a.xlsx", workbook(("S", SITE), ("T", SITE)), "sheets_unsure_dwellings"),
        ("a.xlsx", b"PK\x03\x04 and no more", "workbook_damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook_old"),
        ("a.ods", b"x", "site_file_kind"),
        ("a.csv", f"dwelling,building\n{'x' * 300},A\n", "name_too_long"),
        ("a.csv", b"dwelling,building\n1,\xe9\n", "not_utf8"),
        ("a.json", '{"a": 1}', "json_other"),
        ("a.json", '{"a" 1}', "json_syntax"),
        ("a.net", "hello\n", "pajek_line"),
        ("a.graphml", "<html/>", "xml_other"),
        ("a.graphml", "<graphml><graph/><graph><node id='b'/></graph></graphml>", "several_networks"),
        ("a.graphml", b'<?xml version="1.0" encoding="klingon"?><graphml/>', "xml_encoding_unknown"),
        ("a.graphml", b'<?xml version="1.0" encoding="shift_jis"?><graphml>\x81</graphml>', "xml_encoding_wrong"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_brings_one_sentence(read: Read, name: str, content: bytes | str, code: str) -> None:
    assert [one.code for one in refused(read, name, content)] == [code]


GRAPH = (
    '<?xml version="1.0" encoding="{encoding}"?><graphml><key id="b" for="node" attr.name="Bâtiment"/>'
    '<key id="w" for="edge" attr.name="weight"/><graph edgedefault="directed">{nodes}{edges}</graph></graphml>'
)
NODES = "".join(f'<node id="{n}"><data key="b">é{n % 2}</data></node>' for n in range(3))


def graph(edges: str, *, nodes: str = NODES, encoding: str = "utf-8") -> bytes:
    return GRAPH.format(encoding=encoding, nodes=nodes, edges=edges).encode(encoding)


def edge(first: int, second: int, weight: float) -> str:
    return f'<edge source="{first}" target="{second}"><data key="w">{weight}</data></edge>'


@pytest.mark.parametrize(
    "declared", ["unicode_escape", "raw_unicode_escape", "charmap", "mac_cyrillic", "cp1250", "gbk"]
)
def test_graphml_that_declares_what_it_is_not_is_refused(read: Read, declared: str) -> None:
    content = graph("").replace(b'"utf-8"', f'"{declared}"'.encode()).replace("é".encode(), "é’棟".encode())
    (fault,) = refused(read, "g.graphml", content)
    assert fault.code in {"xml_encoding_unknown", "xml_encoding_wrong"}
    assert fault.facts["found"] == declared


@pytest.mark.parametrize("encoding", ["euc_jp", "shift_jis", "big5", "gb18030", "koi8_r"])
def test_graphml_in_an_encoding_of_elsewhere_keeps_its_names(read: Read, encoding: str) -> None:
    name = "Ж" if encoding == "koi8_r" else "家"
    content = GRAPH.format(encoding=encoding, nodes=NODES.replace("é", name), edges="").replace("â", "a")
    assert read("g.graphml", content.encode(encoding)).sites[0].dwellings == 3


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16", "iso-8859-15", "cp850"])
def test_graphml_in_any_encoding_with_weights(read: Read, encoding: str) -> None:
    site = read("g.graphml", graph(edge(0, 1, 0.9), encoding=encoding))
    assert site.sites[0].ties == (TenantTie(0, 1, strength=0.9),)
    assert "weight → strength" in told(site)["note_columns"].facts["found"]


def test_weights_beyond_one_and_unequal_double_ties_are_asked_about(read: Read) -> None:
    assert [one.code for one in refused(read, "g.graphml", graph(edge(0, 1, 7)))] == ["weight_outside"]
    assert [one.code for one in refused(read, "g.graphml", graph(edge(0, 1, 0.5) + edge(1, 0, 0.6)))] == ["tie_unequal"]
    assert "note_weight_one" in told(read("g.graphml", graph(edge(0, 1, 1) + edge(1, 2, 1))))
    assert "note_no_ties" in told(read("g.graphml", graph("")))


def test_group_nodes_are_left_out_and_counted(read: Read) -> None:
    nodes = f'<node id="g"><graph>{NODES}</graph></node>'
    site = read("g.graphml", graph('<edge source="g" target="1"/><hyperedge/>' + edge(0, 1, 0.4), nodes=nodes))
    assert (site.sites[0].dwellings, len(site.sites[0].ties or ())) == (3, 1)
    assert {"note_groups", "note_ties_out", "note_hyperedges"} <= set(told(site))


def test_networks_that_networkx_writes(read: Read) -> None:
    import networkx as nx

    made = nx.path_graph(4)
    nx.set_node_attributes(made, {node: f"B{node % 2}" for node in made}, "building")
    nx.set_edge_attributes(made, 0.75, "weight")
    wanted = tuple(TenantTie(n, n + 1, strength=0.75) for n in range(3))
    for name, lines in (
        ("g.graphml", nx.generate_graphml(made)),
        ("g.gexf", nx.generate_gexf(made)),
        ("g.net", nx.generate_pajek(made)),
    ):
        site = read(name, "\n".join(lines)).sites[0]
        assert (site.dwellings, site.buildings, site.ties) == (4, 2, wanted), name


def test_kumu_and_gephi_tables_and_json(read: Read) -> None:
    import json

    kumu = "Label,Type,Building\nA-1,Dwelling,A\nA-2,Dwelling,B\nOMH,Partner,\n"
    site = read("k.csv", kumu, ("t.csv", "From,To,Type,Strength\nA-1,A-2,weak,0.3\nOMH,A-1,weak,0.3\n"))
    assert site.sites[0].ties == (TenantTie(0, 1, strong=False, strength=0.3),)
    assert {"note_nodes_out", "note_ties_out"} <= set(told(site))
    gephi = read(
        "n.csv", "Id;Label;Building\n1;A-1;A\n2;A-2;A\n", ("e.csv", "Source;Target;Type;Weight\n1;2;Undirected;0,3\n")
    )
    assert gephi.sites[0].ties == (TenantTie(0, 1, strength=0.3),)
    nodes = [{"label": name, "type": "Logement", "attributes": {"Bâtiment": "A"}} for name in ("A-1", "A-2")]
    blueprint = {"elements": nodes, "connections": [{"from": "A-1", "to": "A-2", "attributes": {"strength": 0.3}}]}
    assert read("k.json", json.dumps(blueprint)).sites[0].ties == (TenantTie(0, 1, strength=0.3),)


def test_several_sites_in_one_network_are_refused(read: Read) -> None:
    found = refused(read, "a.csv", "dwelling,building,site\n1,1,0\n2,1,1\n")
    assert [one.code for one in found] == ["several_sites"]


def test_titles_units_and_sources_are_no_dwellings(read: Read) -> None:
    text = "Liste 2024;;\n;;\nLogement;Bâtiment;Type de ménage\n(texte);(texte);(liste)\n1;A;famille\nSource : OMH;;\n"
    site = read("a.csv", text)
    assert site.sites[0].dwellings == 1
    assert {"note_rows_above", "note_row_units", "note_row_note"} <= set(told(site))


def test_hours_of_another_size_are_remarked(read: Read) -> None:
    found = told(read("a.csv", "dwelling,building\n1,A\n2,A\n"))
    assert (found["note_hours_for_size"].facts["found"], found["note_hours_for_size"].facts["usual"]) == (35, 0.4)
    assert "note_capacity_for_size" in found


@pytest.mark.parametrize(("count", "posts", "hours"), [(48, 1, 168 / 17), (170, 1, 35), (240, 2, 420 / 17)])
def test_an_imported_site_has_the_hours_of_its_size(tmp_path: Path, count: int, posts: int, hours: float) -> None:
    rows = "".join(f"{n};{n % 4}\n" for n in range(count))
    (tmp_path / "a.csv").write_text(f"Logement;Bâtiment\n{rows}Total;4\n", encoding="utf-16")
    found = read_files([tmp_path / "a.csv"])
    assert (len(found.dwellings), found.buildings) == (count, 4)

    def say(key: str, *, lang: str = "fr", **facts: Any) -> str:
        return text_of(key, lang, **facts)

    for name, content in imported_files(found, "fr", say).items():
        (tmp_path / name).write_bytes(content)
    site, stronger = load(tmp_path / "site.yaml"), load(tmp_path / "stronger.yaml")
    assert (site.sites[0].dwellings, site.warnings) == (count, ())
    assert (site.values["levers.posts.count"], site.values["levers.posts.hours_a_week"]) == (
        posts,
        pytest.approx(hours),
    )
    name = "levers.concertation.coordinator_hours"
    assert stronger.values[name] - site.values[name] == pytest.approx(2 * min(1, count / 170), abs=0.05)


def test_files_that_are_no_site_are_refused(tmp_path: Path) -> None:
    site = "dwelling,building\n1,A\n"
    for name, text in (("t.csv", "Source,Target\n1,2\n"), ("a.csv", site), ("b.csv", site)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    asked = {"t.csv": "import_no_dwellings", "a.csv b.csv": "import_several_dwellings", "a.csv t.csv": "tie_unknown"}
    for names, code in asked.items():
        with pytest.raises(ScenarioError) as problem:
            read_files([tmp_path / name for name in names.split()])
        assert [one.code for one in problem.value.faults] == [code]


TIES = "De,Vers\nA-01,A-02\n"
PARTNERS = (
    "Organisme,Type,Domaines,Capacité,accompagnement,démarchage,collectif,milieu de vie\nÉcole,école,santé,2,1,0,0,0\n"
)
CELLS: list[list[Any]] = [row.split(",") for row in PARTNERS.splitlines()]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a.net": "*Vertices 2\n*Edges\n1 2\n"}, "import_no_dwellings_bare"),
        ({"a.net": "*Network x\n"}, "import_no_table_bare"),
        ({"a.csv": TIES, "b.csv": TIES}, "import_several_ties"),
        ({"a.csv": PARTNERS, "b.csv": PARTNERS}, "import_several_partners"),
        ({"a.xlsx": workbook(("A", [["De", "Vers"], [1, 2]]), ("B", [["De", "Vers"], [1, 2]]))}, "sheets_unsure_ties"),
        ({"a.xlsx": workbook(*((name, CELLS) for name in "AB"))}, "sheets_unsure_partners"),
    ],
)  # fmt: skip
def test_what_is_none_of_the_tables_or_several(tmp_path: Path, files: dict[str, Any], code: str) -> None:
    if code != "import_no_dwellings_bare":
        files = {**files, "site.csv": "dwelling,building\nA-01,A\nA-02,A\n"}
    for name, said in files.items():
        (tmp_path / name).write_bytes(said if isinstance(said, bytes) else said.encode())
    with pytest.raises(ScenarioError) as problem:
        read_files([tmp_path / name for name in files])
    assert [one.code for one in problem.value.faults] == [code]


def test_organisations_without_identifier_are_given_one(tmp_path: Path) -> None:
    rows = PARTNERS + PARTNERS.splitlines()[1] + "\nTotal,,,4,,,,\n"
    for name, said in (("a.csv", "dwelling,building\nA-01,A\n"), ("p.csv", rows)):
        (tmp_path / name).write_text(said, encoding="utf-8")
    found = read_files([tmp_path / "a.csv", tmp_path / "p.csv"])
    assert [(row["id"], row["seat"], row["kind"]) for row in found.partners or ()] == [
        ("ecole", 0, "school"),
        ("ecole_2", 1, "school"),
    ]
    assert (found.left_out("note_identified"), found.left_out("note_row_total")) == (2, 1)


def test_doors_with_the_same_number_are_called_by_their_building(read: Read) -> None:
    rows = [f"{n};{block}" for block in "AB" for n in (1, 2)]
    site = read("a.csv", "\n".join(["Appartement;Immeuble", *rows]), ("t.csv", "De;Vers\nA-1;B-2\n"))
    assert (site.sites[0].dwellings, site.sites[0].buildings) == (4, 2)
    assert site.sites[0].ties == (TenantTie(0, 3),)
    assert told(site)["note_names_joined"].facts == {"count": 4, "found": "A-1"}
    assert {one.code for one in refused(read, "a.csv", "\n".join(["Appartement;Immeuble", *rows, "1;A"]))} == {
        "row_twice"
    }


def test_sheets_of_one_table_are_read_together(read: Read) -> None:
    site = read("a.xlsx", workbook(("A", SITE[:3]), ("B", [SITE[0], SITE[3]])))
    assert (site.sites[0].dwellings, told(site)["note_sheets_together"].facts["found"]) == (3, ["A", "B"])


def test_values_that_change_in_time_are_told(read: Read) -> None:
    twice = '<node id="9"><data key="b">A</data><data key="b">B</data></node>'
    found = told(read("g.graphml", graph(edge(0, 1, 0.9), nodes=NODES + twice)))["note_values_twice"]
    assert (found.facts["count"], found.facts["found"]) == (1, ["Bâtiment"])


def test_every_sentence_has_a_test() -> None:
    root = Path(__file__).parents[3] / "hlmsim"
    with (root / "locales/en/own_site_errors.toml").open("rb") as stream:
        codes = set(tomllib.load(stream))
    tests = Path(__file__).parents[2]
    files = (Path(__file__), tests / "fuzz/shapes.py", tests / "fuzz/network_shapes.py")
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    raising = "".join(file.read_text(encoding="utf-8") for file in (root / "scenario/own_site").glob("*.py"))
    for module in ("alike", "site_files", "importing", "proportions", "figures"):
        raising += (root / f"scenario/{module}.py").read_text(encoding="utf-8")
    assert {code for code in codes if f'"{code}"' not in raising} == set()
    tried = {code for code in codes if re.search(rf'"{code}"|\b{code}=', source)}
    assert codes - tried == {"workbook_too" + "_large"}
