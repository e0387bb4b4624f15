"""Names of buildings and dwellings that differ in nothing but how they are typed: one, or two?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.own_site.cells import Cell, Line
from hlmsim.scenario.own_site.mapping import Mapping

_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_ABOUT = {"building": "buildings_alike", "dwelling": "dwellings_alike"}


def check_alike(lines: Sequence[Line], columns: Mapping, faults: Faults, path: str) -> None:
    """Faults for two spellings of one building, or of one dwelling of a building: ``A`` and ``a``, ``1`` and ``01``."""
    if not {"building", "dwelling"} <= columns.columns.keys():
        return
    blocks, doors = ([line.cells[columns.columns[name]] for line in lines] for name in ("building", "dwelling"))
    _tell("building", (((_typed(cell.word),), cell) for cell in blocks), faults, path)
    pairs = zip(blocks, doors, strict=True)
    _tell("dwelling", (((_typed(block.word), _typed(door.word)), door) for block, door in pairs), faults, path)


def _tell(name: str, cells: Iterable[tuple[tuple[str, ...], Cell]], faults: Faults, path: str) -> None:
    first: dict[tuple[str, ...], str] = {}
    told: set[str] = set()
    for key, cell in cells:
        one = first.setdefault(key, cell.word)
        if key[-1] and one != cell.word and cell.word not in told:
            told.add(cell.word)
            faults.add(_ABOUT[name], cell.place, path, first=shown(one), second=shown(cell.word))


def _typed(word: str) -> str:
    """The word without accents, capitals, double blanks, zeros before numbers and a point at the end."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return _ZEROS.sub("", " ".join(plain.split()).strip(" .:"))
