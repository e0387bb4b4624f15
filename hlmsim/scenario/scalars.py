"""What a bare word of a file means: a whole number, a number, true, false, nothing, or text.

YAML 1.1 reads ``20:30`` as 1230, ``no`` as false and ``012`` as ten; here they are text, text and twelve.
"""

from __future__ import annotations

import math
import re

from hlmsim.scenario.tree import Scalar

_WHOLE = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: dict[str, Scalar] = {"": None, "~": None, "null": None, "true": True, "false": False}
_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+")
_PERCENT = re.compile(r"([-+]?[0-9]+(?:[.,][0-9]+)?)\s*%")
_EXACT_DIGITS = 19
"""Whole numbers of so many digits are kept to the last one: seeds go up to 2⁶³."""


class NotFiniteError(ValueError):
    """A number without end, or none."""


def scalar(word: str) -> Scalar:
    """The meaning of a bare word. Raises NotFiniteError for infinities and NaN, written or overflowed."""
    if word in _WORDS:
        return _WORDS[word]
    if _NOT_FINITE.fullmatch(word):
        raise NotFiniteError(word)
    if not _NUMBER.fullmatch(word):
        return word
    if _WHOLE.fullmatch(word) and len(word) <= _EXACT_DIGITS:
        return int(word)
    number = float(word)
    if not math.isfinite(number):
        raise NotFiniteError(word)
    return number


def meant_number(text: str) -> str | None:
    """The number that a text was meant to be: ``0,31`` is 0.31, ``31 %`` is 0.31, ``"8"`` is 8."""
    text = text.strip()
    if _COMMA.fullmatch(text):
        return text.replace(",", ".")
    percent = _PERCENT.fullmatch(text)
    if percent:
        return f"{float(percent[1].replace(',', '.')) / 100:.10g}"
    return text if _NUMBER.fullmatch(text) else None
