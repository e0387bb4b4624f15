"""Files of dwellings and ties that a site names, read as if they were written in the scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hlmsim.scenario.assignments import COMMAND_LINE, PYTHON
from hlmsim.scenario.envelope import Kind, declared
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.graphml import read_graphml
from hlmsim.scenario.partners_file import data_text
from hlmsim.scenario.tables import Column, Paths, Row, read_table
from hlmsim.scenario.tree import Node, Place

DWELLINGS = (
    Column("dwelling", required=True),
    Column("building", required=True),
    Column("household_type"),
    Column("language_group"),
)
TIES = (
    Column("first", required=True),
    Column("second", required=True),
    Column("strength", "value"),
    Column("kind"),
)
GRAPHML = declared(Kind("graphml", (".graphml", ".xml"), versions=()))


def with_site_files(root: Node, folder: Path, faults: Faults) -> Node:
    """The tree with every site's files read. folder: where the scenario is, for files named elsewhere."""
    context, sites = root.get("context"), root.get("sites")
    site = root.get("context", "site")
    if context is not None and site is not None:
        root = root.having(context=context.having(site=_read(site, folder, faults, "context.site")))
    if sites is not None and sites.items:
        items = tuple(_read(item, folder, faults, f"sites.{place}") for place, item in enumerate(sites.items))
        root = root.having(sites=replace(sites, value=items))
    return root


def _read(site: Node, folder: Path, faults: Faults, path: str) -> Node:
    asked, ties = site.get("file"), site.get("ties")
    if asked is not None and isinstance(asked.value, str):
        if site.get("dwellings") is not None:
            faults.add("both_given", asked.start, f"{path}.file", first="file", second="dwellings")
        site = _with_dwellings(site.without("file"), asked, folder, faults, path)
    if ties is not None and isinstance(ties.value, str):
        site = site.without("ties") if site.get("ties") is ties else site
        if site.get("ties") is not None:
            faults.add("both_given", ties.start, f"{path}.ties", first="ties", second="file")
        found = _table(ties, folder, TIES, faults, Paths(f"{path}.ties", f"{path}.ties"))
        if found is not None:
            site = site.having(ties=replace(found, key=ties.key))
    return site


def _with_dwellings(site: Node, asked: Node, folder: Path, faults: Faults, path: str) -> Node:
    if not GRAPHML.ends(str(asked.value)):
        found = _table(asked, folder, DWELLINGS, faults, Paths(f"{path}.file", f"{path}.dwellings"))
        return site if found is None else site.having(dwellings=replace(found, key=asked.key))
    text = data_text(asked, _folder(asked, folder), faults, f"{path}.file", GRAPHML)
    if text is None:
        return site
    graph = read_graphml(text[1], str(text[0]), faults, f"{path}.file")
    if graph is None:
        return site
    dwellings, ties = graph
    site = site.having(dwellings=replace(dwellings, key=asked.key))
    return site.having(ties=replace(ties, key=asked.key)) if site.get("ties") is None else site


def _table(asked: Node, folder: Path, columns: Sequence[Column], faults: Faults, paths: Paths) -> Node | None:
    text = data_text(asked, _folder(asked, folder), faults, paths.file)
    if text is None:
        return None
    file, content = text
    rows = read_table(content, str(file), columns, faults, paths)
    if rows is None:
        return None
    return Node(Place(str(file), 1, 1), tuple(_row(place, row) for place, row in rows), asked.key)


def _row(place: Place, row: Row) -> Node:
    return Node(place, row, place)


def _folder(asked: Node, folder: Path) -> Path:
    named_in = asked.place.file
    return folder if named_in in {COMMAND_LINE, PYTHON} else Path(named_in).parent
