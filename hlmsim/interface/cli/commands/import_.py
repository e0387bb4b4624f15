"""``hlmsim import``: a site of one's own from files of other programs; says what was taken and left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hlmsim.interface.cli.command import LocalCommand, argument, out_options
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.file_types import Folder, InputFile
from hlmsim.locales import fault, text


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def import_site(files: tuple[Path, ...], out: Path, replace: bool) -> None:
        from hlmsim.runs.ledger.door import put_new
        from hlmsim.scenario.importing import imported_files, read_files

        def say(key: str, *, lang: str = lang, **facts: Any) -> str:
            return text(key, lang, **facts)

        found = read_files(files)
        written = imported_files(found, lang, say)
        put_new(out, written, replace=replace)
        _tell(Screen(lang), found, out, list(written))

    return LocalCommand(
        "import",
        lang,
        import_site,
        [
            argument("files", lang, InputFile((".csv", ".xlsx", ".graphml", ".gexf", ".net", ".json")), many=True),
            *out_options("import", lang, Folder(), required=True),
        ],
    )


def _tell(screen: Screen, found: Any, out: Path, names: list[str]) -> None:
    counts = [
        text(f"cli.import.{name}", screen.lang, count=len(rows))
        for name, rows in (("dwellings", found.dwellings), ("ties", found.ties), ("partners", found.partners))
        if rows is not None
    ]
    counts.insert(1, text("cli.import.buildings", screen.lang, count=found.buildings))
    screen.result("cli.import.taken", counts=counts)
    for one in found.remarks:
        screen.result_line(fault(one, screen.lang))
    screen.remark("cli.import.written", folder=str(out), files=names)
    screen.remark("cli.import.next", base=str(out / "site.yaml"), other=str(out / "stronger.yaml"))
