"""A page of ours as a Word document, for those who must edit it: headings, lists, tables, pictures."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document

_INCHES = 6.3
"""Width of the text on Letter paper."""
_FIRST = 0.34
"""Share of a table's width that its first column has, which names the lines."""
_BLANKS = re.compile(r"[ \n\t]+")
_LANGUAGES = {"fr": "fr-CA", "en": "en-CA"}


def word_document(page: str, pictures: Mapping[str, bytes]) -> bytes:
    """The document. page: HTML as this package writes it. pictures: PNG by the name of the drawing that it replaces."""
    import docx
    from docx.shared import Mm
    from lxml import html

    root = html.document_fromstring(page)
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(216), Mm(279)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)
    document.core_properties.title = root.findtext(".//title") or ""
    document.core_properties.author = "hlmsim"
    document.core_properties.language = _LANGUAGES.get(root.get("lang", ""), "")
    _say_language(document, document.core_properties.language)
    _write(document, root.find(".//main"), pictures)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _write(document: Document, parent: Any, pictures: Mapping[str, bytes], level: int = 0) -> None:
    """Every element below ``parent``, in order. level: of nested lists."""
    for element in parent:
        match element.tag:
            case "h1" | "h2" | "h3" | "h4":
                document.add_heading(_words(element), int(element.tag[1]) - 1)
            case "p":
                _runs(document.add_paragraph(), element)
            case "pre":
                document.add_paragraph(_words(element), "No Spacing").runs[0].font.name = "Courier New"
            case "ul" | "ol":
                _list(document, element, pictures, level)
            case "dl":
                for one in element:
                    paragraph = document.add_paragraph()
                    paragraph.add_run(_words(one)).bold = one.tag == "dt"
                    paragraph.paragraph_format.keep_with_next = one.tag == "dt"
            case "table":
                _table(document, element)
            case "figure":
                _picture(document, element, pictures)
            case _:
                _write(document, element, pictures, level)


def _list(document: Document, element: Any, pictures: Mapping[str, bytes], level: int) -> None:
    kind = "List Number" if element.tag == "ol" else "List Bullet"
    style = kind if level == 0 else f"{kind} {min(level + 1, 3)}"
    for item in element:
        below = [child for child in item if child.tag in {"ul", "ol"}]
        for child in below:
            item.remove(child)
        _runs(document.add_paragraph(style=style), item)
        for child in below:
            _list(document, child, pictures, level + 1)


def _runs(paragraph: Any, element: Any) -> None:
    """The words of an element, those in bold and those of commands as they are on the page."""
    parts: list[tuple[str | None, str | None]] = [(element.text, None)]
    for child in element:
        parts += [("".join(child.itertext()), child.tag), (child.tail, None)]
    for words, tag in parts:
        tidy = _BLANKS.sub(" ", words or "")
        if tidy.strip():
            run = paragraph.add_run(tidy)
            run.bold = tag == "strong"
            run.italic = tag == "em"
            if tag == "code":
                run.font.name = "Courier New"


def _table(document: Document, element: Any) -> None:
    from docx.shared import Inches, Pt

    caption = element.find("caption")
    if caption is not None:
        paragraph = document.add_paragraph(_words(caption), "Caption")
        paragraph.paragraph_format.keep_with_next = True
    lines = list(element.iter("tr"))
    wide = max(sum(int(cell.get("colspan", "1")) for cell in line) for line in lines)
    table = document.add_table(0, wide, "Table Grid")
    table.autofit = False
    first = Inches(_INCHES * max(_FIRST, 1.0 / wide))
    widths = [first, *[Inches(_INCHES * (1.0 - max(_FIRST, 1.0 / wide)) / max(wide - 1, 1))] * (wide - 1)]
    for place, line in enumerate(lines):
        cells, column = table.add_row().cells, 0
        for cell in line:
            spans = int(cell.get("colspan", "1"))
            here = cells[column].merge(cells[min(column + spans, wide) - 1]) if spans > 1 else cells[column]
            here.width = sum(widths[column : column + spans])
            paragraph = here.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            run = paragraph.add_run(_words(cell))
            run.bold, run.font.size = cell.tag == "th", Pt(9)
            column += spans
        if place == 0 and element.find("thead") is not None:
            _repeat(table.rows[0])
    document.add_paragraph()


def _picture(document: Document, element: Any, pictures: Mapping[str, bytes]) -> None:
    from docx.shared import Inches

    name = element.get("id", "").removeprefix("figure-")
    said = _words(element.find("figcaption"))
    if name in pictures:
        shape = document.add_picture(io.BytesIO(pictures[name]), width=Inches(_INCHES))
        shape._inline.docPr.set("descr", said)  # the words that are read aloud in place of the picture
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    document.add_paragraph(said, "Caption")


def _repeat(row: Any) -> None:
    """Have the first row of a table stand at the top of every page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _say_language(document: Document, language: str) -> None:
    """The language of the text, so that it is read aloud and spelt in it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), language)
    document.styles["Normal"].element.get_or_add_rPr().append(mark)


def _words(element: Any) -> str:
    return _BLANKS.sub(" ", "".join(element.itertext())).strip(" ")
