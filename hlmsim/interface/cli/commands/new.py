"""``hlmsim new``: a commented scenario to start from."""

from __future__ import annotations

from pathlib import Path

from hlmsim.interface.cli.command import LocalCommand, argument, option, out_options
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.file_types import OutputFile, ScenarioFile
from hlmsim.interface.cli.types import NewName
from hlmsim.locales import text


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def new(name: str, start: str, out: Path | None, replace: bool) -> None:
        from hlmsim.runs.ledger.door import put
        from hlmsim.scenario import new_scenario_text

        file = out or Path(f"{name.removesuffix('.yaml')}.yaml")
        said = new_scenario_text(file.stem, start, lambda path: text(f"parameters.{path}", lang))
        put(file, said, replace=replace, kept=True)
        Screen(lang).remark("cli.new.written", file=str(file))

    return LocalCommand(
        "new",
        lang,
        new,
        [
            argument("name", lang, NewName()),
            option("new", lang, ["--from", "start"], ScenarioFile(), default="status_quo"),
            *out_options("new", lang, OutputFile((".yaml", ".yml"))),
        ],
    )
