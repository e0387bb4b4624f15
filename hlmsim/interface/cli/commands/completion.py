"""``hlmsim completion``: the script that teaches a shell to complete."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from hlmsim.interface.cli import streams
from hlmsim.interface.cli.command import LocalCommand, argument
from hlmsim.interface.cli.types import Word

SHELLS = ("bash", "zsh", "fish")


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def completion(shell: str) -> None:
        script = get_completion_class(shell)
        assert script is not None
        root = click.get_current_context().find_root().command
        streams.say(script(root, {}, "hlmsim", "_HLMSIM_COMPLETE").source())

    return LocalCommand("completion", lang, completion, [argument("shell", lang, Word(SHELLS))])
