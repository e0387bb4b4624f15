"""What stands beside the tables of a results folder for people: ``effects.xlsx`` and ``columns.csv``."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.analysis.export import write_text
from hlmsim.interface.exports import STORED, Exporter, dictionary_of, is_sweep, tables_of
from hlmsim.interface.sweep_facts import SweepFacts
from hlmsim.locales import integer, text
from hlmsim.report.dictionary import HEADINGS
from hlmsim.report.rows import titles_of
from hlmsim.report.views import measures
from hlmsim.runs.compared import is_compared
from hlmsim.runs.ledger.door import result_file
from hlmsim.runs.ledger.folder import disk
from hlmsim.scenario.cells import BYTE_ORDER_MARK, guarded

if TYPE_CHECKING:
    from hlmsim.report.workbook import Sheet
    from hlmsim.runs.results import Results

WORKBOOK, COLUMNS = "effects.xlsx", "columns.csv"
MOST_ROWS = 20_000
"""A workbook that stands beside the results holds summaries: longer tables are exported when somebody asks for them."""
_IDENTITY = {
    "runs": ("scenario", "replicate", "scenario_hash", "seed", "key"),
    "groups": ("scenario", "replicate", "group"),
    "weekly": ("scenario", "replicate", "week", "group"),
}


def write_columns(results: Results) -> Path:
    """Write ``columns.csv``: every column of every table, in words of both languages."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows(map(guarded, row) for row in dictionary_of(results).rows(columns_of(results)))
    return write_text(BYTE_ORDER_MARK + stream.getvalue(), results.folder / COLUMNS)


def columns_of(results: Results) -> dict[str, tuple[str, ...]]:
    """The columns of every table of a folder."""
    from hlmsim.analysis import effects, points, sweeps, world_effects

    found = {table: (*_IDENTITY[table], *measures()) for table in STORED}
    if is_compared(results.manifest):
        return {**found, "effects": world_effects.COLUMNS, "design": tuple(map(str, results.design.columns))}
    if not is_sweep(results):
        return {**found, "effects": effects.COLUMNS}
    design = tuple(str(name) for name in SweepFacts(results.folder, results.manifest).design.columns)
    return {**found, "effects": points.COLUMNS, "design": design, "answer": sweeps.COLUMNS}


def write_book(results: Results, lang: str) -> Path:
    """Write ``effects.xlsx``: effects (and answer), scenarios or design, and what they were made from."""
    from hlmsim.report.workbook import write_workbook

    tables = ("answer", "effects", "design") if is_sweep(results) else ("effects",)
    sheets = [_sheet(results, table, lang) for table in tables if table in tables_of(results)]
    sheets += [] if is_sweep(results) else [_scenarios(results, lang)]
    file = results.folder / WORKBOOK
    with disk(results.folder), result_file(file) as part:
        write_workbook(part, [*sheets, _about(results, lang)])
    return file


def _sheet(results: Results, table: str, lang: str) -> Sheet:
    """A table as a sheet; one that is too long says where it stands instead."""
    from hlmsim.interface.exports import count_rows
    from hlmsim.report.workbook import Sheet

    rows = count_rows(results, table)
    if rows <= MOST_ROWS:
        return Exporter(results, table, lang).sheet()
    name = text(f"dictionary.sheet.{table}", lang)
    said = text("dictionary.about.large", lang, count=integer(rows, lang), file=f"{table}.csv")
    return Sheet(name, [name], [""], [(said,)])


def _scenarios(results: Results, lang: str) -> Sheet:
    from hlmsim.report.workbook import Sheet

    names = ("name", "title", "weeks", "burn_in", "hash")
    titles = titles_of(results.manifest["scenarios"], lang)
    rows = [
        (entry["name"], titles[entry["name"]], entry["weeks"], entry["burn_in"], entry["hash"])
        for entry in results.manifest["scenarios"]
    ]
    headings = [text(f"dictionary.about.{name}", lang) for name in names]
    return Sheet(text("dictionary.sheet.scenarios", lang), headings, ["", "", "whole", "whole", ""], rows)


def _about(results: Results, lang: str) -> Sheet:
    from hlmsim.report.workbook import Sheet

    rows = [(text(f"dictionary.about.{key}", lang), value) for key, value in _facts(results, lang)]
    name = text("dictionary.sheet.about", lang)
    return Sheet(name, [name, ""], ["", ""], rows)


def _facts(results: Results, lang: str) -> Iterator[tuple[str, Any]]:
    """What was asked and made, with the hashes that tell it from anything else."""
    manifest = results.manifest
    experiment = manifest.get("experiment")
    if is_compared(manifest):
        yield "worlds", str(len(manifest["worlds"]["numbers"]))
    elif experiment is not None:
        yield "title", experiment["title"].get(lang) or experiment["name"]
        yield "question", (experiment.get("question") or {}).get(lang, "")
        yield "experiment", f"{experiment['name']} ({experiment['hash']})"
        yield "points", str(manifest["points"])
    titles = titles_of(manifest["scenarios"], lang)
    for entry in manifest["scenarios"]:
        yield "scenarios", f"{titles[entry['name']]} ({entry['hash']})"
    yield "replicates", str(results.replicates)
    yield "seed", str(manifest["study_seed"])
    yield "model", str(manifest["versions"]["model"])
    for name in ("answer.csv", "effects.csv", "design.csv"):
        file = results.folder / name
        if file.exists():
            yield "file", f"{name} ({hashlib.sha256(file.read_bytes()).hexdigest()})"
    yield "reading", text("dictionary.about.note", lang)
