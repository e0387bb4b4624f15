"""The licences of the libraries within the page: the build puts them in front of every file that it writes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PLAYER = Path(__file__).parent / "static" / "player.js"
_BEGIN, _END = "/*!", "*/"


@cache
def bundled_licences() -> str:
    """Name, version, licence and full text of hlmsim and of each library in the page."""
    text = _PLAYER.read_text(encoding="utf-8")
    return text[text.index(_BEGIN) + len(_BEGIN) : text.index(_END)].strip()
