"""Figures drawn by several processes are those that one draws."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from hlmsim.report import drawing


def curve(slope: int) -> Figure:
    figure = Figure(figsize=(2, 2))
    figure.add_subplot().plot([0, 1], [0, slope])
    return figure


@pytest.mark.slow
def test_several_processes_draw_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = {f"curve_{slope}": partial(curve, slope) for slope in range(drawing.MANY)}
    drawn = {}
    for count in (1, 2):
        monkeypatch.setattr(drawing, "processes", count)
        drawing.draw_all(figures, tmp_path / str(count), (drawing.SVG,))
        drawn[count] = {file.name: file.read_bytes() for file in (tmp_path / str(count)).iterdir()}
    assert len(drawn[1]) == drawing.MANY
    assert drawn[1] == drawn[2]
