"""``hlmsim replay``: a page to take away, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hlmsim.interface.cli.command import LocalCommand, argument, out_options
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.file_types import OutputFile, ScenarioFile
from hlmsim.interface.cli.playing import at_most_two, session_options


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def replay(scenarios: tuple[str, ...], out: Path, replace: bool, **session: Any) -> None:
        from hlmsim.interface.web import hand_out
        from hlmsim.interface.web.side import Side
        from hlmsim.runs.ledger.door import put, refuse_taken
        from hlmsim.scenario import load

        asked, sets = at_most_two(scenarios), session.pop("sets")
        plans = [load(name, sets=sets) for name in (asked[0], asked[-1])]
        refuse_taken(out, replace=replace)
        sides = [Side(plan, **session) for plan in plans]
        page = hand_out.page(sides, lang).encode()
        file = put(out, page, replace=replace)
        Screen(lang).remark("cli.replay.written", file=str(file), size=len(page))

    return LocalCommand(
        "replay",
        lang,
        replay,
        [
            argument("scenarios", lang, ScenarioFile(), many=True),
            *out_options("replay", lang, OutputFile((".html",)), required=True),
            *session_options("replay", lang),
        ],
    )
