"""The site of ``shapes`` as networks of other programs, and what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import networkx as nx

from tests.fuzz.shapes import (
    NAMES,
    NUMBERS,
    SITE,
    TIES,
    Shape,
    book,
    comma,
    rows,
    tables,
    tables_of_ties,
    text,
    with_ties,
    workbooks,
)


def network(name: str, content: str | bytes, *, typed: bool = False, strengths: bool = True, **told: int) -> Shape:
    """A shape of one network."""
    data = content if isinstance(content, bytes) else content.encode()
    return Shape({name: data}, told, typed, tied=True, strengths=strengths)


def graph(**facts: Any) -> Any:
    """The site as NetworkX keeps it."""
    made: Any = nx.Graph(**facts)
    for name, block, kind, group in SITE:
        made.add_node(name, building=block, household_type=kind, language_group=group)
    for first, second, strength in TIES:
        made.add_edge(first, second, strength=strength)
    return made


def _yed(*, grouped: bool) -> str:
    """As yEd writes it: labels inside drawings, and groups as nodes that hold a network."""
    head = (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
        'xmlns:y="http://www.yworks.com/xml/graphml"><key for="port" id="d1" yfiles.type="portgraphics"/>'
        '<key attr.name="Building" attr.type="string" for="node" id="d4"/><key for="node" id="d6" '
        'yfiles.type="nodegraphics"/><key attr.name="weight" attr.type="double" for="edge" id="d8"/><key for="edge" '
        'id="d10" yfiles.type="edgegraphics"/><graph edgedefault="directed" id="G">'
    )
    nodes = [
        f'<node id="n{i}"><data key="d4">{name[0]}</data><data key="d6"><y:ShapeNode><y:Fill color="#FFCC00"/>'
        f"<y:NodeLabel>{name}<y:LabelModel/></y:NodeLabel></y:ShapeNode></data></node>"
        for i, name in enumerate(NAMES)
    ]
    if grouped:
        nodes = [
            f'<node id="g{n}" yfiles.foldertype="group"><data key="d6"><y:GroupNode><y:NodeLabel>Bloc {n}'
            f'</y:NodeLabel></y:GroupNode></data><graph id="g{n}:">{"".join(nodes[6 * n : 6 * n + 6])}</graph></node>'
            for n in range(2)
        ]
    edges = [
        f'<edge source="n{a}" target="n{b}"><data key="d8">{s}</data><data key="d10"><y:PolyLineEdge><y:EdgeLabel>x'
        "</y:EdgeLabel></y:PolyLineEdge></data></edge>"
        for a, b, s in NUMBERS
    ]
    return f"{head}{''.join([*nodes, *edges])}</graph></graphml>"


def _gephi() -> str:
    """As Gephi writes GEXF: numbers as identifiers, names as labels, values apart, drawing between."""
    nodes = "".join(
        f'<node id="{i}" label="{name}"><attvalues><attvalue for="b" value="{name[0]}"/></attvalues>'
        '<viz:size value="10.0"/><viz:color r="1" g="2" b="3"/></node>'
        for i, name in enumerate(NAMES)
    )
    edges = "".join(f'<edge id="{i}" source="{a}" target="{b}" weight="{s}"/>' for i, (a, b, s) in enumerate(NUMBERS))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gexf xmlns="http://www.gexf.net/1.3" version="1.3" '
        'xmlns:viz="http://www.gexf.net/1.3/viz"><graph defaultedgetype="undirected"><attributes class="node">'
        f'<attribute id="b" title="Bâtiment" type="string"/></attributes><nodes>{nodes}</nodes><edges>{edges}</edges>'
        "</graph></gexf>"
    )


def _igraph() -> str:
    nodes = "".join(
        f'<node id="n{i}"><data key="v_name">{name}</data><data key="v_b">{name[0]}</data></node>'
        for i, name in enumerate(NAMES)
    )
    edges = "".join(f'<edge source="n{a}" target="n{b}"><data key="w">{s}</data></edge>' for a, b, s in NUMBERS)
    return (
        '<graphml><key id="v_name" for="node" attr.name="name"/><key id="v_b" for="node" attr.name="building"/>'
        f'<key id="w" for="edge" attr.name="weight"/><graph id="G" edgedefault="undirected">{nodes}{edges}</graph>'
        "</graphml>"
    )


def _pajek(head: str = "*Edges") -> str:
    vertices = "".join(f'{i} "{n}" 0.1 0.2 0.5 ic Red building "{n[0]}"\r\n' for i, n in enumerate(NAMES, 1))
    edges = "".join(f"{int(a) + 1} {int(b) + 1} {s}\r\n" for a, b, s in NUMBERS)
    return f"*Vertices 12\r\n{vertices}{head}\r\n{edges}"


def _with_parents() -> str:
    """GEXF whose nodes say in which building they are."""
    groups = "".join(f'<node id="g{block}" label="Bloc {block}"/>' for block in "AB")
    said = re.sub(r'label="([AB])-', r'pid="g\1" label="\1-', _gephi())
    return said.replace("<nodes>", f"<nodes>{groups}")


def _partition() -> str:
    """A Pajek project: a network, and the buildings apart."""
    vertices = "".join(f'{i} "{n}"\n' for i, n in enumerate(NAMES, 1))
    edges = "".join(f"{int(a) + 1} {int(b) + 1} {comma(s)}\n" for a, b, s in NUMBERS)
    blocks = "".join(f"{name[0]}\n" for name in NAMES)
    return f"*Vertices 12\n{vertices}*Edges\n{edges}*Partition building\n*Vertices 12\n{blocks}"


def matrix(*, both: bool = False, less: int = 0) -> list[list[str]]:
    """The ties as a matrix. both: on both sides of the diagonal, but for the first so many ties."""
    cells = {(int(a), int(b)): comma(s) for a, b, s in NUMBERS}
    if both:
        cells |= {(b, a): said for (a, b), said in list(cells.items())[less:]}
    return [["", *NAMES], *([name, *(cells.get((n, m), "0") for m in range(12))] for n, name in enumerate(NAMES))]


def _pajek_matrix() -> str:
    body = "".join(" ".join(row[1:]).replace(",", ".") + "\n" for row in matrix(both=True)[1:])
    return f"{_pajek().partition('*Edges')[0]}*Matrix\n{body}"


def _declared(encoding: str, written: str | None = None) -> bytes:
    body = "\n".join(nx.generate_graphml(graph())).partition("?>")[2]
    body = body or "\n".join(nx.generate_graphml(graph()))
    said = f'<?xml version="1.0" encoding="{encoding}"?>{body}'.replace(">A</data>", ">É</data>")
    return said.encode(written or encoding)


def _json(**said: Any) -> str:
    return json.dumps(said, ensure_ascii=False)


def networks() -> dict[str, Shape]:
    """Networks of other programs."""
    made, named = graph(), list(zip(NAMES, [name[0] for name in NAMES], strict=True))
    weighted: Any = nx.Graph()
    weighted.add_nodes_from((name, {"building": block}) for name, block in named)
    weighted.add_weighted_edges_from(TIES)
    edges = [{"source": a, "target": b, "attributes": {"weight": s}} for a, b, s in TIES]
    kumu_nodes = [{"_id": f"e{i}", "attributes": {"label": n, "Bâtiment": b}} for i, (n, b) in enumerate(named)]
    kumu_edges = [{"from": f"e{a}", "to": f"e{b}", "attributes": {"strength": s}} for a, b, s in NUMBERS]
    by_place = [{"source": int(a), "target": int(b), "strength": s} for a, b, s in NUMBERS]
    keyed = {name: {"metadata": {"building": block}} for name, block in named}
    return {
        "NetworkX GraphML": network("g.graphml", "\n".join(nx.generate_graphml(made)), typed=True),
        "NetworkX GEXF": network("g.gexf", "\n".join(nx.generate_gexf(made)), typed=True),
        "NetworkX Pajek": network("g.net", "\n".join(nx.generate_pajek(weighted))),
        "yEd": network("g.graphml", _yed(grouped=False)),
        "yEd groups": network("g.graphml", _yed(grouped=True), note_groups=2),
        "igraph": network("g.graphml", _igraph()),
        "Gephi GEXF": network("g.gexf", _gephi()),
        "Pajek": network("g.net", _pajek().encode("utf-8-sig")),
        "Pajek partition": network("g.paj", _partition()),
        "Pajek matrix": network("g.net", _pajek_matrix(), note_ties_doubled=18),
        "GEXF parents": network("g.gexf", _with_parents(), note_groups=2),
        "matrix": with_ties(text(matrix())),
        "matrix on both sides": with_ties(text(matrix(both=True)), note_ties_doubled=18),
        "matrix, some ties one way": with_ties(
            text(matrix(both=True, less=3)), note_ties_doubled=15, note_ties_one_way=3
        ),
        "matrix with totals": with_ties(
            text([[*row, "Total" if n == 0 else "3"] for n, row in enumerate(matrix())] + [["Total", *["2"] * 13]]),
            note_unread=1,
            note_row_total=1,
        ),
        "matrix in a workbook": with_ties(book(S=[["Liens"], *matrix()]), name="t.xlsx", note_rows_above=1),
        "JSON records": Shape(
            {
                "d.json": json.dumps([dict(zip(rows()[0], row, strict=True)) for row in rows()[1:]]).encode(),
                "t.json": json.dumps([{"de": a, "vers": b, "force": s} for a, b, s in TIES]).encode(),
            },
            tied=True,
        ),
        "Pajek arcs": network("g.paj", "*Network x\n" + _pajek('*Arcs :1 "liens"')),
        "Kumu JSON": network("g.json", _json(elements=kumu_nodes, connections=kumu_edges)),
        "NetworkX JSON": network("g.json", json.dumps(nx.node_link_data(graph(name="x"), edges="edges")), typed=True),
        "Cytoscape": network("g.json", json.dumps(nx.cytoscape_data(made)), typed=True, note_unread=1),
        "D3": network("g.json", _json(nodes=[{"name": n, "building": b} for n, b in named], links=by_place)),
        "graphology": network(
            "g.json", _json(nodes=[{"key": n, "attributes": {"building": b}} for n, b in named], edges=edges)
        ),
        "JGF": network("g.json", _json(graph={"nodes": keyed, "edges": edges})),
        **{
            f"ties alone in {name}": Shape(
                {"d.csv": text(rows()).encode(), name: re.sub("[Bb](uilding|âtiment)", "zone", said).encode()},
                told,
                tied=True,
            )
            for name, said, told in (
                ("y.graphml", _yed(grouped=True), {"note_groups": 2}),
                ("i.graphml", _igraph(), {}),
                ("g.gexf", _gephi(), {}),
                ("g.net", _pajek(), {}),
            )
        },
        **{
            f"GraphML in {encoding}": network("g.graphml", _declared(encoding), typed=True)
            for encoding in ("UTF8", "utf-16", "iso-8859-1", "Windows-1252", "cp850")
        },
    }


def refused() -> dict[str, tuple[Mapping[str, bytes], str]]:
    """What is not read, and the code of the fault that says what to do."""
    fr = rows()
    unlike = [["", *NAMES], *([name, *("ami" for _ in NAMES)] for name in NAMES)]
    stacked = [*fr, [], ["Bâtiment", "Logements"], ["A", "6"]]
    once = [row if number in {0, 1, 7} else [row[0], "", *row[2:]] for number, row in enumerate(fr)]
    percent = [["De", "Vers", "Poids"], *([a, b, f"{s:.0%}"] for a, b, s in TIES)]
    large = [["De", "Vers", "Poids"], *([a, b, "1\N{NO-BREAK SPACE}200,5"] for a, b, _ in TIES)]
    dwellings = {"d.csv": text(fr).encode()}
    found: dict[str, tuple[Mapping[str, bytes], str]] = {
        "no heading": ({"a.csv": text(fr[1:]).encode()}, "import_no_dwellings"),
        "transposed": ({"a.csv": text(list(zip(*fr, strict=True))).encode()}, "import_no_dwellings"),
        "columns by blanks": ({"a.txt": text(fr, " ").encode()}, "import_no_dwellings"),
        "HTML": ({"a.xls": b"<table><tr><td>Logement</td></tr></table>"}, "site_file_kind"),
        "GML": ({"a.gml": "\n".join(nx.generate_gml(graph())).encode()}, "site_file_kind"),
        "two tables": ({"a.csv": text(stacked).encode()}, "table_below"),
        "summary below": (
            {"a.csv": text([*fr, ["Total", "12"], [], ["Type", "Nombre"], ["famille", "6"]]).encode()},
            "table_below",
        ),
        "kinds below": ({"a.csv": text([*fr, [], ["famille", "3"], ["aîné", "3"]]).encode()}, "table_below"),
        "buildings below": ({"a.csv": text([*fr, [], ["A", "6"], ["B", "6"]]).encode()}, "table_below"),
        "who made it": ({"a.csv": text([*fr, [], ["Préparé par", "Mme Roy"]]).encode()}, "table_below"),
        "ties below": ({"a.csv": text([*fr, [], ["De", "Vers"], ["A-01", "B-01"]]).encode()}, "table_below"),
        "two spellings of a building": ({"a.csv": b"Porte;Bloc\n1;A\n2;a\n"}, "buildings_alike"),
        "two spellings of a door": ({"a.csv": b"Porte;Bloc\n1;A\n01;A\n"}, "dwellings_alike"),
        "a word as a weight": (
            {**dwellings, "g.net": b'*Vertices 2\n1 "A-01"\n2 "A-02"\n*Edges\n1 2 fort\n'},
            "not_a_number",
        ),
        "a matrix of another length": (
            {**dwellings, "g.net": b'*Vertices 2\n1 "A-01"\n2 "A-02"\n*Matrix\n0 1 1\n'},
            "pajek_line",
        ),
        "a point among commas": (
            {**dwellings, "t.csv": b"De;Vers;Force\nA-01;B-01;0,5\nA-01;B-02;1.000\n"},
            "point_either",
        ),
        "weight that is no number": ({"g.graphml": _igraph().replace(">0.9<", ">NaN<").encode()}, "not_finite"),
        "building once": ({"a.csv": text(once).encode()}, "cells_blank"),
        "the same sheet twice": ({"a.xlsx": book(A=fr, B=fr)}, "sheets_unsure_dwellings"),
        "twice the same": ({"a.csv": dwellings["d.csv"], "b.csv": dwellings["d.csv"]}, "import_several_dwellings"),
        "matrix of words": ({**dwellings, "t.csv": text(unlike).encode()}, "import_no_table"),
        "per cent": ({**dwellings, "t.csv": text(percent).encode()}, "not_a_number_near"),
        "counts as weights": ({**dwellings, "t.csv": text(large).encode()}, "weight_outside"),
        "unknown end": ({**dwellings, "t.csv": b"De;Vers\nA-01;Z-9\n"}, "tie_unknown"),
        "blank end": ({**dwellings, "t.csv": b"De;Vers\nA-01;\n"}, "csv_cell_blank"),
    }
    for encoding, code in (("klingon", "unknown"), ("utf-7", "unknown"), ("hex", "unknown"), ("utf8mb4", "unknown")):
        found[f"GraphML in {encoding}"] = {"g.graphml": _declared(encoding, "utf-8")}, f"xml_encoding_{code}"
    for encoding in ("gb2312", "shift_jis", "iso-8859-1", "US-ASCII"):
        found[f"UTF-8 called {encoding}"] = {"g.graphml": _declared(encoding, "utf-8")}, "xml_encoding_wrong"
    return found


def read_shapes() -> Iterator[tuple[str, Shape]]:
    """Every shape that is read, by name."""
    for kind in (tables, tables_of_ties, workbooks, networks):
        yield from kind().items()
