"""Every sentence a person reads, in French and English: same keys, same blanks.

A sentence is found by its dotted key, ``cli.run.short``: the first word names the file (``fr/cli.toml``), the others
the place in it. A missing key is an error, never a silent fallback.
"""

from hlmsim.locales.catalogue import LANGUAGES, MissingTextError, has, said, text
from hlmsim.locales.faults import error, fault
from hlmsim.locales.language import system_language
from hlmsim.locales.numbers import (
    difference,
    duration,
    half_width,
    integer,
    interval,
    join,
    level,
    number,
    percent,
)

__all__ = [
    "LANGUAGES",
    "MissingTextError",
    "difference",
    "duration",
    "error",
    "fault",
    "half_width",
    "has",
    "integer",
    "interval",
    "join",
    "level",
    "number",
    "percent",
    "said",
    "system_language",
    "text",
]
