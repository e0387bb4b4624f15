"""What happens to results folders: bits flip, files are cut, swapped, deleted, converted, saved again, edited by hand.

Every damage is a function of a folder and a source of luck; it says in a word what it did.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

TEXT = {".json", ".csv", ".yaml", ".jsonl", ".md", ".html", ".svg"}
Damage = Callable[[Path, Random], str]


def damaged(folder: Path, luck: Random) -> str:
    """Do one damage to one file of a folder; what was done."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and not file.name.startswith(".lock"))
    kinds = sorted({_kind(file) for file in files})
    kind = luck.choice(kinds)  # each kind of file as often as any other
    file = luck.choice([one for one in files if _kind(one) == kind])
    damage = luck.choice(TEXT_DAMAGES if file.suffix in TEXT else DAMAGES)
    return f"{file.relative_to(folder)}: {damage(file, luck)}"


def _kind(file: Path) -> str:
    return f"{file.parent.name if file.parent.name == 'scenarios' else ''}{file.stem[:4]}{file.suffix}"


def _write(file: Path, data: bytes) -> None:
    """As a new file, whose time is another: what knows files by size and time must see that it has changed."""
    file.unlink()
    file.write_bytes(data)
    now = time.time_ns() + 1
    os.utime(file, ns=(now, now))


def flip(file: Path, luck: Random) -> str:
    """One bit."""
    data = bytearray(file.read_bytes())
    if not data:
        return "nothing"
    place = luck.randrange(len(data) * 8)
    data[place // 8] ^= 1 << (place % 8)
    _write(file, bytes(data))
    return f"bit {place}"


def cut(file: Path, luck: Random) -> str:
    """The end is missing."""
    data = file.read_bytes()
    place = luck.randrange(len(data)) if data else 0
    _write(file, data[:place])
    return f"cut at {place}"


def delete(file: Path, _: Random) -> str:
    """The file is gone."""
    file.unlink()
    return "deleted"


def swap(file: Path, luck: Random) -> str:
    """Two files of one sort have changed places."""
    root = next(place for place in file.parents if (place / "manifest.json").exists() or place == place.parent)
    others = sorted(one for one in root.rglob(f"*{file.suffix}") if one != file and one.is_file())
    if not others:
        return flip(file, luck)
    other = luck.choice(others)
    here, there = file.read_bytes(), other.read_bytes()
    _write(file, there)
    _write(other, here)
    return f"swapped with {other.name}"


def zeros(file: Path, luck: Random) -> str:
    """A block of zeros, as a disk that lost power leaves."""
    data = bytearray(file.read_bytes())
    start = luck.randrange(len(data)) if data else 0
    data[start : start + 64] = bytes(len(data[start : start + 64]))
    _write(file, bytes(data))
    return f"zeros at {start}"


def line_ends(file: Path, _: Random) -> str:
    """Git or an editor has converted the line ends."""
    _write(file, file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    return "line ends"


def number(file: Path, luck: Random) -> str:
    """Somebody has written another number."""
    text = file.read_bytes().decode("utf-8", "replace")
    found = list(re.finditer(r"(?<![\w.])\d+(\.\d+)?(?![\w.])", text))
    if not found:
        return flip(file, luck)
    one = luck.choice(found)
    other = luck.choice(["0", "1", "7", f"{one[0]}0", "-1", "0,5", "1e400", "nan"])
    _write(file, f"{text[: one.start()]}{other}{text[one.end() :]}".encode())
    return f"{one[0]} became {other} at {one.start()}"


def double(file: Path, luck: Random) -> str:
    """A line stands twice."""
    lines = file.read_bytes().splitlines(keepends=True)
    if not lines:
        return "nothing"
    place = luck.randrange(len(lines))
    _write(file, b"".join([*lines[: place + 1], lines[place], *lines[place + 1 :]]))
    return f"line {place + 1} twice"


def drop(file: Path, luck: Random) -> str:
    """A line is missing."""
    lines = file.read_bytes().splitlines(keepends=True)
    if not lines:
        return "nothing"
    place = luck.randrange(len(lines))
    _write(file, b"".join([*lines[:place], *lines[place + 1 :]]))
    return f"line {place + 1} gone"


def excel(file: Path, luck: Random) -> str:
    """A French spreadsheet has saved the table again: semicolons, decimal commas, another encoding."""
    if file.suffix != ".csv":
        return number(file, luck)
    text = file.read_bytes().decode("utf-8-sig", "replace")
    again = re.sub(r"(?<=\d)\.(?=\d)", ",", text.replace(",", ";"))
    _write(file, again.encode("cp1252", "replace").replace(b"\n", b"\r\n"))
    return "saved by a French spreadsheet"


DAMAGES: tuple[Damage, ...] = (flip, flip, flip, cut, delete, swap, zeros)
TEXT_DAMAGES: tuple[Damage, ...] = (*DAMAGES, line_ends, number, number, double, drop, excel)
