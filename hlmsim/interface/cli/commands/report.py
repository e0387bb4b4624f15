"""``hlmsim report``: what a results folder says, as one page to print and send, or as a Word document."""

from __future__ import annotations

from pathlib import Path

from hlmsim.interface.cli.command import LocalCommand, argument, option
from hlmsim.interface.cli.console import Screen, write_new
from hlmsim.interface.cli.file_types import Folder, OutputFile
from hlmsim.interface.cli.pages import put_page

_WORD = ".docx"


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def report(folder: Path, output: Path | None) -> None:
        from hlmsim.errors import InputError
        from hlmsim.interface.folder_page import PAGE, page_of_folder, remarks_of_folder, word_of_folder

        file = output or folder / PAGE
        wanted = word_of_folder if file.suffix.lower() == _WORD else page_of_folder
        usual = file.resolve() == (folder / PAGE).resolve()
        if file.exists() and not usual:
            raise InputError("usage.file_exists", file=str(file))
        content = wanted(folder, lang)
        for line in remarks_of_folder(folder, lang):
            Screen(lang).complain(line)
        data = content.encode() if isinstance(content, str) else content
        file = put_page(folder / PAGE, data) if usual else write_new(file, data)
        Screen(lang).remark("cli.report.written", file=str(file), size=len(data))

    return LocalCommand(
        "report",
        lang,
        report,
        [
            argument("folder", lang, Folder(there=True)),
            option("report", lang, ["--output", "-o"], OutputFile((".html", _WORD))),
        ],
    )
