"""What is wrong with the words of a figure."""

from __future__ import annotations

import itertools

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text


def clashes(figure: Figure) -> list[str]:
    """Texts that overlap one another or leave the page."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    page = figure.bbox
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    hidden = {id(tick.label1) for axes in figure.axes for tick in _out_of_sight(axes)}
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts if id(text) not in hidden]
    cut = [
        f"cut: {words!r}"
        for words, box in boxes
        if box.x0 < page.x0 - 1 or box.y0 < page.y0 - 1 or box.x1 > page.x1 + 1 or box.y1 > page.y1 + 1
    ]
    pairs = itertools.combinations(boxes, 2)
    return cut + [f"{first!r} / {second!r}" for (first, a), (second, b) in pairs if a.padded(-1).overlaps(b.padded(-1))]


def _out_of_sight(axes):
    """Ticks outside the limits of their axis are made, but not drawn."""
    for axis, (low, high) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        for tick in axis.get_major_ticks():
            if not low - 1e-9 <= tick.get_loc() <= high + 1e-9 or not tick.label1.get_visible():
                yield tick
