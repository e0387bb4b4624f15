"""``hlmsim export``: a table of a results folder for a spreadsheet, with labels in one language."""

from __future__ import annotations

from pathlib import Path

from hlmsim.interface.cli.command import LocalCommand, argument, option, out_options
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.file_types import Folder, OutputFile
from hlmsim.interface.cli.types import Word
from hlmsim.interface.cli.usage import BadUsageError

TABLES = ("effects", "runs", "groups", "weekly", "answer", "design")
FORMATS = ("xlsx", "csv")


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def export(folder: Path, table: str, format_: str | None, out: Path | None, *, replace: bool) -> None:
        from hlmsim.interface.exports import default_file
        from hlmsim.interface.exports import export as write
        from hlmsim.interface.results_remarks import remark_lines
        from hlmsim.runs.results import read_results
        from hlmsim.scenario.inputs import note

        if out is not None and format_ not in {None, out.suffix.lower()[1:]}:
            raise BadUsageError("format_and_ending", format=format_, file=str(out))
        results = read_results(folder)
        file = out or default_file(results, table, f".{format_ or FORMATS[0]}", lang)
        note(folder)
        for line in remark_lines(results, lang):
            Screen(lang).complain(line)
        written = write(results, table, lang=lang, file=file, replace=replace)
        Screen(lang).remark("cli.export.written", file=str(written))

    return LocalCommand(
        "export",
        lang,
        export,
        [
            argument("folder", lang, Folder(there=True)),
            option("export", lang, ["--table"], Word(TABLES), default=TABLES[0]),
            option("export", lang, ["--format", "format_"], Word(FORMATS)),
            *out_options("export", lang, OutputFile(tuple(f".{ending}" for ending in FORMATS))),
        ],
    )
