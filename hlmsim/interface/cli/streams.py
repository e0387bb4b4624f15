"""The standard output and error: what their encoding cannot write is written otherwise, never lost."""

from __future__ import annotations

import codecs
import errno
import os
import re
import sys
import unicodedata
from contextlib import suppress
from typing import TextIO

import click

HANDLER = "hlmsim-readable"
"""Name under which codecs know :func:`readable`."""

_OTHERWISE = {
    "\N{MINUS SIGN}": "-",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{BOX DRAWINGS LIGHT HORIZONTAL}": "-",
    "\N{BOX DRAWINGS HEAVY HORIZONTAL}": "=",
    "\N{BOX DRAWINGS LIGHT VERTICAL}": "|",
    "\N{BOX DRAWINGS LIGHT UP AND RIGHT}": "`",
    "\N{BOX DRAWINGS LIGHT VERTICAL AND RIGHT}": "|",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{NOT EQUAL TO}": "!=",
    "\N{ALMOST EQUAL TO}": "~",
    "\N{PLUS-MINUS SIGN}": "+/-",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{DIVISION SIGN}": "/",
    "\N{INFINITY}": "inf",
    "\N{MIDDLE DOT}": "-",
    "\N{BULLET}": "-",
    "\N{LEFTWARDS ARROW}": "<-",
    "\N{RIGHTWARDS ARROW}": "->",
    "\N{UPWARDS ARROW}": "^",
    "\N{DOWNWARDS ARROW}": "v",
    "\N{UP DOWN ARROW}": "|",
    "\N{CHECK MARK}": "v",
    "\N{BALLOT X}": "x",
    "\N{BLACK STAR}": "*",
    "\N{DAGGER}": "#",
    "\N{DEGREE SIGN}": "deg",
    "\N{EURO SIGN}": "EUR",
    "\N{BROKEN BAR}": "|",
    "\N{LATIN SMALL LIGATURE OE}": "oe",
    "\N{LATIN CAPITAL LIGATURE OE}": "OE",
    "\N{LATIN SMALL LETTER AE}": "ae",
    "\N{LATIN CAPITAL LETTER AE}": "AE",
    "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
    "\N{LATIN CAPITAL LETTER O WITH STROKE}": "O",
    "\N{LATIN SMALL LETTER SHARP S}": "ss",
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    "\N{LATIN SMALL LETTER F WITH HOOK}": "f",
}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


def readable(problem: UnicodeError) -> tuple[str, int]:
    """What to write for characters that an encoding does not have: the nearest that it has, the sign kept.

    A letter loses its accent, a space that does not break may break; anything else goes by its number, ``<U+1F600>``.
    """
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    missing = problem.object[problem.start : problem.end]
    return "".join(_otherwise(character, problem.encoding) for character in missing), problem.end


def prepare() -> None:
    """Make both streams write what they can; one that is closed swallows what is written."""
    codecs.register_error(HANDLER, readable)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - as long as the program
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=HANDLER)


def say(sentence: str, stream: TextIO | None = None, *, nl: bool = True) -> None:
    """Print on a stream (default: the standard output) as it is: click's own choice takes ASCII for an oversight."""
    click.echo(sentence, file=stream or sys.stdout, nl=nl)


def is_full(problem: OSError) -> bool:
    """Whether what was printed finds no room, rather than a file that has a name."""
    return problem.errno in _FULL and problem.filename is None


def give_up() -> None:
    """Nothing can be written to the standard output any more: Python shall not try again when it ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _otherwise(character: str, encoding: str) -> str:
    if character in _OTHERWISE:
        return _OTHERWISE[character]
    if "\udc80" <= character <= "\udcff":  # a byte of a file name that is not UTF-8
        return f"\\x{ord(character) - 0xDC00:02x}"
    if unicodedata.category(character) == "Zs":
        return " "
    plain = "".join(one for one in unicodedata.normalize("NFKD", character) if not unicodedata.combining(one))
    with suppress(UnicodeEncodeError):
        plain.encode(encoding)
        if plain and plain != character:
            return plain
    greek = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (\w+)", unicodedata.name(character, ""))
    if greek:
        return greek[2].lower() if greek[1] == "SMALL" else greek[2].capitalize()
    return f"<U+{ord(character):04X}>"
