"""What was damaged in a results folder since it was written, taken out of the way before a command goes on in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hlmsim.runs.intact import changed
from hlmsim.runs.ledger.networks import FOLDER as NETWORKS
from hlmsim.runs.ledger.store import Store
from hlmsim.runs.manifest import manifest_as_found


def set_damage_aside(folder: Path, shelves: Iterable[str]) -> None:
    """Set aside tables of these shelves that are not as the manifest says: their runs are made again. Networks that are
    not go: pictures simulate them again. Only for who holds the folder; raises ScenarioError if a newer hlmsim made it.
    """
    said = (manifest_as_found(folder) or {}).get("files", {})
    store = Store(folder)
    for shelf in shelves:
        store.check(shelf, said)
    for name in changed(folder, said, [name for name in said if name.startswith(f"{NETWORKS}/")]):
        (folder / name).unlink(missing_ok=True)
