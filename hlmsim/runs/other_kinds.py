"""Folders that hlmsim makes and that hold no comparison and no sweep: told by their kind."""

from __future__ import annotations

from pathlib import Path

from hlmsim.errors import InputError
from hlmsim.runs.manifest import MANIFEST, read_manifest

SENSITIVITY = "sensitivity"
_CALIBRATION = ("calibration.fr.md", "calibration.en.md")


def refuse_other_kinds(folder: Path) -> None:
    """Raise InputError when a folder holds a sensitivity analysis or a calibration."""
    page = next((name for name in _CALIBRATION if (folder / name).exists()), None)
    if page is not None and not (folder / MANIFEST).exists():
        raise InputError("results_of_calibration", folder=str(folder), file=page)
    manifest = read_manifest(folder)
    if manifest.get("kind") == SENSITIVITY:
        parts = [str(folder / stage["folder"]) for stage in manifest.get("stages", ())]
        raise InputError("results_of_sensitivity", folder=str(folder), parts=parts, file="answer.fr.md")
