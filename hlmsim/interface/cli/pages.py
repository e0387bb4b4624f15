"""The page that a command leaves in its results folder."""

from __future__ import annotations

from pathlib import Path

from hlmsim.interface.cli.console import write_new


def write_page(folder: Path, lang: str) -> Path:
    """Write ``brief.html`` into the folder, and its hash into the manifest."""
    from hlmsim.interface.folder_page import PAGE, page_of_folder

    return put_page(folder / PAGE, page_of_folder(folder, lang))


def put_page(file: Path, content: str | bytes) -> Path:
    """Replace the page of a results folder, and its hash in the manifest, if it has one (a calibration has none)."""
    from hlmsim.runs.manifest import MANIFEST
    from hlmsim.runs.provenance import seal_file

    write_new(file, content, replace=True)
    if (file.parent / MANIFEST).exists():
        seal_file(file.parent, file.name)
    return file
