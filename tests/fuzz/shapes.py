"""One site in every shape that other programs write it: twelve dwellings, two buildings, eighteen ties.

A shape is files and what must be told of them. Whatever the shape, the same dwellings and ties are read, or it is
refused by sentences.
"""

from __future__ import annotations

import csv
import io
import itertools
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

NAMES = [f"{building}-0{door}" for building in "AB" for door in range(1, 7)]
MEANT = ("family", "senior", "single", "lone_parent")
LANGUAGES = ("francophone", "anglophone", "allophone")
SITE = [(name, name[0], MEANT[i % 4], LANGUAGES[i % 3]) for i, name in enumerate(NAMES)]
_PAIRS = sorted(random.Random(3).sample(list(itertools.combinations(range(12), 2)), 18))
STRENGTHS = (0.9, 0.25, 0.5)
TIES = [(NAMES[a], NAMES[b], STRENGTHS[i % 3]) for i, (a, b) in enumerate(_PAIRS)]
NUMBERS = [(str(a), str(b), STRENGTHS[i % 3]) for i, (a, b) in enumerate(_PAIRS)]

HEADINGS = {
    "fr": ("Logement", "Bâtiment", "Type de ménage", "Langue"),
    "en": ("Unit", "Building", "Household type", "Language"),
}
WORDS = {
    "fr": {
        **dict(zip(MEANT, ("famille", "aîné·e", "personne seule", "famille monoparentale"), strict=True)),
        **dict(zip(LANGUAGES, ("français", "anglais", "autre"), strict=True)),
    },
    "en": {
        **dict(zip(MEANT, ("Family", "Senior", "Single person", "Lone parent"), strict=True)),
        **dict(zip(LANGUAGES, ("French", "English", "Other"), strict=True)),
    },
}
Row = Sequence[Any]


@dataclass(frozen=True)
class Shape:
    """Files by name. told: counts by code of remark; of no other row, column or tie may one say that it is left out.

    typed: whether household types and languages are there. strengths: whether those of ties are.
    """

    files: Mapping[str, bytes]
    told: Mapping[str, int] = field(default_factory=dict)
    typed: bool = True
    tied: bool = False
    strengths: bool = True


def rows(lang: str = "fr") -> list[list[str]]:
    """Heading and dwellings, as somebody writes them."""
    words = WORDS[lang]
    return [list(HEADINGS[lang]), *([name, block, words[kind], words[group]] for name, block, kind, group in SITE)]


def text(table: Sequence[Row], separator: str = ";", end: str = "\r\n", *, quoted: bool = False) -> str:
    """A table as text."""
    stream = io.StringIO()
    style = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(stream, delimiter=separator, lineterminator=end, quoting=style).writerows(table)
    return stream.getvalue()


def comma(number: float) -> str:
    """A number with a decimal comma."""
    return str(number).replace(".", ",")


def book(**sheets: Sequence[Row] | Callable[[Any], None]) -> bytes:
    """A workbook, each sheet from its rows or by what writes it."""
    import openpyxl

    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, content in sheets.items():
        sheet = made.create_sheet(name)
        if callable(content):
            content(sheet)
        else:
            for row in content:
                sheet.append(list(row))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def table(content: str | bytes, typed: bool = True, **told: int) -> Shape:
    """A shape of one CSV file of dwellings."""
    return Shape({"a.csv": content if isinstance(content, bytes) else content.encode()}, told, typed)


def with_ties(content: str | bytes, *, strengths: bool = True, name: str = "t.csv", **told: int) -> Shape:
    """A shape of a table of dwellings and a file of ties."""
    data = content if isinstance(content, bytes) else content.encode()
    return Shape({"d.csv": text(rows()).encode(), name: data}, told, tied=True, strengths=strengths)


def tables() -> dict[str, Shape]:
    """Tables of dwellings as text."""
    fr, en = rows(), rows("en")
    body = fr[1:]
    found = {
        f"{encoding} {separator!r}": table(text(fr, separator).encode(encoding))
        for encoding, separator in (
            ("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", "\t"), ("utf-16", "|"), ("mac_roman", ";"), ("cp850", ";"),
            ("utf-16-le", ";"), ("utf-16-be", "\t"), ("utf-32", ";"), ("iso-8859-15", ";"),
        )
    }  # fmt: skip
    found |= {
        "English": table(text(en, ",")),
        "sep": table("sep=;\r\n" + text(fr)),
        "sep in quotes": table('"sep=;";;;\r\n' + text(fr)),
        "old line ends": table(text(fr, end="\r")),
        "quoted, with spaces": table(text(fr, ",", quoted=True).replace('","', '", "')),
        "titles": table("Liste des logements, bâtiments A et B\nOMH; 2024\n\n" + text(fr), note_rows_above=2),
        "units": table(text([fr[0], ["(code)", "", "(liste)", "liste"], *body]), note_row_units=1),
        "empty columns": table(text([["", *row[:2], "", *row[2:], "", ""] for row in fr])),
        "empty rows": table(text([fr[0], [], *body[:4], ["", "", "", ""], *body[4:]])),
        "numbered rows": table(text([["", *fr[0]], *([n, *row] for n, row in enumerate(body))]), note_unheaded=1),
        "other columns": table(text([[*fr[0], "Loyer"], *([*row, "1 234,50 $"] for row in body)]), note_unread=1),
        "separators at the end": table(text([[*row, ""] for row in fr])),
        "heading again": table(text([*fr[:7], fr[0], *fr[7:]]), note_row_heading=1),
        "ruler": table(text([fr[0], ["---"] * 4, *body]), note_row_note=1),
        "subtotals": table(
            text([*fr[:7], ["Sous-total A", 6, "", ""], *fr[7:], ["Sous-total B", 6, "", ""], ["Total", 12, "", ""]]),
            note_row_total=3,
        ),
        "blocks apart": table(text([*fr[:7], ["", "", "", ""], [], *fr[7:]])),
        "subtotals of Excel": table(
            text([*fr[:7], ["", "Nombre A", 6, ""], *fr[7:], ["", "B Count", "", 6], ["", "Nbval", 12, ""]]),
            note_row_total=3,
        ),
        "a note in a column of its own": table(
            text([[*row, ""] for row in fr] + [["", "", "", "", "à vérifier"]]), note_row_note=1
        ),
        "notes": table(text([*fr, ["Source : OMH, 2024"], ["Imprimé le 3 mai"], ["* estimé"]]), note_row_note=3),
        "heading of two lines": table(text([["No de\nlogement", "Bâtiment\n(lettre)", *fr[0][2:]], *body])),
        "capitals and signs": table(text([["LOGEMENT*", " batiment ", "TYPE DE MENAGE:", "Langue (2021)"], *body])),
        "invisible blanks": table(text([[f"{cell}\N{NO-BREAK SPACE}" for cell in row] for row in fr])),
    }
    for total in ("Total général :", "TOTAUX", "Nombre total de logements", "12 logements", "Ensemble", "Moyenne"):
        found[f"row “{total}”"] = table(text([*fr, [total, "12", "", ""]]), note_row_total=1)
    for pair in (
        ("N° du logement", "Bât."), ("No log.", "Immeuble"), ("App.", "Bloc"), ("Code du logement", "Code du bâtiment"),
        ("Unité locative", "Édifice"), ("idLogement", "idBatiment"), ("Num_log", "Num_bat"), ("Unit #", "Bldg"),
        ("Suite", "Tower"), ("Apt. no", "Building name"), ("Numéro d’appartement", "Nom de l’immeuble"),
    ):  # fmt: skip
        found[" ".join(pair)] = table(text([[*pair, *fr[0][2:]], *body]))
    return found


def tables_of_ties() -> dict[str, Shape]:
    """Tables of ties as text, and those of Kumu and Gephi."""
    fr, fr_rows = [["De", "Vers", "Force"], *([a, b, comma(s)] for a, b, s in TIES)], rows()
    gephi = ["Source", "Target", "Type", "Id", "Label", "timeset", "Weight"]
    nodes = [["Id", "Label", "timeset", "building"], *([i, name, "", name[0]] for i, name in enumerate(NAMES))]
    edges = [gephi, *([a, b, "Undirected", i, "", "", s] for i, (a, b, s) in enumerate(NUMBERS))]
    elements = [["Label", "Type", "Building"], *([name, "Dwelling", name[0]] for name in NAMES), ["OMH", "Partner", ""]]
    connections = [["From", "To", "Type", "Strength"], *([*tie[:2], "weak", tie[2]] for tie in TIES)]
    connections.append(["OMH", NAMES[0], "weak", 0.5])
    beside = [[*(fr_rows[n] if n < 13 else [""] * 4), "", *row] for n, row in enumerate(fr)]
    return {
        "beside the dwellings": Shape({"a.csv": text(beside).encode()}, tied=True),
        "decimal commas": with_ties(text(fr)),
        "quoted decimal commas": with_ties(text([["Source", "Target", "Weight"], *fr[1:]], ",")),
        "narrow blanks": with_ties(text([fr[0], *([a, b, f"{s}\N{NARROW NO-BREAK SPACE}"] for a, b, s in fr[1:])])),
        "title, units, total": with_ties(
            text([["Liens"], fr[0], ["", "", "(0 à 1)"], *fr[1:], ["Nombre de liens", 18, ""], ["Moyenne", "", "0,6"]]),
            note_rows_above=1,
            note_row_units=1,
            note_row_total=2,
        ),
        "both directions": with_ties(text([*fr, *([b, a, s] for a, b, s in fr[1:])]), note_ties_doubled=18),
        "with oneself": with_ties(text([*fr, [NAMES[0], NAMES[0], "0,5"]]), note_ties_alone=1),
        "other case": with_ties(text([fr[0], *([a.lower(), b.replace("-", ""), s] for a, b, s in fr[1:])])),
        "without strengths": with_ties(text([row[:2] for row in fr]), strengths=False),
        "Gephi": Shape(
            {"n.csv": text(nodes, ",").encode(), "e.csv": text(edges, ",").encode()}, {"note_unread": 1}, False, True
        ),
        "Kumu": Shape(
            {"e.csv": text(elements, ",").encode("utf-8-sig"), "c.csv": text(connections, ",").encode("utf-8-sig")},
            {"note_nodes_out": 1, "note_ties_out": 1},
            False,
            True,
        ),
    }


def hidden(sheet: Any) -> None:
    """Two rows that a filter leaves out."""
    for row in rows():
        sheet.append(row)
    for number in (3, 9):
        sheet.row_dimensions[number].hidden = True


def out_of_sight(sheet: Any) -> None:
    """A sheet that nobody sees."""
    sheet.append(rows()[0])
    sheet.append(["Z-01", "Z", "famille", "français"])
    sheet.sheet_state = "hidden"


def two_rows(sheet: Any) -> None:
    """A heading of two rows."""
    fr = rows()
    sheet.append([*fr[0][:2], "Ménage", None])
    sheet.append([None, None, *fr[0][2:]])
    for row in fr[1:]:
        sheet.append(row)
    for block in ("A1:A2", "B1:B2", "C1:D1"):
        sheet.merge_cells(block)


def coloured(sheet: Any) -> None:
    """A cell far away that says nothing."""
    for row in rows():
        sheet.append(row)
    sheet.cell(900_000, 40).number_format = "0.00"


def workbooks() -> dict[str, Shape]:
    """Workbooks of Excel."""
    fr = rows()
    ties = [["De", "Vers", "Force"], *TIES]

    def merged(sheet: Any) -> None:
        sheet.append(["Plan d’ensemble"])
        sheet.append([])
        for number, row in enumerate(fr):
            sheet.append([row[0], row[1] if number in {0, 1, 7} else None, *row[2:]])
        sheet.append(["Total", 2])
        for block in ("A1:D1", "B4:B9", "B10:B15"):
            sheet.merge_cells(block)

    def elsewhere(sheet: Any) -> None:
        for number, row in enumerate(fr):
            for column, word in enumerate(row):
                sheet.cell(5 + number, 3 + column, word)

    def of(told: Mapping[str, int] | None = None, *, tied: bool = False, **sheets: Any) -> Shape:
        return Shape({"a.xlsx": book(**sheets)}, told or {}, tied=tied)

    return {
        "workbook": of(Feuil1=fr),
        "several sheets": of({"note_sheets": 1}, tied=True, Logements=fr, Liens=ties, Lisez_moi=[["Bonjour"]]),
        "merged cells": of({"note_rows_above": 1, "note_row_total": 1}, Feuil1=merged),
        "hidden rows": of({"note_rows_hidden": 2}, Feuil1=hidden),
        "hidden sheet": of({"note_sheets_hidden": 1}, Feuil1=fr, Cache=out_of_sight),
        "heading of two rows": of({"note_rows_above": 1}, Feuil1=two_rows),
        "colours far away": of(Feuil1=coloured),
        "not at the corner": of(Feuil1=elsewhere),
        "one sheet for each building": of(A=fr[:7], B=[fr[0], *fr[7:]]),
        "formula below": of({"note_row_total": 1}, Feuil1=[*fr, ["Total", "=COUNTA(A2:A13)"]]),
        "two workbooks": Shape({"a.xlsx": book(S=fr), "t.xlsx": book(S=ties)}, tied=True),
    }


def drawn(seed: int) -> Shape:
    """A table of dwellings with everything that people do to tables at once, drawn."""
    luck = random.Random(seed)
    lang = luck.choice(("fr", "en"))
    head, *body = rows(lang)
    told: dict[str, int] = {}
    if luck.random() < 0.3:
        body = [*body[:6], head, *body[6:]]
        told["note_row_heading"] = 1
    if luck.random() < 0.4:
        body = [["(code)", "", "(liste)", ""], *body]
        told["note_row_units"] = 1
    totals = luck.sample([["Total", "12"], ["Nombre de logements :", "12"], ["Average", "6,0"]], luck.randrange(3))
    notes = luck.sample([["Source : OMH"], ["N.B. provisoire"], ["Liste produite en mai"]], luck.randrange(3))
    titles = luck.sample([["Liste de 2024"], ["Office d'habitation", "A et B"], ["Page 1"]], luck.randrange(4))
    made: list[list[str]] = [*titles, head, *body, *totals, *notes]
    told |= {"note_row_total": len(totals), "note_row_note": len(notes), "note_rows_above": len(titles)}
    made = [[*row, *([""] * (4 - len(row)))] for row in made]
    for _ in range(luck.randrange(3)):
        column = luck.randrange(len(made[0]) + 1)
        made = [[*row[:column], "", *row[column:]] for row in made]
    for _ in range(luck.randrange(4)):
        made.insert(luck.randrange(len(titles) + 1 + 2 * ("note_row_units" in told), len(made)), [])
    separator = luck.choice(";,\t|")
    said = text(made, separator, luck.choice(("\n", "\r\n", "\r")), quoted=luck.random() < 0.3)
    if luck.random() < 0.3:
        said = f"sep={separator}\r\n{said}"
    encodings = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le")
    encoding = luck.choice(
        encodings if lang == "en" else (*encodings, "mac_roman", "cp850")
    )  # one accent says too little
    return table(said.encode(encoding), **{code: count for code, count in told.items() if count})
