"""Cells of CSV files that a spreadsheet would take for a formula: written so that they stay words, and read back.

A word that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return (also after blanks) gets an apostrophe
before it; numbers (also with a sign, a decimal comma or a per cent) are left as they are. A word that already begins
with apostrophes before such a sign gets one more, so that taking one away always gives the word back.
"""

from __future__ import annotations

import re

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""By which spreadsheets know a CSV file to be UTF-8."""

_FORMULA = re.compile(r"[\s']*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20].", re.DOTALL)
_NUMBER = re.compile(r"[-+]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?[ \u00a0\u202f]?%?")


def guarded[Cell](cell: Cell) -> Cell | str:
    """A cell as it is written into a CSV file; what is no word is left as it is."""
    risky = isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if risky else cell


def unguarded[Cell](cell: Cell) -> Cell | str:
    """The word of a cell that was read from a CSV file; what is no word is left as it is."""
    if isinstance(cell, str) and cell.startswith("'") and guarded(cell[1:]) == cell:
        return cell[1:]
    return cell
