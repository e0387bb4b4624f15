"""``hlmsim report``: a comparison as one page that can be printed, sent and opened anywhere."""

from __future__ import annotations

from pathlib import Path

from hlmsim.interface.cli.command import LocalCommand, argument, option
from hlmsim.interface.cli.console import Screen, write_new
from hlmsim.interface.cli.file_types import Folder, OutputFile


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def report(folder: Path, output: Path | None) -> None:
        from hlmsim.errors import InputError
        from hlmsim.interface.brief import PAGE, brief_of
        from hlmsim.runs.provenance import seal_file
        from hlmsim.runs.results import read_results

        own = folder / PAGE
        file = output or own
        usual = file.resolve() == own.resolve()
        if file.exists() and not usual:
            raise InputError("usage.file_exists", file=str(file))
        page = brief_of(read_results(folder), lang)
        write_new(file, page, replace=usual)
        if usual:
            seal_file(folder, PAGE)
        Screen(lang).remark("cli.report.written", file=str(file), size=len(page.encode()))

    return LocalCommand(
        "report",
        lang,
        report,
        [
            argument("folder", lang, Folder(there=True)),
            option("report", lang, ["--output", "-o"], OutputFile((".html",))),
        ],
    )
