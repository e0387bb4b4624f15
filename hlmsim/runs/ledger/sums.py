"""Hashes of the tables of a part, written beside them: a part is not in the manifest, and page checksums do not cover
the ends of its files.
"""

from __future__ import annotations

import json
from pathlib import Path

from hlmsim.runs.ledger.tables import TABLES
from hlmsim.runs.provenance import known_sha256

SUMS = "sums.json"


def write_sums(folder: Path) -> None:
    """Write the hash of each table of a folder."""
    (folder / SUMS).write_text(json.dumps(_found(folder)), encoding="utf-8")


def sums_hold(folder: Path) -> bool:
    """Whether the tables are as they were written; also where nothing says so, as in parts of earlier versions.

    Raises FileNotFoundError when a table is missing.
    """
    try:
        said = (folder / SUMS).read_bytes()
    except FileNotFoundError:
        return True
    try:
        return bool(json.loads(said) == _found(folder))
    except (ValueError, RecursionError):
        return False


def _found(folder: Path) -> dict[str, str]:
    return {f"{table}.parquet": known_sha256(folder / f"{table}.parquet") for table in TABLES}
