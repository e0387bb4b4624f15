"""Numbers as spreadsheets write them: decimal commas, and blanks between thousands."""

from __future__ import annotations

import re

from hlmsim.scenario.scalars import meant_either, meant_number

_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]*,[0-9]+")
_BLANK = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]"
_GROUPED = re.compile(rf"[-+]?[0-9]{{1,3}}({_BLANK}[0-9]{{3}})+([.,][0-9]+)?")
_POINTED = re.compile(r"[-+]?[1-9][0-9]{0,2}\.[0-9]{3}")
_BLANKS = re.compile(_BLANK)


def figure(word: str, *, decimal_comma: bool) -> str:
    """The number of a cell with a point and no blanks; any other word as it is.

    decimal_comma: ``1,200`` is 1.2. Elsewhere it may be a thousand, so it stays as it is, and ``0,9`` is 0.9.
    """
    bare = _BLANKS.sub("", word) if _GROUPED.fullmatch(word) else word.strip()
    if decimal_comma and _DECIMAL_COMMA.fullmatch(bare):
        return bare.replace(",", ".")
    if "," in bare and "%" not in bare:
        return meant_number(bare) or bare
    return bare


def is_comma(word: str) -> bool:
    """Whether a cell holds a number with a decimal comma."""
    return _DECIMAL_COMMA.fullmatch(word) is not None


def either(word: str, *, decimal_comma: bool, commas: bool) -> tuple[str, dict[str, str]] | None:
    """The fault of a cell that can be two numbers, and its facts: ``1,200``, and ``1.200`` beside decimal commas.

    commas: whether other numbers of the table have a decimal comma.
    """
    bare = word.strip()
    if not decimal_comma:
        two = meant_either(bare)
        return None if two is None else ("comma_either", {"first": two[0], "second": two[1]})
    if commas and _POINTED.fullmatch(bare):
        return "point_either", {"first": bare.replace(".", ","), "second": bare.replace(".", "")}
    return None


def number_of(word: str, *, decimal_comma: bool) -> float | None:
    """The number that a cell says; None for another word."""
    try:
        return float(figure(word, decimal_comma=decimal_comma))
    except ValueError:
        return None
