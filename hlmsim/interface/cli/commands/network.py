"""``hlmsim network``: tenants, workers, partners and ties at a week, for other tools."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.errors import InputError
from hlmsim.interface.cli.command import LocalCommand, argument, option, out_options
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.file_types import OutputFile, ScenarioFile
from hlmsim.interface.cli.types import Assignment, Whole

if TYPE_CHECKING:
    import networkx as nx

ENDINGS = (".graphml", ".gexf", ".csv")


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def network(scenario: str, out: Path, replace: bool, week: int | None, **session: Any) -> None:
        from hlmsim.interface.python import simulate
        from hlmsim.runs.ledger.door import put, refuse_taken
        from hlmsim.scenario import load

        world = load(scenario, sets=session["sets"])
        if week is not None and week > world.weeks:
            raise InputError("usage.week_beyond", week=week, weeks=world.weeks)
        for file in _files(out):
            refuse_taken(file, replace=replace)
        until = world.weeks if week is None else week
        graph = simulate(world, seed=session["seed"]).network(until)
        contents = zip(_files(out), _contents(graph, out.suffix.lower()), strict=True)
        files = [put(file, content, replace=replace) for file, content in contents]
        facts: dict[str, Any] = {"nodes": graph.number_of_nodes(), "edges": graph.number_of_edges()}
        Screen(lang).remark("cli.network.written", week=until, files=[str(file) for file in files], **facts)

    return LocalCommand(
        "network",
        lang,
        network,
        [
            argument("scenario", lang, ScenarioFile()),
            *out_options("network", lang, OutputFile(ENDINGS), required=True),
            option("network", lang, ["--week"], Whole(0, 1_000_000)),
            option("network", lang, ["--seed"], Whole(0, 2**63 - 1), default=1),
            option("network", lang, ["--set", "sets"], Assignment(), multiple=True),
        ],
    )


def _files(out: Path) -> list[Path]:
    """What is written: of tables, nodes and ties each their own."""
    return [out.with_suffix(f".{part}.csv") for part in ("nodes", "ties")] if out.suffix.lower() == ".csv" else [out]


def _contents(graph: nx.Graph[Any], ending: str) -> list[bytes]:
    import networkx as nx

    match ending:
        case ".graphml":
            return ["\n".join(nx.generate_graphml(graph)).encode() + b"\n"]
        case ".gexf":
            dated = "\n".join(nx.generate_gexf(graph))
            return [re.sub(r' lastmodifieddate="[^"]*"', "", dated).encode() + b"\n"]
        case _:
            nodes = [_kumu_node(node, facts) for node, facts in graph.nodes(data=True)]
            edges = [
                {"From": first, "To": second, "source": first, "target": second, **facts}
                for first, second, facts in graph.edges(data=True)
            ]
            return [_csv(nodes), _csv(edges)]


def _kumu_node(node: str, facts: dict[str, Any]) -> dict[str, Any]:
    """A row that Kumu finds by its Label, Gephi and NetworkX by its id; what the node is called stands under Name."""
    named = {"Name" if key == "label" else key: value for key, value in facts.items()}
    return {"Label": node, "id": node, **named}


def _csv(rows: list[dict[str, Any]]) -> bytes:
    import csv

    columns = list(dict.fromkeys(name for row in rows for name in row))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()
