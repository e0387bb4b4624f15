"""Figures in files: SVG for pages and editors, PNG where asked. The same numbers give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hlmsim.report.style import settings
from hlmsim.runs.ledger.door import put_result

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("png", "svg")
_NO_DATE = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}


def save(figure: Figure, folder: Path, name: str, kinds: Sequence[str] = FORMATS) -> tuple[Path, ...]:
    """Write ``name.<kind>`` in ``folder`` for each kind of file; each is replaced in one move."""
    return tuple(put_result(folder / f"{name}.{kind}", rendered(figure, kind)) for kind in kinds)


def rendered(figure: Figure, kind: str) -> bytes:
    """The bytes of a figure, without dates or random identifiers."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    FigureCanvasAgg(figure)
    stream = io.BytesIO()
    with settings(), _laid_out(figure):
        figure.savefig(stream, format=kind, metadata=_NO_DATE[kind])
    return stream.getvalue()


@contextmanager
def _laid_out(figure: Figure) -> Iterator[None]:
    """The panels in their places, once: with a layout engine, saving would draw everything twice."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    figure.set_layout_engine(None)
    try:
        yield
    finally:
        figure.set_layout_engine(engine)


def shown(figure: Figure) -> Figure:
    """The same figure, which a notebook shows even when nobody has imported matplotlib there."""
    figure.__dict__["_repr_png_"] = lambda: rendered(figure, "png")
    return figure
