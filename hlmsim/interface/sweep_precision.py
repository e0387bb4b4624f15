"""How precise the answer of a sweep is, while it is being made: half-widths of what each factor changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame

    from hlmsim.runs.adaptive import HalfWidths

_KINDS = ("main", "range", "combination")
"""The first of these kinds that an answer has is judged."""


def half_widths_of(folder: Path, outcomes: Sequence[str]) -> HalfWidths:
    """What judges the runs of the sweep that ``folder`` holds, for some outcomes."""

    def half_widths(runs: DataFrame) -> Mapping[tuple[str, str], float]:
        from hlmsim.analysis.sweeps import answer
        from hlmsim.interface.sweep_facts import SweepFacts
        from hlmsim.model.outcomes import OUTCOMES
        from hlmsim.runs.manifest import read_manifest

        facts = SweepFacts(folder, read_manifest(folder))
        found = answer(facts.design, runs, facts.plan, [one for one in OUTCOMES if one.name in outcomes])
        kind = next((one for one in _KINDS if (found["kind"] == one).any()), "")
        judged = found[(found["kind"] == kind) & (found["verdict"] != "reference")]
        widths = ((judged["high"] - judged["low"]) / 2.0).to_list()
        names = (judged["factor"].astype(str) + "=" + judged["setting"].astype(str)).to_list()
        return dict(zip(zip(names, judged["outcome"].to_list(), strict=True), widths, strict=True))

    return half_widths
