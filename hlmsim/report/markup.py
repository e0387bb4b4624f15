"""Pieces of an HTML page that reads aloud as well as it shows: tables with captions and scopes, drawings with names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from hlmsim.report.brief_style import STYLE

_BEFORE_SVG = re.compile(r"^.*?(?=<svg\b)", re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_PATH = re.compile(r'\bd="[^"]*"')
_DECIMALS = re.compile(r"(\.\d\d)\d+")
"""A hundredth of a point is finer than any eye or printer; the rest makes a page twice as large."""
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_FLAT = 0.72
"""Height to width of a drawing of one panel, of which two go on a printed page."""
_IDENTITY = re.compile(r'(\bid="|href="#|url\(#)')


POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""What a page may do: show itself. No script runs and nothing is fetched; drawings carry styles of their own."""


def document(title: str, body: str, lang: str) -> str:
    """A whole page that needs nothing but itself. body: HTML, the title's heading included."""
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
    )
    body = element("main", body)
    return f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>{head}</head>\n<body>\n{body}\n</body>\n</html>\n'


def element(tag: str, content: str, **attributes: str) -> str:
    """An element; ``content`` is HTML, attributes are plain (``class_`` is ``class``, an underscore a hyphen)."""
    names = {name: name.rstrip("_").replace("_", "-") for name in attributes}
    said = "".join(f' {names[name]}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{said}>{content}</{tag}>"


def paragraph(sentence: str) -> str:
    """A paragraph of plain text."""
    return element("p", escape(sentence))


def bullets(sentences: Sequence[str], tag: str = "ul") -> str:
    """A list of plain sentences."""
    return element(tag, "".join(element("li", escape(sentence)) for sentence in sentences))


def heading_row(titles: Sequence[str]) -> str:
    """The head of a table."""
    return element("thead", element("tr", "".join(element("th", escape(title), scope="col") for title in titles)))


def row(first: str, cells: Sequence[str], classes: Sequence[str] = ()) -> str:
    """A line whose first cell names it."""
    kinds = [*classes, *["n"] * (len(cells) - len(classes))]
    shown = "".join(element("td", escape(cell), class_=kind) for cell, kind in zip(cells, kinds, strict=True))
    return element("tr", element("th", escape(first), scope="row") + shown)


def table(caption: str, titles: Sequence[str], bodies: Sequence[str]) -> str:
    """A table that scrolls by itself on a narrow screen, from the keyboard too. bodies: the lines of each body."""
    parts = "".join(element("tbody", body) for body in bodies)
    whole = element("table", element("caption", escape(caption)) + heading_row(titles) + parts)
    return element("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption)


def drawing(svg: str, name: str, said: str) -> str:
    """A drawing within the page. name: keeps its identifiers from those of the others; said: what it shows."""
    inline = _METADATA.sub("", _BEFORE_SVG.sub("", svg, count=1)).strip()
    inline = _IDENTITY.sub(lambda found: f"{found[1]}{name}-", inline)
    inline = inline.replace("<svg", f'<svg role="img" aria-label="{escape(said)}"', 1)
    inline = _PATH.sub(lambda path: _DECIMALS.sub(r"\1", path[0]), inline)
    size = _SIZE.search(inline)
    shape = "flat" if size and float(size[2]) < _FLAT * float(size[1]) else "tall"
    return element("figure", inline + element("figcaption", escape(said)), id=f"figure-{name}", class_=shape)
