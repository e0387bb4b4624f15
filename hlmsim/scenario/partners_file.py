"""Partners from a CSV file, one a row, as if they were written in the scenario."""

from __future__ import annotations

from pathlib import Path

from hlmsim.model.names import ACTIONS
from hlmsim.scenario.envelope import CSV, Kind, declared, text_beside
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.tables import Column, Paths, Row, read_table
from hlmsim.scenario.tree import Node, Place

SITE_TABLE = declared(Kind("site_table", CSV, versions=()))
PARTNER_TABLE = declared(Kind("partner_table", CSV, versions=()))
COLUMNS = (
    Column("id", required=True),
    Column("seat", "value", required=True),
    Column("label_fr"),
    Column("label_en"),
    Column("kind", required=True),
    Column("domains", "list", required=True),
    Column("capacity", "value", required=True),
    *(Column(action, "value", required=True) for action in ACTIONS),
    Column("sites", "list"),
    Column("present", "value"),
)


def with_partners(root: Node, faults: Faults) -> Node:
    """The tree with its ``partners_file`` read, if it names one."""
    asked = root.get("partners_file")
    if asked is None:
        return root.without("partners_file") if "partners_file" in root.mapping else root
    rest = root.without("partners_file")
    if root.get("partners") is not None:
        faults.add("both_given", asked.start, "partners_file", first="partners_file", second="partners")
        return rest
    text = data_text(asked, Path(asked.place.file).parent, faults, "partners_file", PARTNER_TABLE)
    if text is None:
        return rest
    file, content = text
    rows = read_table(content, str(file), COLUMNS, faults, Paths("partners_file", "partners"))
    if rows is None:
        return rest
    partners: dict[str, Node] = {}
    for place, row in rows:
        name = row.pop("id", None)
        if name is None or name.is_null:
            faults.add("csv_cell_blank", place if name is None else name.place, "partners", found="id")
        elif str(name.value) in partners:
            first = partners[str(name.value)].place.line
            faults.add("row_twice", name.place, f"partners.{name.value}", found=shown(name), first=first)
        else:
            partners[str(name.value)] = _partner(place, row)
    return rest.having(partners=Node(asked.place, partners, asked.key, whole=True))


def data_text(asked: Node, folder: Path, faults: Faults, path: str, kind: Kind = SITE_TABLE) -> tuple[Path, str] | None:
    """A data file that a scenario names, from the scenario's folder only."""
    return text_beside(kind, asked, folder, faults, path)


def _partner(place: Place, row: Row) -> Node:
    labels = {lang: row.pop(f"label_{lang}") for lang in ("fr", "en") if f"label_{lang}" in row}
    wishes = {action: row.pop(action) for action in ACTIONS if action in row}
    entries = dict(row)
    if labels:
        entries["label"] = Node(place, labels, place)
    if wishes:
        entries["preferences"] = Node(place, wishes, place)
    return Node(place, entries, place)
