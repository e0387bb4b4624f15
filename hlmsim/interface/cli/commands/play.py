"""``hlmsim play``: the trainers' page, in the browser."""

from __future__ import annotations

from pathlib import Path

from hlmsim.interface.cli.command import LocalCommand, argument, option
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.file_types import InputFile, ScenarioFile
from hlmsim.interface.cli.playing import at_most_two, session_options
from hlmsim.interface.cli.types import Whole


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def play(
        scenarios: tuple[str, ...],
        weeks: int,
        seed: int,
        sets: tuple[str, ...],
        *,
        port: int,
        no_browser: bool,
        scenes: tuple[Path, ...],
    ) -> int:
        import webbrowser

        from hlmsim.interface.web import server
        from hlmsim.interface.web.playing import offered

        asked = at_most_two(scenarios)
        screen = Screen(lang)
        offer, facts = offered(asked, sets=sets, weeks=weeks, seed=seed, scenes=scenes)
        door = server.listening(port)
        found = int(door.getsockname()[1])
        address = f"http://{server.HOST}:{found}/?lang={lang}"

        def ready() -> None:
            screen.result("cli.play.ready", address=address)
            if not no_browser:
                webbrowser.open(address)

        server.serve(door, server.application(offer, {**facts, "lang": lang}, found), ready)
        screen.remark("cli.play.stopped")
        return 0

    return LocalCommand(
        "play",
        lang,
        play,
        [
            argument("scenarios", lang, ScenarioFile(), many=True, required=False),
            *session_options("play", lang),
            option("play", lang, ["--scene", "scenes"], InputFile((".yaml", ".yml")), multiple=True),
            option("play", lang, ["--port"], Whole(0, 65_535), default=0),
            option("play", lang, ["--no-browser"]),
        ],
    )
