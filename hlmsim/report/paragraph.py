"""Text that wraps where the language allows it: never at a no-break space, which rich takes for an ordinary one."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

NO_BREAK = "\N{NO-BREAK SPACE}"
_STAND_IN = "\0"
_SOLID = "\ue000"
"""The same for rich: as wide as a space, and never a place to break."""


def wrap(sentence: str, width: int) -> str:
    """A sentence on several lines; an over-long word is cut rather than left to run into its neighbours."""
    lines = textwrap.wrap(sentence.replace(NO_BREAK, _STAND_IN), max(width, 1), break_on_hyphens=False) or [""]
    return "\n".join(lines).replace(_STAND_IN, NO_BREAK)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence for a terminal, in one style."""

    sentence: str
    style: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines at the width there is."""
        from rich.text import Text

        yield Text(wrap(self.sentence, options.max_width), style=self.style, no_wrap=True, overflow="ignore")


@dataclass(frozen=True, slots=True)
class Styled:
    """A sentence for a terminal whose parts have styles of their own."""

    parts: tuple[tuple[str, str], ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines at the width there is."""
        from rich.text import Text

        whole = Text.assemble(*((words.replace(NO_BREAK, _SOLID), style) for words, style in self.parts))
        for line in whole.wrap(console, options.max_width):
            line.plain = line.plain.rstrip().replace(_SOLID, NO_BREAK)
            line.no_wrap, line.overflow = True, "ignore"
            yield line
