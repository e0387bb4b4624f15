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

OVER_YEARS: tuple[tuple[str, str, int], ...] = (
    *((f"access_{domain}", "share", 1) for domain in DOMAINS),
    ("in_need", "share", -1),
    ("led_connected_soon", "share", 1),
    ("led_connected", "share", 1),
    ("connection_few_contacts", "share", 0),
    ("connection_many_contacts", "share", 0),
    ("agreements_per_meeting", "share", 1),
    ("hours_delivered", "hours", 0),
    ("room_conflicts", "count", -1),
    ("worker_departures", "count", 0),
    ("effective_posts", "share", 1),
    ("tenant_turnover", "share", 0),
    ("close_ties", "count", 0),
    ("without_close_ties", "share", 0),
)
"""Name, unit, and what is better (+1 higher, -1 lower, 0 neither)."""

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
