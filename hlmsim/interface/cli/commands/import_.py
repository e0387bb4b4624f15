"""``hlmsim import``: a site of one's own from files of other programs; says what was taken and left out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.interface.cli.command import LocalCommand, argument, out_options
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.file_types import Folder, InputFile
from hlmsim.locales import fault, text

if TYPE_CHECKING:
    from hlmsim.scenario.importing import Imported

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".graphml", ".gexf", ".net", ".paj", ".json")
LEFT_OUT = (
    *("rows_above", "row_units", "row_heading", "row_total", "row_note", "groups", "nodes_out", "ties_out"),
    *("ties_doubled", "ties_alone", "hyperedges", "sheets", "sheets_hidden", "unread", "unheaded"),
)
"""Remarks that count something left out, as the sentence lists them."""


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
            argument("files", lang, InputFile(ENDINGS), many=True),
            *out_options("import", lang, Folder(), required=True),
        ],
    )


def _tell(screen: Screen, found: Any, out: Path, names: list[str]) -> None:
    screen.result_line(summary(found, screen.lang))
    for one in found.remarks:
        screen.result_line(fault(one, screen.lang))
    screen.remark("cli.import.written", folder=str(out), files=names)
    screen.remark("cli.import.next", base=str(out / "site.yaml"), other=str(out / "stronger.yaml"))


def summary(found: Imported, lang: str) -> str:
    """What was taken and what was left out, in one sentence."""
    counts = {"dwellings": len(found.dwellings), "buildings": found.buildings}
    counts |= {"ties": len(found.ties)} if found.ties is not None else {}
    counts |= {"partners": len(found.partners)} if found.partners is not None else {}
    taken = [text(f"cli.import.{name}", lang, count=count) for name, count in counts.items()]
    if found.strengths:
        taken[2] = text("cli.import.strengths", lang, ties=taken[2], column=found.strengths)
    left = [text(f"cli.import.left.{code}", lang, count=found.left_out(f"note_{code}")) for code in LEFT_OUT]
    told = [sentence for code, sentence in zip(LEFT_OUT, left, strict=True) if found.left_out(f"note_{code}")]
    return text("cli.import.summary", lang, parts="; ".join([", ".join(taken), *told]))
