"""Numbers, shares, lists and durations as each language writes them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hlmsim.runs.line import as_argument, pasteable

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
UNDEFINED = "\N{EM DASH}"
_CONJUNCTIONS = {("and", "fr"): "et", ("or", "fr"): "ou", ("and", "en"): "and", ("or", "en"): "or"}
_DECIMALS = {"share": 1, "score": 3, "weeks": 1, "count": 1, "per_100": 1, "hours": 1}
_BYTES = {"fr": ("o", "ko", "Mo", "Go", "To"), "en": ("B", "kB", "MB", "GB", "TB")}


def number(value: float, lang: str, decimals: int | None = None, *, signed: bool = False) -> str:
    """A number: decimal comma in French, groups of three from 10,000, a true minus sign.

    decimals: digits kept after the mark; as many as needed, up to six significant ones, when not given.
    """
    if math.isnan(value):
        return UNDEFINED
    if math.isinf(value):
        return _sign(value, signed=signed) + "\N{INFINITY}"
    plain = _plain(abs(value)) if decimals is None else f"{abs(value):.{decimals}f}"
    whole, _, fraction = plain.partition(".")
    mark, separator = (",", NO_BREAK) if lang == "fr" else (".", ",")
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", separator)
    negligible = float(plain) == 0.0
    return _sign(0.0 if negligible else value, signed=signed) + (f"{whole}{mark}{fraction}" if fraction else whole)


def integer(value: float, lang: str) -> str:
    """A whole number."""
    return number(value, lang, 0)


def percent(share: float, lang: str, decimals: int = 1, *, signed: bool = False) -> str:
    """A share as a percentage: « 12,3 % », "12.3%"."""
    if math.isnan(share):
        return UNDEFINED
    return number(100.0 * share, lang, decimals, signed=signed) + _percent_sign(lang)


def level(value: float, unit: str, lang: str) -> str:
    """The level of an outcome in its unit: shares as percentages, scores with three decimals."""
    return percent(value, lang) if unit == "share" else number(value, lang, _DECIMALS[unit])


def difference(value: float, unit: str, lang: str) -> str:
    """A difference between two levels, always signed; between shares, in percentage points."""
    if unit == "share" and not math.isnan(value):
        return number(100.0 * value, lang, _fine(100.0 * value, 1), signed=True) + f"{NO_BREAK}pts"
    return number(value, lang, _fine(value, _DECIMALS[unit]), signed=True)


def half_width(value: float, unit: str, lang: str) -> str:
    """Half of an interval, without a sign; between shares, in percentage points."""
    return difference(value, unit, lang).removeprefix("+")


def interval(low: float, high: float, unit: str, lang: str) -> str:
    """An interval of differences: « [+1,2 ; +3,4] », "[+1.2, +3.4]".

    An end that stands close to zero gets more decimals where they show that zero is outside.
    """
    if math.isnan(low) or math.isnan(high):
        return UNDEFINED
    scale = 100.0 if unit == "share" else 1.0
    needed = [_fine(scale * bound, _DECIMALS[unit]) for bound in (low, high)]
    decimals = max(needed) if low * high > 0.0 else min(needed)
    ends = [_end(scale * bound, lang, decimals) for bound in (low, high)]
    return f"[{ends[0]}{NO_BREAK}; {ends[1]}]" if lang == "fr" else f"[{ends[0]}, {ends[1]}]"


def _end(bound: float, lang: str, decimals: int) -> str:
    """One end, with its own sign even where the digits shown are zeros: « −0,0 » lies below zero."""
    return _sign(bound, signed=True) + number(abs(bound), lang, decimals)


def join(items: Sequence[str], lang: str, word: str = "and") -> str:
    """A list in a sentence: « a, b et c »; ``word`` is "and" or "or"."""
    if len(items) < 2:
        return "".join(items)
    last = _CONJUNCTIONS[word, lang]
    comma = "," if lang == "en" and len(items) > 2 else ""
    return f"{', '.join(items[:-1])}{comma} {last} {items[-1]}"


def duration(seconds: float, lang: str) -> str:
    """A duration that a person waits: « 45 s », « 3 min 20 s », « 2 h 05 min »."""
    whole = max(0, round(seconds))
    minutes, left = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{whole} s"]
    if hours:
        parts = [f"{number(hours, lang)} h", f"{minutes:02d} min"]
    elif minutes:
        parts = [f"{minutes} min", f"{left:02d} s"]
    return " ".join(parts).replace(" ", NO_BREAK)


def size(count: float, lang: str) -> str:
    """A size in memory or on disk."""
    step = 0
    while count >= 1000.0 and step < 4:
        count, step = count / 1000.0, step + 1
    return f"{number(count, lang, 0 if step == 0 or count >= 100 else 1)}{NO_BREAK}{_BYTES[lang][step]}"


def singular(count: float, lang: str) -> bool:
    """Whether a count takes the singular: 0 and 1 in French, 1 in English."""
    return abs(count) < 2 if lang == "fr" else count == 1


def show(value: Any, how: str, lang: str) -> str:
    """A fact in a sentence; ``how`` is the text after the colon of a blank."""
    if isinstance(value, (list, tuple, set, frozenset)):
        items = (
            sorted(map(str, value)) if isinstance(value, (set, frozenset)) else [show(item, "", lang) for item in value]
        )
        return join(items, lang, how) if how in {"and", "or"} else ", ".join(items)
    if "|" in how:
        return _counted(value, how, lang)
    if how == "word" or isinstance(value, bool) or not isinstance(value, (int, float)):
        return _plain_words(str(value), how)
    match how:
        case "percent":
            return percent(value, lang)
        case "integer":
            return integer(value, lang)
        case "bytes":
            return size(value, lang)
        case "duration":
            return duration(value, lang)
        case _:
            return number(value, lang, int(how.strip(".f")) if how else None)


def _plain_words(value: str, how: str) -> str:
    """Text as it is; as a ``word`` of a command line that can be pasted, quoted."""
    if how == "word":
        return pasteable([as_argument(Path(value))])
    return format(value, how if how not in {"and", "or"} else "")


def _counted(value: Any, forms: str, lang: str) -> str:
    """A count with its noun, ``{weeks:week|weeks}``; after ``~`` only the word that agrees, ``{weeks:~is|are}``."""
    one, _, many = forms.removeprefix("~").partition("|")
    word = one if isinstance(value, (int, float)) and singular(value, lang) else many
    return word if forms.startswith("~") else f"{show(value, '', lang)} {word}"


def _plain(value: float) -> str:
    """Shortest decimal writing of a number, never with an exponent; whole numbers keep all their digits."""
    if value == int(value):
        return str(int(value))
    digits = max(0, 5 - math.floor(math.log10(value)))
    shown = f"{value:.{digits}f}"
    return shown.rstrip("0").rstrip(".") if digits else shown


def _fine(value: float, decimals: int) -> int:
    """More decimals for a small difference, so that it is not written as zero (two more at most)."""
    if value == 0.0 or math.isnan(value) or math.isinf(value):
        return decimals
    return min(max(decimals, -math.floor(math.log10(abs(value)))), decimals + 2)


def _sign(value: float, *, signed: bool) -> str:
    if value < 0:
        return MINUS
    return "+" if signed and value > 0 else ""


def _percent_sign(lang: str) -> str:
    return f"{NO_BREAK}%" if lang == "fr" else "%"
