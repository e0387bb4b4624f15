"""The factors of a sensitivity analysis: every number that nobody knows well, within the range that stands with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hlmsim.runs.design.experiment import Factor, Span
from hlmsim.runs.design.schema import Calibration, Design, Sensitivity
from hlmsim.runs.design.values import is_whole, number_at
from hlmsim.runs.design.world_files import check_left_out, factor_paths
from hlmsim.runs.design.worlds import Worlds, uncertain
from hlmsim.scenario import Scenario
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.tree import Node

NOT_USED = ("worlds", "precision", "groups", "reference")
"""Parts that say how points are drawn or compared, which a sensitivity analysis does in its own way."""


def with_uncertain(
    root: Node, design: Design | None, scenarios: Sequence[Scenario], factors: tuple[Factor, ...], faults: Faults
) -> tuple[Factor, ...]:
    """The factors of the file; in a sensitivity analysis, the uncertain numbers of the first scenario too.

    What the scenarios differ in is left out: it is what they are compared for.
    """
    if not isinstance(design, (Sensitivity, Calibration)) or not scenarios:
        return factors
    node = root.mapping["design"]
    check_left_out(node, scenarios, faults, "design")
    for key in NOT_USED:
        if (part := root.get(key)) is not None:
            faults.add("not_with_sensitivity", part.start, key, found=key, design=design.kind)
    apart = factor_paths(factors, scenarios) | contrasted(scenarios)
    found = uncertain(scenarios[0], Worlds(1, design.grades, design.leave_out), apart)
    facts = {"scenario": scenarios[0].name, "grades": list(design.grades)}
    if not found.ranges and not factors:
        faults.add("nothing_uncertain", node.start, "design", **facts)
    if found.ranges:
        counts = {"numbers": len(found.ranges), "shares": found.shares_kept}
        faults.remark("uncertain_screened", node.start, "design", **facts, **counts)
    drawn = (
        Factor(path, (path,), node.start, span=Span(*pair, whole=is_whole(path))) for path, pair in found.ranges.items()
    )
    return (*factors, *drawn)


def contrasted(scenarios: Sequence[Scenario]) -> frozenset[str]:
    """Paths of the first scenario at which another has another value."""
    return frozenset(_differing(scenarios))


def _differing(scenarios: Sequence[Scenario]) -> Iterator[str]:
    first = scenarios[0]
    capacities = (f"partners.{partner.id}.capacity" for partner in first.partners)
    for path in (*first.values, *capacities):
        here = number_at(first, path)
        if any(number_at(other, path) != here for other in scenarios[1:]):
            yield path
