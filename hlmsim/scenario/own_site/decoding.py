"""Bytes to text: UTF-8, UTF-16 and 32 by their marks, and what French spreadsheets save, when it is sure."""

from __future__ import annotations

import codecs
import re
import unicodedata

from hlmsim.scenario.faults import Faults
from hlmsim.scenario.files import printable
from hlmsim.scenario.own_site.words import SORTS, forgiven_heading
from hlmsim.scenario.tree import Place

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OFFICE = {"cp1252": "Windows-1252", "mac_roman": "MacRoman", "cp850": "cp850"}
"""What a spreadsheet or an old program saves in French, and its common name."""
_TYPOGRAPHY = frozenset("’‘“”«»–—…•·°€№\N{NO-BREAK SPACE}²³½")
_NOT_FOR_TEXT = frozenset(
    ("utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "charmap", "mbcs", "oem", "undefined")
)
"""As Python names them, which is now with a dash and now with an underscore."""
_UPPER = bytes(range(0x80, 0x100))
_FIRST_OF_THREE = 0xE0
_UNICODE = frozenset(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"))
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,200})[\"']")


def decoded(data: bytes, file: str, faults: Faults, path: str) -> str | None:
    """The text of a table; None and a fault when its encoding is not sure. Another than UTF-8 is remarked."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, name, file, faults, path)
    if b"\0" in data[:4000]:
        return _strictly(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be", file, faults, path)
    try:
        return printable(data.decode(), file, faults, path)
    except UnicodeDecodeError as problem:
        guessed = _guessed(data)
        if guessed is None:
            faults.add("not_utf8", _place(data, problem.start, file), path)
            return None
    faults.remark("note_encoding", Place(file, 1, 1), path, found=_OFFICE[guessed])
    return printable(data.decode(guessed), file, faults, path)


def decoded_xml(data: bytes, file: str, faults: Faults, path: str) -> str | None:
    """The text of an XML file, in the encoding that it declares or is marked with."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, name, file, faults, path)
    if data[:2] in {b"<\0", b"\0<"}:
        return _strictly(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be", file, faults, path)
    declared = _DECLARED.match(data[:1000])
    if declared is None:
        return _strictly(data, "utf-8", file, faults, path)
    name = declared[1].decode("ascii")
    try:
        known = codecs.lookup(name).name
        known_as_text = known.replace("_", "-") not in _NOT_FOR_TEXT and data[:5].decode(known) == data[:5].decode(
            "ascii"
        )
    except (LookupError, ValueError):
        known_as_text = False
    if not known_as_text:
        faults.add("xml_encoding_unknown", Place(file, 1, 1), path, found=name)
        return None
    if known not in _UNICODE and not data.isascii() and _is_rather_utf8(data, known):
        faults.add("xml_encoding_wrong", Place(file, 1, 1), path, found=name)
        return None
    return _strictly(data, known, file, faults, path, declared=name)


def _is_rather_utf8(data: bytes, declared: str) -> bool:
    """Whether bytes that are not all ASCII are UTF-8, which text in an encoding of one byte a sign never is by chance.

    Two bytes of Chinese, Japanese or Korean may be; three in a row are not.
    """
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    one_byte = len(_UPPER.decode(declared, "replace")) == len(_UPPER)
    return one_byte or any(byte >= _FIRST_OF_THREE for byte in data)


def _strictly(data: bytes, name: str, file: str, faults: Faults, path: str, declared: str = "") -> str | None:
    try:
        return printable(data.decode(name), file, faults, path)
    except (UnicodeError, ValueError) as problem:
        start = problem.start if isinstance(problem, UnicodeDecodeError) else 0
        code = "xml_encoding_wrong" if declared and declared.lower() not in {"utf-8", "utf8"} else "not_utf8"
        faults.add(
            code, _place(data, start, file), path, **({"found": declared} if code == "xml_encoding_wrong" else {})
        )
        return None


def _place(data: bytes, start: int, file: str) -> Place:
    before = data[:start]
    column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
    return Place(file, before.count(b"\n") + 1, column)


def _guessed(data: bytes) -> str | None:
    """The one encoding in which every sign is one that a French or English text has; None when two are possible."""
    possible: dict[str, str] = {}
    for name in _OFFICE:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if text not in possible.values() and _reads_well(text):
            possible[name] = text
    if len(possible) == 1:
        return next(iter(possible))
    known = {name: _known_words(text) for name, text in possible.items()}
    best = [name for name in possible if known[name] == max(known.values())]
    return best[0] if len(best) == 1 else _likeliest(data, best) if best else None


def _known_words(text: str) -> int:
    """How many of the first cells are headings or words that tables of sites use."""
    cells = {forgiven_heading(cell) for cell in re.split(r"[;,\t|\r\n\"]+", text[:20_000]) if cell.strip()}
    words = {word for fields in SORTS.values() for one in fields for word in (*one.headings, *one.words)}
    return len(cells & words)


def _likeliest(data: bytes, names: list[str]) -> str | None:
    """Of several that are possible, the one that the statistics of the language name, when they name one alone."""
    from charset_normalizer import from_bytes

    found = [match.encoding for match in from_bytes(data, cp_isolation=names, enable_fallback=False)]
    return found[0] if len(found) == 1 and found[0] in names else None


def _reads_well(text: str) -> bool:
    """Letters of Latin words, none of them a capital within a word of small letters."""
    for sign in set(text):
        if sign > "\x7f" and sign not in _TYPOGRAPHY and not _is_letter(sign):
            return False
    return not any(
        sign > "\x7f" and sign.isupper() and (before.islower() or (before.isalpha() and after.islower()))
        for before, sign, after in zip(text, text[1:], text[2:], strict=False)
    )


def _is_letter(sign: str) -> bool:
    return sign.isalpha() and unicodedata.name(sign, "").startswith("LATIN") and sign not in "ªºﬁﬂıƒßðÐþÞøØåÅ"
