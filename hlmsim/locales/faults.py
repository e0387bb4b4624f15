"""Errors and faults as sentences: where, then what."""

from __future__ import annotations

from pathlib import Path

from hlmsim.errors import FAULTS_SHOWN, Fault, HlmsimError, ScenarioError
from hlmsim.locales.catalogue import text


def fault(found: Fault, lang: str) -> str:
    """One fault on one line: ``scenario.yaml:12:5: levers.turnover.worker_anual — …``."""
    places = {"file": found.file or "", "line": found.line or 0, "column": found.column or 0, "path": found.path or ""}
    sentence = text(f"errors.{found.code}", lang, **{**places, **found.facts})
    subject = f"{found.path} — {sentence}" if found.path else sentence
    return f"{where(found)}: {subject}" if found.file else subject


def where(found: Fault) -> str:
    """Where the fault stands, as editors and terminals link it: file:line:column; of a workbook, file!sheet!cell."""
    if found.file and ".xls" in found.file.rpartition("!")[0].lower() and found.line and found.column:
        return f"{short_path(found.file)}!{_column(found.column)}{found.line}"
    parts = [short_path(found.file) if found.file else "", found.line, found.column]
    return ":".join(str(part) for part in parts if part)


def _column(number: int) -> str:
    """The letters of a column of a workbook: 28 is AB."""
    letters = ""
    while number:
        number, last = divmod(number - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters


def error(problem: HlmsimError, lang: str) -> str:
    """The sentence of an error; for faults of files, a line for each of the first ones, and how many others."""
    if isinstance(problem, ScenarioError):
        lines = [fault(found, lang) for found in problem.faults[:FAULTS_SHOWN]]
        left = len(problem.faults) - len(lines)
        return "\n".join([*lines, text("errors.more_faults", lang, count=left)] if left else lines)
    return text(f"errors.{problem.code}", lang, **problem.facts)


def short_path(file: str) -> str:
    """The path from here when the file lies below the current folder, the full path otherwise."""
    path, here = Path(file), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else file
