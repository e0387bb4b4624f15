"""A calibration in a terminal: each target, and where the plausible worlds lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hlmsim import locales
from hlmsim.locales import text
from hlmsim.report.scorecard import shown
from hlmsim.report.tables import aligned, width_of

if TYPE_CHECKING:
    from rich.console import RenderableType


def targets_view(rows: Sequence[Mapping[str, Any]], fitted: Sequence[Any], lang: str) -> RenderableType:
    """A line a target: its range, where 90 % of the plausible worlds lie, the share of them within."""
    from rich.markup import escape

    headings = [text(f"calibration.column.{name}", lang) for name in ("claim", "range", "after", "within")]
    lines = [
        (
            escape(f"{row['pattern']}. {locales.said(one.claim.says, lang)}"),
            _range(row["low"], row["high"], row["unit"], lang),
            _range(row["ensemble_p05"], row["ensemble_p95"], row["unit"], lang),
            locales.percent(row["within"], lang, 0),
        )
        for row, one in zip(rows, fitted, strict=True)
    ]
    widths = [width_of(headings[place], [line[place] for line in lines]) for place in (1, 2, 3)]
    return aligned([tuple(f"[dim]{heading}[/]" for heading in headings), *lines], widths)


def _range(low: float, high: float, unit: str, lang: str) -> str:
    ends = (shown(bound, unit, lang) for bound in (low, high))
    return text("scorecard.between", lang, low=next(ends), high=next(ends)).replace(" ", "\N{NO-BREAK SPACE}")
