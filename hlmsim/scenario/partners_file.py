"""Partners from a CSV file, one a row, as if they were written in the scenario."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hlmsim.model.names import ACTIONS
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.own_site.cells import Paths
from hlmsim.scenario.own_site.reading import remark_unread, source_beside, table_of
from hlmsim.scenario.own_site.rows import partner_rows
from hlmsim.scenario.tree import Node, Place


def with_partners(root: Node, faults: Faults) -> Node:
    """The tree with its ``partners_file`` read, if it names one."""
    asked = root.get("partners_file")
    if asked is None:
        return root.without("partners_file") if "partners_file" in root.mapping else root
    rest = root.without("partners_file")
    if root.get("partners") is not None:
        faults.add("both_given", asked.start, "partners_file", first="partners_file", second="partners")
        return rest
    found = source_beside(asked, Path(asked.place.file).parent, faults, "partners_file")
    paths = Paths("partners_file", "partners")
    table = None if found is None else table_of(found[1], "partners", faults, paths)
    rows = None if table is None else partner_rows(table, faults, paths)
    if found is None or rows is None:
        return rest
    remark_unread(found[1], ("partners", "dwellings", "ties"), faults, "partners_file")
    return rest.having(partners=partners_of(rows, asked, faults))


def partners_of(rows: Sequence[tuple[Place, dict[str, Node]]], asked: Node, faults: Faults) -> Node:
    """Rows of organisations as a scenario would list them. asked: what named their table."""
    partners: dict[str, Node] = {}
    for place, cells in rows:
        row = dict(cells)
        name = row.pop("id", None)
        if name is None or name.is_null:
            faults.add("csv_cell_blank", place if name is None else name.place, "partners", found="id")
        elif str(name.value) in partners:
            first = partners[str(name.value)].place.line
            faults.add("row_twice", name.place, f"partners.{name.value}", found=shown(name), first=first)
        else:
            partners[str(name.value)] = _partner(place, row)
    return Node(asked.place, partners, asked.key, whole=True)


def _partner(place: Place, row: dict[str, Node]) -> Node:
    labels = {lang: row.pop(f"label_{lang}") for lang in ("fr", "en") if f"label_{lang}" in row}
    wishes = {action: row.pop(action) for action in ACTIONS if action in row}
    entries = dict(row)
    if labels:
        entries["label"] = Node(place, labels, place)
    if wishes:
        entries["preferences"] = Node(place, wishes, place)
    return Node(place, entries, place)
