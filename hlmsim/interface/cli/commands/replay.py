"""``hlmsim replay``: a page to take away, in one file."""

from __future__ import annotations

from pathlib import Path

from hlmsim.interface.cli.command import LocalCommand, argument, option
from hlmsim.interface.cli.console import Screen, write_new
from hlmsim.interface.cli.file_types import OutputFile, ScenarioFile
from hlmsim.interface.cli.playing import at_most_two, session_options


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def replay(scenarios: tuple[str, ...], output: Path, weeks: int, seed: int, sets: tuple[str, ...]) -> None:
        from hlmsim.interface.web import hand_out
        from hlmsim.interface.web.side import Side
        from hlmsim.scenario import load

        asked = at_most_two(scenarios)
        sides = [Side(load(name, sets=sets), weeks=weeks, seed=seed) for name in (asked[0], asked[-1])]
        page = hand_out.page(sides, lang).encode()
        file = write_new(output, page, replace=True)
        Screen(lang).remark("cli.replay.written", file=str(file), size=len(page))

    return LocalCommand(
        "replay",
        lang,
        replay,
        [
            argument("scenarios", lang, ScenarioFile(), many=True),
            option("replay", lang, ["--output", "-o"], OutputFile((".html",)), required=True),
            *session_options("replay", lang),
        ],
    )
