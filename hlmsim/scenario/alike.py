"""Names of buildings and dwellings that differ in nothing but how they are typed: one, or two?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.tree import Place

type Written = tuple[str, Place]
"""A name, and where it stands."""

_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


def check_alike(rows: Iterable[tuple[Written, Written]], faults: Faults, path: str) -> None:
    """Faults for two spellings of one building, or of one dwelling of a building: ``A`` and ``a``, ``1`` and ``01``.

    rows: the building and the dwelling of each row.
    """
    listed = list(rows)
    _tell("buildings_alike", (((_typed(block),), (block, place)) for (block, place), _ in listed), faults, path)
    doors = (((_typed(block), _typed(door)), (door, place)) for (block, _), (door, place) in listed)
    _tell("dwellings_alike", doors, faults, path)


def _tell(code: str, names: Iterable[tuple[tuple[str, ...], Written]], faults: Faults, path: str) -> None:
    first: dict[tuple[str, ...], str] = {}
    told: set[str] = set()
    for key, (word, place) in names:
        one = first.setdefault(key, word)
        if key[-1] and one != word and word not in told:
            told.add(word)
            faults.add(code, place, path, first=shown(one), second=shown(word))


def _typed(word: str) -> str:
    """The word without accents, capitals, double blanks, zeros before numbers and a point at the end."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return _ZEROS.sub("", " ".join(plain.split()).strip(" .:"))
