"""Files of dwellings and ties that a site names, read as if they were written in the scenario."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hlmsim.scenario.assignments import COMMAND_LINE, PYTHON
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.own_site.cells import Network, Paths
from hlmsim.scenario.own_site.nodes import with_nodes
from hlmsim.scenario.own_site.reading import Source, holds, remark_unread, settle_unread, source_beside, table_of
from hlmsim.scenario.own_site.rows import Dwellings, dwelling_rows, tie_rows
from hlmsim.scenario.tree import Node


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
    _refuse_blank(site, faults, path)
    known: Dwellings | None = None
    if asked is not None and isinstance(asked.value, str):
        if site.get("dwellings") is not None:
            faults.add("both_given", asked.start, f"{path}.file", first="file", second="dwellings")
        site, known = _with_dwellings(site.without("file"), asked, folder, faults, path)
    if ties is not None and isinstance(ties.value, str):
        site = site.without("ties") if site.get("ties") is ties else site
        if site.get("ties") is not None:
            faults.add("both_given", ties.start, f"{path}.ties", first="ties", second="file")
        source = source_beside(ties, _folder(ties, folder), faults, f"{path}.ties")
        paths = Paths(f"{path}.ties", f"{path}.ties")
        if source is not None and isinstance(source[1], Network) and known is not None:
            known = with_nodes(source[1], known, faults, paths)
        found = None if source is None else read_ties(source[1], known, faults, paths)
        if found is not None:
            site = site.having(ties=replace(found, key=ties.key))
    return site


def _refuse_blank(site: Node, faults: Faults, path: str) -> None:
    """A blank ``file`` whose author gives no other dwellings: those that are inherited are not what was meant."""
    blank = site.mapping.get("file")
    if blank is None or not blank.is_null:
        return
    others = (site.mapping[name] for name in ("households", "dwellings") if site.get(name) is not None)
    if not any(other.place.file == blank.start.file for other in others):
        faults.add("blank_or_inherited", blank.start, f"{path}.file", found="file")


def _with_dwellings(site: Node, asked: Node, folder: Path, faults: Faults, path: str) -> tuple[Node, Dwellings | None]:
    found = source_beside(asked, _folder(asked, folder), faults, f"{path}.file")
    if found is None:
        return site, None
    known, ties = read_site(found[1], faults, path, alone=site.get("ties") is None)
    if known is None:
        return site, None
    site = site.having(dwellings=replace(known.node, key=asked.key))
    return (site if ties is None else site.having(ties=replace(ties, key=asked.key))), known


def read_site(source: Source, faults: Faults, path: str, *, alone: bool) -> tuple[Dwellings | None, Node | None]:
    """The dwellings of a file, and its ties if it has any. alone: no other file gives the ties."""
    paths = Paths(f"{path}.file", f"{path}.dwellings")
    table = table_of(source, "dwellings", faults, paths)
    known = None if table is None else dwelling_rows(table, faults, paths)
    tied = alone and (isinstance(source, Network) or holds(source, "ties"))
    remark_unread(source, ("dwellings", "ties") if alone else ("dwellings",), faults, f"{path}.file")
    if known is None or not tied:
        return known, None
    if isinstance(source, Network) and not source.edges.lines:
        faults.remark("note_no_ties", source.edges.start, f"{path}.file")
    ties = read_ties(source, known, faults, Paths(f"{path}.file", f"{path}.ties"))
    settle_unread(faults)
    return known, ties


def read_ties(source: Source, known: Dwellings | None, faults: Faults, paths: Paths) -> Node | None:
    """The ties of a file between the dwellings that are known."""
    table = table_of(source, "ties", faults, paths)
    return None if table is None else tie_rows(table, known, faults, paths)


def _folder(asked: Node, folder: Path) -> Path:
    named_in = asked.place.file
    return folder if named_in in {COMMAND_LINE, PYTHON} else Path(named_in).parent
