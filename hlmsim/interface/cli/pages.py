"""The page that a command leaves in its results folder."""

from __future__ import annotations

from pathlib import Path


def write_page(folder: Path, lang: str) -> Path:
    """Write ``brief.html`` into the folder, and its hash into the manifest."""
    from hlmsim.interface.folder_page import PAGE, page_of_folder

    return put_page(folder / PAGE, page_of_folder(folder, lang))


def put_page(file: Path, content: str | bytes, *, replace: bool = False) -> Path:
    """Replace the page of a results folder, and its hash in the manifest, if it has one (a calibration has none)."""
    from hlmsim.runs.ledger.door import put_result
    from hlmsim.runs.manifest import MANIFEST
    from hlmsim.runs.provenance import seal_file

    put_result(file, content, replace=replace)
    if (file.parent / MANIFEST).exists():
        seal_file(file.parent, file.name)
    return file
