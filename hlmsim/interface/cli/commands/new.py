"""``hlmsim new``: a commented scenario to start from."""

from __future__ import annotations

from pathlib import Path

from hlmsim.interface.cli.command import LocalCommand, argument, option
from hlmsim.interface.cli.console import Screen, write_new
from hlmsim.interface.cli.file_types import OutputFile, ScenarioFile
from hlmsim.interface.cli.types import Name
from hlmsim.locales import text


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def new(name: str, start: str, output: Path | None) -> None:
        from hlmsim.scenario import new_scenario_text

        file = output or Path(f"{name.removesuffix('.yaml')}.yaml")
        write_new(file, new_scenario_text(file.stem, start, lambda path: text(f"parameters.{path}", lang)))
        Screen(lang).remark("cli.new.written", file=str(file))

    return LocalCommand(
        "new",
        lang,
        new,
        [
            argument("name", lang, Name()),
            option("new", lang, ["--from", "start"], ScenarioFile(), default="status_quo"),
            option("new", lang, ["--output", "-o"], OutputFile((".yaml", ".yml"))),
        ],
    )
