"""Whether hours and capacities fit the size of a site whose dwellings are listed; a remark when they are far off."""

from __future__ import annotations

from collections.abc import Sequence

from hlmsim.model.blueprint import SitePlan
from hlmsim.scenario import shipped
from hlmsim.scenario.envelope import tree_of
from hlmsim.scenario.extends import SCENARIO
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.partners import Partner
from hlmsim.scenario.tree import Node
from hlmsim.scenario.values import Values

FAR = 2.0
"""How many times more, or less, than at the reference site is remarked."""
_COUNT, _HOURS, _FACTOR = "levers.posts.count", "levers.posts.hours_a_week", "levers.partners.capacity_factor"


def remark_proportions(
    root: Node, base: Values, sites: Sequence[SitePlan], partners: Sequence[Partner], faults: Faults
) -> None:
    """Remark paid hours and partners' appointments that are far from the reference site's, dwelling for dwelling."""
    if len(sites) != 1 or not sites[0].listed or not {_COUNT, _HOURS, _FACTOR} <= set(base.values):
        return
    reference = tree_of(SCENARIO, shipped.folder() / "baseline.yaml", Faults())
    if reference is None:
        return
    place = (root.get("context", "site") or root).start
    dwellings, known = sites[0].dwellings, _at(reference, "context.site.households")
    hours = float(base.values[_COUNT]) * float(base.values[_HOURS])
    due = _at(reference, _COUNT) * _at(reference, _HOURS) * dwellings / known
    capacity = sum(partner.plan.capacity for partner in partners) * float(base.values[_FACTOR])
    each = [_at(partner, "capacity") for partner in reference.mapping["partners"].mapping.values()]
    wanted = sum(each) * dwellings / known
    for code, path, found, usual in (
        ("note_hours_for_size", "levers.posts", hours, due),
        ("note_capacity_for_size", "partners", capacity, wanted),
    ):
        if found and not usual / FAR <= found <= usual * FAR:
            faults.remark(code, place, path, found=round(found, 1), count=dwellings, usual=round(usual, 1))


def _at(root: Node, path: str) -> float:
    node = root.get(*path.split("."))
    value = None if node is None else (node.mapping["value"].value if "value" in node.mapping else node.value)
    return float(value) if isinstance(value, (int, float)) else 0.0
