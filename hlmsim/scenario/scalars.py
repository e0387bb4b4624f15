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
_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+(?:[eE][-+]?[0-9]+)?")
_PERCENT = re.compile(r"([-+]?[0-9]+(?:[.,][0-9]+)?)\s*%")
_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+")
_GROUPED = re.compile(r"[-+]?[1-9][0-9]{0,2}((?: [0-9]{3})+|(?:'[0-9]{3})+)([.,][0-9]+)?")
_TYPED = str.maketrans(
    {"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "}
)
"""Signs of good typography that no number has here."""
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
"""What nobody sees: control characters but tab and line ends, marks that turn the direction of writing, blanks of no
width.
"""
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
    """The number that a text was meant to be: ``0,31`` is 0.31, ``31 %`` is 0.31, ``1 200`` is 1200, ``"8"`` is 8;
    None where two can be
    meant, as with ``1,000``.
    """
    text = text.translate(_TYPED).strip()
    if _GROUPED.fullmatch(text):
        text = text.replace(" ", "").replace("'", "")
    if _THOUSANDS.fullmatch(text):
        return text.replace(",", "") if text.count(",") > 1 else None
    if _COMMA.fullmatch(text):
        return text.replace(",", ".")
    percent = _PERCENT.fullmatch(text)
    if percent:
        return f"{float(percent[1].replace(',', '.')) / 100:.10g}"
    return text if _NUMBER.fullmatch(text) else None


def meant_either(text: str) -> tuple[str, str] | None:
    """The two numbers that ``1,000`` can be: one and three decimals, or a thousand."""
    text = text.translate(_TYPED).strip()
    found = _THOUSANDS.fullmatch(text) and text.count(",") == 1
    return (text.replace(",", "."), text.replace(",", "")) if found else None


def code_point(sign: str) -> str:
    """An invisible sign as Unicode names it: ``U+202E``."""
    return f"U+{ord(sign):04X}"
