"""Where a command writes: results on the standard output, progress and remarks on the standard error."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from hlmsim.interface.cli.command import is_quiet
from hlmsim.locales import text

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


LEAST_WIDTH = 20
"""Columns of a narrower terminal, or of one that gives no width: its lines are wrapped, none is lost."""


class Screen:
    """The two streams of a command, in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.quiet = is_quiet()
        self.out = _console(stderr=False)
        self.err = _console(stderr=True)

    @property
    def lively(self) -> bool:
        """Whether a moving progress bar can be seen."""
        return self.err.is_terminal and not self.quiet

    def show(self, *results: RenderableType) -> None:
        """Print results, each on its own lines."""
        for result in results:
            self.out.print(result)

    def result(self, key: str, /, **facts: Any) -> None:
        """Print one sentence that belongs to the results."""
        _print(self.out, text(key, self.lang, **facts))

    def result_line(self, sentence: str) -> None:
        """Print a sentence that belongs to the results."""
        _print(self.out, sentence)

    def remark(self, key: str, /, **facts: Any) -> None:
        """Print one sentence about the work, unless the person wants quiet."""
        if not self.quiet:
            _print(self.err, text(key, self.lang, **facts))

    def complain(self, sentence: str) -> None:
        """Print a sentence about something wrong, whatever the person wants."""
        self.err.print(sentence, markup=False, soft_wrap=True)


def _print(console: Console, sentence: str) -> None:
    """Wrapped for a person, on one line for a file."""
    from hlmsim.report.paragraph import Paragraph

    if console.is_terminal:
        console.print(Paragraph(sentence))
    else:
        console.print(sentence, markup=False, soft_wrap=True)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    class Patient(Console):
        """Goes on silently when its reader (``| head``) has gone: there may be files left to write."""

        def on_broken_pipe(self) -> None:
            self.quiet = True
            os.dup2(os.open(os.devnull, os.O_WRONLY), (sys.stderr if self.stderr else sys.stdout).fileno())

    console = Patient(stderr=stderr, highlight=False, emoji=False)
    console.width = max(console.width, LEAST_WIDTH)
    return console
