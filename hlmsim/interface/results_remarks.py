"""What a person should know of a results folder that is opened, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hlmsim.locales import text

if TYPE_CHECKING:
    from hlmsim.runs.results import Results


def remark_lines(results: Results, lang: str) -> list[str]:
    """How much of it is there, and who made it; nothing of a folder that this hlmsim has finished."""
    from hlmsim.runs.remarks import remarks_of

    return [text(f"results.{remark.code}", lang, **remark.facts) for remark in remarks_of(results)]
