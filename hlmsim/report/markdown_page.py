"""A page written in Markdown as one HTML page that needs nothing but itself: its pictures stand within it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from hlmsim.report.markup import document, drawing, element

if TYPE_CHECKING:
    from markdown_it.token import Token


_MANY = 7
"""Columns of a table beyond which it is printed smaller."""


def page_of_markdown(page: str, lang: str, drawings: Mapping[str, str], last: Sequence[str] = ()) -> str:
    """The page. drawings: SVG by the name of the picture's file, without ending; last: HTML that comes at its end.

    A picture that is not among the drawings is left out.
    """
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(page)
    title = next((_words(tokens[k + 1]) for k, token in enumerate(tokens) if token.tag == "h1"), "")
    renderer = RendererHTML()
    renderer.rules.update(_rules(tokens, drawings))
    body = renderer.render(tokens, reader.options, {})
    return document(title, "\n".join([body, *last]), lang)


def _rules(tokens: Sequence[Token], drawings: Mapping[str, str]) -> dict[str, Any]:
    """How tables and pictures are written: to be read aloud too, and from the keyboard."""
    headings: dict[int, str] = {}
    said = ""
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            said = _words(tokens[place + 1])
        headings[place] = said

    def table_open(tokens: Sequence[Token], place: int, *_: Any) -> str:
        columns = next(k for k, token in enumerate(tokens[place:]) if token.type == "tr_close") // 3
        kind = ' class="wide"' if columns > _MANY else ""
        about = escape(headings.get(place, ""))
        return f'<div class="scroll" tabindex="0" role="region" aria-label="{about}"><table{kind}>\n'

    def table_close(*_: Any) -> str:
        return "</table></div>\n"

    def th_open(*_: Any) -> str:
        return '<th scope="col">'

    def image(tokens: Sequence[Token], place: int, *_: Any) -> str:
        token = tokens[place]
        name = str(token.attrs["src"]).rpartition("/")[2].rpartition(".")[0]
        return drawing(drawings[name], name, token.content) if name in drawings else ""

    def paragraph_open(tokens: Sequence[Token], place: int, *_: Any) -> str:
        return "" if _is_picture(tokens[place + 1]) or tokens[place].hidden else "<p>"

    def paragraph_close(tokens: Sequence[Token], place: int, *_: Any) -> str:
        return "" if _is_picture(tokens[place - 1]) or tokens[place].hidden else "</p>\n"

    return {
        "table_open": table_open,
        "table_close": table_close,
        "th_open": th_open,
        "image": image,
        "paragraph_open": paragraph_open,
        "paragraph_close": paragraph_close,
    }


def _is_picture(token: Token) -> bool:
    """Whether a paragraph holds one picture and nothing else: a figure is no part of a paragraph."""
    return [child.type for child in token.children or ()] == ["image"]


def _words(token: Token) -> str:
    """The plain words of a line."""
    return "".join(child.content for child in token.children or () if child.type in {"text", "code_inline"})


def figures_section(heading: str, drawn: Mapping[str, tuple[str, str]]) -> str:
    """Pictures under a heading. drawn: by name, the SVG and what it shows in a sentence."""
    shown = "".join(drawing(svg, name, said) for name, (svg, said) in drawn.items())
    return element("section", element("h2", escape(heading)) + shown) if drawn else ""
