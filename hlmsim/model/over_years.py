"""What can be said over years only: too rare in a week, or a stock that hardly moves (patterns P1, P8, P9, P11 … P34).

All are read from the same records as the other outcomes, over the weeks after the burn-in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.engine.parameters import WEEKS_PER_YEAR
from hlmsim.model.names import DOMAINS
from hlmsim.model.tables import CONNECTED_LATER, CONNECTED_SOON

Floats = NDArray[np.float64]

OVER_YEARS: tuple[tuple[str, str, int, str], ...] = (
    *((f"access_{domain}", "share", 1, "ratio") for domain in DOMAINS),
    ("in_need", "share", -1, "mean"),
    ("led_connected_soon", "share", 1, "ratio"),
    ("led_connected", "share", 1, "ratio"),
    ("connection_few_contacts", "share", 0, "ratio"),
    ("connection_many_contacts", "share", 0, "ratio"),
    ("agreements_per_meeting", "share", 1, "rare"),
    ("hours_delivered", "hours", 0, "mean"),
    ("room_conflicts", "count", -1, "rate"),
    ("worker_departures", "count", 0, "rate"),
    ("effective_posts", "share", 1, "ratio"),
    ("tenant_turnover", "share", 0, "rate"),
    ("close_ties", "count", 0, "mean"),
    ("without_close_ties", "share", 0, "mean"),
)
"""Name, unit, what is better (+1 higher, -1 lower, 0 neither), and kind (:data:`hlmsim.model.outcomes.KINDS`)."""

EVENTFUL = ("agreements_per_meeting", "room_conflicts", "worker_departures", "effective_posts")
"""Those moved by few events of a run (:class:`hlmsim.model.outcomes.Outcome`)."""

RECENT = ("ended", "ended_connected")
"""Weekly records of which access looks back over the recent weeks."""


def over_years(state: Any, total: Any, recent: Mapping[str, Floats], *, weeks: int) -> dict[str, float]:
    """Each measure over ``weeks`` weeks; nan where nothing could be measured.

    total: sums of the weekly records. recent: by name of ``RECENT``, sums over the weeks of what the recent weeks
    before each held, a number a need domain.
    """
    households = len(state.households)
    years = weeks / WEEKS_PER_YEAR
    degrees = np.diff(state.strong_rows)
    led, made, reached = total["led"], total["led_referrals"], total["led_connections"]
    connected = total["active_connected"] + recent["ended_connected"]
    access = [_ratio(*pair) for pair in zip(connected, total["active"] + recent["ended"], strict=True)]
    values = {
        "in_need": total["in_need"] / (households * weeks),
        "led_connected_soon": _ratio(led[CONNECTED_SOON], led.sum()),
        "led_connected": _ratio(led[CONNECTED_SOON] + led[CONNECTED_LATER], led.sum()),
        "connection_few_contacts": _ratio(reached[0], made[0]),
        "connection_many_contacts": _ratio(reached[1], made[1]),
        "agreements_per_meeting": _ratio(total["agreements"], total["meetings"]),
        "hours_delivered": total["delivered"] / weeks,
        "room_conflicts": total["conflicts"] / years,
        "worker_departures": WEEKS_PER_YEAR * _ratio(total["departures"], total["posts"]),
        "effective_posts": _ratio(total["effective_posts"], total["posts"]),
        "tenant_turnover": total["move_outs"] / (households * years),
        "close_ties": float(degrees.mean()),
        "without_close_ties": float((degrees == 0).mean()),
    }
    return {f"access_{domain}": value for domain, value in zip(DOMAINS, access, strict=True)} | values


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below > 0 else float("nan")
