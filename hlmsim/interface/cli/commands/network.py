"""``hlmsim network``: tenants, workers, partners and ties at a week, for other tools."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.errors import InputError
from hlmsim.interface.cli.command import LocalCommand, argument, option
from hlmsim.interface.cli.console import Screen, write_new
from hlmsim.interface.cli.file_types import OutputFile, ScenarioFile
from hlmsim.interface.cli.types import Assignment, Whole

if TYPE_CHECKING:
    import networkx as nx

ENDINGS = (".graphml", ".gexf", ".csv")


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def network(scenario: str, output: Path, week: int | None, seed: int, sets: tuple[str, ...]) -> None:
        from hlmsim.interface.python import simulate
        from hlmsim.scenario import load

        world = load(scenario, sets=sets)
        if week is not None and week > world.weeks:
            raise InputError("usage.week_beyond", week=week, weeks=world.weeks)
        until = world.weeks if week is None else week
        graph = simulate(world, seed=seed).network(until)
        files = [write_new(file, content, replace=True) for file, content in _contents(graph, output)]
        facts: dict[str, Any] = {"nodes": graph.number_of_nodes(), "edges": graph.number_of_edges()}
        Screen(lang).remark("cli.network.written", week=until, files=[str(file) for file in files], **facts)

    return LocalCommand(
        "network",
        lang,
        network,
        [
            argument("scenario", lang, ScenarioFile()),
            option("network", lang, ["--output", "-o"], OutputFile(ENDINGS), required=True),
            option("network", lang, ["--week"], Whole(0, 1_000_000)),
            option("network", lang, ["--seed"], Whole(0, 2**63 - 1), default=1),
            option("network", lang, ["--set", "sets"], Assignment(), multiple=True),
        ],
    )


def _contents(graph: nx.Graph[Any], output: Path) -> list[tuple[Path, bytes]]:
    import networkx as nx

    match output.suffix.lower():
        case ".graphml":
            return [(output, "\n".join(nx.generate_graphml(graph)).encode() + b"\n")]
        case ".gexf":
            dated = "\n".join(nx.generate_gexf(graph))
            return [(output, re.sub(r' lastmodifieddate="[^"]*"', "", dated).encode() + b"\n")]
        case _:
            nodes = [_kumu_node(node, facts) for node, facts in graph.nodes(data=True)]
            edges = [
                {"From": first, "To": second, "source": first, "target": second, **facts}
                for first, second, facts in graph.edges(data=True)
            ]
            stem = output.with_suffix("")
            return [(Path(f"{stem}.nodes.csv"), _csv(nodes)), (Path(f"{stem}.ties.csv"), _csv(edges))]


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
