"""What an answer says of plausible worlds: in how many it is better, how far they differ, how much is ignorance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hlmsim import locales
from hlmsim.locales import text
from hlmsim.report.views import CLEAR, Measure
from hlmsim.report.world_tables import variance_said, whole_percent

if TYPE_CHECKING:
    from hlmsim.analysis.ignorance import InWorlds
    from hlmsim.report.findings import Finding

WORLD_COLUMNS = ("worlds", "clear", "world_median", "world_range", "ignorance")
"""Columns of the tables of a page, where there are several worlds."""


def said_of_worlds(spread: InWorlds, measure: Measure, lang: str) -> str:
    """In how many worlds it is better, where they lie, and where the variance comes from."""
    shares = {"share": spread.helps, "clear": spread.helps_clear, "against": spread.harms_clear}
    said = text(
        "answer.say.in_worlds",
        lang,
        count=spread.worlds,
        **{name: whole_percent(share, lang) for name, share in shares.items()},
        median=locales.difference(spread.median, measure.unit, lang),
        interval=locales.interval(spread.low, spread.high, measure.unit, lang),
    )
    return " ".join([said, *variance_said(spread, lang)])


def world_cells(finding: Finding, measure: Measure, lang: str) -> list[str]:
    """The cells of one row; empty where nothing differs. An estimate of the worlds in which it is better stands only
    where the mean can be told from chance: otherwise all worlds would follow its sign.
    """
    spread = finding.spread
    if spread is None or finding.verdict in {"identical", "undefined", "unseen", "incomplete"}:
        return [""] * len(WORLD_COLUMNS)
    judged = finding.verdict in CLEAR and not math.isnan(finding.world_helps)
    interval = locales.interval(spread.low, spread.high, measure.unit, lang)
    return [
        whole_percent(finding.world_helps, lang) if judged else "",
        clear_pair(finding, lang),
        locales.difference(spread.median, measure.unit, lang),
        interval if spread.low < spread.high else text("answer.table.worlds_alike", lang),
        "" if math.isnan(spread.ignorance) else whole_percent(spread.ignorance, lang),
    ]


def clear_pair(finding: Finding, lang: str) -> str:
    """The shares of the worlds in which it is clearly better and clearly worse: « 25 / 0 % »."""
    spread = finding.spread
    if spread is None or math.isnan(finding.world_helps):
        return ""
    better = locales.number(100.0 * spread.helps_clear, lang, 0)
    return f"{better} / {locales.percent(spread.harms_clear, lang, 0)}".replace(" ", "\N{NO-BREAK SPACE}")
