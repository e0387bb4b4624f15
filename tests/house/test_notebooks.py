"""The example notebooks run from end to end, and show what they promise; they are kept without outputs."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parent.parent.parent / "docs" / "notebooks"
NOTEBOOKS = {"fr": FOLDER / "exemple.ipynb", "en": FOLDER / "example.ipynb"}
SAID = {"fr": "Accès aux services", "en": "Service access"}


@pytest.mark.slow
@pytest.mark.parametrize("lang", NOTEBOOKS)
def test_a_notebook_runs_and_shows(lang: str, tmp_path: Path) -> None:
    notebook = nbformat.read(NOTEBOOKS[lang], as_version=4)
    assert all(not cell.outputs for cell in notebook.cells if cell.cell_type == "code")
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [
        output.data
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "data" in output
    ]
    pages = [data["text/html"] for data in shown if "text/html" in data]
    assert "<caption>" in pages[0]
    assert SAID[lang] in pages[1]
    assert SAID[lang] in pages[3]
    assert sum("image/png" in data for data in shown) == 2


def test_both_notebooks_have_the_same_steps() -> None:
    first, second = (nbformat.read(file, as_version=4).cells for file in NOTEBOOKS.values())
    assert [cell.cell_type for cell in first] == [cell.cell_type for cell in second]
