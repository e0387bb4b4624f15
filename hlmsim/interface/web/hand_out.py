"""The page as one file: bundle, sentences and two recordings, which plays from a USB stick with the network off."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from hlmsim.interface.web import meta
from hlmsim.interface.web.block import joined
from hlmsim.interface.web.side import Side

STATIC = Path(__file__).parent / "static"
"""What the page is made of, built from ``web/``."""


def page(sides: Sequence[Side], lang: str) -> str:
    """The whole file. lang: the language that it opens in; the other is one click away."""
    blocks = [
        joined([block for block, _ in side.future(0, side=k, generation=0)]).encode() for k, side in enumerate(sides)
    ]
    recording: dict[str, Any] = {
        "page": meta.of_page(),
        "lang": lang,
        "sides": [meta.of_side(side) for side in sides],
        "blocks": [base64.b64encode(gzip.compress(block, 9, mtime=0)).decode() for block in blocks],
    }
    script, style = _static("player.js"), _static("player.css")
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data: blob:; "
        "media-src blob:; base-uri 'none'; form-action 'none'"
    )
    data = json.dumps(recording, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    title = " – ".join(dict.fromkeys(side.scenario.title[lang] for side in sides))
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>hlmsim – {escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<div id="page"></div>\n<script type="application/json" id="recording">{data}</script>\n'
        f'<script type="module">{script}</script>\n</body>\n</html>\n'
    )


def _static(name: str) -> str:
    text = (STATIC / name).read_text(encoding="utf-8")
    return text.replace("</script", "<\\/script")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
