"""The reference keeps its own books, so that what it is compared by can be trusted."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from hlmsim.model.names import HOURS_USES
from hlmsim.scenario import Scenario, load
from tests.reference.start import first_day
from tests.reference.week import live_a_week, lived, reference

SMALL = {"context.site.households": 40, "context.site.buildings": 2, "horizon.weeks": 60, "horizon.burn_in": 10}


@pytest.fixture
def busy() -> Scenario:
    return load("structured_network").with_({**SMALL, "levers.posts.count": 2, "levers.turnover.worker_annual": 3})


def test_hours_spent_are_hours_paid(busy: Scenario) -> None:
    for week in lived(busy, 1).record:
        spent = sum(week.get(f"hours_{use}", 0.0) for use in HOURS_USES)
        assert spent == pytest.approx(week.get("hours_paid", 0.0))


def test_needs_opened_are_needs_ended_or_active(busy: Scenario) -> None:
    world = first_day(busy, 1)
    active = sum(len(household.needs) for household in world.households)
    for week in range(busy.weeks):
        live_a_week(world, week)
        done = world.record[-1]
        active += int(done.get("opened", 0) - done.get("ended_connected", 0) - done.get("ended_unconnected", 0))
        assert active == done["active"]


def test_levels_stay_within_their_bounds(busy: Scenario) -> None:
    world = lived(busy, 1)
    for household in world.households:
        levels = (household.trust_worker, household.trust_institutions, household.stigma, household.visible_success)
        assert all(0.0 <= level <= 1.0 for level in (*levels, household.agency, household.security, household.bond))
        assert all(0.0 <= level <= 1.0 for level in household.awareness.values())
        assert all(neighbour.close[household] is tie for neighbour, tie in household.close.items())
    assert all(0.0 <= level <= 1.0 for level in (*world.ties.values(), *world.knowledge.values()))
    assert all(0.0 <= partner.commitment <= 1.0 for partner in world.partners)


def test_the_same_seed_gives_the_same_world(busy: Scenario) -> None:
    assert reference(busy, 3) == pytest.approx(reference(busy, 3), nan_ok=True)


def test_what_the_reference_does_not_describe_is_refused() -> None:
    with pytest.raises(ValueError, match="one site"):
        reference(load("quebec").with_({"sites.count": 2}), 0)


def test_the_reference_shares_no_code_with_the_engine(root: Path) -> None:
    """It reads scenario files and words, and nothing else of the package."""
    shared = set()
    for file in sorted((root / "tests" / "reference").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                shared.add(node.module or "")
            elif isinstance(node, ast.Import):
                shared |= {alias.name for alias in node.names}
    ours = {name for name in shared if name.startswith(("hlmsim", "tests")) and not name.startswith("tests.reference")}
    assert ours == {"hlmsim.model.names", "hlmsim.scenario"}
