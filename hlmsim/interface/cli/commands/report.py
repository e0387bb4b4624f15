"""``hlmsim report``: what a results folder says, as one page to print and send, or as a Word document."""

from __future__ import annotations

from pathlib import Path

from hlmsim.interface.cli.command import LocalCommand, argument, out_options
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.file_types import Folder, OutputFile
from hlmsim.interface.cli.pages import put_page

_WORD = ".docx"


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def report(folder: Path, out: Path | None, replace: bool) -> None:
        from hlmsim.interface.folder_page import PAGE, page_of_folder, remarks_of_folder, word_of_folder
        from hlmsim.runs.ledger.door import open_folder, put, refuse_taken
        from hlmsim.scenario.inputs import note

        file = out or folder / PAGE
        wanted = word_of_folder if file.suffix.lower() == _WORD else page_of_folder
        usual = file.resolve() == (folder / PAGE).resolve()
        if not usual:
            note(folder)
            refuse_taken(file, replace=replace)
        content = wanted(folder, lang)
        for line in remarks_of_folder(folder, lang):
            Screen(lang).complain(line)
        data = content.encode() if isinstance(content, str) else content
        if usual:
            open_folder(folder, replace=replace)
            put_page(file, data, replace=replace)
        else:
            put(file, data, replace=replace)
        Screen(lang).remark("cli.report.written", file=str(file), size=len(data))

    return LocalCommand(
        "report",
        lang,
        report,
        [
            argument("folder", lang, Folder(there=True)),
            *out_options("report", lang, OutputFile((".html", _WORD))),
        ],
    )
