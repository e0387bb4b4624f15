"""Sites, ties and partners from CSV and GraphML files."""

from __future__ import annotations

from collections.abc import Callable

from hlmsim.model.blueprint import Dwelling, TenantTie
from hlmsim.scenario import Scenario, load

Loaded = Callable[..., Scenario]
SITE = "context: {site: {file: a.csv}}\n"
TIED = "context: {site: {file: a.csv, ties: t.csv}}\n"
HOMES = (
    "dwelling,building,household_type,language_group\n"
    "1,North,family,\n2,South,,allophone\n10,North,senior,francophone\n"
)
GRAPH = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="node" attr.name="building" attr.type="string"/>
  <key id="d1" for="node" attr.name="household_type" attr.type="string"><default>senior</default></key>
  <key id="d2" for="edge" attr.name="strength" attr.type="double"/>
  <key id="d3" for="edge" attr.name="kind" attr.type="string"><default>weak</default></key>
  <key id="d4" for="node" attr.name="x" attr.type="double"/>
  <graph edgedefault="undirected">
    <node id="2"><data key="d0">South</data><data key="d4">0.3</data></node>
    <node id="1"><data key="d0">North</data><data key="d1">family</data></node>
    <edge source="1" target="2"><data key="d2">0.5</data><data key="d3">strong</data></edge>
  </graph>
</graphml>
"""
HEADING = (
    "id,seat,label_fr,label_en,kind,domains,capacity,accompaniment,outreach,collective,environment,sites,present\n"
)
ROWS = (
    "food_bank,3,Banque alimentaire,Food bank,community_organisation,food_income;rights,4,0.2,0.3,0.4,0.1,0,true\n"
    "clsc,1,CLSC,CLSC,health_service,health,2.5,0.5,0.5,0,0,,false\n"
)


def test_dwellings_are_in_the_order_of_their_names_whatever_the_rows(loaded: Loaded) -> None:
    site = loaded(SITE, a__csv=HOMES).sites[0]
    assert (site.dwellings, site.buildings) == (3, 2)
    assert site.listed == (Dwelling(0, "family"), Dwelling(1, None, "allophone"), Dwelling(0, "senior", "francophone"))
    heading, *rows = HOMES.strip().split("\n")
    turned = "\n".join([heading, *reversed(rows)])
    assert loaded(SITE, a__csv=turned).sites[0].listed == site.listed
    assert site.ties is None


def test_semicolons_blank_rows_and_a_byte_order_mark(loaded: Loaded) -> None:
    text = "\ufeff" + HOMES.replace(",", ";").replace("\n", "\r\n") + ";;;\r\n\r\n"
    assert loaded(SITE, a__csv=text).hash == loaded(SITE, a__csv=HOMES).hash


def test_ties_by_the_names_of_dwellings(loaded: Loaded) -> None:
    ties = "first,second,strength,kind\n10,1,0.25,weak\n1,2,,\n"
    site = loaded(TIED, a__csv=HOMES, t__csv=ties).sites[0]
    assert site.ties == (TenantTie(0, 1, strong=True), TenantTie(0, 2, strong=False, strength=0.25))
    decimal_comma = "first;second;strength;kind\n10;1;0,25;weak\n1;2;;\n"
    assert loaded(TIED, a__csv=HOMES, t__csv=decimal_comma).sites[0].ties == site.ties
    assert loaded(TIED, a__csv=HOMES, t__csv="first,second\n").sites[0].ties == ()


def test_several_sites_may_each_have_files(loaded: Loaded) -> None:
    text = "sites:\n- {seat: 0, file: a.csv, ties: t.csv}\n- {seat: 1, households: 5, buildings: 1}\n"
    first, second = loaded(text, a__csv=HOMES, t__csv="first,second\n1,2\n").sites
    assert (first.dwellings, len(first.ties or ()), second.dwellings) == (3, 1, 5)


def test_a_network_in_graphml(loaded: Loaded) -> None:
    site = loaded("context: {site: {file: g.graphml}}\n", g__graphml=GRAPH).sites[0]
    assert site.listed == (Dwelling(0, "family"), Dwelling(1, "senior"))
    assert site.ties == (TenantTie(0, 1, strong=True, strength=0.5),)


def test_a_network_that_networkx_writes(loaded: Loaded) -> None:
    import networkx as nx

    graph = nx.path_graph(5)
    nx.set_node_attributes(graph, {node: f"B{node % 2}" for node in graph}, "building")
    nx.set_edge_attributes(graph, 0.75, "strength")
    site = loaded("context: {site: {file: g.graphml}}\n", g__graphml="\n".join(nx.generate_graphml(graph))).sites[0]
    assert (site.dwellings, site.buildings) == (5, 2)
    assert site.ties == tuple(TenantTie(n, n + 1, strength=0.75) for n in range(4))


def test_partners_from_a_table(loaded: Loaded) -> None:
    partners = loaded("partners_file: p.csv\n", p__csv=HEADING + ROWS).partners
    clsc, food_bank = partners
    assert (clsc.id, clsc.seat, clsc.plan.present, clsc.plan.sites, clsc.plan.capacity) == ("clsc", 1, False, (0,), 2.5)
    assert food_bank.plan.domains == ("food_income", "rights")
    assert food_bank.label == {"fr": "Banque alimentaire", "en": "Food bank"}
    assert food_bank.plan.preferences == (0.2, 0.3, 0.4, 0.1)


def test_a_table_of_partners_replaces_those_inherited_and_may_be_changed_in_turn(loaded: Loaded) -> None:
    parent = "schema: 1\nextends: baseline.yaml\npartners_file: p.csv\n"
    child = loaded(
        "partners: {clsc: {capacity: 9}, food_bank: null}\n",
        head="schema: 1\nextends: parent.yaml\n",
        parent__yaml=parent,
        p__csv=HEADING + ROWS,
    )
    assert [(partner.id, partner.plan.capacity) for partner in child.partners] == [("clsc", 9.0)]


def test_a_file_takes_the_place_of_counts_inherited_and_counts_that_of_a_file(loaded: Loaded) -> None:
    assert loaded(SITE, a__csv=HOMES).sites[0].dwellings == 3
    assert "context.site.households" not in loaded(SITE, a__csv=HOMES).values
    assert load("baseline").values["context.site.households"] == 170
